import { indexedMessage } from '#formats/indexed-message.ts';
import type { ClaimedTime, FactDraft, IndexEntryClaims, Locator, MailAddress, MessageDraft, Observed, RuleValue } from '#model/index.ts';
import { claimedSeconds } from '../plist/index.ts';
import type { SqliteDatabase, SqliteRow, SqliteValue, TableQuery } from '../sqlite/index.ts';
import { numberIn, textIn, type MessageTables } from './index-tables.ts';
import { readMessageFlags } from './message-flags.ts';

/* Columns of `messages` that become facts as they are, where the database has them: those of Mail 4 to 16. */
const plainColumns = [
  ...['message_id', 'global_message_id', 'remote_id', 'document_id', 'in_reply_to', 'date_created', 'date_last_viewed', 'remote_mailbox'],
  ...['original_mailbox', 'flags', 'read', 'flagged', 'deleted', 'size', 'color', 'encoding', 'type', 'conversation_id', 'snippet'],
  ...['list_id_hash', 'unsubscribe_type', 'searchable_message', 'brand_indicator', 'display_date', 'flag_color', 'fuzzy_ancestor'],
  ...['automated_conversation', 'root_status', 'is_urgent', 'conversation_position', 'attachment_count', 'content_type'],
] as const;
const globalColumns = ['follow_up_start_date', 'follow_up_end_date', 'read_later_date', 'send_later_date', 'download_state'] as const;

/** Asks for everything that the index says of a message in one row, as far as this version of it has the columns. */
export function messageQuery(database: SqliteDatabase): TableQuery {
  const present = plainColumns.filter((column) => database.has('messages', column));
  const columns: Record<string, string> = Object.fromEntries(present.map((column) => [column, `t."${column}"`]));
  const joins = [
    'LEFT JOIN subjects s ON s.rowid = t.subject',
    'LEFT JOIN addresses a ON a.rowid = t.sender',
    'LEFT JOIN mailboxes b ON b.rowid = t.mailbox',
  ];
  columns['subject'] = 's.subject';
  columns['sender address'] = 'a.address';
  if (database.has('addresses', 'comment')) columns['sender name'] = 'a.comment';
  columns['mailbox url'] = 'b.url';
  for (const name of ['subject_prefix', 'date_sent', 'date_received']) if (database.has('messages', name)) columns[name] = `t.${name}`;
  if (database.has('messages', 'summary') && database.has('summaries', 'summary')) {
    joins.push('LEFT JOIN summaries u ON u.rowid = t.summary');
    columns['summary'] = 'u.summary';
  }
  if (database.has('messages', 'global_message_id') && database.has('message_global_data')) {
    joins.push('LEFT JOIN message_global_data g ON g.rowid = t.global_message_id');
    if (database.has('message_global_data', 'message_id_header')) columns['message_id_header'] = 'g.message_id_header';
    for (const name of globalColumns) if (database.has('message_global_data', name)) columns[name] = `g."${name}"`;
  }
  return { table: 'messages', columns, joins: joins.join(' ') };
}

/** A row of the index, understood. */
export interface IndexedMessage {
  readonly number: number;
  readonly messageId: string | null;
  readonly inReplyTo: string | null;
  readonly subject: string;
  readonly sender: MailAddress | null;
  readonly sent: ClaimedTime | null;
  readonly received: ClaimedTime | null;
  readonly lastViewed: ClaimedTime | null;
  readonly folderPath: readonly string[];
  readonly flags: readonly string[];
  readonly recipients: ReturnType<MessageTables['recipientsOf']>;
  readonly attachments: readonly string[];
  readonly facts: readonly RuleValue[];
}

