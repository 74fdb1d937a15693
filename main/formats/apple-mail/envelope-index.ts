import { EvidenceReadError } from '#evidence/byte-source.ts';
import type { ContainerRef, Diagnostic, FactDraft, RuleValue } from '#model/index.ts';
import type { ReadContext, ReaderOutput } from '../reader.ts';
import { readTable, SqliteDamage, type DatabaseSchema, type SqliteDatabase } from '../sqlite/index.ts';
import { lastViewed } from './emlx-properties.ts';
import { entryDraft, factOf, messageDraft, messageQuery, understandRow } from './envelope-row.ts';
import { readMessageTables, textIn, type MessageTables } from './index-tables.ts';
import { placesOfMailboxes } from './mailbox-path.ts';
import { listMessageFiles, type MessageFiles } from './message-files.ts';

/**
 * The index of Apple Mail (`Envelope Index`). Its tables differ from version to version: columns are asked for, never assumed.
 *
 * Each row of `messages` is an index entry where a message file of its number is in the evidence, otherwise a message that
 * only the index knows, with what the index says of it as an entry below it. When it was last viewed is an event.
 */
export const envelopeIndex: DatabaseSchema = {
  id: 'apple-mail-envelope-index',
  title: 'Apple Mail Envelope Index',
  recognises: (database) =>
    database.has('messages', 'subject', 'sender', 'mailbox') &&
    database.has('mailboxes', 'url') &&
    database.has('subjects', 'subject') &&
    database.has('addresses', 'address'),
  *read(database, context) {
    const placeOf = placesOf(context);
    yield* mailboxes(database, context, placeOf);
    // What takes long before the first row is entered step by step, so that it is not taken for a hang.
    const refused = new Set<string>();
    const goOn = (kind: 'folder' | 'table', at: string): boolean => {
      const step = `${kind} ${at}`;
      if (refused.has(step)) return false;
      const isOpen = context.enter([...context.locator, { kind, at }], { kind: 'index', locator: context.locator });
      if (!isOpen) refused.add(step);
      return isOpen;
    };
    const files = filesOf(context, (folder) => goOn('folder', folder));
    const tables = tablesOf(database, (table) => goOn('table', table));
    if (refused.size > 0) yield { kind: 'expected', container: { kind: 'index', locator: context.locator }, items: refused.size };
    if (tables.damage !== null) yield note(context, 'store-damaged', 'field-lost', tables.damage);
    for (const trouble of files.troubles) yield note(context, 'evidence-unreadable', 'noted', trouble);
    for (const limit of files.limits) yield note(context, 'limit-reached', 'limit-reached', limit);
    const named = yield* messages(database, context, tables.tables, files, placeOf);
    yield* filesWithoutRow(context, files, named);
  },
};

const countColumns = [
  ...['total_count', 'unread_count', 'deleted_count', 'unseen_count', 'unread_count_adjusted_for_duplicates', 'source'],
  ...['change_identifier', 'alleged_change_identifier', 'last_sync_status_code', 'most_recent_status_count'],
] as const;

function* mailboxes(
  database: SqliteDatabase,
  context: ReadContext,
  placeOf: (url: string) => readonly string[],
): Generator<ReaderOutput, void, undefined> {
  const present = countColumns.filter((column) => database.has('mailboxes', column));
  yield* readTable({
    database,
    context,
    container: { kind: 'preferences', locator: context.locator },
    query: { table: 'mailboxes', columns: { url: 't.url', ...Object.fromEntries(present.map((column) => [column, `t."${column}"`])) } },
    record: ({ values }, locator) => {
      const facts: RuleValue[] = Object.entries(values).flatMap(([name, value]) =>
        value === null ? [] : [{ name, value: factOf(value) }],
      );
      return {
        kind: 'setting',
        locator,
        parent: null,
        observed: { range: null, sizeBytes: 0, sha256: null, allocation: 'allocated', intact: true },
        claimed: {
          setting: 'client-setting',
          client: 'apple-mail',
          name: 'mailbox with its counts',
          folderPath: placeOf(textIn(values['url'])),
          modified: null,
          values: facts,
        },
      };
    },
  });
}

