import { expect, test } from 'vitest';
import { sourceOfBytes } from '#formats/bytes-source.ts';
import { delimiterOf, looksBinary, openLogText, readJsonValues, readLines, readRows, type LogText } from '#formats/log-text/index.ts';
import { defaultLimits } from '#model/index.ts';
import { seededRandom } from '#test/support/random.ts';

/** The text in every encoding that it can have, read in pieces so small that every border is met. */
function inEveryEncoding(text: string): { readonly name: string; readonly bytes: Buffer; readonly text: LogText }[] {
  const wide = Buffer.from(text, 'utf16le');
  const forms = {
    'utf-8': Buffer.from(text),
    'utf-8 with mark': Buffer.from(`\ufeff${text}`),
    'utf-16le with mark': Buffer.from(`\ufeff${text}`, 'utf16le'),
    'utf-16be with mark': Buffer.from(`\ufeff${text}`, 'utf16le').swap16(),
    ...(/^[\x20-\x7e]{8}/.test(text) ? { 'utf-16le': wide } : {}),
  };
  return Object.entries(forms).flatMap(([name, bytes]) =>
    [7, 1024 * 1024].map((piece) => ({ name: `${name}, ${String(piece)}`, bytes, text: openLogText(sourceOfBytes(bytes), piece) })),
  );
}

const decoded = (bytes: Buffer, name: string, { offsetBytes, lengthBytes }: { offsetBytes: number; lengthBytes: number }): string => {
  const own = Buffer.from(bytes.subarray(offsetBytes, offsetBytes + lengthBytes));
  if (!name.startsWith('utf-16')) return own.toString();
  return (name.startsWith('utf-16be') ? own.swap16() : own).toString('utf16le');
};

test('lines come whole, without their ends, with their bytes', () => {
  for (const { name, bytes, text } of inEveryEncoding('first line\r\n\nzweite Zeile, ä€\n\r\nlast')) {
    const lines = [...readLines(text, defaultLimits)];
    expect(lines.map((line) => line.text)).toEqual(['first line', 'zweite Zeile, ä€', 'last']);
    for (const line of lines) expect(decoded(bytes, name, line.range)).toBe(line.text);
  }
});

test('of a line beyond the limit the beginning is given, and the next line is read', () => {
  const text = openLogText(sourceOfBytes(Buffer.from(`${'x'.repeat(50)}\nnext`)), 7);
  expect([...readLines(text, { logLineBytes: 10 })]).toEqual([
    { text: 'x'.repeat(10), range: { offsetBytes: 0, lengthBytes: 50 }, isCut: true },
    { text: 'next', range: { offsetBytes: 51, lengthBytes: 4 }, isCut: false },
  ]);
});

test('bytes that are no UTF-8 are read as Windows-1252', () => {
  expect([...readLines(openLogText(sourceOfBytes(Buffer.from('caf\xe9', 'latin1'))), defaultLimits)][0]?.text).toBe('café');
});

test('rows keep delimiters, line ends and quotes of quoted cells', () => {
  const csv = 'when,what,"who, if known"\r\n2026-01-01,"a ""quoted""\r\nword",\n\n,plain "middle" quote,"ü€"\nlast,"" ,x';
  for (const { name, bytes, text } of inEveryEncoding(csv)) {
    const rows = [...readRows(text, ',', defaultLimits)];
    expect(rows.map(({ cells }) => cells)).toEqual([
      ['when', 'what', 'who, if known'],
      ['2026-01-01', 'a "quoted"\r\nword', ''],
      ['', 'plain "middle" quote', 'ü€'],
      ['last', ' ', 'x'],
    ]);
    expect(rows.every(({ trouble }) => trouble === null)).toBe(true);
    expect(decoded(bytes, name, rows[2]?.range ?? { offsetBytes: 0, lengthBytes: 0 })).toBe(',plain "middle" quote,"ü€"');
  }
});

test('a quote that is never closed costs its line only', () => {
  const rows = [...readRows(openLogText(sourceOfBytes(Buffer.from('a,"open\nb,c\nd,e'))), ',', defaultLimits)];
  expect(rows.map(({ cells }) => cells[0])).toEqual(['a', 'b', 'd']);
  expect(rows.map(({ trouble }) => trouble === null)).toEqual([false, true, true]);
});

