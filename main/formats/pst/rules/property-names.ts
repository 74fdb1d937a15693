/** Names of the properties that rules name most, by identifier ([MS-OXPROPS]). */
const names: ReadonlyMap<number, string> = new Map([
  [0x0017, 'PidTagImportance'],
  [0x001a, 'PidTagMessageClass'],
  [0x0023, 'PidTagOriginatorDeliveryReportRequested'],
  [0x0036, 'PidTagSensitivity'],
  [0x0037, 'PidTagSubject'],
  [0x0039, 'PidTagClientSubmitTime'],
  [0x003b, 'PidTagSentRepresentingSearchKey'],
  [0x003d, 'PidTagSubjectPrefix'],
  [0x0042, 'PidTagSentRepresentingName'],
  [0x0044, 'PidTagReceivedRepresentingName'],
  [0x0051, 'PidTagReceivedBySearchKey'],
  [0x0057, 'PidTagMessageToMe'],
  [0x0058, 'PidTagMessageCcMe'],
  [0x0059, 'PidTagMessageRecipientMe'],
  [0x0064, 'PidTagSentRepresentingAddressType'],
  [0x0065, 'PidTagSentRepresentingEmailAddress'],
  [0x0070, 'PidTagConversationTopic'],
  [0x007d, 'PidTagTransportMessageHeaders'],
  [0x0c15, 'PidTagRecipientType'],
  [0x0c1a, 'PidTagSenderName'],
  [0x0c1d, 'PidTagSenderSearchKey'],
  [0x0c1e, 'PidTagSenderAddressType'],
  [0x0c1f, 'PidTagSenderEmailAddress'],
  [0x0e02, 'PidTagDisplayBcc'],
  [0x0e03, 'PidTagDisplayCc'],
  [0x0e04, 'PidTagDisplayTo'],
  [0x0e06, 'PidTagMessageDeliveryTime'],
  [0x0e07, 'PidTagMessageFlags'],
  [0x0e08, 'PidTagMessageSize'],
  [0x0e12, 'PidTagMessageRecipients'],
  [0x0e13, 'PidTagMessageAttachments'],
  [0x0e1b, 'PidTagHasAttachments'],
  [0x0e1d, 'PidTagNormalizedSubject'],
  [0x0ff6, 'PidTagInstanceKey'],
  [0x0ff9, 'PidTagRecordKey'],
  [0x0ffe, 'PidTagObjectType'],
  [0x0fff, 'PidTagEntryId'],
  [0x1000, 'PidTagBody'],
  [0x1090, 'PidTagFlagStatus'],
  [0x1035, 'PidTagInternetMessageId'],
  [0x3001, 'PidTagDisplayName'],
  [0x3002, 'PidTagAddressType'],
  [0x3003, 'PidTagEmailAddress'],
  [0x300b, 'PidTagSearchKey'],
  [0x3900, 'PidTagDisplayType'],
  [0x3905, 'PidTagDisplayTypeEx'],
  [0x39fe, 'PidTagSmtpAddress'],
  [0x39ff, 'PidTagAddressBookDisplayNamePrintable'],
  [0x3a20, 'PidTagTransmittableDisplayName'],
  [0x3a40, 'PidTagSendRichInfo'],
  [0x3a71, 'PidTagSendInternetEncoding'],
  [0x4076, 'PidTagContentFilterSpamConfidenceLevel'],
  [0x5d01, 'PidTagSenderSmtpAddress'],
  [0x5d02, 'PidTagSentRepresentingSmtpAddress'],
]);

/** Names of named properties of a rule, by the identifier that the rule gives them. */
export type PropertyNames = ReadonlyMap<number, string>;

/** Names a property in words: as the rule does, as the specification does, or by its tag. */
export function nameOfTag(tag: number, ownNames: PropertyNames): string {
  const id = tag >>> 16;
  return ownNames.get(id) ?? names.get(id) ?? tagText(tag);
}

/** A property tag as `0x0e990102`. */
export function tagText(tag: number): string {
  return `0x${(tag >>> 0).toString(16).padStart(8, '0')}`;
}
