import type { ByteSource } from '#evidence/byte-source.ts';
import type { Diagnostic } from '#model/index.ts';
import type { ReadContext } from '../reader.ts';
import { logsBeside, openDatabase, SqliteDamage, type DatabaseLog, type SqliteDatabase } from './open-database.ts';

/** A database that is open, and what there is to tell of how that went. */
export interface OpenedDatabase {
  readonly database: SqliteDatabase;
  readonly remarks: readonly Pick<Diagnostic, 'code' | 'effect' | 'detail'>[];
}

/** Up to here the structure of a database with a log is checked before it is read; some seconds. */
const mostCheckedBytes = 256 * 1024 * 1024;

/**
 * Opens a database with the log that lies beside it; without it where the log is another database's or an older one's, which SQLite
 * cannot tell and which would put foreign pages in the place of its own; and past damage where SQLite refuses it.
 * @param isKnown whether a reader knows the tables of a database
 * @throws SqliteDamage when SQLite refuses it in every way.
 */
export function openSoundly(
  source: ByteSource,
  context: Pick<ReadContext, 'fileName' | 'surroundings' | 'privateCopy'>,
  isKnown: (database: SqliteDatabase) => boolean,
): OpenedDatabase {
  const { logs, unread } = logsBeside(context);
  const lost = unread.map((because) => ({
    code: 'evidence-unreadable' as const,
    effect: 'field-lost' as const,
    detail: `A log lies beside the database and could not be read: ${because} What it holds is not in the case.`,
  }));
  const whole = attempt(() => openDatabase(source, context, { logs, isPastDamage: false }));
  if ('database' in whole) {
    const { database } = whole;
    try {
      const doubt = logs.length === 0 ? null : doubtOf(database, source, logs, isKnown);
      const alone = doubt === null ? null : soundAlone(source, context, isKnown);
      if (alone === null) return { database, remarks: [...lost, ...logs.map((log) => applied(log, database))] };
      database.close();
      return { database: alone, remarks: [...lost, ...logs.map((log) => foreign(log, doubt ?? ''))] };
    } catch (error) {
      // The medium failed while the log was looked at.
      database.close();
      throw error;
    }
  }
  const ways = [
    { logs: [], isPastDamage: false },
    { logs, isPastDamage: true },
    { logs: [], isPastDamage: true },
  ].filter((way) => way.isPastDamage || logs.length > 0);
  for (const way of ways) {
    const opened = attempt(() => openDatabase(way.isPastDamage ? wholePages(source) : source, context, way));
    if (!('database' in opened)) continue;
    const { database } = opened;
    if (isKnown(database)) {
      const isAlone = way.logs.length === 0;
      const remarks = logs.map((log) => (isAlone ? foreign(log, whole.damage.message) : applied(log, database)));
      return { database, remarks: [...lost, ...remarks, ...(way.isPastDamage ? [pastDamage(source, whole.damage)] : [])] };
    }
    database.close();
  }
  throw whole.damage;
}

function attempt(open: () => SqliteDatabase): { readonly database: SqliteDatabase } | { readonly damage: SqliteDamage } {
  try {
    return { database: open() };
  } catch (error) {
    if (!(error instanceof SqliteDamage)) throw error;
    return { damage: error };
  }
}

function doubtOf(
  database: SqliteDatabase,
  source: ByteSource,
  logs: readonly DatabaseLog[],
  isKnown: (database: SqliteDatabase) => boolean,
): string | null {
  if (!isKnown(database)) return 'with it the database has no table that a reader knows';
  // A log of which nothing is committed changes nothing.
  if (database.committedPages === 0) return null;
  const log = logs.find(({ ending }) => ending === '-wal');
  if (log !== undefined && isOlder(log.source, database.committedPages ?? 0, source))
    return 'its newest state is older than that of the database';
  return source.sizeBytes > mostCheckedBytes ? null : database.structureComplaint();
}

/* Whether a log is older than its database: the first page counts changes (offset 24; fileformat2.html section 1.3.6), and the
 * log of a database counts on from there. Its frames: page number, then 20 bytes, then the page (section 4.1). */
