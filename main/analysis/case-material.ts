import type { EvidenceId, FactRecord, ForwardingObservation, MessageTrace, ParameterValues } from '#model/index.ts';

/** What the examiner gave for the case; it may change at any time, and the analysis of the case is then run again. */
export interface CaseContext {
  /** The organisation's own mail domains, lower case; may be empty. */
  readonly ownDomains: readonly string[];
  readonly parameters: ParameterValues;
}

/** What a case gives to detectors that look across its records: a piece for each batch that was read. */
export interface CaseMaterial {
  readonly evidenceId: EvidenceId;
  /** Rules, settings, accounts, correspondents, index entries and access events. */
  readonly facts: readonly FactRecord[];
  readonly observations: readonly ForwardingObservation[];
  readonly traces: readonly MessageTrace[];
}
