import type {
  EvidenceId,
  EvidenceRecord,
  FactRecord,
  Finding,
  ForwardingObservation,
  MessageTrace,
  ParameterValues,
  Rule,
} from '#model/index.ts';

/** What detectors know of the case. */
export interface AnalysisContext {
  /** The organisation's own mail domains, lower case, as the examiner gave them; may be empty. */
  readonly ownDomains: readonly string[];
}

/** One running detector of single records. */
export interface Detection {
  consume(record: EvidenceRecord): Iterable<Finding>;
}

/**
 * Looks for one kind of artifact in each record by itself, in the process that read it. Pure: same record, same findings.
 * A detector made from a table may carry several rules; each finding names its rule.
 */
export interface Detector {
  readonly rules: readonly Rule[];
  start(context: AnalysisContext): Detection;
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

/**
 * One running detector over the case. What it remembers must grow with distinct addresses, rules, observations and the
 * like, never with messages: of those it sees one after the other.
 */
export interface CaseDetection {
  consume(material: CaseMaterial): void;
  /** Present where it must see all the material once more, now that it knows what to look for. */
  consumeAgain?(material: CaseMaterial): void;
  /** Called once, when all material was seen. Findings in an order that depends on the material alone. */
  finish(): Iterable<Finding>;
}

/**
 * Looks for what shows only across records: of a mailbox, of several, of mail and logs together. It runs when the
 * evidence has been read, on what the case keeps of it, and again whenever a parameter changes; the evidence is not read
 * again. Pure: same material in the same order, same findings.
 */
export interface CaseDetector {
  readonly rules: readonly Rule[];
  start(context: CaseContext): CaseDetection;
}
