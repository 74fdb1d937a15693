import { describe, expect, it } from 'vitest';
import { cellOf, placeOfCell, readMork, type MorkStore } from '#formats/thunderbird/mork/index.ts';
import { buildMork } from '#test/support/thunderbird/build-mork.ts';
import { seededRandom } from '#test/support/random.ts';
import { withFlippedBits } from '#test/support/damaged-source.ts';

const head = '// <!-- <mdb:mork:z v="1.4"/> -->\n< <(a=c)> (80=scope)(81=name)(82=kind:x)(83=other)>\n';
const read = (text: string, rows = 1000): MorkStore => readMork(Buffer.from(head + text, 'latin1'), { rows });

/** Everything that a store holds, as text: `scope/id column=value …`. */
function shown(store: MorkStore): string[] {
  return [...store.rows.values()].flatMap((rows) => [...rows.values()].map(shownRow));
}

function shownRow({
  scope,
  id,
  columns,
  values,
}: {
  scope: string;
  id: number;
  columns: readonly string[];
  values: readonly string[];
}): string {
  return [`${scope}/${id.toString(16)}`, ...columns.map((column, index) => `${column}=${values[index] ?? ''}`)].join(' ');
}

const tablesOf = (store: MorkStore): string[] =>
  store.tables.map(
    ({ scope, id, kind, rows, cut }) =>
      `${String(id)} ${scope} ${kind}: ${[...rows].map((row) => row.id).join(',')} cut ${[...cut].map((row) => row.id).join(',')}`,
  );

describe('the grammar', () => {
  it.each<readonly [string, string, readonly string[]]>([
    ['cells by number and by name', '<(90=v)>[1:^80(^81^90)(lit=x)(^83=)]', ['scope/1 name=v lit=x other=']],
    ['the scope of the table', '{1:^80 {(k^82:c)(s=9)} [1(^81=a)] [2:m(^81=b)]}', ['scope/1 name=a', 'm/2 name=b']],
    ['escapes', '[1:^80(^81=a\\)b\\\\c\\$d$C3$A9)]', ['scope/1 name=a)b\\c$d\u00c3\u00a9']],
    ['a value over two lines', '[1:^80(^81=on\\\ne\\\r\ntw\\\ro)]', ['scope/1 name=onetwo']],
    ['a line break in a value', '[1:^80(^81=a\nb)]', ['scope/1 name=a\nb']],
    ['white space, comments and nested comments', '/* a /* b */ c */ [ 1:^80 // x )\r\n ( ^81 = x )\\\n]', ['scope/1 name= x ']],
    ['meta rows', '[1:^80[(x=y)](^81=a)]', ['scope/1 name=a']],
    ['cells that are replaced', '[1:^80(^81=a)(^83=b)] [1:^80(^81=c)]', ['scope/1 name=c other=b']],
    ['cells that are cut', '[1:^80(^81=a)(^83=b)] [1:^80 -(^81)]', ['scope/1 other=b']],
    ['rows that are written anew', '[1:^80(^81=a)(^83=b)] [-1:^80(^81=c)]', ['scope/1 name=c']],
    ['numbers that get another text', '<(90=a)>[1:^80(^81^90)]<(90=b)>[2:^80(^81^90)]', ['scope/1 name=a', 'scope/2 name=b']],
    ['texts of another space', '[1:^80(^81^82:c)]', ['scope/1 name=kind:x']],
    ['a dictionary with a character set', '<(90<(f=iso-8859-1)>=v)>[1:^80(^81^90)]', ['scope/1 name=v']],
    ['numbers beyond 32 bits', '[123456789:^80(^81=a)]', ['scope/23456789 name=a']],
    ['an empty file', '', []],
  ])('reads %s', (_, text, rows) => {
    const store = read(text);
    expect(shown(store)).toEqual(rows);
    expect(store.damage.places).toEqual([]);
  });

  it('reads tables: their kind, rows by number, rows that are cut, moved and put back', () => {
    const store = read('{1:^80 {(k^82:c)(s=9u)1:m } [1(^81=a)] 2!0 3 -1 [4(^81=d)]!2 -3 3}');
    expect(tablesOf(store)).toEqual(['1 scope kind:x: 2,4,3 cut 1']);
    expect(tablesOf(read('{1:^80 1 2}{-1:^80 2}'))).toEqual(['1 scope : 2 cut 1']);
    expect(tablesOf(read('{1:^80 1 -1}{1:^80 1}'))).toEqual(['1 scope : 1 cut ']);
  });

  it('keeps what a row held before all its cells were taken away', () => {
    const store = read('{1:^80 [1(^81=a)(^83=b)]} @$${2{@ {1:^80 -1} [-1:^80] @$$}2}@ @$${3{@ [1:^80(^81=new)] @$$}3}@');
    expect(store.former.map(shownRow)).toEqual(['scope/1 name=a other=b']);
    expect(shown(store)).toEqual(['scope/1 name=new']);
    expect(tablesOf(store)).toEqual(['1 scope :  cut 1']);
  });

  it('gives the place of each row and cell', () => {
    const store = read('[1:^80(^81=a)(^83=b)]\n[1:^80(^83=c)]');
    const row = store.rows.get('scope')?.get(1);
    expect(row?.range).toEqual({ offsetBytes: head.length, lengthBytes: 21 });
    expect(row === undefined ? null : placeOfCell(row, 'other')).toEqual({ offsetBytes: head.length + 28, lengthBytes: 7 });
    expect(row === undefined ? null : [cellOf(row, 'other'), cellOf(row, 'absent'), placeOfCell(row, 'absent')]).toEqual(['c', null, null]);
  });
});

