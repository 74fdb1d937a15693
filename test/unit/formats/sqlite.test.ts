import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { chooseReader } from '#formats/choose-reader.ts';
import { readers } from '#formats/registry.ts';
import { readTable, sqliteReader, type DatabaseSchema, type SqliteRow } from '#formats/sqlite/index.ts';
import { formatLocator, type Locator, type RecordDraft } from '#model/index.ts';
import { memorySource } from '#test/support/memory-source.ts';
import { roomIn, withUnreadable } from '#test/support/reading-room.ts';
import { readSource, unbalanced } from '#test/support/read-source.ts';
import { builtDatabase } from '#test/support/sqlite-builder.ts';
import { temporaryFolder } from '#test/support/temporary-folder.ts';

const rows: { rowid: number | bigint; values: SqliteRow['values'] }[] = [];

const noteSchema: DatabaseSchema = {
  id: 'notes',
  title: 'Notes',
  recognises: (database) => database.has('notes', 'text', 'size'),
  *read(database, context) {
    yield* readTable({
      database,
      context,
      container: { kind: 'notes', locator: context.locator },
      query: { table: 'notes', columns: { text: 't.text', size: 't.size', kind: 'k.name' }, joins: 'LEFT JOIN kinds k ON k.id = t.kind' },
      record: (row, locator) => {
        rows.push(row);
        return draft(locator);
      },
    });
  },
};

function draft(locator: Locator): RecordDraft {
  return {
    kind: 'setting',
    locator,
    parent: null,
    observed: { range: null, sizeBytes: 0, sha256: null, allocation: 'allocated', intact: true },
    claimed: { setting: 'client-setting', client: 'other', name: 'note', folderPath: [], modified: null, values: [] },
  };
}

const reader = sqliteReader([noteSchema]);

function read(bytes: Uint8Array, options: Parameters<typeof readSource>[2] = {}) {
  rows.length = 0;
  return readSource(reader, memorySource(bytes), options);
}

const create =
  'CREATE TABLE kinds(id INTEGER PRIMARY KEY, name TEXT); CREATE TABLE notes(id INTEGER PRIMARY KEY, text TEXT, size INTEGER, kind);';

describe('a whole database', () => {
  const { bytes } = builtDatabase((database) => {
    database.exec(create);
    database.exec("INSERT INTO kinds VALUES (1, 'letter')");
    database.run("INSERT INTO notes VALUES (5, 'a' || char(0) || 'ü', 9007199254740993, 1)");
    database.run("INSERT INTO notes VALUES (2, CAST(x'66c3' AS TEXT), x'00ff', 7)");
  });

  test('gives every row once, in order, with exact values and its place', () => {
    const result = read(bytes);
    expect(rows).toEqual([
      { rowid: 2, values: { text: 'f\ufffd', size: new Uint8Array([0, 255]), kind: null }, malformed: ['text'] },
      { rowid: 5, values: { text: 'a\0ü', size: 9_007_199_254_740_993n, kind: 'letter' }, malformed: [] },
    ]);
    expect(result.outputs.flatMap((output) => (output.kind === 'record' ? [formatLocator(output.record.locator)] : []))).toEqual([
      'file:evidence|table:notes|row:2',
      'file:evidence|table:notes|row:5',
    ]);
    expect(result.codes).toEqual(['charset-mismatch file:evidence|table:notes|row:2']);
    expect(unbalanced(result)).toEqual([]);
  });

  test('leaves out what an earlier attempt lost', () => {
    const result = read(bytes, { enter: (locator) => !formatLocator(locator).endsWith('row:2') });
    expect(rows.map(({ rowid }) => rowid)).toEqual([5]);
    // The pipeline books the loss.
    expect(result.books.get('notes file:evidence')).toMatchObject({ expected: 2, records: 1 });
  });
});

test('text in UTF-16 is read as such', () => {
  const { bytes } = builtDatabase((database) => {
    database.exec("PRAGMA encoding = 'UTF-16le'");
    database.exec(create);
    database.run("INSERT INTO notes VALUES (1, 'zwölf', 12, NULL)");
  });
  read(bytes);
  expect(rows.map(({ values }) => values['text'])).toEqual(['zwölf']);
});

