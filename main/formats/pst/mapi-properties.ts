/**
 * The MAPI properties that a message record carries beside its fields, and why each is worth it. Names and identifiers
 * are those of [MS-OXPROPS]. Raise the reader's version when the table changes.
 */
export interface KnownProperty {
  readonly id: number;
  readonly name: string;
  readonly why: string;
}

export const recordedProperties: readonly KnownProperty[] = [
  // Forwarding
  { id: 0x0004, name: 'PidTagAutoForwardComment', why: 'text that a client added when it forwarded automatically' },
  { id: 0x0005, name: 'PidTagAutoForwarded', why: 'forwarded by a rule of a client or server' },
  { id: 0x3fe3, name: 'PidTagDelegatedByRule', why: 'passed on by a delegate rule' },
  { id: 0x1080, name: 'PidTagIconIndex', why: 'replied or forwarded, as the client shows it' },
  { id: 0x1081, name: 'PidTagLastVerbExecuted', why: 'replied or forwarded, as the client noted it' },
  { id: 0x1082, name: 'PidTagLastVerbExecutionTime', why: 'when that was' },
  { id: 0x0e07, name: 'PidTagMessageFlags', why: 'read, unsent, sent by the owner, resent' },
  { id: 0x1090, name: 'PidTagFlagStatus', why: 'marked for follow-up' },
  // Threads: they link a forwarded message to its original
  { id: 0x0070, name: 'PidTagConversationTopic', why: 'thread' },
  { id: 0x0071, name: 'PidTagConversationIndex', why: 'thread, with times of each step' },
  { id: 0x1035, name: 'PidTagInternetMessageId', why: 'identity across mailboxes' },
  { id: 0x1039, name: 'PidTagInternetReferences', why: 'thread' },
  { id: 0x1042, name: 'PidTagInReplyToId', why: 'thread' },
  { id: 0x1046, name: 'PidTagOriginalMessageId', why: 'the message that a forwarded one stems from' },
  // Times
  { id: 0x0039, name: 'PidTagClientSubmitTime', why: 'sent' },
  { id: 0x0e06, name: 'PidTagMessageDeliveryTime', why: 'received' },
  { id: 0x3007, name: 'PidTagCreationTime', why: 'created in this store' },
  { id: 0x3008, name: 'PidTagLastModificationTime', why: 'last changed in this store' },
  // Who
  { id: 0x0042, name: 'PidTagSentRepresentingName', why: 'in whose name it was sent' },
  { id: 0x0064, name: 'PidTagSentRepresentingAddressType', why: 'kind of the address' },
  { id: 0x0065, name: 'PidTagSentRepresentingEmailAddress', why: 'in whose name it was sent' },
  { id: 0x5d02, name: 'PidTagSentRepresentingSmtpAddress', why: 'in whose name it was sent' },
  { id: 0x0c1a, name: 'PidTagSenderName', why: 'who sent it' },
  { id: 0x0c1e, name: 'PidTagSenderAddressType', why: 'kind of the address' },
  { id: 0x0c1f, name: 'PidTagSenderEmailAddress', why: 'who sent it' },
  { id: 0x5d01, name: 'PidTagSenderSmtpAddress', why: 'who sent it' },
  { id: 0x0040, name: 'PidTagReceivedByName', why: 'to whom it was delivered' },
  { id: 0x0075, name: 'PidTagReceivedByAddressType', why: 'kind of the address' },
  { id: 0x0076, name: 'PidTagReceivedByEmailAddress', why: 'to whom it was delivered' },
  { id: 0x5d07, name: 'PidTagReceivedBySmtpAddress', why: 'to whom it was delivered' },
  { id: 0x0044, name: 'PidTagReceivedRepresentingName', why: 'for whom it was received' },
  { id: 0x0078, name: 'PidTagReceivedRepresentingEmailAddress', why: 'for whom it was received' },
  { id: 0x5d08, name: 'PidTagReceivedRepresentingSmtpAddress', why: 'for whom it was received' },
  { id: 0x0057, name: 'PidTagMessageToMe', why: 'the owner is a named recipient' },
  { id: 0x0058, name: 'PidTagMessageCcMe', why: 'the owner is a named recipient' },
  { id: 0x3ff8, name: 'PidTagCreatorName', why: 'who made the item' },
  { id: 0x3ffa, name: 'PidTagLastModifierName', why: 'who changed the item last' },
  // Handling
  { id: 0x0017, name: 'PidTagImportance', why: 'context' },
  { id: 0x0036, name: 'PidTagSensitivity', why: 'marked private or confidential' },
  { id: 0x0023, name: 'PidTagOriginatorDeliveryReportRequested', why: 'what the sender asked for' },
  { id: 0x0029, name: 'PidTagReadReceiptRequested', why: 'what the sender asked for' },
  { id: 0x0e01, name: 'PidTagDeleteAfterSubmit', why: 'no copy is kept of what was sent' },
  { id: 0x300b, name: 'PidTagSearchKey', why: 'identity across copies of an item' },
  { id: 0x65e2, name: 'PidTagChangeKey', why: 'history of synchronisation' },
];

const byId = new Map(recordedProperties.map((property) => [property.id, property]));

/** The canonical name of a recorded property, or null. */
export function nameOfProperty(id: number): string | null {
  return byId.get(id)?.name ?? null;
}
