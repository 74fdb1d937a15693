import Papa from 'papaparse';
import { expect, test } from 'vitest';
import { csvBeginning, findingCsvHead, findingCsvRow, messageCsvHead, messageCsvRow } from '#report/index.ts';
import { messageRecord } from '#test/support/record-builder.ts';
import { hostileFinding, sampleFindings } from '#test/support/report-input.ts';

const formulas = ['=HYPERLINK("https://x.example","open")', '+1', '-2+3', '@SUM(A1)', '\t=1', '\r=1', '\n=1', '=1\n+2', '＝1'];

test.each(formulas)('a subject %j is no formula', (subject) => {
  const rows = parse(messageCsvHead() + messageCsvRow(messageRecord({ claimed: { subject } })));
  expect(rows[1]?.[column(rows, 'subject')]).toBe(`'${subject}`);
});

test.each(formulas)('no cell of a finding full of %j begins as a formula', (text) => {
  const [, cells = []] = parse(findingCsvHead() + findingCsvRow(hostileFinding(text), { review: 'unclear', note: text }));
  expect(cells.filter((cell) => /^[=+\-@\t\r\n＝]/.test(cell))).toEqual([]);
  expect(cells.filter((cell) => cell === `'${text}`).length).toBeGreaterThan(5);
});

test('rows follow RFC 4180: CRLF, quotes doubled, as many cells as the head', () => {
  const text = 'a "quoted", text\r\nof two lines; ü';
  const written =
    messageCsvHead() + messageCsvRow(messageRecord({ claimed: { subject: text, from: [{ name: 'A, B', address: 'a@b.example' }] } }));
  expect(written).toContain('"a ""quoted"", text\r\nof two lines; ü"');
  expect(written.endsWith('\r\n')).toBe(true);
  const rows = parse(written);
  expect(rows).toHaveLength(2);
  expect(rows[1]).toHaveLength(rows[0]?.length ?? -1);
  expect(rows[1]?.[column(rows, 'subject')]).toBe(text);
  expect(rows[1]?.[column(rows, 'from')]).toBe('A, B <a@b.example>');
});

test('a finding is one row with its first citation', () => {
  const [finding] = sampleFindings();
  const rows = parse(findingCsvHead() + (finding === undefined ? '' : findingCsvRow(finding)));
  const cell = (name: string) => rows[1]?.[column(rows, name)];
  expect(rows).toHaveLength(2);
  expect([
    cell('ruleId'),
    cell('level'),
    cell('evidenceId'),
    cell('field'),
    cell('offsetBytes'),
    cell('lengthBytes'),
    cell('review'),
  ]).toEqual([
    'forwarding.header.x-ms-exchange-forwardingloop',
    'high',
    'EX-001',
    'header X-MS-Exchange-ForwardingLoop',
    '1187',
    '90',
    'open',
  ]);
});

test('a file begins with the byte order mark', () => {
  expect(new TextEncoder().encode(csvBeginning)).toEqual(new Uint8Array([0xef, 0xbb, 0xbf]));
});

function parse(text: string): string[][] {
  return Papa.parse<string[]>(text.replace(/\r\n$/, ''), { newline: '\r\n' }).data;
}

function column(rows: readonly string[][], name: string): number {
  const index = rows[0]?.indexOf(name) ?? -1;
  if (index === -1) throw new Error(`no column ${name}`);
  return index;
}
