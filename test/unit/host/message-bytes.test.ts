import { expect, test } from 'vitest';
import { messageBytes } from '#host/message-bytes.ts';

const megabyte = 1024 * 1024;

/** A message of numbered pieces of a megabyte, and how often it was unpacked and how far. */
function unpacking(pieces: number) {
  const seen = { times: 0, pieces: 0 };
  return {
    seen,
    async *pieces() {
      seen.times += 1;
      for (let number = 0; number < pieces; number += 1) {
        seen.pieces += 1;
        yield new Uint8Array(megabyte).fill(number);
      }
    },
  };
}

test('a small message is unpacked once, whatever run is asked for, and each run is exact', async () => {
  const bytesOf = messageBytes();
  const { seen, pieces } = unpacking(3);
  const ask = (offsetBytes: number, lengthBytes: number): Promise<Uint8Array> => bytesOf('a', pieces, { offsetBytes, lengthBytes });
  expect([...(await ask(megabyte - 1, 3))]).toEqual([0, 1, 1]);
  expect([...(await ask(2 * megabyte - 1, 2))]).toEqual([1, 2]);
  expect(await ask(3 * megabyte - 5, 100)).toHaveLength(5);
  expect(await ask(9 * megabyte, 1)).toHaveLength(0);
  expect(seen.times).toBe(1);
  await bytesOf('b', unpacking(1).pieces, { offsetBytes: 0, lengthBytes: 1 });
  await ask(0, 1);
  expect(seen.times).toBe(2);
});

test('a large message is unpacked no further than the run goes', async () => {
  const bytesOf = messageBytes();
  const { seen, pieces } = unpacking(200);
  const run = await bytesOf('a', pieces, { offsetBytes: 60 * megabyte - 2, lengthBytes: 4 });
  expect([...run]).toEqual([59, 59, 60, 60]);
  expect(seen.pieces).toBe(61);
});