describe('transactions', () => {
  it('counts those that ended', () => {
    expect(shown(read('@$${1A{@[1:^80(^81=a)]@$$}1A}@'))).toEqual(['scope/1 name=a']);
  });

  it.each([
    ['aborted', '@$${1{@<(90=z)>[1:^80(^81^90)][2:^80(^81=x)]@$$}~~}@', 'an aborted transaction'],
    ['aborted by its name', '@$${1{@<(90=z)>[1:^80(^81^90)][2:^80(^81=x)]@$$}~abort~1}@', 'an aborted transaction'],
    ['without end', '@$${1{@[2:^80(^81=x)]', 'a transaction without its end'],
    ['followed by the next', '@$${1{@[2:^80(^81=x)]@$${2{@[1:^80(^83=b)]@$$}2}@', 'a transaction without its end'],
    ['with the end of another', '@$${1{@[2:^80(^81=x)]@$$}7}@', 'a transaction without its end'],
  ])('ignores one that is %s, and gives its rows apart', (_, text, what) => {
    const store = read(`<(90=a)>[1:^80(^81^90)]${text}<>[3:^80(^81^90)]`.replace(/<>.*$/, text.endsWith('@') ? '[3:^80(^81^90)]' : ''));
    expect(store.unfinishedRanges.map((range) => range.what)).toEqual([what]);
    expect(store.unfinished.map(shownRow)).toContain('scope/2 name=x');
    expect(cellOf(store.rows.get('scope')?.get(1) ?? emptyRow, 'name')).toBe('a');
    expect(store.rows.get('scope')?.has(2)).toBe(false);
    // What it defined counts only within it.
    if (text.endsWith('@')) expect(cellOf(store.rows.get('scope')?.get(3) ?? emptyRow, 'name')).toBe('a');
  });
});

const emptyRow = { scope: '', id: 0, columns: [], values: [], places: [], range: { offsetBytes: 0, lengthBytes: 0 } };

