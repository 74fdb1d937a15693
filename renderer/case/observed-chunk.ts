import { observeRecord } from '#analysis/index.ts';
import type { WireRecord } from '#contract/index.ts';
import {
  headerFields,
  type EvidenceRecord,
  type Finding,
  type ForwardingObservation,
  type MessageTrace,
  type RecordId,
} from '#model/index.ts';
import { messagesOfChunk, othersOfChunk } from './chunk-records.ts';
import { eventColumns, eventLine } from './event-columns.ts';
import { observationColumns } from './observation-columns.ts';
import { packJson, unpackJson } from './pack.ts';
import type { CaseDatabase, ColumnChunk } from './schema.ts';

/** What analysis across records needs of a batch. */
export interface ObservedChunk {
  readonly observations: readonly ForwardingObservation[];
  readonly traces: readonly MessageTrace[];
}

/** Reads what was kept of a batch for analysis across records. */
export async function observedChunk(database: CaseDatabase, chunk: number): Promise<ObservedChunk> {
  const [observations, traces] = await Promise.all([observationsOfChunk(database, chunk), database.traces.get(chunk)]);
  return { observations, traces: traces === undefined ? [] : (unpackJson(traces.packed) as readonly MessageTrace[]) };
}

/** Reads the observations of a batch alone. */
export async function observationsOfChunk(database: CaseDatabase, chunk: number): Promise<readonly ForwardingObservation[]> {
  const row = await database.observations.get(chunk);
  return row === undefined ? [] : (unpackJson(row.packed) as readonly ForwardingObservation[]);
}

/**
 * Makes what a batch lacks that was stored before the store kept observations and traces, from its records, as it would
 * have been made when they were read; and writes it down in one transaction.
 * @param slotOf the slot of a message, or -1
 * @returns the columns of the batch with what they lacked
 */
export async function completeChunk(
  database: CaseDatabase,
  chunk: ColumnChunk,
  slotOf: (recordId: RecordId) => number,
): Promise<ColumnChunk & Required<Pick<ColumnChunk, 'events' | 'observations'>>> {
  const others = await othersOfChunk(database, chunk);
  const findings = await findingsByRecord(database, chunk);
  const observations: ForwardingObservation[] = [];
  const traces: MessageTrace[] = [];
  for (const record of [...(await messagesOfChunk(database, chunk)), ...others]) {
    const observed = observeRecord(wholeRecord(record), findings.get(record.recordId) ?? []);
    observations.push(...observed.observations);
    if (observed.trace !== null) traces.push(observed.trace);
  }
  const events = others.filter((record) => record.kind === 'event');
  const completed = { ...chunk, events: eventColumns(events), observations: observationColumns(observations, others, slotOf) };
  await database.commit(async () => {
    if (observations.length > 0) await database.observations.put({ id: chunk.id, packed: packJson(observations) });
    if (traces.length > 0) await database.traces.put({ id: chunk.id, packed: packJson(traces) });
    if (events.length > 0) {
      await database.eventTexts.put({ id: chunk.id, text: events.map((event) => `${eventLine(event)}\n`).join('') });
    }
    await database.columns.put(completed);
  });
  return completed;
}

async function findingsByRecord(database: CaseDatabase, { id }: ColumnChunk): Promise<Map<RecordId, Finding[]>> {
  const row = await database.findings.get(id);
  const byRecord = new Map<RecordId, Finding[]>();
  for (const finding of row === undefined ? [] : (unpackJson(row.packed) as readonly Finding[])) {
    const [{ recordId }] = finding.citations;
    const known = byRecord.get(recordId);
    if (known === undefined) byRecord.set(recordId, [finding]);
    else known.push(finding);
  }
  return byRecord;
}

function wholeRecord(record: WireRecord): EvidenceRecord {
  return record.kind === 'message' ? { ...record, headers: headerFields(record.headerBlock) } : record;
}
