import type { ClaimedMessage, ClaimedTime, IndexEntryClaims, RuleValue } from '#model/index.ts';
import { decodeWords, mozillaFlags, mozillaTags, readAddresses, readMessageIds } from '#formats/mime/index.ts';
import { decimalNumber, fact, hexNumber, textOfBytes, timeSince1970 } from '../claims.ts';
import { cellOf, type MorkRow } from '../mork/index.ts';

/**
 * What a row of a folder index states of a message (columns and their notation: mailnews/db/msgdb/src/nsMsgDatabase.cpp,
 * nsMsgHdr.cpp of comm-central; numbers are hexadecimal, times seconds since 1970 in UTC).
 */
export interface MessageRow {
  readonly row: MorkRow;
  /** Number of the row: the message's key in the folder, of an IMAP folder its UID. */
  readonly key: number;
  /** Without angle brackets, its bytes each as one character; empty where none is stated. */
  readonly messageId: string;
  readonly flags: readonly string[];
  /** Where the message lies: as stated, and as a number where it is an offset into a mailbox file. */
  readonly storedAt: string;
  readonly offsetBytes: number | null;
  /** The file of a Maildir folder; empty where it names none. */
  readonly storeToken: string;
}

/** Reads the part of a row that finds its message. */
export function readMessageRow(row: MorkRow): MessageRow {
  const token = cellOf(row, 'storeToken') ?? '';
  const messageOffset = hexNumber(cellOf(row, 'msgOffset'));
  const offset = decimalNumber(token) ?? (messageOffset === null || messageOffset === noOffset ? null : messageOffset);
  // Before there were tokens the key of a message in a mailbox file was its place there.
  const offsetBytes = offset ?? (token === '' ? row.id : null);
  return {
    row,
    key: row.id,
    messageId: (cellOf(row, 'message-id') ?? '').replace(/^<|>$/g, ''),
    flags: flagsOf(row),
    storedAt: offset === null ? (token === '' ? `key ${String(row.id)}` : textOfBytes(token)) : `offset ${String(offset)}`,
    offsetBytes,
    storeToken: token,
  };
}

/** The claims of an index entry. */
export function entryClaims(
  { row, messageId, flags, storedAt, key }: MessageRow,
  folderPath: readonly string[],
  inStore: IndexEntryClaims['inStore'],
  more: readonly RuleValue[],
): IndexEntryClaims {
  return {
    client: 'thunderbird',
    folderPath,
    messageId: bracketed(messageId),
    subject: subjectOf(row),
    sender: decodeWords(textIn(row, 'sender')),
    date: timeIn(row, 'date'),
    flags,
    storedAt,
    inStore,
    facts: [fact('key', key), ...more, ...factsOf(row)],
  };
}

/** The claims of a message that only the index knows. */
export function messageClaims({ row, messageId, flags }: MessageRow, folderPath: readonly string[]): ClaimedMessage {
  const addresses = (column: string): ClaimedMessage['to'] => readAddresses([textIn(row, column)]);
  const references = readMessageIds(textIn(row, 'references'));
  return {
    folderPath,
    messageClass: 'IPM.Note',
    messageId: bracketed(messageId),
    inReplyTo: references.at(-1) ?? null,
    references,
    subject: subjectOf(row),
    from: addresses('sender'),
    sender: [],
    to: addresses('recipients'),
    cc: addresses('ccList'),
    bcc: addresses('bccList'),
    sent: timeIn(row, 'date'),
    received: timeIn(row, 'dateReceived'),
    flags,
    lastVerb: null,
    lastVerbTime: null,
  };
}

const noOffset = 0xffffffff;
const hasRe = 0x10;

// How the list is shown and threaded, and what the fields told repeat, is no fact of the message.
const untold = new Set(
  `message-id subject sender date flags keywords storeToken msgOffset msgThreadId threadParent threadId threadFlags ProtoThreadFlags
   sender_name msgCharSet numRefs statusOfset gloda-dirty imageSize`.split(/\s+/),
);
const numbers = new Set(['size', 'offlineMsgSize', 'numLines', 'priority', 'label', 'gloda-id', 'uidOnServer', 'growKeywords']);

function factsOf(row: MorkRow): RuleValue[] {
  return row.columns.flatMap((column, index): RuleValue[] => {
    const value = row.values[index] ?? '';
    if (value === '' || untold.has(column)) return [];
    if (column === 'dateReceived') return [fact('received', timeIn(row, column)?.instant ?? textOfBytes(value))];
    const number = numbers.has(column) ? hexNumber(value) : null;
    return [fact(textOfBytes(column), number ?? decodeWords(textOfBytes(value)))];
  });
}

function flagsOf(row: MorkRow): string[] {
  const words = [...mozillaFlags(hexNumber(cellOf(row, 'flags')) ?? 0), ...mozillaTags(textIn(row, 'keywords'))];
  return [...new Set(words)].sort();
}

// A subject that began with `Re:` is stored without it.
function subjectOf(row: MorkRow): string {
  const subject = decodeWords(textIn(row, 'subject'));
  return ((hexNumber(cellOf(row, 'flags')) ?? 0) & hasRe) === 0 ? subject : `Re: ${subject}`;
}

function textIn(row: MorkRow, column: string): string {
  return textOfBytes(cellOf(row, column) ?? '');
}

function timeIn(row: MorkRow, column: string): ClaimedTime | null {
  const raw = cellOf(row, column) ?? '';
  return timeSince1970(raw, hexNumber(raw), 1, `column ${column} of the folder index`);
}

function bracketed(messageId: string): string | null {
  return messageId === '' ? null : `<${textOfBytes(messageId)}>`;
}
