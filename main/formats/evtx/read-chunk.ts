import type { RuleValue } from '#model/index.ts';
import type { ReaderOutput } from '../reader.ts';
import { chunkSizeBytes, firstRecordOffset, readChunkHeader, type ChunkHeader } from './chunk-header.ts';
import { countRecords, nextWhole, walkRecords, type ChunkRecords, type RecordPlace } from './chunk-records.ts';
import { contentOf, tellRecord } from './event-record.ts';
import type { IdentifierRanges } from './identifier-ranges.ts';
import type { Stretch } from './layout.ts';
import { openChunk, type LogPlace, type OpenChunk } from './open-chunk.ts';
import { bytesOfLog, recoveredContainer, trouble } from './outputs.ts';
import { noCarving, tellCarving, tellRecovered } from './recovered.ts';

/**
 * Reads the records of a chunk, and those that free space behind them still holds.
 * @param ranges gets the identifiers that the chunk holds
 * @param isUnlisted the log does not count the chunk as its own: its events are orphans
 */
export function* readChunk(
  log: LogPlace,
  stretch: Stretch,
  ranges: IdentifierRanges,
  isUnlisted: boolean,
): Generator<ReaderOutput, void, undefined> {
  const bytes = Buffer.from(log.source.read(stretch.offsetBytes, stretch.lengthBytes));
  if (bytes.length < firstRecordOffset) {
    yield* tellShort(log, stretch);
    return;
  }
  const header = readChunkHeader(bytes);
  const hasChecksums = log.header?.isWithoutChecksums !== true;
  const areSound = !hasChecksums || header.areRecordsSound;
  const records = walkRecords(bytes, header, log.header?.isDirty !== false || !areSound);
  const remarks: RuleValue[] = areSound ? [] : [{ name: 'Checksum of the records of the chunk', value: 'wrong' }];
  const chunk = openChunk(log, bytes, stretch.offsetBytes, remarks);
  if (isUnlisted) {
    yield* tellOrphans(chunk, records);
  } else {
    ranges.add(records.live.map(({ identifier }) => identifier));
    yield* tellState(chunk, stretch, header, hasChecksums, records);
    yield* tellLive(chunk, header, records);
    yield { kind: 'counted', container: log.container, items: countRecords(bytes, records.usedEnd) };
  }
  yield* tellFreeSpace(chunk, records);
}

function* tellLive(chunk: OpenChunk, header: ChunkHeader, records: ChunkRecords): Generator<ReaderOutput, void, undefined> {
  const { log } = chunk;
  const { container } = log;
  const { live, damaged } = records;
  const isEmpty = header.freeOffset === firstRecordOffset;
  const stated = isEmpty ? 0 : header.statedRecords === null ? live.length + damaged.length : header.statedRecords + records.beyondStated;
  yield { kind: 'expected', container, items: Math.max(stated, live.length) };
  for (const record of live) {
    const locator = bytesOfLog(log.context.locator, chunk.offsetBytes + record.offset, record.sizeBytes);
    if (!log.context.enter(locator, container)) continue;
    const content = contentOf(chunk, record);
    if (content === null) {
      const detail = `The record ${String(record.identifier)} could not be read: its binary XML is damaged.`;
      yield trouble(container, { code: 'item-unreadable', effect: 'item-lost', detail }, locator);
    } else yield* tellRecord(chunk, record, content, container, 'allocated');
  }
  yield* tellMissing(chunk, header, records, stated - live.length);
}

function* tellMissing(
  chunk: OpenChunk,
  header: ChunkHeader,
  { live, damaged }: ChunkRecords,
  missing: number,
): Generator<ReaderOutput, void, undefined> {
  const { log } = chunk;
  const at = bytesOfLog(log.context.locator, chunk.offsetBytes, chunk.templates.chunk.bytes.length);
  if (missing < 0) {
    const detail = `The chunk holds ${String(-missing)} records more than its header states; all were read.`;
    yield trouble(log.container, { code: 'store-damaged', effect: 'noted', detail }, at);
  }
  const met = new Set(live.map(({ identifier }) => identifier));
  let identifier = header.firstIdentifier;
  for (let lost = 0; lost < missing; lost += 1) {
    while (met.has(identifier)) identifier += 1;
    const isNamed = header.statedRecords !== null && identifier <= header.lastIdentifier;
    const named = isNamed ? `The record with the identifier ${String(identifier)}` : 'A record';
    const detail = `${named}, which the header of the chunk states, is not in it: its bytes are damaged or missing.`;
    identifier += 1;
    yield trouble(log.container, { code: 'item-unreadable', effect: 'item-lost', detail }, at);
  }
  for (const [from, to] of missing > 0 ? [] : damaged) {
    const detail = `No record can be made out in ${String(to - from)} bytes among the records of the chunk, though none is missing.`;
    const locator = bytesOfLog(log.context.locator, chunk.offsetBytes + from, to - from);
    yield trouble(log.container, { code: 'store-damaged', effect: 'noted', detail }, locator);
  }
}

