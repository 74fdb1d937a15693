import type { ByteSource } from '#evidence/byte-source.ts';
import type { EvidenceRecord, FactRecord } from '#model/index.ts';
import { readRecords, recordsOf } from './read-records.ts';

/** The records other than messages and files below a path, in the order of the file names. */
export function* readFacts(path: string): Generator<FactRecord> {
  for (const record of readRecords(path)) if (isFact(record)) yield record;
}

/** Such records of one source that is named so; none where no reader knows it. */
export function* factsOf(source: ByteSource, name: string): Generator<FactRecord> {
  for (const record of recordsOf(source, name)) if (isFact(record)) yield record;
}

function isFact(record: EvidenceRecord): record is FactRecord {
  return record.kind !== 'message' && record.kind !== 'file';
}
