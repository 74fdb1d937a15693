import type { ContainerRef, Diagnostic, Limits, Locator, RecordDraft, RuleValue } from '#model/index.ts';
import type { ReadContext, ReaderOutput } from '#formats/reader.ts';
import {
  readTable,
  SqliteDamage,
  type DatabaseSchema,
  type SqliteDatabase,
  type SqliteRow,
  type TableQuery,
} from '#formats/sqlite/index.ts';
import { addressTarget, fact, shortened } from '../claims.ts';
import { listedRecord, microsecondsTime, numberOfValue, textOfValue } from './listed-message.ts';
import { decoded, profileMailboxes, type ProfileMailboxes } from './profile-mailboxes.ts';
import { recoveredRows } from './recovered-rows.ts';

/**
 * The database that Thunderbird searches all mail by (`global-messages-db.sqlite`; mailnews/db/gloda of comm-central). It keeps
 * subject, people and body text of messages of all folders, for a while after they are gone from there.
 */
export const globalDatabase: DatabaseSchema = {
  id: 'thunderbird-global-database',
  title: 'Thunderbird global database',
  recognises: (database) =>
    database.has('messages', 'folderid', 'messagekey', 'conversationid', 'headermessageid') && database.has('folderlocations', 'folderuri'),
  *read(database, context) {
    const index: ContainerRef = { kind: 'index', locator: context.locator };
    const recovered: ContainerRef = { kind: 'recovered-items', locator: context.locator };
    const folders: ContainerRef = { kind: 'folders', locator: context.locator };
    yield* readTable({ database, context, container: folders, query: folderQuery, record: folderRecord });
    const attributes = attributeNames(database);
    const mailboxes = profileMailboxes(context, index);
    const query = messageQuery(database);
    const record = (row: SqliteRow, locator: RecordDraft['locator'], allocation: 'allocated' | 'deleted'): RecordDraft =>
      messageRecord(row, locator, { attributes, mailboxes, context, allocation });
    const hasDeleted = database.has('messages', 'deleted');
    yield* readTable({
      database,
      context,
      container: index,
      query: { ...query, ...(hasDeleted ? { where: '(t.deleted IS NULL OR t.deleted = 0)' } : {}) },
      record: (row, locator) => record(row, locator, 'allocated'),
      remarks: (row, locator) => shortenedIn(row, locator, context.limits),
    });
    if (hasDeleted)
      yield* recoveredRows(
        readTable({
          database,
          context,
          container: recovered,
          query: { ...query, where: 't.deleted <> 0' },
          record: (row, locator) => record(row, locator, 'deleted'),
          remarks: (row, locator) => shortenedIn(row, locator, context.limits),
        }),
      );
    if (mailboxes.leftOut > 0) yield { kind: 'expected', container: index, items: mailboxes.leftOut } satisfies ReaderOutput;
    if (database.has('identities', 'contactid', 'kind', 'value')) {
      const contacts: ContainerRef = { kind: 'contacts', locator: context.locator };
      yield* readTable({ database, context, container: contacts, query: identityQuery(database), record: identityRecord });
    }
  },
};

// What the record of a message does not hold of its row.
function* shortenedIn({ values }: SqliteRow, locator: Locator, limits: Limits): Generator<Diagnostic, void, undefined> {
  const told = { effect: 'limit-reached', stage: 'read', locator } as const;
  const body = textOfValue(values['body']).length;
  if (body > limits.bodyBytes) {
    const detail = `The database keeps ${String(body)} characters of the body; the case holds the first ${String(limits.bodyBytes)}.`;
    yield { ...told, code: 'body-truncated', detail };
  }
  const names = textOfValue(values['attachments']).split('\n').length;
  if (names > limits.mimeParts) {
    const detail = `The database names ${String(names)} attachments; the case holds the first ${String(limits.mimeParts)}.`;
    yield { ...told, code: 'mime-limit', detail };
  }
}

const folderQuery: TableQuery = { table: 'folderLocations', columns: { uri: 't.folderURI', name: 't.name' } };

