import { expect, it } from 'vitest';
import { placeMembers } from '#formats/archive/surroundings.ts';
import { listTar } from '#formats/archive/tar-members.ts';
import { listZip } from '#formats/archive/zip-members.ts';
import { defaultLimits } from '#model/index.ts';
import { buildTar } from '#test/support/build-tar.ts';
import { buildZip } from '#test/support/build-zip.ts';
import { memorySource } from '#test/support/memory-source.ts';

const members = ['a', 'b'].map((name) => ({ name, content: Buffer.alloc(2000, name) }));

it.each([
  ['zip', listZip, buildZip({ members }), 10],
  ['tar', listTar, buildTar(members), 3000],
] as const)(
  'what lies around a member of a %s is known whole where the archive is whole, and cut where it is',
  (_, list, bytes, missingBytes) => {
    const isCut = (content: Uint8Array): boolean =>
      placeMembers(list(memorySource(content), defaultLimits), () => null).around([]).isCut ?? false;
    expect(isCut(bytes)).toBe(false);
    expect(isCut(bytes.subarray(0, bytes.length - missingBytes))).toBe(true);
  },
);
