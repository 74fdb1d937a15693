import { createHash } from 'node:crypto';
import fs, { readdirSync, readFileSync, statSync } from 'node:fs';
import fsPromises from 'node:fs/promises';
import { syncBuiltinESMExports } from 'node:module';
import { join } from 'node:path';
import { afterEach, expect, it, vi } from 'vitest';
import { acquire, discover, findProfiles, openEvidenceFile, verify } from '#evidence/index.ts';
import { chooseReader } from '#formats/choose-reader.ts';
import { readers } from '#formats/registry.ts';
import { defaultLimits } from '#model/index.ts';
import { buildMailFolder } from '#test/support/build-mail-folder.ts';
import { readSource } from '#test/support/read-source.ts';
import { temporaryFolder } from '#test/support/temporary-folder.ts';

// Everything of fs that could change a file, by name: had the room a way to call one, the spy would see it.
const changing =
  /^(?:write|append|truncate|ftruncate|rename|rm|unlink|copyFile|cp|chmod|fchmod|lchmod|chown|fchown|lchown|utimes|futimes|lutimes|symlink|link|mkdir|mkdtemp|createWriteStream)/;

afterEach(() => {
  vi.restoreAllMocks();
  syncBuiltinESMExports();
});

it('leaves every byte, size and time as it was, and opens with the flag r alone', async () => {
  const folder = temporaryFolder('read-only');
  buildMailFolder(folder, 3);
  const before = stateOf(folder);

  const flags: unknown[] = [];
  const changes: string[] = [];
  const watched: readonly [string, object][] = [
    ['fs', fs],
    ['fs/promises', fsPromises],
  ];
  for (const [room, module] of watched) {
    for (const name of Object.keys(module).filter(
      (key) => changing.test(key) && typeof module[key as keyof typeof module] === 'function',
    )) {
      vi.spyOn(module as Record<string, () => void>, name).mockImplementation(() => {
        changes.push(`${room}.${name}`);
      });
    }
  }
  const openSync = fs.openSync;
  vi.spyOn(fs, 'openSync').mockImplementation((path, flag, mode) => {
    flags.push(flag);
    return openSync(path, flag, mode);
  });
  const open = fsPromises.open;
  vi.spyOn(fsPromises, 'open').mockImplementation((path, flag, mode) => {
    flags.push(flag);
    return open(path, flag, mode);
  });
  syncBuiltinESMExports();

  const { item, manifest } = await acquire(folder);
  await acquire(join(folder, 'boxes', 'Inbox'));
  let finds = 0;
  for await (const output of findProfiles({ kind: 'folder', path: folder })) if (output.kind === 'found') finds += 1;
  expect(finds).toBeGreaterThan(3);
  let messages = 0;
  for (const output of discover(folder, defaultLimits)) {
    if (output.kind !== 'file') continue;
    const source = openEvidenceFile(output.file.path);
    const { reader } = chooseReader(source, readers);
    if (reader !== null) messages += readSource(reader, source).messages.length;
    expect(source.changeSinceOpened()).toBeNull();
    source.close();
  }
  const verification = await verify(item, manifest);

  expect(messages).toBe(35);
  expect(verification.matches).toBe(true);
  expect(changes).toEqual([]);
  expect(flags.length).toBeGreaterThan(50);
  expect(new Set(flags)).toEqual(new Set(['r']));
  vi.restoreAllMocks();
  syncBuiltinESMExports();
  expect(stateOf(folder)).toEqual(before);
});

function stateOf(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .sort()
    .map((name) => {
      const path = join(folder, name);
      const facts = statSync(path, { bigint: true });
      const hash = facts.isFile() ? createHash('sha256').update(readFileSync(path)).digest('hex') : '';
      return [name, facts.size, facts.mtimeNs, facts.ctimeNs, facts.mode, facts.ino, hash].join(' ');
    });
}