function messageQuery(database: SqliteDatabase): TableQuery {
  const hasText = database.has('messagestext_content', 'c0body', 'c1subject', 'c2attachmentnames', 'c3author', 'c4recipients');
  const has = (column: string): boolean => database.has('messages', column);
  return {
    table: 'messages',
    columns: {
      id: 't.headerMessageID',
      folder: 'f.folderURI',
      key: 't.messageKey',
      ...(has('date') ? { date: 't.date' } : {}),
      ...(has('jsonattributes') ? { attributes: 't.jsonAttributes' } : {}),
      ...(has('notability') ? { notability: 't.notability' } : {}),
      ...(database.has('conversations', 'subject') ? { conversation: 'c.subject' } : {}),
      ...(hasText
        ? {
            body: 'x.c0body',
            subject: 'x.c1subject',
            attachments: 'x.c2attachmentNames',
            author: 'x.c3author',
            recipients: 'x.c4recipients',
          }
        : {}),
    },
    joins: [
      'LEFT JOIN folderLocations f ON f.id = t.folderID',
      ...(database.has('conversations', 'subject') ? ['LEFT JOIN conversations c ON c.id = t.conversationID'] : []),
      ...(hasText ? ['LEFT JOIN messagesText_content x ON x.docid = t.id'] : []),
    ].join(' '),
  };
}

function folderRecord({ values }: SqliteRow, locator: RecordDraft['locator']): RecordDraft {
  const uri = textOfValue(values['uri']);
  return {
    kind: 'setting',
    locator,
    parent: null,
    observed: { range: null, sizeBytes: Buffer.byteLength(uri), sha256: null, allocation: 'allocated', intact: true },
    claimed: {
      setting: 'client-setting',
      client: 'thunderbird',
      name: 'folder that was indexed',
      folderPath: folderPathOf(uri),
      modified: null,
      values: [fact('address', uri), fact('name', textOfValue(values['name']))],
    },
  };
}

interface MessageReading {
  readonly attributes: ReadonlyMap<string, string>;
  readonly mailboxes: ProfileMailboxes;
  readonly context: ReadContext;
  readonly allocation: 'allocated' | 'deleted';
}

function messageRecord({ values }: SqliteRow, locator: RecordDraft['locator'], reading: MessageReading): RecordDraft {
  const uri = textOfValue(values['folder']);
  const messageId = textOfValue(values['id']);
  const key = numberOfValue(values['key']);
  // A message that others refer to, and that the program never saw, has neither folder nor key.
  const isNeverSeen = uri === '' && key === null;
  const stated = attributesOf(textOfValue(values['attributes']), reading.attributes);
  const message = {
    folderPath: folderPathOf(uri),
    messageId,
    subject: textOfValue(values['subject']) || textOfValue(values['conversation']),
    author: textOfValue(values['author']),
    recipients: textOfValue(values['recipients']),
    date: microsecondsTime(values['date'], 'column date of the global database'),
    flags: [...stated.flags].sort(),
    body: values['body'] == null ? null : textOfValue(values['body']),
    attachmentNames: textOfValue(values['attachments'])
      .split('\n')
      .filter((name) => name.trim() !== ''),
    storedAt: key === null ? '' : `key ${String(key)}`,
    facts: [
      fact('recipients', textOfValue(values['recipients'])),
      ...(values['notability'] == null ? [] : [fact('notability', numberOfValue(values['notability']) ?? 0)]),
      ...(isNeverSeen ? [fact('state', 'other messages refer to it; the program never saw it')] : []),
      ...stated.facts,
    ],
  };
  const held = isNeverSeen ? 'unknown' : reading.mailboxes.holds({ uri }, messageId);
  // Without a mailbox to look in, what the database has of the message is all that there is of it.
  const isAlone = held === 'unknown' && !isNeverSeen && message.body !== null;
  const inStore = isAlone ? 'no' : held;
  // The index has no text of its messages, and the database not all that the index states: so the one tells the message, the
  // other adds its text as an entry.
  const isToldByIndex = inStore === 'no' && reading.mailboxes.isListedAlone({ uri }, messageId);
  return listedRecord({ ...message, inStore, isToldByIndex }, locator, reading.allocation, reading.context.limits);
}

