import { indexedMessage } from '#formats/indexed-message.ts';
import type { ByteSource } from '#evidence/byte-source.ts';
import { bytesStep, filePathOf, fileStep, type ContainerRef, type Locator, type RecordDraft } from '#model/index.ts';
import { AttachmentUnreadableError, type FormatReader, type ReadContext, type ReaderOutput } from '#formats/reader.ts';
import { fact, hexNumber, observedIn, textOfBytes } from '../claims.ts';
import { cellOf, type MorkRow, type MorkStore } from '../mork/index.ts';
import { openMork, probeMork, troublesOf } from '../mork-file.ts';
import { folderEvents, folderSetting } from './folder-properties.ts';
import { indexNames, listedRows, messageTable, scopeOfMessages } from './listed-rows.ts';
import { mailboxBeside, type FoundMessage, type MailboxBeside } from './mailbox-beside.ts';
import { entryClaims, messageClaims, readMessageRow } from './message-row.ts';

const folderScope = 'ns:msg:db:row:scope:dbfolderinfo:all';
const threadScope = 'ns:msg:db:row:scope:threads:all';

/**
 * Reads the index of a Thunderbird folder (`.msf`; mailnews/db/msgdb of comm-central).
 *
 * Each row of its table of messages is an index entry, or a message where the mailbox beside the index does not hold it.
 * Rows that were taken out of the table, and what their cells were, are messages that the index has deleted.
 */
export const folderIndexReader: FormatReader = {
  id: 'thunderbird-index',
  version: '3',
  title: 'Thunderbird folder index (MSF)',
  isNeverMail: true,
  extensions: ['.msf'],
  probe: (source) => probeMork(source, indexNames),
  read,
  attachment() {
    throw new AttachmentUnreadableError('Messages that an index lists have no attachments there.');
  },
};

interface Place {
  readonly context: ReadContext;
  readonly index: ContainerRef;
  readonly recovered: ContainerRef;
  readonly folderPath: readonly string[];
  readonly mailbox: MailboxBeside;
}

function* read(source: ByteSource, context: ReadContext): Generator<ReaderOutput, void, undefined> {
  const name = context.fileName.replace(/\.msf$/i, '');
  const index: ContainerRef = { kind: 'index', locator: context.locator };
  const store = openMork(source, context);
  const mailboxName = name === context.fileName ? '' : name;
  const beside: Locator = [...context.locator, { kind: 'beside', at: mailboxName }];
  const leftOut: Locator[] = [];
  const mailbox = mailboxBeside(mailboxName, context, () => {
    if (context.enter(beside, index)) return true;
    leftOut.push(beside);
    return false;
  });
  // The comparison with the mailbox is booked as lost where it hung before.
  if (leftOut.length > 0) yield { kind: 'expected', container: index, items: 1 };
  const recovered: ContainerRef = { kind: 'recovered-items', locator: context.locator };
  const place: Place = { context, index, recovered, folderPath: [...context.folderPath, name], mailbox };
  const listed = listedRows(store);
  const listedIds = new Set<string>();
  yield { kind: 'expected', container: index, items: listed.size };
  for (const row of listed) yield* tellListed(row, place, listedIds);
  yield* tellRecovered(store, listed, listedIds, place);
  const rest = [...mailbox.rest()];
  const unlisted = rest.filter(({ isExpunged }) => !isExpunged);
  yield* tellFolder(store, place, listed.size, rest.length - unlisted.length, unlisted.length);
  yield* tellOthers(store, place);
  yield* tellUnlisted(unlisted, place);
  yield* troublesOf(store, source, context, index);
}

function* tellListed(row: MorkRow, place: Place, listedIds: Set<string>): Generator<ReaderOutput, void, undefined> {
  const { context, index, mailbox } = place;
  const locator = rowLocator(context.locator, row);
  const message = readMessageRow(row);
  if (message.messageId !== '') listedIds.add(message.messageId);
  const found = mailbox.find(message);
  if (!context.enter(locator, index)) return;
  const observed = observedIn(row.range);
  const isMissing = found === null && mailbox.kind !== 'unknown';
  const record: RecordDraft = isMissing
    ? messageRecord(row, locator, place, 'allocated')
    : {
        kind: 'index-entry',
        locator,
        parent: null,
        observed,
        claimed: entryClaims(message, place.folderPath, found === null ? 'unknown' : 'yes', whereFound(found)),
      };
  yield { kind: 'record', container: index, record };
}

