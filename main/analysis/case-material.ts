import type { EvidenceId, FactRecord, ForwardingObservation, MessageTrace, ParameterValues } from '#model/index.ts';

/** What detectors know of the case. */
export interface AnalysisContext {
  /** The organisation's own mail domains, lower case, as the examiner gave them; may be empty. */
  readonly ownDomains: readonly string[];
}

/** What is known of the case, and the values of parameters that the examiner gave. */
export interface CaseContext extends AnalysisContext {
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
