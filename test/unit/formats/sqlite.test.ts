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

/** How often the last database was asked for rows. */
let questions = 0;

const noteSchema: DatabaseSchema = {
  id: 'notes',
  title: 'Notes',
  recognises: (database) => database.has('notes', 'text', 'size'),
  *read(database, context) {
    questions = 0;
    yield* readTable({
      database: {
        ...database,
        rows(query, range) {
          questions += 1;
          return database.rows(query, range);
        },
      },
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

  test('is read without it where it is the log of another database, and says so', () => {
    const other = builtDatabase(
      (database) => {
        database.exec('CREATE TABLE songs(title)');
      },
      (database) => {
        for (let song = 0; song < 40; song += 1) database.run("INSERT INTO songs VALUES (printf('%0900d', ?))", [song]);
      },
    );
    const alien = temporaryFolder('sqlite-alien-wal');
    writeFileSync(join(alien, 'notes.db-wal'), other.wal);
    const room = roomIn(alien, []);
    const result = read(bytes, { ...room, fileName: 'notes.db' });
    room.close();
    expect(rows.map(({ values }) => values['text'])).toEqual(['in the file']);
    expect(result.codes).toEqual(['store-damaged file:notes.db']);
    expect(result.diagnostics[0]).toMatchObject({ effect: 'field-lost' });
    expect(result.diagnostics[0]?.detail).toContain('is not its own');
    expect(unbalanced(result)).toEqual([]);
  });

  test('is read without it where its pages break the database, and says so', () => {
    const broken = temporaryFolder('sqlite-breaking-wal');
    const other = builtDatabase(
      (database) => {
        database.exec(`${create} CREATE TABLE songs(title); CREATE INDEX titles ON songs(title);`);
      },
      (database) => {
        database.run("INSERT INTO songs VALUES ('pages 4 and 5')");
      },
    );
    const shifted = builtDatabase((database) => {
      database.exec(`CREATE TABLE first(a); CREATE INDEX firsts ON first(a); CREATE INDEX other ON first(a, 1); ${create}`);
      database.run("INSERT INTO notes VALUES (1, 'in the file', 1, NULL)");
    });
    writeFileSync(join(broken, 'notes.db-wal'), other.wal);
    const room = roomIn(broken, []);
    const result = read(shifted.bytes, { ...room, fileName: 'notes.db' });
    room.close();
    expect(rows.map(({ values }) => values['text'])).toEqual(['in the file']);
    expect(result.codes).toEqual(['store-damaged file:notes.db']);
    expect(result.diagnostics[0]?.detail).toContain('another state of it');
  });

  test('is read without it where it is older than the database, and says so', () => {
    const numbered = (text: string, count: number) => (database: Parameters<Parameters<typeof builtDatabase>[0]>[0]) => {
      for (let note = 10; note < 10 + count; note += 1)
        database.run('INSERT INTO notes VALUES (?, printf(?, ?), 1, NULL)', [note, text, note]);
    };
    const later = builtDatabase((database) => {
      database.exec(create);
      numbered('%0300d later', 900)(database);
    });
    const earlier = builtDatabase(
      (database) => {
        database.exec(create);
        database.exec('CREATE INDEX sizes ON notes(size)');
      },
      numbered('%0300d earlier', 40),
    );
    const stale = temporaryFolder('sqlite-stale-wal');
    writeFileSync(join(stale, 'notes.db-wal'), earlier.wal);
    const room = roomIn(stale, []);
    const result = read(later.bytes, { ...room, fileName: 'notes.db' });
    room.close();
    expect(rows.length).toBe(900);
    expect(rows.every(({ values }) => String(values['text']).endsWith('later'))).toBe(true);
    expect(result.codes).toEqual(['store-damaged file:notes.db']);
    expect(result.diagnostics[0]?.detail).toContain('older than that of the database');
  });

  test('is read with it where what was committed holds values that the table does not allow', () => {
    const strict = builtDatabase(
      (database) => {
        database.exec(create.replace('size INTEGER', 'size INTEGER CHECK (size > 0)'));
        database.run("INSERT INTO notes VALUES (1, 'in the file', 1, NULL)");
      },
      (database) => {
        database.exec('PRAGMA ignore_check_constraints = on');
        database.run("INSERT INTO notes VALUES (2, 'in the log', -1, NULL)");
      },
    );
    const unruly = temporaryFolder('sqlite-unruly-wal');
    writeFileSync(join(unruly, 'notes.db-wal'), strict.wal);
    const room = roomIn(unruly, []);
    const result = read(strict.bytes, { ...room, fileName: 'notes.db' });
    room.close();
    expect(rows.map(({ values }) => values['text'])).toEqual(['in the file', 'in the log']);
    expect(result.codes).toEqual(['log-applied file:notes.db']);
  });

  test.each([
    ['no log', Buffer.alloc(5000, 0x37)],
    // A commit is padded with copies of its last page.
    ['cut within its one transaction', wal.subarray(0, 32 + 24 + 4000)],
  ])('says that nothing of a log was read that is %s', (_what, log) => {
    const cut = temporaryFolder('sqlite-cut-wal');
    writeFileSync(join(cut, 'notes.db-wal'), log);
    const room = roomIn(cut, []);
    const result = read(bytes, { ...room, fileName: 'notes.db' });
    room.close();
    expect(rows.map(({ values }) => values['text'])).toEqual(['in the file']);
    expect(result.codes).toEqual(['log-applied file:notes.db']);
    expect(result.diagnostics[0]?.detail).toContain('Nothing of it was read');
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

  test('whose end is missing gives the rows that are there, and says so', () => {
    const bytes = fill('');
    const result = read(bytes.subarray(0, Math.floor(bytes.length / 2)));
    expect(rows.length).toBeGreaterThan(1000);
    expect(rows.map(({ rowid }) => rowid)).toEqual(rows.map((_, index) => index + 1));
    expect(result.codes[0]).toBe('store-damaged file:evidence');
    expect(result.diagnostics[0]?.detail).toContain('the end is missing');
    expect(unbalanced(result)).toEqual([]);
  });

  test('gives rows whose other tables are damaged with what stands in their own, and says so', () => {
    const bytes = Buffer.from(
      builtDatabase((database) => {
        database.exec(create);
        database.exec("INSERT INTO kinds VALUES (1, 'letter'), (2, 'x')");
        database.exec("INSERT INTO notes VALUES (1, 'no kind', 1, NULL), (2, 'of a kind', 2, 1), (3, 'again none', 3, NULL)");
      }).bytes,
    );
    const at = bytes.indexOf('letter');
    bytes.fill(0xaa, at - (at % 4096), at - (at % 4096) + 4096);
    const result = read(bytes);
    expect(rows.map(({ rowid, values }) => [rowid, values['text'], values['kind']])).toEqual([
      [1, 'no kind', null],
      [2, 'of a kind', undefined],
      [3, 'again none', null],
    ]);
    expect(result.diagnostics.find(({ code }) => code === 'store-damaged')).toMatchObject({ effect: 'field-lost' });
    expect(result.diagnostics.find(({ code }) => code === 'store-damaged')?.detail).toContain('Of 1 rows only');
  });

  test('asks for what other tables hold of many rows at once, also beyond damage', () => {
    const bytes = Buffer.from(
      builtDatabase((database) => {
        database.exec(create);
        database.exec("INSERT INTO kinds VALUES (1, 'letter')");
        database.exec(
          "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 3000) INSERT INTO notes SELECT i, printf('%0200d', i), i, 1 FROM n",
        );
      }).bytes,
    );
    const at = bytes.indexOf(String(1500).padStart(200, '0'));
    bytes.fill(0xaa, at - (at % 4096), at - (at % 4096) + 4096);
    read(bytes);
    expect(rows.length).toBeGreaterThan(2900);
    expect(rows.every(({ values }) => values['kind'] === 'letter')).toBe(true);
    expect(questions).toBeLessThan(10);
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
