import { spawnSync } from 'node:child_process';
import { closeSync, openSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { setImmediate } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { readFrames, writeFrame, type Frame } from '#pipeline/frames.ts';
import { seededRandom } from '#test/support/random.ts';
import { temporaryFolder } from '#test/support/temporary-folder.ts';

const sent: readonly Frame[] = [
  { head: { kind: 'piece' }, body: Uint8Array.from({ length: 100_000 }, (_, index) => index % 251) },
  { head: { kind: 'thrown', what: 'für 1 €' }, body: new Uint8Array(0) },
  { head: null, body: new Uint8Array(1) },
];

/** The bytes of all frames, as they stand on a pipe. */
async function written(): Promise<Buffer> {
  const path = join(temporaryFolder('frames'), 'frames');
  const descriptor = openSync(path, 'wx');
  for (const { head, body } of sent) await writeFrame(descriptor, head, body);
  closeSync(descriptor);
  return readFileSync(path);
}

/** Reads bytes in pieces of the given sizes, the last of them again and again. */
async function read(bytes: Buffer, sizes: readonly number[]): Promise<{ readonly frames: Frame[]; readonly broken: number }> {
  const frames: Frame[] = [];
  let broken = 0;
  const pipe = new Readable({ read: () => undefined });
  readFrames(
    pipe,
    (frame) => frames.push(frame),
    () => (broken += 1),
  );
  for (let at = 0, turn = 0; at < bytes.length; turn += 1) {
    const size = sizes[Math.min(turn, sizes.length - 1)] ?? bytes.length;
    pipe.push(bytes.subarray(at, at + size));
    at += size;
  }
  pipe.push(null);
  while (!pipe.readableEnded) await setImmediate();
  return { frames, broken };
}

test('brings frames through, however the pipe cuts them', async () => {
  const bytes = await written();
  const random = seededRandom(1);
  for (const sizes of [[bytes.length], [1], [7], [8], [65_536], Array.from({ length: 200 }, () => 1 + random.below(3000))]) {
    expect(await read(bytes, sizes)).toEqual({ frames: sent, broken: 0 });
  }
});

test('gives each body memory of its own', async () => {
  const { frames } = await read(await written(), [1000]);
  expect(frames.map(({ body }) => body.buffer.byteLength)).toEqual([100_000, 0, 1]);
});

test('tells no frame that never ended', async () => {
  const bytes = await written();
  const { frames, broken } = await read(bytes.subarray(0, bytes.length - 1), [5000]);
  expect(frames).toEqual(sent.slice(0, 2));
  expect(broken).toBe(0);
});

test('says once that what comes is no frame, and listens no more', async () => {
  const { frames, broken } = await read(Buffer.concat([await written(), Buffer.alloc(100_000, 0xff)]), [300]);
  expect(frames).toEqual(sent);
  expect(broken).toBe(1);
});

test.runIf(process.platform !== 'win32')('fails to write where nobody reads', async () => {
  const path = join(temporaryFolder('pipe'), 'pipe');
  if (spawnSync('mkfifo', [path]).status !== 0) return;
  const reader = openSync(path, 'r+');
  const writer = openSync(path, 'w');
  closeSync(reader);
  await expect(writeFrame(writer, {}, new Uint8Array(10))).rejects.toThrow(/EPIPE/);
  closeSync(writer);
});
