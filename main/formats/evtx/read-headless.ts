import type { ReaderOutput } from '../reader.ts';
import { tokens } from './binxml/outline.ts';
import { chunkSizeBytes } from './chunk-header.ts';
import { nextWhole, recordHeaderBytes, type RecordPlace } from './chunk-records.ts';
import type { Stretch } from './layout.ts';
import { openChunk, type LogPlace, type OpenChunk } from './open-chunk.ts';
import { noCarving, tellCarving, tellRecovered } from './recovered.ts';

/** Most changes of where the chunk is taken to begin: stops records that each state another beginning. */
const mostChunks = 32;

/**
 * Carves records out of bytes that have no chunk header. Offsets in a record refer to the beginning of its chunk, which is
 * taken to be where the stretch begins, until a record tells otherwise by a template definition that it holds itself.
 */
export function* readHeadless(log: LogPlace, stretch: Stretch): Generator<ReaderOutput, void, undefined> {
  // A record that begins in the stretch may reach beyond it where bytes are missing before.
  const bytes = Buffer.from(log.source.read(stretch.offsetBytes, stretch.lengthBytes + chunkSizeBytes));
  const carving = noCarving();
  let chunk: OpenChunk | null = null;
  let chunks = 0;
  for (let record = nextWhole(bytes, 0, bytes.length); record !== null && record.offset < stretch.lengthBytes;) {
    const base = chunkOf(bytes, record);
    const offsetBytes = base === null ? (chunk?.offsetBytes ?? stretch.offsetBytes) : Math.max(0, stretch.offsetBytes + base);
    if (chunk === null || (chunk.offsetBytes !== offsetBytes && chunks < mostChunks)) {
      chunk = openChunk(log, log.source.read(offsetBytes, chunkSizeBytes), offsetBytes, []);
      chunks += 1;
    }
    const offset = stretch.offsetBytes + record.offset - chunk.offsetBytes;
    const isWithin = offset >= 0 && offset + record.sizeBytes <= chunk.templates.chunk.bytes.length;
    carving[isWithin ? yield* tellRecovered(chunk, { ...record, offset }, 'carved') : 'unreadable'] += 1;
    record = nextWhole(bytes, record.offset + record.sizeBytes, bytes.length);
  }
  yield* tellCarving(log, stretch.offsetBytes, stretch.lengthBytes, 'bytes without a chunk header', carving);
}

/** Where the chunk of a record begins, by a template definition in it that says how far from there it lies; null where none does. */
function chunkOf(bytes: Buffer, { offset, sizeBytes }: RecordPlace): number | null {
  const instance = offset + recordHeaderBytes + 4;
  const definition = instance + 10;
  if (definition + 24 > offset + sizeBytes || bytes.readUInt8(instance) !== tokens.templateInstance) return null;
  // The identifier in the instance is the beginning of the definition's own, where it follows.
  if (bytes.readUInt32LE(instance + 2) !== bytes.readUInt32LE(definition + 4)) return null;
  return definition - bytes.readUInt32LE(instance + 6);
}
