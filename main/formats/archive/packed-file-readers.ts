import type { ByteSource } from '#evidence/byte-source.ts';
import type { FormatReader } from '../reader.ts';
import { bunzipped } from './bunzip2.ts';
import type { ArchiveListing } from './member.ts';
import { readMembers } from './read-members.ts';
import { unxzipped, xzSignature } from './unxz.ts';
import { withinMembers } from './within-member.ts';

interface Packing {
  readonly id: string;
  readonly title: string;
  readonly program: string;
  readonly extensions: readonly string[];
  begins(head: Uint8Array): boolean;
  unpack(source: ByteSource): Iterable<Uint8Array>;
}

/** Reads files packed by bzip2, as rotated logs and mailboxes are. Their head names no content. */
export const bzip2Reader = packedFileReader({
  id: 'bzip2',
  title: 'Packed file (bzip2)',
  program: 'bzip2',
  extensions: ['.bz2', '.tbz2', '.tbz'],
  // The head, and the mark of a block or of the end.
  begins: (head) => /^BZh[1-9](?:1AY&SY|\x17rE8P\x90)/.test(Buffer.from(head).toString('latin1')),
  unpack: bunzipped,
});

/** Reads files packed by xz, as rotated logs are. Their head names no content. */
export const xzReader = packedFileReader({
  id: 'xz',
  title: 'Packed file (xz)',
  program: 'xz',
  extensions: ['.xz', '.txz'],
  begins: (head) => xzSignature.every((byte, index) => head[index] === byte),
  unpack: unxzipped,
});

function packedFileReader(packing: Packing): FormatReader {
  const { id, title, program, extensions } = packing;
  return {
    id,
    version: '1',
    title,
    isNeverMail: true,
    extensions,
    probe: (source) =>
      packing.begins(source.read(0, 10))
        ? { verdict: 'yes', because: `It begins with the header of ${program}.` }
        : { verdict: 'no', because: `It does not begin with the header of ${program}.` },
    read: (source, context) => readMembers(listing(source, packing, context.fileName), source.sizeBytes, context),
    ...withinMembers((source) => listing(source, packing, '')),
  };
}

function listing(source: ByteSource, packing: Packing, fileName: string): ArchiveListing {
  const member = {
    name: unpackedName(fileName),
    steps: [{ kind: 'member', at: 'content' }],
    packedBytes: source.sizeBytes,
    statedBytes: null,
    modified: null,
    isUnlisted: false,
    doubts: () => [],
    content: () => ({ kind: 'packed', unpack: () => packing.unpack(source), crc32: null }) as const,
  };
  return { is: 'wrapping', members: [member], troubles: [], missing: null, limit: null };
}

function unpackedName(fileName: string): string {
  return fileName.replace(/\.t(?:bz2?|xz)$/i, '.tar').replace(/\.(?:bz2|xz)$/i, '') || 'content';
}
