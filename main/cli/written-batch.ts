import type { CaseMaterial } from '#analysis/index.ts';
import type { Diagnostic, Finding } from '#model/index.ts';
import { packMessage, unpackMessage, type ReadContent } from '#pipeline/index.ts';
import { findingLine, messageFactsOf, messageLine, observationLine, recordLine, type MessageFacts } from '#report/index.ts';

/**
 * A batch as the command line takes it: the lines of the result files are made where the records are, by as many processes
 * as read, and the one process that takes them only writes them out.
 */
export interface WrittenBatch {
  /** How many records there are of each kind. */
  readonly counts: Readonly<Record<string, number>>;
  /** Files that a reader recognised. */
  readonly recognisedFiles: number;
  /** Lines of the result files, UTF-8; those of diagnostics are few and made when they are booked. */
  readonly messages: Uint8Array;
  readonly records: Uint8Array;
  readonly findings: Uint8Array;
  readonly observations: Uint8Array;
  readonly found: readonly FoundFinding[];
  readonly told: readonly Diagnostic[];
  /** What analysis across records needs, packed; empty where it needs nothing. */
  readonly material: Uint8Array;
}

/** A finding, and by what people know the message that it cites first; null where it cites none of the batch. */
export interface FoundFinding {
  readonly finding: Finding;
  readonly message: MessageFacts | null;
}

/** Writes the lines of what was read and packs them with what the report needs of it. */
export function writeBatch({ records, findings, diagnostics, observations, traces }: ReadContent): Uint8Array {
  const counts: Record<string, number> = {};
  for (const { kind } of records) counts[kind] = (counts[kind] ?? 0) + 1;
  const messages = records.filter((record) => record.kind === 'message');
  const others = records.filter((record) => record.kind !== 'message');
  const facts = others.filter((record) => record.kind !== 'file');
  const [first] = records;
  const byId = new Map(findings.length === 0 ? [] : messages.map((message) => [message.recordId, message]));
  const batch: WrittenBatch = {
    counts,
    recognisedFiles: others.filter((record) => record.kind === 'file' && record.formatId !== null).length,
    messages: linesOf(messages.map((message) => messageLine(message))),
    records: linesOf(others.map((record) => recordLine(record))),
    findings: linesOf(findings.map((finding) => findingLine(finding))),
    observations: linesOf(observations.map((observation) => observationLine(observation))),
    found: findings.map((finding) => {
      const message = byId.get(finding.citations[0].recordId);
      return { finding, message: message === undefined ? null : messageFactsOf(message) };
    }),
    told: diagnostics,
    material:
      first === undefined || facts.length + observations.length + traces.length === 0
        ? nothing
        : packMessage({ evidenceId: first.evidenceId, facts, observations, traces } satisfies CaseMaterial),
  };
  return packMessage(batch);
}

/** Reverses `writeBatch`. */
export function readWrittenBatch(packed: Uint8Array): WrittenBatch {
  return unpackMessage(packed) as WrittenBatch;
}

function linesOf(lines: readonly string[]): Uint8Array {
  return lines.length === 0 ? nothing : Buffer.from(lines.join(''), 'utf8');
}

const nothing: Uint8Array = new Uint8Array(0);
