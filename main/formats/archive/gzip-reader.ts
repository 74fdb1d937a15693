import type { ByteSource } from '#evidence/byte-source.ts';
import type { FormatReader, ProbeResult } from '../reader.ts';
import { gunzipped } from './inflate.ts';
import { doubtsOfName } from './member-name.ts';
import type { ArchiveListing } from './member.ts';
import { readMembers } from './read-members.ts';
import { withinMembers } from './within-member.ts';

/**
 * Reads files packed by gzip (RFC 1952). Such a file has one content, also where several were put behind each other, as
 * rotated mailboxes and logs are. Its only member is named in locators as the file names it, else `content`.
 */
export const gzipReader: FormatReader = {
  id: 'gzip',
  version: '2',
  title: 'Packed file (gzip)',
  isNeverMail: true,
  extensions: ['.gz', '.tgz'],
  probe,
  read: (source, context) => readMembers(listGzip(source, context.fileName), source.sizeBytes, context),
  ...withinMembers((source) => listGzip(source, '')),
};

// RFC 1952 2.3: the signature, the only method there is, and the three upper flags zero.
function probe(source: ByteSource): ProbeResult {
  const [one, two, method, flags] = source.read(0, 4);
  return one === 0x1f && two === 0x8b && method === 8 && flags !== undefined && flags < 0x20
    ? { verdict: 'yes', because: 'It begins with the header of gzip.' }
    : { verdict: 'no', because: 'It does not begin with the header of gzip.' };
}

function listGzip(source: ByteSource, fileName: string): ArchiveListing {
  const header = readHeader(source);
  let trailingBytes = 0;
  const member = {
    name: header.name ?? unpackedName(fileName),
    // Steps that do not depend on the name of the file, which an attachment's locator is resolved without.
    steps: [{ kind: 'member', at: header.name ?? 'content' }],
    packedBytes: source.sizeBytes,
    statedBytes: null,
    modified:
      header.seconds === 0
        ? null
        : {
            raw: String(header.seconds),
            instant: new Date(header.seconds * 1000).toISOString(),
            offsetMinutes: 0,
            statedBy: 'gzip header, time of modification',
          },
    isUnlisted: false,
    // Asked for when the content was unpacked.
    doubts: () => [
      ...(header.name === null ? [] : doubtsOfName(header.name)),
      ...(trailingBytes === 0 ? [] : [`${String(trailingBytes)} bytes that are no gzip data follow its end; they were not read.`]),
    ],
    content: () => ({ kind: 'packed', unpack, crc32: null }) as const,
  };
  const unpack = (): Iterable<Uint8Array> =>
    gunzipped(source, (bytes) => {
      trailingBytes = bytes;
    });
  return { is: 'wrapping', members: [member], troubles: [], missing: null, limit: null };
}

function unpackedName(fileName: string): string {
  return fileName.replace(/\.tgz$/i, '.tar').replace(/\.gz$/i, '') || 'content';
}

function readHeader(source: ByteSource): { readonly name: string | null; readonly seconds: number } {
  const bytes = Buffer.from(source.read(0, 4096));
  if (bytes.length < 10) return { name: null, seconds: 0 };
  const flags = bytes[3] ?? 0;
  const start = (flags & 4) === 0 ? 10 : bytes.length < 12 ? bytes.length : 12 + bytes.readUInt16LE(10);
  const end = (flags & 8) === 0 ? -1 : bytes.indexOf(0, start);
  const name = end <= start ? null : bytes.toString('latin1', start, end);
  return { name, seconds: bytes.readUInt32LE(4) };
}
