import { expect, test } from 'vitest';
import { packMessage, unpackMessage } from '#pipeline/packed-message.ts';

test('brings plain values and byte arrays through unchanged', () => {
  const message = {
    kind: 'batch',
    records: [{ headerBlock: Buffer.from('Subject: x\r\n'), none: null, missing: undefined, big: 2n ** 60n, names: ['ä', '\ud800'] }],
  };
  const [record] = (unpackMessage(packMessage(message)) as typeof message).records;
  expect(record).toEqual({ ...message.records[0], headerBlock: new Uint8Array(Buffer.from('Subject: x\r\n')) });
});

test('gives each byte array memory of its own, wherever the packed bytes lie', () => {
  const message = { first: new Uint8Array(10), second: new Uint8Array(2000) };
  const packed = packMessage(message);
  const within = new Uint8Array(packed.length + 3);
  within.set(packed, 3);
  const unpacked = unpackMessage(within.subarray(3)) as typeof message;
  expect([unpacked.first.buffer.byteLength, unpacked.second.buffer.byteLength]).toEqual([10, 2000]);
});
