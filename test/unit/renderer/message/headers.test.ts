import { expect, test } from 'vitest';
import { headerFields } from '#model/index.ts';
import { headerLines, linesMatching } from '#renderer/message/headers.ts';

const block = new TextEncoder().encode(
  'Received: from a\r\n\tby b;\r\n Mon, 14 May 2001 16:39:00 -0700\r\nSubject: =?utf-8?Q?Forecast_=E2=80=93?= =?utf-8?B?IE1heQ==?=\r\nX-Odd: =?no-such-set?Q?abc?=\r\nno field at all\r\n\r\n',
);
const lines = headerLines(block, headerFields(block));

test('lines keep order, raw text and place of every field', () => {
  expect(lines.map(({ index, name }) => [index, name])).toEqual([
    [0, 'Received'],
    [1, 'Subject'],
    [2, 'X-Odd'],
    [3, ''],
  ]);
  expect(lines[0]?.raw).toBe('Received: from a\r\n\tby b;\r\n Mon, 14 May 2001 16:39:00 -0700');
  for (const { offsetBytes, lengthBytes, raw } of lines) {
    expect(new TextDecoder().decode(block.subarray(offsetBytes, offsetBytes + lengthBytes))).toBe(raw);
  }
});

test('encoded words are decoded beside the raw text', () => {
  expect(lines[1]?.decoded).toBe('Forecast – May');
  expect(lines[1]?.raw).toContain('=?utf-8?Q?');
});

test('the filter looks into names, decoded and raw text', () => {
  expect(linesMatching(lines, 'forecast').map(({ name }) => name)).toEqual(['Subject']);
  expect(linesMatching(lines, 'received: from').map(({ name }) => name)).toEqual(['Received']);
  expect(linesMatching(lines, ' ')).toHaveLength(4);
});
