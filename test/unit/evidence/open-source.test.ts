import { appendFileSync, mkdirSync, truncateSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { EvidenceReadError, openEvidenceFile } from '#evidence/index.ts';
import { temporaryFolder } from '#test/support/temporary-folder.ts';

const folder = temporaryFolder('source');

describe('openEvidenceFile', () => {
  it('gives the bytes of every range, across pages and beyond the end', () => {
    const content = Uint8Array.from({ length: 300_000 }, (_, index) => (index * 31 + (index >> 8)) & 0xff);
    const source = openEvidenceFile(written('pages', content));
    expect(source.sizeBytes).toBe(300_000);
    const ranges: [number, number][] = [
      [0, 0],
      [0, 10],
      [65_530, 12],
      [65_536, 65_536],
      [1, 65_536],
      [100, 200_000],
      [0, 300_000],
      [299_999, 5],
      [300_000, 5],
      [400_000, 1],
    ];
    for (const [offset, length] of ranges) {
      expect(
        Buffer.compare(source.read(offset, length), content.slice(offset, offset + length)),
        `${String(offset)}+${String(length)}`,
      ).toBe(0);
    }
    source.close();
  });

  it('gives arrays that the caller may change', () => {
    const source = openEvidenceFile(written('own', Buffer.from('evidence')));
    source.read(0, 8).fill(0);
    expect(Buffer.from(source.read(0, 8)).toString()).toBe('evidence');
    source.close();
  });

  it('forgets old pages and reads them again', () => {
    const content = new Uint8Array(64 * 1024 * 40).map((_, index) => index >> 16);
    const source = openEvidenceFile(written('many-pages', content));
    for (let round = 0; round < 2; round++) {
      for (let page = 0; page < 40; page++) expect(source.read(page * 65_536 + 7, 1)[0]).toBe(page);
    }
    source.close();
  });

  it('gives of a file what it holds, whatever file its memory was used for before', () => {
    const first = openEvidenceFile(written('before', Buffer.alloc(60_000, 1)));
    const kept = first.read(0, 60_000);
    first.close();
    const second = openEvidenceFile(written('after', Buffer.from('short')));
    expect(Buffer.from(second.read(0, 60_000)).toString()).toBe('short');
    const target = new Uint8Array(60_000);
    expect([second.readInto?.(1, target), Buffer.from(target.subarray(0, 5)).toString()]).toEqual([4, 'hort\0']);
    second.close();
    expect(kept.every((byte) => byte === 1)).toBe(true);
  });

  it('says that a file became shorter, and throws where bytes are missing', () => {
    const path = written('shrinking', Buffer.alloc(200_000, 1));
    const source = openEvidenceFile(path);
    expect(source.changeSinceOpened()).toBeNull();
    truncateSync(path, 100_000);
    expect(source.changeSinceOpened()).toBe('The size changed from 200000 to 100000 bytes.');
    expect(source.read(0, 10)).toHaveLength(10);
    expect(() => source.read(150_000, 10)).toThrow(EvidenceReadError);
    source.close();
  });

  it('says that a file was written to', () => {
    const path = written('growing', Buffer.from('one'));
    const source = openEvidenceFile(path);
    appendFileSync(path, 'two');
    expect(source.changeSinceOpened()).toBe('The size changed from 3 to 6 bytes.');
    expect(source.read(0, 100)).toHaveLength(3);
    source.close();

    const touched = openEvidenceFile(path);
    utimesSync(path, 1, 1);
    expect(touched.changeSinceOpened()).toBe('The modification time changed.');
    touched.close();
  });

  it('refuses what is no file, what is absent, and reading after the end', () => {
    mkdirSync(join(folder, 'a-folder'));
    expect(() => openEvidenceFile(join(folder, 'a-folder'))).toThrow(/it is not a file/);
    expect(() => openEvidenceFile(join(folder, 'absent'))).toThrow(EvidenceReadError);
    const source = openEvidenceFile(written('closed', Buffer.from('x')));
    source.close();
    source.close();
    expect(() => source.read(0, 1)).toThrow(EvidenceReadError);
    expect(() => source.read(-1, 1)).toThrow(RangeError);
  });
});

function written(name: string, content: Uint8Array): string {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
}
