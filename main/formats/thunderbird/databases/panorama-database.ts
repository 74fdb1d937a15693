import type { AccessEventClaims, ContainerRef, Limits, RecordDraft, RuleValue } from '#model/index.ts';
import type { ReadContext, ReaderOutput } from '#formats/reader.ts';
import { decodeWords, mozillaFlags, mozillaTags } from '#formats/mime/index.ts';
import { readTable, SqliteDamage, type DatabaseSchema, type SqliteDatabase, type SqliteRow } from '#formats/sqlite/index.ts';
import { fact } from '../claims.ts';
import { folderFlags } from '../folder-cache/cached-folder.ts';
import { folderTimeEvent } from '../folder-index/folder-properties.ts';
import { listedRecord, microsecondsTime, numberOfValue, textOfValue } from './listed-message.ts';
import { profileMailboxes } from './profile-mailboxes.ts';

/** The database that is to replace all folder indexes (`panorama.sqlite`; mailnews/db/panorama of comm-central): folders and messages. */
export const panoramaDatabase: DatabaseSchema = {
  id: 'thunderbird-panorama',
  title: 'Thunderbird message database (panorama.sqlite)',
  recognises: (database) =>
    database.has('folders', 'id', 'parent', 'ordinal', 'name', 'flags') &&
    (!database.has('messages') || database.has('messages', 'folderid', 'messageid', 'subject')),
  *read(database, context) {
    const folders: ContainerRef = { kind: 'folders', locator: context.locator };
    const index: ContainerRef = { kind: 'index', locator: context.locator };
    const pathOf = folderPaths(database);
    const folderFacts = propertiesOf(database, 'folder_properties', mostProperties(context.limits));
    yield* readTable({
      database,
      context,
      container: folders,
      query: { table: 'folders', columns: { id: 't.id', name: 't.name', flags: 't.flags' } },
      record: ({ values }, locator): RecordDraft => {
        const id = textOfValue(values['id']);
        const flags = numberOfValue(values['flags']) ?? 0;
        const facts = [
          fact('name', textOfValue(values['name'])),
          { name: 'flags in words', value: folderFlags(flags) },
          ...(folderFacts.get(id) ?? []),
        ];
        return {
          kind: 'setting',
          locator,
          parent: null,
          observed: { range: null, sizeBytes: 0, sha256: null, allocation: 'allocated', intact: true },
          claimed: {
            setting: 'client-setting',
            client: 'thunderbird',
            name: 'folder',
            folderPath: pathOf(id),
            modified: null,
            values: facts,
          },
        };
      },
    });
    yield* folderTimes(database, context, pathOf);
    if (!database.has('messages')) return;
    const mailboxes = profileMailboxes(context, index);
    const messageFacts = propertiesOf(database, 'message_properties', mostProperties(context.limits));
    const optional = ['date', 'sender', 'flags', 'tags', 'recipients', 'cclist', 'bcclist'].filter((column) =>
      database.has('messages', column),
    );
    yield* readTable({
      database,
      context,
      container: index,
      query: {
        table: 'messages',
        columns: {
          id: 't.id',
          folder: 't.folderId',
          message: 't.messageId',
          subject: 't.subject',
          ...Object.fromEntries(optional.map((column) => [column, `t.${column}`])),
        },
      },
      record: ({ values }, locator): RecordDraft => {
        const path = pathOf(textOfValue(values['folder']));
        const messageId = textOfValue(values['message']).replace(/^<|>$/g, '');
        const [server = '', ...names] = path;
        const facts = [
          ...(['recipients', 'cclist', 'bcclist'] as const).flatMap((column) =>
            textOfValue(values[column]) === '' ? [] : [fact(column, textOfValue(values[column]))],
          ),
          ...(messageFacts.get(textOfValue(values['id'])) ?? []),
        ];
        return listedRecord(
          {
            folderPath: path,
            messageId,
            subject: decodeWords(textOfValue(values['subject'])),
            author: textOfValue(values['sender']),
            recipients: textOfValue(values['recipients']),
            cc: textOfValue(values['cclist']),
            bcc: textOfValue(values['bcclist']),
            date: microsecondsTime(values['date'], 'column date of the message database'),
            flags: [...new Set([...mozillaFlags(numberOfValue(values['flags']) ?? 0), ...mozillaTags(textOfValue(values['tags']))])].sort(),
            body: null,
            attachmentNames: [],
            facts,
            storedAt: String(facts.find(({ name }) => name === 'storeToken')?.value ?? ''),
            inStore: names.length === 0 ? 'unknown' : mailboxes.holds({ server, names }, messageId),
          },
          locator,
          'allocated',
          context.limits,
        );
      },
    });
    if (mailboxes.leftOut > 0) yield { kind: 'expected', container: index, items: mailboxes.leftOut };
  },
};

