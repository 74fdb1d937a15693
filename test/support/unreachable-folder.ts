import { mkdirSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach } from 'vitest';
import { temporaryFolder } from './temporary-folder.ts';

/** Linux takes paths of up to 4,095 bytes. */
const longestPath = 4095;
const nameBytes = 100;

/** Whether `unreachableFolder` can make one here. */
export const canBeUnreachable = process.platform === 'linux';

const madeTooLong: (() => void)[] = [];

afterEach(() => {
  for (const shorten of madeTooLong.splice(0)) shorten();
});

/**
 * Makes a folder that can be listed while its files can neither be looked at nor opened: with them the path is longer than the
 * system takes. The user root, who may enter every folder, is refused like any other. To be used within one test.
 * @param files name and content; names have 40 bytes at least
 * @returns path of a short folder, and the names that lead from it to the folder
 */
export function unreachableFolder(files: Readonly<Record<string, string>>): { readonly root: string; readonly names: readonly string[] } {
  const root = temporaryFolder('unreachable');
  const apart = temporaryFolder('apart');
  // Half of the way is made elsewhere and moved in, since nothing can be made at the end of the whole.
  const half = Array.from({ length: 19 }, () => 'h'.repeat(nameBytes));
  const before = join(root, ...half);
  const rest = longestPath - 20 - Buffer.byteLength(before) - '/moved'.length;
  const count = Math.floor(rest / (nameBytes + 1)) - 1;
  const last = rest - count * (nameBytes + 1) - 1;
  const behind = [...Array.from({ length: count }, () => 'r'.repeat(nameBytes)), 'l'.repeat(last)];
  mkdirSync(before, { recursive: true });
  mkdirSync(join(apart, 'moved', ...behind), { recursive: true });
  for (const [name, content] of Object.entries(files)) {
    if (name.length < 40) throw new RangeError(`The name ${name} is too short to be out of reach.`);
    writeFileSync(join(apart, 'moved', ...behind, name), content);
  }
  renameSync(join(apart, 'moved'), join(before, 'moved'));
  madeTooLong.push(() => {
    renameSync(join(before, 'moved'), join(apart, 'moved'));
  });
  return { root, names: [...half, 'moved', ...behind] };
}