/** Understands a row of `messages`. @param placeOf the place of a mailbox by its URL */
export function understandRow(
  { rowid, values }: SqliteRow,
  tables: MessageTables,
  placeOf: (url: string) => readonly string[],
): IndexedMessage {
  const number = Number(rowid);
  const server = tables.serverStateOf(number);
  const recipients = tables.recipientsOf(number);
  const attachments = tables.attachmentsOf(number);
  const flagNumber = values['flags'];
  const bits =
    typeof flagNumber === 'number' && !Number.isInteger(flagNumber)
      ? null
      : typeof flagNumber === 'number' || typeof flagNumber === 'bigint'
        ? BigInt(flagNumber)
        : null;
  const own = ['read', 'flagged', 'deleted'].filter((word) => (numberIn(values[word]) ?? 0) !== 0);
  const words = [...own, ...server.words, ...(bits === null ? [] : readMessageFlags(bits).words)];
  const address = textIn(values['sender address']);
  const name = textIn(values['sender name']);
  const extra: RuleValue[] = [
    ...(server.rows.length === 0
      ? []
      : [
          { name: 'server_messages: rows', value: server.rows },
          { name: 'server_messages: state', value: server.words },
        ]),
    ...(recipients.length === 0 ? [] : [{ name: 'recipients', value: recipients.map((one) => `${kindOf(one.type)}: ${shown(one)}`) }]),
    ...(attachments.length === 0 ? [] : [{ name: 'attachments', value: attachments }]),
  ];
  return {
    number,
    messageId: messageIdIn(values['message_id_header']) ?? messageIdIn(values['message_id']),
    inReplyTo: messageIdIn(values['in_reply_to']),
    subject: textIn(values['subject_prefix']) + textIn(values['subject']),
    sender: address === '' && name === '' ? null : { name, address },
    sent: timeOf(values, 'date_sent'),
    received: timeOf(values, 'date_received'),
    lastViewed: timeOf(values, 'date_last_viewed'),
    folderPath: placeOf(textIn(values['mailbox url'])),
    flags: [...new Set(words)].sort(),
    recipients,
    attachments,
    facts: [...factsOfRow(values), ...extra],
  };
}

function factsOfRow(values: SqliteRow['values']): RuleValue[] {
  const told = new Set(['subject', 'subject_prefix', 'sender address', 'sender name', 'mailbox url', 'date_sent', 'date_received']);
  return Object.entries(values).flatMap(([name, value]) => (told.has(name) || value === null ? [] : [{ name, value: factOf(value) }]));
}

/** A value of a database as a fact: integers beyond 2^53 as decimal text, bytes as the beginning of their hexadecimal form. */
export function factOf(value: SqliteValue): string | number {
  if (typeof value === 'bigint') return String(value);
  if (value === null) return '';
  return value instanceof Uint8Array ? `${String(value.length)} bytes: ${Buffer.from(value.subarray(0, 64)).toString('hex')}` : value;
}

function messageIdIn(value: SqliteValue | undefined): string | null {
  // Newer versions keep a number there that is derived from it.
  return typeof value === 'string' && value.includes('@') ? value : null;
}

function timeOf(values: SqliteRow['values'], column: string): ClaimedTime | null {
  const seconds = values[column];
  if ((typeof seconds !== 'number' && typeof seconds !== 'bigint') || Number(seconds) <= 0) return null;
  return claimedSeconds(seconds, 'unix', `Envelope Index, messages.${column}`);
}

const kinds = ['to', 'cc', 'bcc'] as const;

function kindOf(type: number | null): string {
  return type === null ? 'recipient' : (kinds[type] ?? `type ${String(type)}`);
}

function shown({ name, address }: MailAddress): string {
  return name === '' ? address : `${name} <${address}>`;
}

const observed: Observed = { range: null, sizeBytes: 0, sha256: null, allocation: 'allocated', intact: true };

/** The index entry of a row. */
export function entryDraft(
  message: IndexedMessage,
  locator: Locator,
  parent: Locator | null,
  files: readonly string[],
  inStore: IndexEntryClaims['inStore'],
): FactDraft {
  const claimed: IndexEntryClaims = {
    client: 'apple-mail',
    folderPath: message.folderPath,
    messageId: message.messageId,
    subject: message.subject,
    sender: message.sender === null ? '' : shown(message.sender),
    date: message.received ?? message.sent,
    flags: message.flags,
    storedAt: files.length > 0 ? files.join('; ') : `${String(message.number)}.emlx`,
    inStore,
    facts: message.facts,
  };
  return { kind: 'index-entry', locator, parent, observed, claimed };
}

/** A message that only the index knows. */
export function messageDraft(message: IndexedMessage, locator: Locator): MessageDraft {
  const ofKind = (...types: readonly (number | null)[]): readonly MailAddress[] =>
    message.recipients.filter(({ type }) => types.includes(type)).map(({ name, address }) => ({ name, address }));
  return indexedMessage({
    locator,
    observed,
    claimed: {
      folderPath: message.folderPath,
      messageId: message.messageId,
      inReplyTo: message.inReplyTo,
      subject: message.subject,
      from: message.sender === null ? [] : [message.sender],
      to: ofKind(0, null),
      cc: ofKind(1),
      bcc: ofKind(2),
      sent: message.sent,
      received: message.received,
      flags: message.flags,
    },
    attachmentNames: message.attachments,
  });
}