function whereFound(found: FoundMessage | null): ReturnType<typeof fact>[] {
  if (found === null || !found.isElsewhere || found.range === null) return [];
  return [fact('found in the mailbox at offset', found.range.offsetBytes)];
}

function messageRecord(row: MorkRow, locator: Locator, place: Place, allocation: 'allocated' | 'deleted' | 'orphan'): RecordDraft {
  const observed = observedIn(row.range, allocation, false);
  return indexedMessage({ locator, observed, claimed: messageClaims(readMessageRow(row), place.folderPath) });
}

/* Rows that the table lists no more, what rows were before their cells were taken, and rows of transactions that the program
 * ignores. Of a message that the index still lists none is told, nor one that says nothing. */
function* tellRecovered(
  store: MorkStore,
  listed: ReadonlySet<MorkRow>,
  listedIds: ReadonlySet<string>,
  place: Place,
): Generator<ReaderOutput, void, undefined> {
  const { context, recovered } = place;
  const cut = messageTable(store)?.cut ?? new Set();
  const messageScope = scopeOfMessages(store);
  const live = [...(store.rows.get(messageScope)?.values() ?? [])].filter((row) => !listed.has(row));
  const remains = [
    ...live.map((row) => ({ row, allocation: cut.has(row) ? ('deleted' as const) : ('orphan' as const), isApart: false })),
    ...store.former.map((row) => ({ row, allocation: 'deleted' as const, isApart: true })),
    ...store.unfinished.map((row) => ({ row, allocation: 'orphan' as const, isApart: true })),
  ];
  const told = new Set<string>();
  for (const { row, allocation, isApart } of remains) {
    const id = (cellOf(row, 'message-id') ?? '').replace(/^<|>$/g, '');
    const saysNothing = id === '' && (cellOf(row, 'subject') ?? '') === '' && (cellOf(row, 'sender') ?? '') === '';
    if (row.scope !== messageScope || saysNothing || listedIds.has(id) || (id !== '' && told.has(id))) continue;
    told.add(id);
    const { offsetBytes, lengthBytes } = row.range;
    const own = rowLocator(context.locator, row);
    const locator = isApart ? [...own, bytesStep(offsetBytes, lengthBytes)] : own;
    if (!context.enter(locator, recovered)) continue;
    yield { kind: 'record', container: recovered, record: recoveredRecord(row, locator, place, allocation) };
  }
}

// A message that the index deleted may still lie in the mailbox: until the folder is compacted it does.
function recoveredRecord(row: MorkRow, locator: Locator, place: Place, allocation: 'deleted' | 'orphan'): RecordDraft {
  const message = readMessageRow(row);
  const found = place.mailbox.find(message);
  if (found === null) return messageRecord(row, locator, place, allocation);
  const claimed = entryClaims(message, place.folderPath, 'yes', whereFound(found));
  return { kind: 'index-entry', locator, parent: null, observed: observedIn(row.range, allocation), claimed };
}

