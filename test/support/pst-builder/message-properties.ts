import type { Mailbox, MessageDescription, RecipientDescription } from './description.ts';
import type { MessageTruth } from './truth.ts';
import { binary, flag, integer32, text, time, type Property } from './property-values.ts';
import type { TextForm } from './text-form.ts';

/** The properties of a message, by what [MS-OXCMSG] and [MS-OXOMSG] call for; sizes and attachments are the writer's. */
export function messageProperties(message: MessageDescription, kind: MessageTruth['kind'], texts: TextForm): Property[] {
  const { subject, sender, recipients = [], headers, text: body, html, rtf, sent, received, lastVerb } = message;
  const properties: Property[] = [text(0x001a, message.messageClass ?? 'IPM.Note'), integer32(0x0017, 1), integer32(0x0036, 0)];
  const put = (...more: Property[]): number => properties.push(...more);
  if (subject !== undefined) {
    put(text(0x0037, prefixedSubject(subject)), text(0x0070, subject.slice(subjectPrefix(subject).length)));
  }
  if (sender !== undefined) put(...mailboxProperties(senderIds, sender, texts));
  const representing = message.representing ?? sender;
  if (representing !== undefined) put(...mailboxProperties(representingIds, representing, texts));
  for (const [id, kind] of displayIds) {
    put(
      text(
        id,
        recipients
          .filter((recipient) => recipient.kind === kind)
          .map(({ name }) => name)
          .join('; '),
      ),
    );
  }
  if (headers !== undefined) put(text(0x007d, headers));
  if (body !== undefined) put(text(0x1000, body));
  if (html !== undefined) {
    put(binary(0x1013, typeof html === 'string' ? Buffer.from(html) : html), integer32(0x3fde, 65001));
  }
  if (rtf !== undefined) put(binary(0x1009, rtf));
  if (sent !== undefined) put(time(0x0039, sent));
  if (received !== undefined) put(time(0x0e06, received));
  const created = message.created ?? received ?? sent;
  if (created !== undefined) put(time(0x3007, created));
  const modified = message.modified ?? created;
  if (modified !== undefined) put(time(0x3008, modified));
  if (lastVerb !== undefined) put(integer32(0x1081, lastVerb.verb), time(0x1082, lastVerb.at));
  if (message.autoForwarded !== undefined) put(flag(0x0005, message.autoForwarded));
  if (message.conversationIndex !== undefined) put(binary(0x0071, message.conversationIndex));
  if (message.messageId !== undefined) put(text(0x1035, message.messageId));
  const hasAttachments = (message.attachments ?? []).length > 0;
  put(
    integer32(
      0x0e07,
      (message.flags ?? 0) | (hasAttachments ? messageFlags.hasAttachments : 0) | (kind === 'associated' ? messageFlags.associated : 0),
    ),
    flag(0x0e1b, hasAttachments ? 'yes' : 'no'),
  );
  put(integer32(0x0e17, 0));
  if (texts.codePage !== null) put(integer32(0x3ffd, texts.codePage));
  return properties;
}

// [MS-OXCMSG] 2.2.1.6
const messageFlags = { hasAttachments: 0x10, associated: 0x40 } as const;

/** The properties of a row of the recipient table. */
export function recipientProperties({ kind, name, address, properties = [] }: RecipientDescription, texts: TextForm): Property[] {
  return [
    integer32(0x0c15, recipientTypes[kind]),
    flag(0x0e0f, 'no'),
    binary(0x0ff9, oneOffEntry({ name, address }, texts)),
    integer32(0x0ffe, 6),
    binary(0x0fff, oneOffEntry({ name, address }, texts)),
    text(0x3001, name),
    text(0x3002, 'SMTP'),
    text(0x3003, address),
    binary(0x300b, searchKey(address)),
    integer32(0x3900, 0),
    text(0x39fe, address),
    text(0x39ff, name),
    flag(0x3a40, 'yes'),
    ...properties,
  ];
}

/**
 * A subject as it is stored: two characters before it say how long its prefix ("Re: ") is.
 * @see [MS-PST] 2.5.3.1.1.1
 */
export function prefixedSubject(subject: string): string {
  return `\u0001${String.fromCharCode(subjectPrefix(subject).length + 1)}${subject}`;
}

// Up to three characters, a colon and a blank ([MS-OXCMSG] 2.2.1.9).
function subjectPrefix(subject: string): string {
  return /^[^\s:\d]{1,3}: /.exec(subject)?.[0] ?? '';
}

const recipientTypes = { to: 1, cc: 2, bcc: 3 } as const;

// PidTagDisplayTo, PidTagDisplayCc, PidTagDisplayBcc.
const displayIds = [
  [0x0e04, 'to'],
  [0x0e03, 'cc'],
  [0x0e02, 'bcc'],
] as const;

interface MailboxIds {
  readonly name: number;
  readonly type: number;
  readonly address: number;
  readonly smtp: number;
  readonly entry: number;
  readonly search: number;
}

const senderIds: MailboxIds = { name: 0x0c1a, type: 0x0c1e, address: 0x0c1f, smtp: 0x5d01, entry: 0x0c19, search: 0x0c1d };
const representingIds: MailboxIds = { name: 0x0042, type: 0x0064, address: 0x0065, smtp: 0x5d02, entry: 0x0041, search: 0x003b };

function mailboxProperties(ids: MailboxIds, mailbox: Mailbox, texts: TextForm): Property[] {
  return [
    text(ids.name, mailbox.name),
    text(ids.type, 'SMTP'),
    text(ids.address, mailbox.address),
    text(ids.smtp, mailbox.address),
    binary(ids.entry, oneOffEntry(mailbox, texts)),
    binary(ids.search, searchKey(mailbox.address)),
  ];
}

function searchKey(address: string): Buffer {
  return Buffer.from(`SMTP:${address.toUpperCase()}\0`, 'latin1');
}

// One-off entry identifier ([MS-OXCDATA] 2.2.5.1), whose flags say whether its texts are Unicode.
function oneOffEntry({ name, address }: Mailbox, texts: TextForm): Buffer {
  const head = Buffer.from('00000000812b1fa4bea310199d6e00dd010f54020000', 'hex');
  return Buffer.concat([head, Buffer.from([0x01, texts.codePage === null ? 0x90 : 0x10]), texts.encode(`${name}\0SMTP\0${address}\0`)]);
}
