import type { ReaderOutput } from '../reader.ts';
import type { RecordPlace } from './chunk-records.ts';
import { contentOf, tellRecord } from './event-record.ts';
import type { LogPlace, OpenChunk } from './open-chunk.ts';
import { bytesOfLog, recoveredContainer, trouble } from './outputs.ts';

/** What became of a record that no log expects. */
export type Recovered = 'whole' | 'partly' | 'unreadable';

/** Tells a record that no log expects; says nothing where it cannot be read. */
export function* tellRecovered(
  chunk: OpenChunk,
  record: RecordPlace,
  allocation: 'orphan' | 'carved',
): Generator<ReaderOutput, Recovered, undefined> {
  const container = recoveredContainer(chunk.log.context.locator);
  const locator = bytesOfLog(chunk.log.context.locator, chunk.offsetBytes + record.offset, record.sizeBytes);
  if (!chunk.log.context.enter(locator, null)) return 'unreadable';
  const content = contentOf(chunk, record);
  if (content === null) return 'unreadable';
  yield* tellRecord(chunk, record, content, container, allocation);
  return content.troubles.length === 0 ? 'whole' : 'partly';
}

/** How many records carving gave, and how many it met that the chunk has as well. */
export interface Carving extends Record<Recovered, number> {
  known: number;
}

export const noCarving = (): Carving => ({ whole: 0, partly: 0, unreadable: 0, known: 0 });

/** Says what carving gave. */
export function* tellCarving(
  log: LogPlace,
  offsetBytes: number,
  lengthBytes: number,
  where: string,
  { whole, partly, known, unreadable }: Carving,
): Generator<ReaderOutput, void, undefined> {
  const container = recoveredContainer(log.context.locator);
  const locator = bytesOfLog(log.context.locator, offsetBytes, lengthBytes);
  if (whole + partly > 0) {
    const lost = partly === 0 ? '' : ` Of ${String(partly)} of them a part is overwritten, mostly the names of their values.`;
    const detail = `${String(whole + partly)} older records were carved out of ${where}.${lost}`;
    yield trouble(container, { code: 'item-recovered', effect: 'recovered', detail }, locator);
  }
  if (known + unreadable === 0) return;
  const detail = `In ${where} lie ${String(known)} records that the chunk has as well, with the same bytes, and ${String(unreadable)} that cannot be read; they are not told.`;
  yield trouble(container, { code: 'remains-unreadable', effect: 'noted', detail }, locator);
}
