import type { IngestBatch, WireRecord } from '#contract/index.ts';
import type { Diagnostic, EvidenceRecord, Finding, ForwardingObservation, MessageTrace } from '#model/index.ts';
import type { PackedBatch } from './delivery.ts';
import { packMessage, unpackMessage } from './packed-message.ts';
import type { ReadContent } from './worker-messages.ts';

/** What a batch holds, for whoever takes records. */
export interface BatchContent {
  readonly records: readonly WireRecord[];
  readonly diagnostics: readonly Diagnostic[];
  readonly findings: readonly Finding[];
  readonly observations: readonly ForwardingObservation[];
  readonly traces: readonly MessageTrace[];
}

/** Packs what was read as records, as they are. */
export function packBatch(content: ReadContent): Uint8Array {
  return packMessage({ ...content, records: content.records.map(wireRecord) } satisfies BatchContent);
}

/** The batch with its records, of a run whose workers packed it by `packBatch`. */
export function recordsOf({ packed, diagnostics, ...place }: PackedBatch): IngestBatch {
  const content = packed === null ? nothing : (unpackMessage(packed) as BatchContent);
  return { ...content, ...place, diagnostics: [...content.diagnostics, ...diagnostics] };
}

const nothing: BatchContent = { records: [], diagnostics: [], findings: [], observations: [], traces: [] };

/** Leaves out what the receiver computes itself. */
function wireRecord(record: EvidenceRecord): WireRecord {
  if (record.kind !== 'message') return record;
  const { headers: _, ...wire } = record;
  return wire;
}
