/**
 * The database of Outlook for Mac (`Outlook.sqlite` of a profile, versions 2016 to 2019 and "legacy" later on). Tables and
 * columns are not documented; they are known from public readers (xianhammer/format, thomasmaerz/olk15-export) and differ by
 * version, so each column is asked for where it is there.
 *
 * Leaves: for each row of `Mail` what the index states of a message whose source lies in the profile, or else a message that
 * only the index knows; accounts. Not read, and told: calendars, tasks, contacts, notes, rules and the other tables.
 */
import { EvidenceReadError } from '#evidence/byte-source.ts';
import { indexedMessage } from '#formats/indexed-message.ts';
import type { ClaimedTime, ContainerRef, Locator, MailAddress, RecordDraft, RuleValue } from '#model/index.ts';
import { readAddresses } from '#formats/mime/header-values.ts';
import type { ReadContext, ReaderOutput } from '#formats/reader.ts';
import { keyOf, readAccounts, textOf } from './database-accounts.ts';
import {
  readTable,
  SqliteDamage,
  type DatabaseSchema,
  type SqliteDatabase,
  type SqliteRow,
  type SqliteValue,
} from '#formats/sqlite/index.ts';

export const outlookMacSchema: DatabaseSchema = {
  id: 'outlook-mac',
  title: 'Database of Outlook for Mac',
  recognises: (database) => database.has('mail', 'record_recordid', 'record_folderid', 'message_normalizedsubject'),
  *read(database, context) {
    yield* readMail(database, context);
    for (const table of ['AccountsExchange', 'AccountsMail']) {
      if (database.has(table.toLowerCase(), 'account_emailaddress')) yield* readAccounts(database, context, table);
    }
    const known = new Set(['mail', 'folders', 'blocks', 'mail_ownedblocks', 'accountsexchange', 'accountsmail']);
    const others = [...database.tables.keys()].filter((name) => !known.has(name) && !name.startsWith('sqlite_'));
    if (others.length === 0) return;
    const container: ContainerRef = { kind: 'database', locator: context.locator };
    const detail = `${String(others.length)} tables of the database are not read (calendars, contacts, rules, …): ${others.slice(0, 40).join(', ')}.`;
    const diagnostic = { code: 'part-unread', effect: 'noted', stage: 'read', locator: context.locator, detail } as const;
    yield { kind: 'diagnostic', container, diagnostic };
  },
};

/** Columns of `Mail` that are told, by the names that records have for them. */
const mailColumns = {
  folder: 'Record_FolderID',
  account: 'Record_AccountUID',
  messageId: 'Message_MessageID',
  subject: 'Message_NormalizedSubject',
  sender: 'Message_SenderList',
  senderAddress: 'Message_SenderAddressList',
  recipients: 'Message_RecipientList',
  to: 'Message_ToRecipientAddressList',
  cc: 'Message_CCRecipientAddressList',
  displayTo: 'Message_DisplayTo',
  received: 'Message_TimeReceived',
  sent: 'Message_TimeSent',
  read: 'Message_ReadFlag',
  deleted: 'Message_MarkedForDelete',
  outgoing: 'Message_IsOutgoingMessage',
  wasSent: 'Message_Sent',
  flag: 'Record_FlagStatus',
  hidden: 'Message_Hidden',
  size: 'Message_Size',
  attachment: 'Message_HasAttachment',
  preview: 'Message_Preview',
  topic: 'Message_ThreadTopic',
  modified: 'Record_ModDate',
  exchangeId: 'Record_ExchangeOrEasId',
  path: 'PathToDataFile',
} as const;

function* readMail(database: SqliteDatabase, context: ReadContext): Generator<ReaderOutput, void, undefined> {
  const container: ContainerRef = { kind: 'index', locator: context.locator };
  const folders = folderPaths(database, context.limits.folderDepth);
  const sources = sourcePaths(database);
  const lies = sourceFinder(context);
  const present = Object.entries(mailColumns).filter(([, column]) => database.has('mail', column.toLowerCase()));
  yield* readTable({
    database,
    context,
    container,
    query: {
      table: 'Mail',
      columns: { record: 't.Record_RecordID', ...Object.fromEntries(present.map(([name, column]) => [name, `t.${column}`])) },
    },
    record: (row, locator) => recordOf(row, locator, folders, sources, lies, context.folderPath),
  });
}