test('the delimiter is the most frequent one outside quotes', () => {
  expect(delimiterOf('"a,b,c,d";e;f')).toBe(';');
  expect(delimiterOf('a\tb\tc')).toBe('\t');
  expect(delimiterOf('alone')).toBe(',');
});

test.each([
  ['a value in each line', '{"a":1}\n{"a":2}\r\n\n{"a":3}'],
  ['values over several lines', '{\n "a": 1\n}\n{\n "a": 2}{"a":3}'],
  ['a list', ' [ {"a":1},\n{"a":2} , {"a":3} ]\n'],
])('%s gives its values with their bytes', (_, json) => {
  for (const { name, bytes, text } of inEveryEncoding(json)) {
    const values = [...readJsonValues(text, defaultLimits)];
    expect(values.map(({ value }) => value)).toEqual([{ a: 1 }, { a: 2 }, { a: 3 }]);
    for (const { value, range } of values) expect(JSON.parse(decoded(bytes, name, range))).toEqual(value);
  }
});

test('the list within an object is read by its name, and the object around it comes last', () => {
  const json = '{"@odata.context":"ü [x]","other":[9],"value":[{"a":1},{"value":[2]}],"next":"é"}';
  for (const { text } of inEveryEncoding(json)) {
    const values = [...readJsonValues(text, defaultLimits, ['value'])];
    expect(values.map(({ value, isAround }) => [isAround, value])).toEqual([
      [false, { a: 1 }],
      [false, { value: [2] }],
      [true, { '@odata.context': 'ü [x]', other: [9], value: [], next: 'é' }],
    ]);
  }
  const plain = [...readJsonValues(openLogText(sourceOfBytes(Buffer.from(json))), defaultLimits, ['items'])];
  expect(plain).toHaveLength(1);
});

test('a damaged line costs that line', () => {
  const json = '{"a":1}\n{"a":"open\n{"a":}\n{"a":4}\n{"a":';
  const values = [...readJsonValues(openLogText(sourceOfBytes(Buffer.from(json)), 5), defaultLimits)];
  expect(values.map(({ value, trouble }) => [value, trouble])).toEqual([
    [{ a: 1 }, null],
    [undefined, 'A text in it is not closed.'],
    [undefined, 'It is no JSON value.'],
    [{ a: 4 }, null],
    [undefined, 'The text ends within it.'],
  ]);
});

test('a value beyond the limit ends the reading and says so', () => {
  const json = `[{"a":1},{"a":"${'x'.repeat(100)}"},{"a":2}]`;
  const values = [...readJsonValues(openLogText(sourceOfBytes(Buffer.from(json))), { logValueBytes: 50 })];
  expect(values.map(({ trouble }) => trouble)).toEqual([null, 'It is longer than the limit; what follows was not read.']);
});

test('digits that a number cannot hold are kept', () => {
  const json = '{"id": 9007199254740993, "small": 12, "part": 0.1234567890123456789}';
  const [read] = [...readJsonValues(openLogText(sourceOfBytes(Buffer.from(json))), defaultLimits)];
  expect(read?.value).toEqual({ id: '9007199254740993', small: 12, part: 0.1234567890123456789 });
});

test('whatever the bytes are, reading ends and no byte of a piece is given twice', () => {
  const random = seededRandom(20261126);
  const alphabet = '{}[]",:\\\n\r\t ;a1é';
  for (let round = 0; round < 300; round += 1) {
    const length = random.below(60);
    const text = Array.from({ length }, () => alphabet.charAt(random.below(alphabet.length))).join('');
    for (const { text: log } of inEveryEncoding(text)) {
      for (const pieces of [
        [...readLines(log, { logLineBytes: 20 })],
        [...readRows(log, ',', { logRowBytes: 20 })],
        [...readJsonValues(log, { logValueBytes: 20 }, ['a'])].filter(({ isAround }) => !isAround),
      ]) {
        let end = 0;
        for (const { range } of pieces) {
          expect(range.offsetBytes).toBeGreaterThanOrEqual(end);
          end = range.offsetBytes + range.lengthBytes;
        }
      }
    }
  }
});

test('text is told from what is none', () => {
  expect(looksBinary(openLogText(sourceOfBytes(Buffer.from('plain\ttext\r\n'))))).toBe(false);
  expect(looksBinary(openLogText(sourceOfBytes(Buffer.from([0x50, 0x4b, 3, 4]))))).toBe(true);
  expect(looksBinary(openLogText(sourceOfBytes(Buffer.alloc(0))))).toBe(true);
});
