import { join } from 'node:path';
import { writeFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { AttachmentUnreadableError } from '#formats/reader.ts';
import type { Locator } from '#model/index.ts';
import { readAttachment } from '#pipeline/index.ts';
import { lineWorker } from '#test/support/pipeline/run-ingest.ts';
import { temporaryFolder } from '#test/support/temporary-folder.ts';

const folder = temporaryFolder('attachment');
const content = `LINES\n${'x'.repeat(100_000)}\n`;
writeFileSync(join(folder, 'a.lines'), content);
writeFileSync(join(folder, 'unknown.bin'), 'what is this');

function read(file: string, place: string) {
  const attachment: Locator = [
    { kind: 'file', at: file },
    { kind: 'part', at: place },
  ];
  return readAttachment({
    itemPath: folder,
    kind: 'folder',
    locator: attachment,
    scratchDirectory: join(folder, 'scratch'),
    workerEntry: lineWorker,
    stallSeconds: 0.3,
  });
}

async function joined(pieces: AsyncIterable<Uint8Array>): Promise<string> {
  const all: Uint8Array[] = [];
  for await (const piece of pieces) all.push(piece);
  return Buffer.concat(all).toString('latin1');
}

test('gives the bytes in pieces, however slowly they are taken', async () => {
  expect(await joined(read('a.lines', '1'))).toBe(content);
  let taken = 0;
  for await (const piece of read('a.lines', '1')) {
    taken += piece.length;
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
  expect(taken).toBe(content.length);
});

test('may be left in the middle', async () => {
  for await (const piece of read('a.lines', '1')) {
    expect(piece.length).toBeGreaterThan(0);
    break;
  }
});

test.each([
  ['a reader that hangs', 'a.lines', 'hang', /no progress/],
  ['a file that no reader knows', 'unknown.bin', '1', /No reader/],
  ['a file that is not there', 'missing.lines', '1', /missing\.lines/],
])('says why there are no bytes: %s', async (_, file, place, because) => {
  const reading = joined(read(file, place));
  await expect(reading).rejects.toThrow(AttachmentUnreadableError);
  await expect(reading).rejects.toThrow(because);
});

test('lets no locator lead out of the item', async () => {
  await expect(joined(read('../a.lines', '1'))).rejects.toThrow(RangeError);
});
