import { expect, test } from 'vitest';
import { hexLines, offsetText, typedOffset } from '#renderer/message/hex.ts';
import { propertyTag } from '#renderer/message/properties.ts';

test('bytes stand sixteen to a line with their offset, their text, and marks on the cited ones', () => {
  const lines = hexLines(new TextEncoder().encode('X-Forwarded-To: a@b\r\n'), 0x1000, [{ offsetBytes: 0x100f, lengthBytes: 2 }]);
  expect(lines.map(({ offsetBytes, cells }) => [offsetText(offsetBytes), cells.length])).toEqual([
    ['00001000', 16],
    ['00001010', 5],
  ]);
  expect(lines[1]?.cells.map(({ hex }) => hex)).toEqual(['61', '40', '62', '0d', '0a']);
  expect(lines.flatMap(({ cells }) => cells.map(({ text }) => text)).join('')).toBe('X-Forwarded-To: a@b··');
  expect(lines.flatMap(({ cells }) => cells).flatMap(({ isMarked }, index) => (isMarked ? [index] : []))).toEqual([15, 16]);
});

test('offsets are typed in decimal or hexadecimal', () => {
  expect(['1042', ' 0x1F ', '', 'abc', '-1', '1.5'].map(typedOffset)).toEqual([1042, 31, null, null, null, null]);
});

test('property tags are written identifier and type apart', () => {
  expect([propertyTag(0x0005000b), propertyTag(0x8001001f | 0)]).toEqual(['0x0005 000B', '0x8001 001F']);
});
