import type { EvidenceRecord, Finding, Rule } from '#model/index.ts';

/** What detectors know of the case. */
export interface AnalysisContext {
  /** The organisation's own mail domains, lower case, as the examiner gave them; may be empty. */
  readonly ownDomains: readonly string[];
}

/** One running detector. Findings come in the order of the records that complete them. */
export interface Detection {
  /**
   * True when a finding may rest on more than the record just consumed. A run that is resumed then reads everything
   * again, so that the detector misses nothing. Absent: false.
   */
  readonly remembers?: boolean;
  consume(record: EvidenceRecord): Iterable<Finding>;
  finish(): Iterable<Finding>;
}

/**
 * Looks for one kind of artifact. Pure: same records in the same order, same findings.
 * A detector made from a table may carry several rules; each finding names its rule.
 */
export interface Detector {
  readonly rules: readonly Rule[];
  start(context: AnalysisContext): Detection;
}