function* tellFolder(
  store: MorkStore,
  { context, folderPath, mailbox }: Place,
  listed: number,
  expunged: number,
  unlisted: number,
): Generator<ReaderOutput, void, undefined> {
  const container: ContainerRef = { kind: 'folder-properties', locator: context.locator };
  const row = [...(store.rows.get(folderScope)?.values() ?? [])].find(({ columns }) => columns.length > 0);
  if (row === undefined) return;
  const locator = rowLocator(context.locator, row);
  const more = [
    fact('messages listed', listed),
    fact('mailbox beside the index', besides[mailbox.kind]),
    ...(mailbox.kind === 'mbox' || mailbox.kind === 'maildir'
      ? [fact('messages in the mailbox that the index does not list', unlisted), fact('of these marked as expunged besides', expunged)]
      : []),
  ];
  yield { kind: 'expected', container, items: 1 };
  if (context.enter(locator, container)) {
    const claimed = folderSetting(row, folderPath, more);
    yield { kind: 'record', container, record: { kind: 'setting', locator, parent: null, observed: observedIn(row.range), claimed } };
  }
  const folderName = textOfBytes(cellOf(row, 'folderName') ?? cellOf(row, 'mailboxName') ?? '') || folderPath.join('/');
  for (const { column, range, claims } of folderEvents(row, folderName)) {
    const own: Locator = [...locator, { kind: 'column', at: column }];
    yield { kind: 'expected', container, items: 1 };
    if (!context.enter(own, container)) continue;
    const record: RecordDraft = { kind: 'event', locator: own, parent: locator, observed: observedIn(range), claimed: claims };
    yield { kind: 'record', container, record };
  }
  const stated = hexNumber(cellOf(row, 'numMsgs'));
  if (stated === null || stated === listed) return;
  const detail = `The index says that the folder has ${String(stated)} messages, and lists ${String(listed)}.`;
  yield { kind: 'diagnostic', container, diagnostic: { code: 'index-differs', effect: 'noted', stage: 'read', locator, detail } };
}

const besides: Readonly<Record<MailboxBeside['kind'], string>> = {
  mbox: 'mailbox file',
  maildir: 'Maildir folder',
  none: 'none',
  unknown: 'not known: the index was acquired alone, or the mailbox could not be compared',
};

// What waits to be done on the server, and whatever else the index keeps in rows of its own.
function* tellOthers(store: MorkStore, { context, folderPath }: Place): Generator<ReaderOutput, void, undefined> {
  const container: ContainerRef = { kind: 'index-remarks', locator: context.locator };
  const messageScope = scopeOfMessages(store);
  for (const [scope, rows] of store.rows) {
    // `m` is the scope of remarks on threads.
    if ([messageScope, folderScope, threadScope, 'm', ''].includes(scope)) continue;
    const name = /:scope:ops:/.test(scope) ? 'operation that waits for the server' : `row of ${shortScope(scope)}`;
    for (const row of rows.values()) {
      if (row.columns.length === 0) continue;
      const locator = rowLocator(context.locator, row);
      yield { kind: 'expected', container, items: 1 };
      if (!context.enter(locator, container)) continue;
      const values = row.columns.map((column, at) => fact(textOfBytes(column), textOfBytes(row.values[at] ?? '')));
      const claimed = { setting: 'client-setting', client: 'thunderbird', name, folderPath, modified: null, values } as const;
      yield { kind: 'record', container, record: { kind: 'setting', locator, parent: null, observed: observedIn(row.range), claimed } };
    }
  }
}

function shortScope(scope: string): string {
  return textOfBytes(scope).slice(0, 200);
}

const mostTold = 50;

function* tellUnlisted(
  unlisted: readonly { readonly name: string; readonly range: { offsetBytes: number; lengthBytes: number } | null }[],
  { context, index }: Place,
): Generator<ReaderOutput, void, undefined> {
  const path = (filePathOf(context.locator) ?? '').replace(/\.msf$/i, '');
  const tell = (locator: Locator, detail: string): ReaderOutput => ({
    kind: 'diagnostic',
    container: index,
    diagnostic: { code: 'index-differs', effect: 'noted', stage: 'read', locator, detail },
  });
  for (const { name, range } of unlisted.slice(0, mostTold)) {
    const what = name === '' ? 'A message' : `The message ${textOfBytes(name).slice(0, 200)}`;
    const locator = range === null ? [fileStep(`${path}/cur/${name}`)] : [fileStep(path), bytesStep(range.offsetBytes, range.lengthBytes)];
    yield tell(locator, `${what} lies in the mailbox, and the index does not list it.`);
  }
  const more = unlisted.length - mostTold;
  if (more > 0) yield tell([fileStep(path)], `${String(more)} further messages lie in the mailbox, and the index does not list them.`);
}

function rowLocator(file: Locator, { scope, id }: MorkRow): Locator {
  return [...file, { kind: 'table', at: shortScope(scope) }, { kind: 'row', at: id.toString(16).toUpperCase() }];
}