// When folders were last viewed and changed, under the names that the folder index has for it.
function* folderTimes(
  database: SqliteDatabase,
  context: ReadContext,
  pathOf: (id: string) => readonly string[],
): Generator<ReaderOutput, void, undefined> {
  if (!database.has('folder_properties', 'id', 'name', 'value')) return;
  const eventOf = ({ values }: SqliteRow): AccessEventClaims | null => {
    const path = pathOf(textOfValue(values['id'])).join('/');
    return folderTimeEvent(textOfValue(values['name']), textOfValue(values['value']), path, 'message database');
  };
  yield* readTable({
    database,
    context,
    container: { kind: 'folder-properties', locator: context.locator },
    query: {
      table: 'folder_properties',
      columns: { id: 't.id', name: 't.name', value: 't.value' },
      where: "t.name IN ('MRUTime', 'MRMTime')",
    },
    isItem: (row) => eventOf(row) !== null,
    record: (row, locator): RecordDraft => {
      const claimed = eventOf(row);
      if (claimed === null) throw new TypeError('What states no time was taken for an event.');
      const observed = { range: null, sizeBytes: 0, sha256: null, allocation: 'allocated', intact: true } as const;
      return { kind: 'event', locator, parent: null, observed, claimed };
    },
  });
}

// Each folder names the one that it lies in; the top one is a server by its key.
function folderPaths(database: SqliteDatabase): (id: string) => string[] {
  const folders = new Map<string, { readonly parent: string; readonly name: string }>();
  reading(() => {
    for (const { values } of database.rows({ table: 'folders', columns: { id: 't.id', parent: 't.parent', name: 't.name' } }))
      folders.set(textOfValue(values['id']), { parent: textOfValue(values['parent']), name: textOfValue(values['name']) });
  });
  return (id) => {
    const names: string[] = [];
    // Folders that lie in each other end at the deepest that there can be.
    for (let folder = folders.get(id); folder !== undefined && names.length < 64; folder = folders.get(folder.parent))
      names.unshift(folder.name);
    return names;
  };
}

const mostFacts = 100;

// They are kept in memory, some 200 bytes each.
function mostProperties({ indexRows }: Limits): number {
  return Math.floor(indexRows / 4);
}

function propertiesOf(database: SqliteDatabase, table: string, mostRows: number): Map<string, RuleValue[]> {
  const byOwner = new Map<string, RuleValue[]>();
  if (!database.has(table, 'id', 'name', 'value')) return byOwner;
  let rows = 0;
  reading(() => {
    for (const { values } of database.rows({ table, columns: { id: 't.id', name: 't.name', value: 't.value' } })) {
      rows += 1;
      if (rows > mostRows) return;
      const owner = textOfValue(values['id']);
      const facts = byOwner.get(owner) ?? [];
      byOwner.set(owner, facts);
      if (facts.length < mostFacts) facts.push(fact(textOfValue(values['name']), textOfValue(values['value'])));
    }
  });
  return byOwner;
}

// What damage hides of properties is missing from the facts; the rows that they belong to are read all the same.
function reading(read: () => void): void {
  try {
    read();
  } catch (error) {
    if (!(error instanceof SqliteDamage)) throw error;
  }
}