function* tellState(
  chunk: OpenChunk,
  stretch: Stretch,
  header: ChunkHeader,
  hasChecksums: boolean,
  { live, beyondStated }: ChunkRecords,
): Generator<ReaderOutput, void, undefined> {
  const { log } = chunk;
  const at = bytesOfLog(log.context.locator, stretch.offsetBytes, stretch.lengthBytes);
  const troubles: string[] = [];
  if (!stretch.isMarked) troubles.push('its signature is wrong');
  if (hasChecksums && stretch.isMarked && !header.isHeaderSound) troubles.push('the checksum of its header is wrong');
  if (hasChecksums && !header.areRecordsSound && header.freeOffset !== null) {
    troubles.push(`the checksum of its records is wrong, so that any of its ${String(live.length)} records may be changed or damaged`);
  }
  if (header.freeOffset === null) troubles.push('its header does not say where its records end');
  if (stretch.lengthBytes < chunkSizeBytes) troubles.push(`it is cut to ${String(stretch.lengthBytes)} of ${String(chunkSizeBytes)} bytes`);
  if (beyondStated > 0) troubles.push(`${String(beyondStated)} records follow that its header does not know yet`);
  if (troubles.length === 0) return;
  const detail = `A chunk of the log is not in order: ${troubles.join('; ')}. What could be read was read.`;
  yield trouble(log.container, { code: 'store-damaged', effect: 'noted', detail }, at);
}

function* tellOrphans(chunk: OpenChunk, { live }: ChunkRecords): Generator<ReaderOutput, void, undefined> {
  const container = recoveredContainer(chunk.log.context.locator);
  const detail = `A chunk lies behind those that the log counts as its own; its ${String(live.length)} records are told as orphans.`;
  const at = bytesOfLog(chunk.log.context.locator, chunk.offsetBytes, chunk.templates.chunk.bytes.length);
  yield trouble(container, { code: 'item-recovered', effect: 'recovered', detail }, at);
  for (const record of live) yield* tellRecovered(chunk, record, 'orphan');
}

/** Carves records out of the free space of a chunk, but for those that are in the chunk with the same bytes. */
function* tellFreeSpace(chunk: OpenChunk, { live, usedEnd }: ChunkRecords): Generator<ReaderOutput, void, undefined> {
  const { bytes } = chunk.templates.chunk;
  const own = new Map(live.map((record) => [record.identifier, record]));
  const carving = noCarving();
  for (let record = nextWhole(bytes, usedEnd, bytes.length); record !== null;) {
    const twin = own.get(record.identifier);
    const bytesOf = ({ offset, sizeBytes }: RecordPlace): Buffer => bytes.subarray(offset, offset + sizeBytes);
    if (twin !== undefined && bytesOf(twin).equals(bytesOf(record))) carving.known += 1;
    else carving[yield* tellRecovered(chunk, record, 'carved')] += 1;
    record = nextWhole(bytes, record.offset + record.sizeBytes, bytes.length);
  }
  yield* tellCarving(chunk.log, chunk.offsetBytes + usedEnd, bytes.length - usedEnd, 'the free space of a chunk', carving);
}

function* tellShort(log: LogPlace, { offsetBytes, lengthBytes }: Stretch): Generator<ReaderOutput, void, undefined> {
  const detail = `The log ends within the header of its last chunk, after ${String(lengthBytes)} bytes of it.`;
  yield trouble(
    log.container,
    { code: 'store-damaged', effect: 'noted', detail },
    bytesOfLog(log.context.locator, offsetBytes, lengthBytes),
  );
}