function isOlder(log: ByteSource, committedPages: number, source: ByteSource): boolean {
  const frameBytes = frameHeaderBytes + pageBytesOf(log);
  for (let frame = committedPages - 1; frame >= 0; frame -= 1) {
    const start = logHeaderBytes + frame * frameBytes;
    if (numberAt(log, start) === 1) return numberAt(log, start + frameHeaderBytes + 24) < numberAt(source, 24);
  }
  return false;
}

function pageBytesOf(log: ByteSource): number {
  return numberAt(log, 8);
}

function numberAt(source: ByteSource, offset: number): number {
  const bytes = source.read(offset, 4);
  return bytes.length < 4 ? 0 : Buffer.from(bytes).readUInt32BE(0);
}

// The database without its log, if it is known and sound that way.
function soundAlone(
  source: ByteSource,
  context: Pick<ReadContext, 'privateCopy'>,
  isKnown: (database: SqliteDatabase) => boolean,
): SqliteDatabase | null {
  const opened = attempt(() => openDatabase(source, context, { logs: [], isPastDamage: false }));
  if (!('database' in opened)) return null;
  const { database } = opened;
  if (isKnown(database) && (source.sizeBytes > mostCheckedBytes || database.structureComplaint() === null)) return database;
  database.close();
  return null;
}

type Remark = OpenedDatabase['remarks'][number];

const frameHeaderBytes = 24;
const logHeaderBytes = 32;

function applied({ ending, source }: DatabaseLog, { committedPages }: SqliteDatabase): Remark {
  const size = `A log of ${String(source.sizeBytes)} bytes lies beside the database`;
  if (ending === '-journal' || committedPages === null)
    return { code: 'log-applied', effect: 'noted', detail: `${size} and was read with it, from a private copy.` };
  const pageBytes = pageBytesOf(source);
  const held = pageBytes === 0 ? 0 : Math.floor(Math.max(0, source.sizeBytes - logHeaderBytes) / (pageBytes + frameHeaderBytes));
  if (committedPages === 0) {
    const detail = `${size}; SQLite finds nothing committed in it: it is written back, damaged, or that of another database. Nothing of it was read.`;
    return { code: 'log-applied', effect: 'noted', detail };
  }
  const rest = held > committedPages ? ' The rest is older, damaged, or was never committed, and was not read.' : '';
  const detail = `${size} and was read with it, from a private copy: ${String(committedPages)} of the ${String(held)} pages in it are committed.${rest}`;
  return { code: 'log-applied', effect: 'noted', detail };
}

function foreign({ source }: DatabaseLog, doubt: string): Remark {
  const detail = `A log of ${String(source.sizeBytes)} bytes lies beside the database and is not its own, or of another state of it: ${doubt}. The database was read without it.`;
  return { code: 'store-damaged', effect: 'field-lost', detail };
}

// The header states page size (offset 16; 1 stands for 65,536) and number of pages (offset 28; fileformat2.html section 1.3).
function sizesOf(source: ByteSource): { readonly pageBytes: number; readonly stated: number } {
  const head = Buffer.alloc(32);
  head.set(source.read(0, 32));
  const pageBytes = head.readUInt16BE(16) === 1 ? 65_536 : head.readUInt16BE(16);
  return { pageBytes, stated: head.readUInt32BE(28) * pageBytes };
}

// Of a page that is cut SQLite would take the missing part for zeros, and make rows of them.
function wholePages(source: ByteSource): ByteSource {
  const { pageBytes } = sizesOf(source);
  const sizeBytes = pageBytes === 0 ? source.sizeBytes : source.sizeBytes - (source.sizeBytes % pageBytes);
  return { sizeBytes, read: (offset, length) => source.read(offset, Math.max(0, Math.min(length, sizeBytes - offset))) };
}

function pastDamage(source: ByteSource, { message }: SqliteDamage): Remark {
  const { pageBytes, stated } = sizesOf(source);
  const size =
    stated > source.sizeBytes
      ? ` Its header states ${String(stated)} bytes, of which ${String(source.sizeBytes)} are there: the end is missing.${pageBytes > 0 && source.sizeBytes % pageBytes > 0 ? ' The page that it breaks off in was left out.' : ''}`
      : '';
  const detail = `SQLite refuses the database: ${message}.${size} What of its tables could be reached was read all the same.`;
  return { code: 'store-damaged', effect: 'field-lost', detail };
}
