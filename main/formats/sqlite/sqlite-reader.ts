import type { ByteSource } from '#evidence/byte-source.ts';
import type { ContainerRef, Diagnostic } from '#model/index.ts';
import { AttachmentUnreadableError, type FormatReader, type ReadContext, type ReaderOutput } from '../reader.ts';
import { SqliteDamage, type SqliteDatabase } from './open-database.ts';
import { openSoundly, type OpenedDatabase } from './open-soundly.ts';

/** One program's database, told by its tables. Adding one is a file with this and a line in the registry. */
export interface DatabaseSchema {
  readonly id: string;
  /** For people: `Thunderbird global database`. */
  readonly title: string;
  /** Tells by tables and columns whether it is this database. */
  recognises(database: SqliteDatabase): boolean;
  /** Gives out everything in it that bears on mail (`readTable`). Throws SqliteDamage for what it cannot get past. */
  read(database: SqliteDatabase, context: ReadContext): Iterable<ReaderOutput>;
}

/**
 * Reads SQLite databases (https://www.sqlite.org/fileformat2.html) of the known programs. What a database is can be told
 * only by its schema, which may lie in its log alone; so the probe knows SQLite, and the reading the program.
 */
export function sqliteReader(schemas: readonly DatabaseSchema[]): FormatReader {
  return {
    id: 'sqlite',
    version: '4',
    title: 'SQLite database of a mail program',
    isNeverMail: true,
    extensions: [],
    probe: (source) =>
      beginsWith(source, 'SQLite format 3\0')
        ? { verdict: 'yes', because: 'It begins as a SQLite database.' }
        : { verdict: 'no', because: 'It does not begin as a SQLite database.' },
    read: (source, context) => read(source, context, schemas),
    attachment() {
      throw new AttachmentUnreadableError('Messages that a database lists have no attachments of their own.');
    },
  };
}

function* read(source: ByteSource, context: ReadContext, schemas: readonly DatabaseSchema[]): Generator<ReaderOutput, void, undefined> {
  const container: ContainerRef = { kind: 'database', locator: context.locator };
  const schemaOf = (database: SqliteDatabase): DatabaseSchema | undefined => schemas.find((one) => one.recognises(database));
  let opened: OpenedDatabase;
  try {
    opened = openSoundly(source, context, (candidate) => schemaOf(candidate) !== undefined);
  } catch (error) {
    if (!(error instanceof SqliteDamage)) throw error;
    yield { kind: 'expected', container, items: 1 };
    yield trouble(container, 'store-unreadable', 'item-lost', `SQLite cannot open the database: ${error.message}.`);
    return;
  }
  const { database, remarks } = opened;
  try {
    for (const { code, effect, detail } of remarks) yield trouble(container, code, effect, detail);
    const schema = schemaOf(database);
    if (schema === undefined) {
      const names = [...database.tables.keys()].slice(0, 20).join(', ');
      yield trouble(container, 'format-unknown', 'noted', `No reader knows the tables of this database, which was not read: ${names}.`);
      return;
    }
    yield* schema.read(database, context);
  } catch (error) {
    if (!(error instanceof SqliteDamage)) throw error;
    yield { kind: 'expected', container, items: 1 };
    yield trouble(container, 'store-damaged', 'item-lost', `The database is damaged: ${error.message}. What lies beyond was not read.`);
  } finally {
    database.close();
  }
}

function trouble(container: ContainerRef, code: Diagnostic['code'], effect: Diagnostic['effect'], detail: string): ReaderOutput {
  return { kind: 'diagnostic', container, diagnostic: { code, effect, stage: 'read', locator: container.locator, detail } };
}

/**
 * Recognises the logs that lie beside SQLite databases, so that they are not taken for unknown files. They are read with
 * their database (https://www.sqlite.org/walformat.html; rollback journals: fileformat2.html section 3).
 */
export const sqliteLogReader: FormatReader = {
  id: 'sqlite-log',
  version: '1',
  title: 'Log of a SQLite database',
  isNeverMail: true,
  extensions: [],
  probe(source) {
    const start = Buffer.from(source.read(0, 8)).toString('hex');
    const because = 'It is the log of a SQLite database, which is read together with the database beside it.';
    // Write-ahead log in both byte orders, rollback journal, and the index of a write-ahead log (version 3007000).
    const isLog = /^(?:377f068[23]|d9d505f920a163d7|18e22d00|002de218)/.test(start);
    return isLog ? { verdict: 'yes', because } : { verdict: 'no', because: 'It does not begin as a log of SQLite.' };
  },
  *read(): Generator<ReaderOutput, void, undefined> {
    // Everything in it is told by the database that it belongs to.
  },
  attachment() {
    throw new AttachmentUnreadableError('A log of a database has no attachments.');
  },
};

function beginsWith(source: ByteSource, text: string): boolean {
  return Buffer.from(source.read(0, text.length)).toString('latin1') === text;
}