describe('damage', () => {
  it('of a row of more columns than there are costs those, and no other row', () => {
    const store = read(`[1:^80${Array.from({ length: 401 }, (_, id) => `(c${String(id)}=a)`).join('')}][2:^80(^81=b)]`);
    expect(store.stopped).toBeNull();
    expect(store.rows.get('scope')?.get(1)?.columns).toHaveLength(400);
    expect(cellOf(store.rows.get('scope')?.get(2) ?? emptyRow, 'name')).toBe('b');
    expect(store.damage.places.map((place) => place.what)).toEqual(['a cell of a row that has too many']);
  });

  it('of rows within rows without end costs nothing that stands before', () => {
    const store = read(`[1:^80(^81=a)]${'[2:^80'.repeat(100_000)}`);
    expect(cellOf(store.rows.get('scope')?.get(1) ?? emptyRow, 'name')).toBe('a');
    expect(store.damage.places.map((place) => place.what)).toContain('rows within rows, too deep');
  });

  it('is none where a byte order mark stands before the first line', () => {
    const store = readMork(Buffer.from(`\u00ef\u00bb\u00bf${head}[1:^80(^81=a)]`, 'latin1'), { rows: 10 });
    expect([shown(store), store.damage.count]).toEqual([['scope/1 name=a'], 0]);
  });

  it.each([
    ['a byte out of place', '%[1:^80(^81=a)]', 'a byte between rows, tables and dictionaries'],
    ['a row without end', '[1:^80(^81=a) {1:^80}', 'a row without end'],
    ['a table without end', '{1:^80 [1(^81=a)] <(90=x)>', 'a table without end'],
    ['a dictionary without end', '<(90=x) [1:^80(^81=a)]', 'a dictionary without end'],
    ['a value without end', '[1:^80(^81=a)][2:^80(^81=b', 'a value without end'],
    ['a reference to nothing', '[1:^80(^81=a)(^83^99)]', 'a cell that refers to no text'],
    ['a scope without name', '[1:^80(^81=a)][2:^77]', 'a scope that is not named'],
    ['a row without number', '[1:^80(^81=a)][:^80(^81=b)]', 'a row without number'],
    ['a dollar sign alone', '[1:^80(^81=a)(^83=$x)]', 'a dollar sign without two hexadecimal digits'],
    ['an end of a transaction', '[1:^80(^81=a)]@$$}4}@', 'a sign of a transaction out of place'],
    ['a comment without end', '[1:^80(^81=a)]/* x', 'a comment without end'],
    ['a text without value', '<(90)>[1:^80(^81=a)]', 'a text without number or value'],
  ])('tells of %s and reads on', (_, text, what) => {
    const store = read(text);
    expect(store.damage.places.map((place) => place.what)).toContain(what);
    expect(cellOf(store.rows.get('scope')?.get(1) ?? emptyRow, 'name')).toBe('a');
    for (const { offsetBytes, lengthBytes } of store.damage.places) {
      expect(lengthBytes).toBeGreaterThan(0);
      expect(offsetBytes + lengthBytes).toBeLessThanOrEqual(head.length + text.length);
    }
  });

  it('joins runs of wrong bytes, and counts on where it stops listing', () => {
    expect(read('%%%%').damage.places).toEqual([
      { what: 'a byte between rows, tables and dictionaries', offsetBytes: head.length, lengthBytes: 4 },
    ]);
    const many = read('% '.repeat(200)).damage;
    expect(many.count).toBe(200);
    expect(many.places.length).toBe(50);
  });

  it('gives, of a file cut anywhere, the rows before the cut', () => {
    const { bytes, places } = built();
    const whole = shown(readMork(bytes, { rows: 1000 }));
    for (let length = 0; length < bytes.length; length += 7) {
      const store = readMork(bytes.subarray(0, length), { rows: 1000 });
      const before = [...places].filter(([, place]) => place.offsetBytes + place.lengthBytes <= length).map(([key]) => key);
      for (const key of before) {
        const [scope = '', id = ''] = key.split('/');
        const row = store.rows.get(scope)?.get(Number(id));
        expect(row === undefined ? '' : shownRow(row), `cut at ${String(length)}`).toBe(
          whole.find((text) => text.startsWith(`${scope}/${Number(id).toString(16)} `)),
        );
      }
    }
  });

  it('comes to an end on flipped bits, with every place within the file', () => {
    const { bytes } = built();
    const random = seededRandom(20261126);
    for (let round = 0; round < 300; round += 1) {
      const damaged = Buffer.from(withFlippedBits(bytes, 1 + random.below(20), random));
      const store = readMork(damaged, { rows: 1000 });
      for (const rows of store.rows.values())
        for (const { range } of rows.values()) expect(range.offsetBytes + range.lengthBytes).toBeLessThanOrEqual(damaged.length);
    }
  });

  it('stops at its limits: rows, columns, texts', () => {
    expect(read(Array.from({ length: 20 }, (_, id) => `[${id.toString(16)}:^80(^81=a)]`).join(''), 10).stopped).toBe('rows');
    expect(read(`<${Array.from({ length: 50 }, (_, id) => `(${id.toString(16)}=a)`).join('')}>`, 10).stopped).toBe('texts');
    expect(read('[1:^80(^81=a)]'.repeat(2000), 10).stopped).toBeNull();
  });
});

function built(): ReturnType<typeof buildMork> {
  const rows = Array.from({ length: 12 }, (_, index) => ({
    scope: 'scope:all',
    id: index + 1,
    cells: { subject: `Subject (${String(index)}) \u00e9$`, sender: `a${String(index)}@b.example`, note: 'x\\y' },
  }));
  return buildMork({ tables: [{ scope: 'scope:all', id: 1, kind: 'kind:all', rows }] });
}

it('reads back what was written, in each kind of line end', () => {
  for (const lineEnd of ['\n', '\r\n', '\r'] as const) {
    const cells = { subject: 'Über (x) $1 \\ \u4e2d', sender: 'a@b.example', empty: '', long: 'x'.repeat(4000) };
    const { bytes, places } = buildMork({ lineEnd, tables: [{ scope: 's', id: 1, kind: 'k', rows: [{ scope: 's', id: 26, cells }] }] });
    const store = readMork(bytes, { rows: 10 });
    const row = store.rows.get('s')?.get(26) ?? emptyRow;
    expect(row.columns.map((column, index) => [column, Buffer.from(row.values[index] ?? '', 'latin1').toString('utf8')])).toEqual(
      Object.entries(cells),
    );
    expect(row.range).toEqual(places.get('s/26'));
    expect(store.damage.count).toBe(0);
  }
});

it('reads a file of 100,000 rows', () => {
  const rows = Array.from({ length: 100_000 }, (_, index) => ({
    scope: 's',
    id: index + 1,
    cells: { subject: `Subject ${String(index)}`, size: '1a' },
  }));
  const store = readMork(buildMork({ tables: [{ scope: 's', id: 1, kind: 'k', rows }] }).bytes, { rows: 200_000 });
  expect(store.tables[0]?.rows.size).toBe(100_000);
  expect(cellOf(store.rows.get('s')?.get(100_000) ?? emptyRow, 'subject')).toBe('Subject 99999');
});