function attributeNames(database: SqliteDatabase): Map<string, string> {
  const names = new Map<string, string>();
  if (!database.has('attributedefinitions', 'name')) return names;
  try {
    for (const { rowid, values } of database.rows({ table: 'attributeDefinitions', columns: { name: 't.name' } })) {
      names.set(String(rowid), textOfValue(values['name']));
      if (names.size > 10_000) break;
    }
  } catch (error) {
    // The names are missed; the messages are read all the same.
    if (!(error instanceof SqliteDamage)) throw error;
  }
  return names;
}

const flagAttributes = new Map([
  ['read', 'read'],
  ['star', 'flagged'],
  ['repliedTo', 'replied'],
  ['forwarded', 'forwarded'],
]);

// JSON with the values of attributes under the numbers of their definitions.
function attributesOf(json: string, names: ReadonlyMap<string, string>): { flags: string[]; facts: RuleValue[] } {
  const flags: string[] = [];
  const facts: RuleValue[] = [];
  for (const [id, value] of Object.entries(parsed(json)).slice(0, 100)) {
    const name = names.get(id) ?? id;
    const flag = flagAttributes.get(name);
    if (flag !== undefined) {
      if (value === true) flags.push(flag);
    } else if (name === 'tag' && Array.isArray(value)) flags.push(...value.slice(0, 64).map((tag) => `tag:${shortened(String(tag), 100)}`));
    else if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean')
      facts.push(fact(`attribute ${name}`, value));
  }
  return { flags, facts };
}

function parsed(json: string): Record<string, unknown> {
  if (json === '' || json.length > 1024 * 1024) return {};
  try {
    const value: unknown = JSON.parse(json);
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Record<string, unknown>) : {};
  } catch {
    // Not JSON: it states nothing.
    return {};
  }
}

/** The folder of an address as names: `mailbox://nobody@Local%20Folders/Inbox` is `Inbox` of `nobody@Local Folders`. */
function folderPathOf(uri: string): string[] {
  const match = /^[a-z-]+:\/\/(.*)$/i.exec(uri);
  return uri === '' ? [] : (match?.[1] ?? uri).split('/').slice(0, 64).map(decoded);
}

function identityQuery(database: SqliteDatabase): TableQuery {
  const hasContacts = database.has('contacts', 'name', 'popularity', 'frecency');
  return {
    table: 'identities',
    columns: {
      kind: 't.kind',
      value: 't.value',
      ...(database.has('identities', 'description') ? { description: 't.description' } : {}),
      ...(hasContacts ? { name: 'c.name', popularity: 'c.popularity', frecency: 'c.frecency' } : {}),
    },
    ...(hasContacts ? { joins: 'LEFT JOIN contacts c ON c.id = t.contactID' } : {}),
  };
}

function identityRecord({ values }: SqliteRow, locator: RecordDraft['locator']): RecordDraft {
  const name = shortened(textOfValue(values['name']), 1000);
  const value = textOfValue(values['value']);
  return {
    kind: 'correspondent',
    locator,
    parent: null,
    observed: { range: null, sizeBytes: Buffer.byteLength(value), sha256: null, allocation: 'allocated', intact: true },
    claimed: {
      client: 'thunderbird',
      source: 'people of indexed messages (global database)',
      name,
      addresses: [addressTarget(name, shortened(value, 1000))],
      facts: [
        fact('kind', textOfValue(values['kind'])),
        ...(values['popularity'] == null ? [] : [fact('popularity', numberOfValue(values['popularity']) ?? 0)]),
        ...(values['frecency'] == null ? [] : [fact('frecency', numberOfValue(values['frecency']) ?? 0)]),
      ],
    },
  };
}
