import type { EvidenceRecord, Finding, Rule } from '#model/index.ts';
import type { CaseKnowledge } from './across/case-knowledge.ts';
import type { CaseContext, CaseMaterial } from './case-material.ts';

export type { CaseContext, CaseMaterial } from './case-material.ts';

/** One running detector of single records. */
export interface Detection {
  consume(record: EvidenceRecord): Iterable<Finding>;
}

/**
 * Looks for one kind of artifact in each record by itself, in the process that read it. Pure: same record, same findings.
 * A detector made from a table may carry several rules; each finding names its rule. Nothing that the examiner may change
 * bears on it, neither own domains nor parameters, so that its findings last as long as the evidence does: what depends
 * on them is for a `CaseDetector`.
 */
export interface Detector {
  readonly rules: readonly Rule[];
  start(): Detection;
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
 * Looks for what shows only across records (of a mailbox, of several, of mail and logs together), and for what depends on
 * own domains or parameters. It runs when the evidence has been read, on what the case keeps of it, and again whenever one
 * of these changes; the evidence is not read again. Pure: same material in the same order, same findings.
 */
export interface CaseDetector {
  readonly rules: readonly Rule[];
  /** Each record is judged by itself, so that what it finds holds also where others were not read. */
  readonly ofSingleRecords?: true;
  /** @param known what all detectors ask of a case; it is fed with the same material and whole in `finish` and `consumeAgain` */
  start(context: CaseContext, known: CaseKnowledge): CaseDetection;
}