describe('a database with a write-ahead log', () => {
  const folder = temporaryFolder('sqlite-wal');
  const { bytes, wal } = builtDatabase(
    (database) => {
      database.exec(create);
      database.run("INSERT INTO notes VALUES (1, 'in the file', 1, NULL)");
    },
    (database) => {
      database.run("INSERT INTO notes VALUES (2, 'in the log', 1, NULL)");
    },
  );
  writeFileSync(join(folder, 'notes.db'), bytes);
  writeFileSync(join(folder, 'notes.db-wal'), wal);

  test('is read with it, and neither file changes', () => {
    const state = (): unknown =>
      ['notes.db', 'notes.db-wal'].map((name) => {
        const path = join(folder, name);
        return [createHash('sha256').update(readFileSync(path)).digest('hex'), statSync(path).size, statSync(path).mtimeMs];
      });
    const before = state();
    const room = roomIn(folder, []);
    const result = read(bytes, { ...room, fileName: 'notes.db' });
    room.close();
    expect(rows.map(({ values }) => values['text'])).toEqual(['in the file', 'in the log']);
    expect(result.codes).toEqual(['log-applied file:notes.db']);
    expect(state()).toEqual(before);
    expect(readdirSync(folder).sort()).toEqual(['notes.db', 'notes.db-wal']);
  });

  test('is read without it where it is not in the evidence', () => {
    const result = read(bytes);
    expect(rows.map(({ values }) => values['text'])).toEqual(['in the file']);
    expect(result.codes).toEqual([]);
  });

  test('is read without it, and says so, where it is there and cannot be read', () => {
    const room = withUnreadable(roomIn(folder, []), 'notes.db-wal');
    const result = read(bytes, { ...room, fileName: 'notes.db' });
    room.close();
    expect(rows.map(({ values }) => values['text'])).toEqual(['in the file']);
    expect(result.codes).toEqual(['evidence-unreadable file:notes.db']);
    expect(result.diagnostics[0]?.effect).toBe('field-lost');
    expect(result.diagnostics[0]?.detail).toContain('the medium failed');
  });

  test('the log is no unknown file', () => {
    expect(chooseReader(memorySource(wal), readers)).toMatchObject({ reader: { id: 'sqlite-log' } });
    expect(readSource(chooseReader(memorySource(wal), readers).reader ?? reader, memorySource(wal)).outputs).toEqual([]);
  });
});

describe('a damaged database', () => {
  const fill = (index: string): Buffer =>
    Buffer.from(
      builtDatabase((database) => {
        database.exec(create + index);
        database.exec(
          "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 3000) INSERT INTO notes SELECT i, printf('%0200d', i), i, NULL FROM n",
        );
      }).bytes,
    );

  test('gives the rows on both sides of the damage, and books the lost ones as far as they are known', () => {
    const bytes = fill('CREATE INDEX sizes ON notes(size);');
    const at = bytes.indexOf(String(1500).padStart(200, '0'));
    bytes.fill(0xaa, at - (at % 4096), at - (at % 4096) + 4096);
    const result = read(bytes);
    const numbers = rows.map(({ rowid }) => Number(rowid));
    expect(numbers).toEqual([...new Set(numbers)].sort((one, other) => one - other));
    expect(numbers).toContain(1);
    expect(numbers).toContain(3000);
    expect(numbers).not.toContain(1500);
    expect(result.books.get('notes file:evidence')).toMatchObject({
      expected: 3000,
      records: numbers.length,
      failed: 3000 - numbers.length,
    });
    expect(result.codes[0]).toBe('store-damaged file:evidence|table:notes');
  });

  test('without an index the lost rows are booked as one', () => {
    const bytes = fill('');
    const at = bytes.indexOf(String(1500).padStart(200, '0'));
    bytes.fill(0xaa, at - (at % 4096), at - (at % 4096) + 4096);
    const { books } = read(bytes);
    expect(books.get('notes file:evidence')).toMatchObject({ expected: rows.length + 1, records: rows.length, failed: 1 });
    expect(rows.length).toBeGreaterThan(2900);
  });

  test('truncated or overwritten anywhere, it neither throws nor loses anything silently', () => {
    const bytes = fill('');
    for (let length = 16; length < bytes.length; length += 26_111) {
      expect(unbalanced(read(bytes.subarray(0, length))), `cut at ${String(length)}`).toEqual([]);
      const spoilt = Buffer.from(bytes);
      spoilt.fill(0, length, length + 512);
      expect(unbalanced(read(spoilt)), `zeros at ${String(length)}`).toEqual([]);
    }
  });

  test('what SQLite refuses is a loss with its reason', () => {
    const result = read(Buffer.concat([Buffer.from('SQLite format 3\0'), Buffer.alloc(200, 0x55)]));
    expect(result.codes).toEqual(['store-unreadable file:evidence']);
    expect(unbalanced(result)).toEqual([]);
  });
});

test('a database that no schema knows is named with its tables', () => {
  const { bytes } = builtDatabase((database) => {
    database.exec('CREATE TABLE songs(title)');
  });
  const result = read(bytes);
  expect(result.codes).toEqual(['format-unknown file:evidence']);
  expect(result.diagnostics[0]?.detail).toContain('songs');
});
