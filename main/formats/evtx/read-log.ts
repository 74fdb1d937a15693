import type { ByteSource } from '#evidence/byte-source.ts';
import type { ContainerRef } from '#model/index.ts';
import type { PartedReading, ReadContext, ReaderOutput } from '../reader.ts';
import { chunkSignature, chunkSizeBytes } from './chunk-header.ts';
import { readLogHeader } from './file-header.ts';
import { IdentifierRanges } from './identifier-ranges.ts';
import { layOut, type Stretch } from './layout.ts';
import type { LogPlace } from './open-chunk.ts';
import { readChunk } from './read-chunk.ts';
import { readHeadless } from './read-headless.ts';
import { trouble } from './outputs.ts';

const usualFirstChunk = 4096;

/** Reads a log in one go. @throws EvidenceReadError when the medium fails. */
export function* readLog(source: ByteSource, context: ReadContext): Generator<ReaderOutput, void, undefined> {
  const log = logInParts(source);
  yield* log.part(0, 1, context);
  yield* log.closing([log.handOn()], context);
}

/**
 * Reads a log in parts, each the chunks that begin in its share of the file. Finding the chunks takes some bytes of each,
 * so every process finds them from the beginning.
 */
export function logInParts(source: ByteSource): PartedReading {
  const start = Buffer.from(source.read(0, 128));
  const header = readLogHeader(start);
  const firstChunk = header?.firstChunkOffset ?? (start.subarray(0, chunkSignature.length).equals(chunkSignature) ? 0 : usualFirstChunk);
  const stretches = layOut(source, firstChunk);
  let next = stretches.next();
  let ranges = new IdentifierRanges();
  return {
    *part(index, count, context) {
      ranges = new IdentifierRanges();
      const log: LogPlace = { source, header, firstChunk, context, container: { kind: 'event-log', locator: context.locator } };
      const border = (part: number): number => Math.floor((source.sizeBytes * part) / count);
      if (index === 0) yield* tellHeader(log);
      // The stretch after the last one of a part is the first of the next.
      for (; next.done !== true; next = stretches.next()) {
        const stretch = next.value;
        if (stretch.offsetBytes >= border(index + 1)) return;
        if (stretch.offsetBytes < border(index)) continue;
        yield* stretch.kind === 'chunk' ? readChunk(log, stretch, ranges, isUnlisted(log, stretch)) : readHeadless(log, stretch);
      }
    },
    handOn: () => ranges.packed(),
    *closing(handedOn, context) {
      const log: LogPlace = { source, header, firstChunk, context, container: { kind: 'event-log', locator: context.locator } };
      yield* tellWhole(log, IdentifierRanges.unpacked(handedOn));
    },
    close() {
      stretches.return();
    },
  };
}

/** A chunk behind those that a log states, which was closed properly and so knows. */
function isUnlisted({ header, firstChunk }: LogPlace, stretch: Stretch): boolean {
  if (header?.isSound !== true || header.isDirty) return false;
  return (stretch.offsetBytes - firstChunk) / chunkSizeBytes >= header.chunks;
}

function* tellHeader(log: LogPlace): Generator<ReaderOutput, void, undefined> {
  const { header, container } = log;
  // Says that a log without any event is one, too.
  yield { kind: 'expected', container, items: 0 };
  if (header === null) {
    const detail = 'The log has no header of its own, or a damaged one; its chunks were looked for and read.';
    yield trouble(container, { code: 'store-damaged', effect: 'noted', detail });
  } else if (!header.isSound && !header.isWithoutChecksums) {
    const detail = 'The checksum of the header is wrong; the chunks were looked for, and read whatever the header says of them.';
    yield trouble(container, { code: 'store-damaged', effect: 'noted', detail });
  }
  if (header?.isDirty === true) {
    const detail =
      'The log was not closed after it was written last, as in a copy of a running system; its header may be older than its chunks.';
    yield trouble(container, { code: 'store-damaged', effect: 'noted', detail });
  }
}

function* tellWhole(log: LogPlace, ranges: IdentifierRanges): Generator<ReaderOutput, void, undefined> {
  const { header, container, context } = log;
  if (header !== null && header.isSound && ranges.chunks < header.chunks) {
    const missing = header.chunks - ranges.chunks;
    const content: ContainerRef = { kind: 'file-content', locator: context.locator };
    const detail = `The header states ${String(header.chunks)} chunks of events and ${String(missing)} of them were not found; how many events they held is not known.`;
    yield { kind: 'expected', container: content, items: 1 };
    yield trouble(content, { code: 'store-damaged', effect: 'item-lost', detail });
  }
  for (const [before, after] of ranges.gaps()) {
    const detail = `No event between the identifiers ${String(before)} and ${String(after)} is in the log; those of a log go on by one.`;
    yield trouble(container, { code: 'events-missing', effect: 'noted', detail });
  }
  const last = ranges.last();
  if (header === null || !header.isSound || header.isDirty || last === null || header.nextRecord === last + 1) return;
  const detail = `The header states that the next event gets the number ${String(header.nextRecord)}; the last event has the identifier ${String(last)}.`;
  yield trouble(container, { code: 'events-missing', effect: 'noted', detail });
}