function recordOf(
  row: SqliteRow,
  locator: Locator,
  folders: ReadonlyMap<string, readonly string[]>,
  sources: ReadonlyMap<string, string>,
  lies: ReturnType<typeof sourceFinder>,
  outerPath: readonly string[],
): RecordDraft {
  const at = (name: keyof typeof mailColumns | 'record'): SqliteValue => row.values[name] ?? null;
  const folderPath = [...outerPath, ...(folders.get(keyOf(at('folder'))) ?? [])];
  const source = sources.get(keyOf(at('record'))) ?? null;
  const inStore = lies(source);
  const messageId = textOf(at('messageId')).replace(/^<|>$/g, '') || null;
  const flags = flagsOf(at);
  const sent = timeOf(at('sent'), 'Message_TimeSent');
  const received = timeOf(at('received'), 'Message_TimeReceived');
  const observed = { range: null, sizeBytes: sizeOf(row), sha256: null, allocation: 'allocated', intact: true } as const;
  if (inStore !== 'no') {
    return {
      kind: 'index-entry',
      locator,
      parent: null,
      observed,
      claimed: {
        client: 'outlook-mac',
        folderPath,
        messageId,
        subject: textOf(at('subject')),
        sender: textOf(at('senderAddress')) || textOf(at('sender')),
        date: received ?? sent,
        flags,
        storedAt: source ?? textOf(at('path')),
        inStore,
        facts: factsOf(row),
      },
    };
  }
  return indexedMessage({
    locator,
    observed,
    claimed: {
      folderPath,
      // Records of messages have it as headers do.
      messageId: messageId === null ? null : `<${messageId}>`,
      subject: textOf(at('subject')),
      from: people(at('senderAddress'), at('sender')),
      to: people(at('to'), at('displayTo')),
      cc: people(at('cc'), null),
      sent,
      received,
      flags,
    },
  });
}

/**
 * Tells whether the source that the index names lies in the profile. Nobody can where nothing lies around the database, where a
 * part of what does is not known, or where the folder cannot be listed, which is told of the folder itself.
 */
function sourceFinder({ surroundings }: ReadContext): (source: string | null) => 'yes' | 'no' | 'unknown' {
  const absent = surroundings.isCut === true ? 'unknown' : 'no';
  const folders = new Map<string, ReadonlySet<string> | null>();
  const filesIn = (folder: string): ReadonlySet<string> | null => {
    const known = folders.get(folder);
    if (known !== undefined) return known;
    const listed = listedFiles(surroundings, folder);
    folders.set(folder, listed);
    return listed;
  };
  if (filesIn('.')?.size === 0) return () => 'unknown';
  return (source) => {
    if (source === null) return 'no';
    const slash = source.lastIndexOf('/');
    const names = filesIn(slash === -1 ? '.' : source.slice(0, slash));
    if (names === null) return 'unknown';
    return names.has(source.slice(slash + 1)) ? 'yes' : absent;
  };
}

function listedFiles(surroundings: ReadContext['surroundings'], folder: string): ReadonlySet<string> | null {
  try {
    return new Set(surroundings.list(folder).flatMap(({ name, kind }) => (kind === 'file' ? [name] : [])));
  } catch (error) {
    if (!(error instanceof EvidenceReadError)) throw error;
    return null;
  }
}

function flagsOf(at: (name: keyof typeof mailColumns) => SqliteValue): string[] {
  const isSet = (name: keyof typeof mailColumns): boolean => Number(at(name) ?? 0) > 0;
  return [
    ...(isSet('deleted') ? ['deleted'] : []),
    ...(isSet('outgoing') && !isSet('wasSent') && at('wasSent') !== null ? ['draft'] : []),
    ...(isSet('flag') ? ['flagged'] : []),
    ...(isSet('read') ? ['read'] : []),
  ];
}

