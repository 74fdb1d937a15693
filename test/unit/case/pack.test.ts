import { expect, test } from 'vitest';
import type { WireRecord } from '#contract/index.ts';
import { fileStep } from '#model/index.ts';
import { openRecords, packJson, packRecords, unpackJson, unpackRecords } from '#renderer/case/pack.ts';
import { firstItem, messageFor, recordIdFor } from './messages.ts';

const messages = [
  messageFor(0),
  messageFor(1, { subject: 'Grüße 🎉 \ud800 lone', text: 'a\0b\r\n\u2028' }),
  { ...messageFor(2), headerBlock: new Uint8Array(0), bodies: { text: null, html: '' } },
];

test('records come out as they went in, header blocks byte for byte', () => {
  expect(unpackRecords(packRecords(messages))).toEqual(messages);
});

test('one record comes out alone', () => {
  const packed = packRecords(messages);
  expect(openRecords(packed).at(1)).toEqual(messages[1]);
  expect(openRecords(packed).at(3)).toBeNull();
});

test('records of other kinds come out as they went in', () => {
  const file: WireRecord = {
    kind: 'file',
    recordId: recordIdFor(7),
    evidenceId: firstItem,
    parentRecordId: null,
    locator: [fileStep('a.bin')],
    parent: null,
    observed: { range: null, sizeBytes: 3, sha256: null, allocation: 'allocated', intact: true },
    claimed: { path: 'a.bin', modified: null },
    formatId: null,
    because: 'nothing recognises it',
  };
  expect(unpackRecords(packRecords([file]))).toEqual([file]);
  expect(unpackRecords(packRecords([]))).toEqual([]);
});

test('JSON comes out as it went in', () => {
  const value = [{ a: 'ü\ud800', b: [1, null, true] }];
  expect(unpackJson(packJson(value))).toEqual(value);
});
