import type {
  ContainerAccount,
  Diagnostic,
  EvidenceId,
  EvidenceRecord,
  Finding,
  ForwardingObservation,
  MessageTrace,
} from '#model/index.ts';

/** A message record without `headers`, which the receiver computes from `headerBlock`. Other kinds as they are. */
export type WireRecord = EvidenceRecord extends infer R ? (R extends { kind: 'message' } ? Omit<R, 'headers'> : R) : never;

/**
 * A numbered piece of an ingest run. Committing it and its `resume` token in one transaction makes the run resumable:
 * a run started with that token continues with batch `sequence + 1` and repeats nothing.
 */
export interface IngestBatch {
  readonly evidenceId: EvidenceId;
  /** From 0, without gaps. */
  readonly sequence: number;
  readonly records: readonly WireRecord[];
  readonly diagnostics: readonly Diagnostic[];
  readonly findings: readonly Finding[];
  /** What analysis across records needs of these; a trace for each message. */
  readonly observations: readonly ForwardingObservation[];
  readonly traces: readonly MessageTrace[];
  /** The books of every container that this batch changed, in full: replaces earlier accounts of the same container. */
  readonly accounts: readonly ContainerAccount[];
  /** Opaque to the receiver. */
  readonly resume: ResumeToken;
}

/** Where a run continues; opaque outside the pipeline. */
export type ResumeToken = string & { readonly __brand: 'ResumeToken' };
