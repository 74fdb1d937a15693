import type { ByteSource } from '#evidence/byte-source.ts';
import type { ContainerRef, Diagnostic, Locator } from '#model/index.ts';
import type { ReaderOutput } from '../reader.ts';
import { hashRange } from './hash-range.ts';

const lookedAtBytes = 32 * 1024;
const [lineFeed, carriageReturn] = [0x0a, 0x0d];

/** Whether lines end with CR alone, as in files of the old Macintosh. */
export function endsLinesByReturn(beginning: Uint8Array): boolean {
  return !beginning.includes(lineFeed) && beginning.includes(carriageReturn);
}

/**
 * The source with LF for each CR that stands alone, byte for byte, so that every offset stays; the source itself where its
 * beginning has an LF at all.
 * @param start where its text begins
 * @param lengthBytes how much of it is looked at
 */
export function withLineFeeds(source: ByteSource, start: number, lengthBytes = lookedAtBytes): ByteSource {
  if (!endsLinesByReturn(source.read(start, lengthBytes))) return source;
  return {
    sizeBytes: source.sizeBytes,
    read(offset, length) {
      const bytes = source.read(offset, length + 1);
      return bytes
        .map((byte, at) => (byte === carriageReturn && bytes[at + 1] !== lineFeed ? lineFeed : byte))
        .subarray(0, Math.min(length, bytes.length));
    },
  };
}

/** Gives the messages that were read `withLineFeeds` the hashes of their bytes as they are stored. */
export function* withStoredHashes(
  outputs: Iterable<ReaderOutput>,
  source: ByteSource,
  readable: ByteSource,
): Generator<ReaderOutput, void, undefined> {
  for (const output of outputs) {
    const record = output.kind === 'record' ? output.record : null;
    const range = record?.observed.range ?? null;
    if (readable === source || record?.kind !== 'message' || range === null || output.kind !== 'record') yield output;
    else {
      const observed = { ...record.observed, sha256: hashRange(source, range.offsetBytes, range.lengthBytes) };
      yield { ...output, record: { ...record, observed } };
    }
  }
}

/** Tells of messages that were read so. @param what `message` or `messages` */
export function lineEndsReplaced(what: 'message' | 'messages', container: ContainerRef, locator: Locator): ReaderOutput {
  const its = what === 'message' ? 'its header block is' : 'their header blocks are';
  const detail = `The lines of the ${what} end with CR alone; they were read, and ${its} kept, with LF in its place.`;
  const diagnostic: Diagnostic = { code: 'line-ends-replaced', effect: 'noted', stage: 'read', locator, detail };
  return { kind: 'diagnostic', container, diagnostic };
}
