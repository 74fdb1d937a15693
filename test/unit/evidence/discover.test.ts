import { execFileSync } from 'node:child_process';
import { mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { discover, openEvidenceFile, pathWithin, type DiscoverOutput } from '#evidence/index.ts';
import { defaultLimits, formatLocator } from '#model/index.ts';
import { temporaryFolder } from '#test/support/temporary-folder.ts';

describe('discover', () => {
  it('lists files in the order of their relative paths, whatever the folders are called', () => {
    const item = folderOf({ 'b/z.eml': 'z', 'b.txt': 'b', 'b/a/1': '1', 'b-c': '-', a: 'a', 'Ä/é.eml': 'u' });
    const files = filesOf(discover(item, defaultLimits));
    expect(files.map((file) => file.relativePath)).toEqual([...files.map((file) => file.relativePath)].sort());
    expect(files.map((file) => file.relativePath)).toEqual(['a', 'b-c', 'b.txt', 'b/a/1', 'b/z.eml', 'Ä/é.eml']);
    expect(files[3]).toMatchObject({ fileName: '1', folderPath: ['b', 'a'], sizeBytes: 1, locator: [{ kind: 'file', at: 'b/a/1' }] });
    expect(files[3]?.modified).toMatch(/^\d{4}-\d\d-\d\dT.*Z$/);
  });

  it('lists an item that is a file by its name', () => {
    const item = folderOf({ 'Inbox.mbox': 'From ' });
    const outputs = [...discover(join(item, 'Inbox.mbox'), defaultLimits)];
    expect(outputs).toHaveLength(1);
    expect(outputs[0]).toMatchObject({
      kind: 'file',
      container: { kind: 'directory' },
      file: { relativePath: 'Inbox.mbox', folderPath: [] },
    });
  });

  it('follows no link, so that loops end and nothing outside is read', () => {
    const item = folderOf({ 'in/mail': 'x' });
    symlinkSync('..', join(item, 'in/loop'));
    symlinkSync('/etc/hostname', join(item, 'out'));
    symlinkSync('in/mail', join(item, 'twice'));
    expect(summary(discover(item, defaultLimits))).toEqual([
      'entry-skipped file:in/loop',
      'in/mail',
      'entry-skipped file:out',
      'entry-skipped file:twice',
    ]);
  });

  it.runIf(process.platform !== 'win32')('reports a pipe, which would block for ever', () => {
    const item = folderOf({ mail: 'x' });
    execFileSync('mkfifo', [join(item, 'pipe')]);
    expect(summary(discover(item, defaultLimits))).toEqual(['mail', 'entry-skipped file:pipe']);
  });

  it('ends at the folder depth limit and says so', () => {
    const item = folderOf({ 'a/b/c/d': 'x', 'a/e': 'y' });
    expect(summary(discover(item, { folderDepth: 2 }))).toEqual(['limit-reached file:a/b/c', 'a/e']);
    expect(summary(discover(item, { folderDepth: 3 }))).toEqual(['a/b/c/d', 'a/e']);
  });

  it('reports an item that is not there', () => {
    expect(summary(discover(join(temporaryFolder(), 'absent'), defaultLimits))).toEqual(['evidence-unreadable file:absent']);
  });

  it('reports a folder and a file that cannot be read and goes on', () => {
    const item = folderOf({ a: 'x', 'b/mail': 'x', c: 'x', d: 'y' });
    const walk = discover(item, defaultLimits);
    const first = walk.next().value;
    // What was listed is gone when the walk, which is lazy, comes to it.
    rmSync(join(item, 'b'), { recursive: true });
    rmSync(join(item, 'c'));
    expect(first).toMatchObject({ kind: 'file' });
    expect(summary(walk)).toEqual(['evidence-unreadable file:b', 'evidence-unreadable file:c', 'd']);
  });

  it.runIf(process.platform === 'linux')('lists and opens names that are not Unicode', () => {
    const item = temporaryFolder('names');
    const name = Buffer.from([0x63, 0x61, 0x66, 0xe9, 0xf0, 0x9f, 0x93, 0xa7]);
    mkdirSync(Buffer.concat([Buffer.from(`${item}/`), name]));
    writeFileSync(Buffer.concat([Buffer.from(`${item}/`), name, Buffer.from('/'), Buffer.from([0xff])]), 'found');
    const [file] = filesOf(discover(item, defaultLimits));
    if (file === undefined) throw new Error('not listed');
    expect(file.relativePath).toBe('caf\udce9📧/\udcff');
    expect(formatLocator(file.locator)).toBe('file:caf%dce9📧/%dcff');
    const source = openEvidenceFile(pathWithin(item, file.relativePath));
    expect(Buffer.from(source.read(0, 10)).toString()).toBe('found');
    source.close();
  });
});

describe('pathWithin', () => {
  it('refuses to leave the item', () => {
    for (const path of ['../x', '/etc/passwd', 'a/../../b', '', 'a//b', '.']) expect(() => pathWithin('/item', path)).toThrow(RangeError);
    expect(pathWithin('/item', 'a/..b')).toBe(join('/item', 'a', '..b'));
  });
});

function folderOf(files: Readonly<Record<string, string>>): string {
  const root = temporaryFolder('discover');
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(join(root, path, '..'), { recursive: true });
    writeFileSync(join(root, path), content);
  }
  return root;
}

function filesOf(outputs: Iterable<DiscoverOutput>) {
  return [...outputs].flatMap((output) => (output.kind === 'file' ? [output.file] : []));
}

function summary(outputs: Iterable<DiscoverOutput>): string[] {
  return [...outputs].map((output) =>
    output.kind === 'file' ? output.file.relativePath : `${output.diagnostic.code} ${formatLocator(output.diagnostic.locator)}`,
  );
}
