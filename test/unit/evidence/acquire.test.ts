import { createHash } from 'node:crypto';
import { appendFileSync, mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { acquire, EvidenceReadError, formatManifest, parseManifest, verify, type AcquireProgress } from '#evidence/index.ts';
import { temporaryFolder } from '#test/support/temporary-folder.ts';

const hash = (name: string, content: string | Uint8Array): string => createHash(name).update(content).digest('hex');

describe('acquire', () => {
  it('hashes a file in one pass', async () => {
    const content = Buffer.alloc(9_000_001, 'mail ');
    const path = join(temporaryFolder(), 'Outlook.pst');
    writeFileSync(path, content);
    const progress: AcquireProgress[] = [];
    const { item, manifest, diagnostics } = await acquire(path, { onProgress: (step) => progress.push(step) });
    expect(item).toMatchObject({ pathAsGiven: path, kind: 'file', sizeBytes: 9_000_001, files: 1 });
    expect(item.hashes).toEqual({ md5: hash('md5', content), sha1: hash('sha1', content), sha256: hash('sha256', content) });
    expect(manifest).toBeNull();
    expect(diagnostics).toEqual([]);
    expect(progress.length).toBeGreaterThan(2);
    expect(progress.at(-1)).toEqual({ files: 1, filesTotal: 1, bytes: 9_000_001, bytesTotal: 9_000_001, current: path });
  });

  it('hashes a folder over the sorted manifest of its files', async () => {
    const folder = mailFolder();
    const { item, manifest } = await acquire(folder);
    const text = `cur/1\0${String(5)}\0${hash('sha256', 'first')}\nnew/2\0${String(6)}\0${hash('sha256', 'second')}\n`;
    expect(Buffer.from(manifest ?? []).toString()).toBe(text);
    expect(item).toMatchObject({
      kind: 'folder',
      sizeBytes: 11,
      files: 2,
      hashes: { sha256: hash('sha256', text), sha1: null, md5: null },
    });
  });

  it('hashes files of a folder that are too large for one piece', async () => {
    const folder = temporaryFolder();
    const content = Buffer.alloc(5_000_000, 7);
    writeFileSync(join(folder, 'large'), content);
    const { manifest } = await acquire(folder);
    expect(parseManifest(manifest ?? new Uint8Array())).toEqual([
      { relativePath: 'large', sizeBytes: 5_000_000, sha256: hash('sha256', content) },
    ]);
  });

  it('reports entries left out, with their stage', async () => {
    const folder = mailFolder();
    symlinkSync('/', join(folder, 'link'));
    const { item, diagnostics } = await acquire(folder);
    expect(item.files).toBe(2);
    expect(diagnostics).toMatchObject([{ code: 'entry-skipped', stage: 'acquire' }]);
  });

  it('is cancelled by its signal, in a file and in a folder', async () => {
    const folder = mailFolder();
    const large = join(folder, 'large');
    writeFileSync(large, Buffer.alloc(20_000_000));
    for (const path of [folder, large]) {
      const controller = new AbortController();
      const stopped = acquire(path, {
        signal: controller.signal,
        onProgress: () => {
          controller.abort(new Error('enough'));
        },
      });
      await expect(stopped).rejects.toThrow('enough');
    }
  });

  it('throws where there is nothing', async () => {
    await expect(acquire(join(temporaryFolder(), 'absent'))).rejects.toBeInstanceOf(EvidenceReadError);
  });
});

describe('manifest', () => {
  it('comes back from its bytes, with line feeds and bytes that are not Unicode in names', () => {
    const entries = [
      { relativePath: 'a\nb/\udcff', sizeBytes: 0, sha256: 'e3b0' },
      { relativePath: 'é', sizeBytes: 12, sha256: '' },
    ];
    expect(parseManifest(formatManifest([...entries].reverse()))).toEqual(entries);
    expect(() => parseManifest(Buffer.from('no manifest'))).toThrow(RangeError);
  });
});

describe('verify', () => {
  it('agrees with an untouched item', async () => {
    const folder = mailFolder();
    const { item, manifest } = await acquire(folder);
    expect(await verify(item, manifest)).toMatchObject({
      matches: true,
      expectedSha256: item.hashes.sha256,
      foundSha256: item.hashes.sha256,
      differences: [],
    });
  });

  it('names every file that was added, removed or changed', async () => {
    const folder = mailFolder();
    const { item, manifest } = await acquire(folder);
    appendFileSync(join(folder, 'cur/1'), '!');
    rmSync(join(folder, 'new/2'));
    writeFileSync(join(folder, 'zz'), '');
    const verified = await verify(item, manifest);
    expect(verified).toMatchObject({ matches: false, differences: ['changed: cur/1', 'removed: new/2', 'added: zz'] });
    expect((await verify(item, null)).differences).toEqual([`changed: ${folder} (11 bytes before, 6 now)`]);
  });

  it('says that an item is gone or became another kind', async () => {
    const folder = mailFolder();
    const { item, manifest } = await acquire(folder);
    rmSync(folder, { recursive: true });
    expect(await verify(item, manifest)).toMatchObject({
      matches: false,
      foundSha256: null,
      differences: [expect.stringContaining('unreadable: ')],
    });
    writeFileSync(folder, 'a file');
    expect(await verify(item, manifest)).toMatchObject({ matches: false, differences: ['changed: it is a file now'] });
  });
});

function mailFolder(): string {
  const folder = temporaryFolder('acquire');
  mkdirSync(join(folder, 'cur'));
  mkdirSync(join(folder, 'new'));
  writeFileSync(join(folder, 'cur/1'), 'first');
  writeFileSync(join(folder, 'new/2'), 'second');
  return folder;
}