const told: ReadonlySet<string> = new Set(['record', 'folder', 'messageId', 'subject', 'read', 'deleted', 'flag']);
const keptCharacters = 1024;

function factsOf({ values }: SqliteRow): RuleValue[] {
  return Object.entries(mailColumns).flatMap(([name, column]) => {
    const value = values[name] ?? null;
    if (told.has(name) || value === null || value instanceof Uint8Array || value === '') return [];
    return [
      {
        name: column,
        value: typeof value === 'string' ? value.slice(0, keptCharacters) : typeof value === 'bigint' ? value.toString() : value,
      },
    ];
  });
}

function people(addresses: SqliteValue, names: SqliteValue): MailAddress[] {
  const text = textOf(addresses) || textOf(names);
  return text === '' ? [] : readAddresses([text.replaceAll(';', ',')]);
}

function sizeOf({ values }: SqliteRow): number {
  const size = Number(values['size'] ?? 0);
  return Number.isSafeInteger(size) && size > 0 ? size : 0;
}

/** Seconds since 1970 in UTC, as public readers found; 0, and 2001-01-01 exactly, stand for none. */
function timeOf(value: SqliteValue, statedBy: string): ClaimedTime | null {
  if (typeof value !== 'number' && typeof value !== 'bigint' && typeof value !== 'string') return null;
  const seconds = Number(value);
  if (value === '' || seconds === 0 || seconds === 978_307_200) return null;
  const isDate = Number.isFinite(seconds) && seconds > 0 && seconds < 253_402_300_800;
  return {
    raw: String(value),
    instant: isDate ? new Date(seconds * 1000).toISOString() : null,
    offsetMinutes: isDate ? 0 : null,
    statedBy,
  };
}

/** Rows of a table that serves others; a table that cannot be read gives what it gave before. */
function* helping(database: SqliteDatabase, query: Parameters<SqliteDatabase['rows']>[0]): Generator<SqliteRow, void, undefined> {
  try {
    yield* database.rows(query);
  } catch (error) {
    if (!(error instanceof SqliteDamage)) throw error;
  }
}

function folderPaths(database: SqliteDatabase, most: number): ReadonlyMap<string, readonly string[]> {
  if (!database.has('folders', 'record_recordid', 'folder_name', 'folder_parentid')) return new Map();
  const folders = new Map<string, { readonly name: string; readonly parent: string }>();
  const columns = { id: 't.Record_RecordID', name: 't.Folder_Name', parent: 't.Folder_ParentID' };
  for (const { values } of helping(database, { table: 'Folders', columns })) {
    folders.set(keyOf(values['id'] ?? null), { name: textOf(values['name'] ?? null), parent: keyOf(values['parent'] ?? null) });
  }
  const pathOf = (id: string): string[] => {
    const path: string[] = [];
    const seen = new Set<string>();
    for (let at = id; folders.has(at) && !seen.has(at) && path.length < most; at = folders.get(at)?.parent ?? '') {
      seen.add(at);
      const name = folders.get(at)?.name ?? '';
      if (name !== '') path.unshift(name);
    }
    return path;
  };
  return new Map([...folders.keys()].map((id) => [id, pathOf(id)]));
}

/** Where the source of each message lies, relative to the database: `Message Sources/12/….olk15MsgSource`. */
function sourcePaths(database: SqliteDatabase): ReadonlyMap<string, string> {
  const paths = new Map<string, string>();
  if (!database.has('mail_ownedblocks', 'record_recordid', 'blockid') || !database.has('blocks', 'blockid', 'pathtodatafile')) return paths;
  const query = {
    table: 'Mail_OwnedBlocks',
    columns: { record: 't.Record_RecordID', path: 'b.PathToDataFile' },
    joins: 'LEFT JOIN Blocks b ON b.BlockID = t.BlockID',
  };
  for (const { values } of helping(database, query)) {
    const path = textOf(values['path'] ?? null);
    if (!/\.olk1\dMsgSource$/i.test(path)) continue;
    // Paths are written as in an address: `Message%20Sources`.
    paths.set(keyOf(values['record'] ?? null), path.replaceAll('%20', ' '));
  }
  return paths;
}