function* messages(
  database: SqliteDatabase,
  context: ReadContext,
  tables: MessageTables,
  { byNumber, isWhole }: MessageFiles,
  placeOf: (url: string) => readonly string[],
): Generator<ReaderOutput, ReadonlySet<number>, undefined> {
  const named = new Set<number>();
  const below: { readonly container: ContainerRef; readonly record: FactDraft }[] = [];
  const use: ContainerRef = { kind: 'use', locator: context.locator };
  const unstored: ContainerRef = { kind: 'index-of-missing-messages', locator: context.locator };
  const outputs = readTable({
    database,
    context,
    container: { kind: 'index', locator: context.locator },
    query: messageQuery(database),
    record: (row, locator) => {
      const message = understandRow(row, tables, placeOf);
      const files = byNumber.get(message.number) ?? [];
      named.add(message.number);
      if (message.lastViewed !== null) {
        const stored = {
          message: null,
          folderPath: message.folderPath,
          fileName: message.messageId ?? `message ${String(message.number)}`,
        };
        const viewed = lastViewed(message.lastViewed, stored, 'Apple Mail Envelope Index, messages.date_last_viewed');
        const claimed = {
          ...viewed,
          facts: [...viewed.facts.filter(({ name }) => name !== 'subject'), { name: 'subject', value: message.subject }],
        };
        const observed = { range: null, sizeBytes: 0, sha256: null, allocation: 'allocated', intact: true } as const;
        below.push({
          container: use,
          record: { kind: 'event', locator: [...locator, { kind: 'column', at: 'date_last_viewed' }], parent: locator, observed, claimed },
        });
      }
      if (files.length > 0) return entryDraft(message, locator, null, files, 'yes');
      // Of a store of which a part is missing or was not read, nobody can say what is not in it.
      if (context.surroundings.isCut === true || !isWhole) return entryDraft(message, locator, null, files, 'unknown');
      below.push({ container: unstored, record: entryDraft(message, [...locator, { kind: 'entry', at: 'index' }], locator, [], 'no') });
      return messageDraft(message, locator);
    },
  });
  for (const output of outputs) {
    yield output;
    for (const { container, record } of below.splice(0)) {
      yield { kind: 'expected', container, items: 1 };
      if (context.enter(record.locator, container)) yield { kind: 'record', container, record };
    }
  }
  return named;
}

// The index lies in `MailData` beside the accounts, in older stores beside the mailboxes themselves.
function filesOf({ surroundings, folderPath, limits }: ReadContext, goOn: (folder: string) => boolean): MessageFiles {
  return listMessageFiles(surroundings, rootOf(folderPath), limits, goOn);
}

function rootOf(folderPath: readonly string[]): string {
  return folderPath.at(-1) === 'MailData' ? '..' : '.';
}

function placesOf({ surroundings, folderPath }: ReadContext): (url: string) => readonly string[] {
  const root = rootOf(folderPath);
  const within = root === '..' ? folderPath.slice(0, -1) : folderPath;
  try {
    return placesOfMailboxes(
      within,
      surroundings.list(root).map(({ name }) => name),
    );
  } catch (error) {
    // That it cannot be listed is told with the message files.
    if (!(error instanceof EvidenceReadError)) throw error;
    return placesOfMailboxes(within, []);
  }
}

const noTables: MessageTables = { recipientsOf: () => [], attachmentsOf: () => [], serverStateOf: () => ({ words: [], rows: [] }) };

function tablesOf(
  database: SqliteDatabase,
  goOn: (table: string) => boolean,
): { readonly tables: MessageTables; readonly damage: string | null } {
  try {
    return { tables: readMessageTables(database, goOn), damage: null };
  } catch (error) {
    if (!(error instanceof SqliteDamage)) throw error;
    const damage = `Recipients, attachments and states from the server could not be read: ${error.message}. The messages are told without them.`;
    return { tables: noTables, damage };
  }
}

const mostNamed = 20;

function* filesWithoutRow(
  context: ReadContext,
  { byNumber }: MessageFiles,
  named: ReadonlySet<number>,
): Generator<ReaderOutput, void, undefined> {
  const strangers = [...byNumber].filter(([number]) => !named.has(number)).sort(([one], [other]) => one - other);
  if (strangers.length === 0) return;
  const paths = strangers.slice(0, mostNamed).flatMap(([, files]) => files.slice(0, 2));
  const more = strangers.length > mostNamed ? `, and ${String(strangers.length - mostNamed)} more` : '';
  yield note(
    context,
    'index-differs',
    'noted',
    `${String(strangers.length)} message files have no row in the index: ${paths.join(', ')}${more}.`,
  );
}

function note(context: ReadContext, code: Diagnostic['code'], effect: Diagnostic['effect'], detail: string): ReaderOutput {
  const { locator } = context;
  return { kind: 'diagnostic', container: { kind: 'index', locator }, diagnostic: { code, effect, stage: 'read', locator, detail } };
}
