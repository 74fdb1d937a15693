import { addressParser } from 'postal-mime';
import {
  evidenceIdOf,
  fileStep,
  headerFields,
  headerValues,
  readInternetDate,
  type ClaimedMessage,
  type MailAddress,
  type MessageRecord,
  type RecordId,
} from '#model/index.ts';

/** Parts of a message record that differ from the plain one. */
export type MessageParts = Partial<Omit<MessageRecord, 'claimed' | 'observed'>> & {
  readonly claimed?: Partial<ClaimedMessage>;
  readonly observed?: Partial<MessageRecord['observed']>;
};

/** A plain message record, with the given parts in place of its own. */
export function messageRecord(parts: MessageParts = {}): MessageRecord {
  return {
    kind: 'message',
    recordId: '0123456789abcdef0123456789abcdef' as RecordId,
    evidenceId: evidenceIdOf(1),
    parentRecordId: null,
    locator: [fileStep('mail/Inbox')],
    parent: null,
    headerOrigin: 'message',
    headerBlock: new Uint8Array(),
    headerOffsetBytes: 0,
    headers: [],
    properties: [],
    attachments: [],
    bodies: { text: null, html: null },
    ...parts,
    observed: { range: null, sizeBytes: 0, sha256: null, allocation: 'allocated', intact: true, ...parts.observed },
    claimed: {
      folderPath: ['mail', 'Inbox'],
      messageClass: 'IPM.Note',
      messageId: null,
      inReplyTo: null,
      references: [],
      subject: '',
      from: [],
      sender: [],
      to: [],
      cc: [],
      bcc: [],
      sent: null,
      received: null,
      flags: [],
      lastVerb: null,
      lastVerbTime: null,
      ...parts.claimed,
    },
  };
}

/**
 * A message record of an RFC 5322 text: its header block, and of its claims the subject, the date, sender and recipients. Not a reader: for
 * tests of what works on headers.
 */
export function messageRecordOf(text: string, parts: MessageParts = {}): MessageRecord {
  const empty = /\r?\n\r?\n/.exec(text);
  const block = new TextEncoder().encode(empty === null ? text : text.slice(0, empty.index));
  const headers = headerFields(block);
  const [date] = headerValues(headers, 'Date');
  return messageRecord({
    headerBlock: block,
    headers,
    ...parts,
    claimed: {
      from: addressesOf(headerValues(headers, 'From')),
      to: addressesOf(headerValues(headers, 'To')),
      subject: headerValues(headers, 'Subject')[0] ?? '',
      sent: date === undefined ? null : readInternetDate(date, 'header Date'),
      ...parts.claimed,
    },
  });
}

function addressesOf(values: readonly string[]): MailAddress[] {
  return values.flatMap((value) => addressParser(value, { flatten: true })).map(({ name, address }) => ({ name, address: address ?? '' }));
}
