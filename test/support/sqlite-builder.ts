import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sqlite, { type Database } from 'node-sqlite3-wasm';

export interface BuiltDatabase {
  readonly bytes: Uint8Array;
  /** The write-ahead log, where one was asked for; empty otherwise. */
  readonly wal: Uint8Array;
}

/**
 * Builds a database.
 * @param fill what goes into the database file
 * @param thenLog what is committed to the write-ahead log alone, as by a program that still runs
 */
export function builtDatabase(fill: (database: Database) => void, thenLog?: (database: Database) => void): BuiltDatabase {
  const folder = mkdtempSync(join(tmpdir(), 'mail-triage-sqlite-'));
  const path = join(folder, 'built');
  const database = new sqlite.Database(path);
  try {
    database.exec('PRAGMA locking_mode = exclusive');
    fill(database);
    if (thenLog === undefined) return { bytes: readFileSync(path), wal: new Uint8Array(0) };
    database.exec('PRAGMA journal_mode = wal; PRAGMA wal_autocheckpoint = 0;');
    thenLog(database);
    return { bytes: readFileSync(path), wal: readFileSync(`${path}-wal`) };
  } finally {
    database.close();
    rmSync(folder, { recursive: true, force: true });
  }
}
