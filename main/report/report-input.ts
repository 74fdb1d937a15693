import type { EvidenceId, EvidenceItem, ParameterValues, ReportedSearch, Rule, SharedEvidence } from '#model/index.ts';
import type { AccountDigest } from './digest/account-digest.ts';
import type { DiagnosticDigest } from './digest/diagnostic-digest.ts';
import type { FactDigest } from './digest/fact-digest.ts';
import type { FindingDigest } from './digest/finding-digest.ts';
import type { ObservationDigest } from './digest/observation-digest.ts';

/**
 * Everything that a report is composed of, gathered by whoever has the case: the desktop application from its store,
 * the command line from its run. What can be many (findings, diagnostics, accounts) comes as a digest that was fed one
 * by one, so that a report over a million messages fits in memory.
 */
export interface ReportInput {
  readonly case: CaseFacts;
  readonly status: 'draft' | 'final';
  /** The examiner's words: authority, scope and the questions asked. May be empty; the report then says so. */
  readonly scope: string;
  /** The examiner's words on limits, printed before the standing ones. May be empty. */
  readonly limits: string;
  /** When the report was made: UTC instant by the clock of the examiner's machine. */
  readonly generatedAt: string;
  readonly program: ProgramFacts;
  /** The rules that ran, in their order: `allRules` of the room `analysis`. */
  readonly rules: readonly Rule[];
  readonly evidence: readonly ReportedEvidence[];
  /** Exhibits that hold the same bytes; see `sharedEvidence`. */
  readonly shared: readonly SharedEvidence[];
  /** Records in the case by kind: message, file, rule, … */
  readonly recordCounts: Readonly<Record<string, number>>;
  readonly accounts: AccountDigest;
  readonly findings: FindingDigest;
  /** Rules and settings. */
  readonly facts: FactDigest;
  readonly diagnostics: DiagnosticDigest;
  /** Searches for mail profiles, in the order in which they began; none where the evidence was chosen without one. */
  readonly searches?: readonly ReportedSearch[];
  /** Artifacts of forwarding in one form; absent where the caller did not gather them, which the report says. */
  readonly observations?: ObservationDigest;
  /** The values that the examiner gave to parameters; all others had their defaults. */
  readonly parameters?: ParameterValues;
  /** By how much the examiner states the clocks of exhibits to have been wrong. */
  readonly clockSkews?: readonly StatedClockSkew[];
  /** When the findings across records were made; absent: in the same run as the report. */
  readonly analysis?: ReportedAnalysis;
}

/** By how much the clock of an exhibit was wrong, as the examiner states. */
export interface StatedClockSkew {
  readonly evidenceId: EvidenceId;
  /** Seconds by which it was ahead; negative where it was behind. */
  readonly seconds: number;
  readonly because: string;
}

/** The analysis across records whose findings the report prints. */
export interface ReportedAnalysis {
  /** UTC instant; null: none has run. */
  readonly ranAt: string | null;
  /** Why it is not of the case as it is now, in sentences; empty when it is. */
  readonly outdatedBecause: readonly string[];
}

/** The case as its cover names it. */
export interface CaseFacts {
  readonly title: string;
  readonly caseNumber: string;
  readonly examiner: string;
  readonly agency: string;
  /** IANA zone in which times are printed beside UTC; must be a known one. */
  readonly zone: string;
  readonly ownDomains: readonly string[];
  /** When the case was opened, UTC; null where no case was kept (command line). */
  readonly createdAt: string | null;
}

/** The program and the machine, for the cover and the methods section. */
export interface ProgramFacts {
  readonly name: string;
  readonly version: string;
  /** Source revision of the build; empty when unknown. */
  readonly commit: string;
  readonly platform: string;
  /** Readers, libraries and runtimes with their versions. */
  readonly components: readonly { readonly name: string; readonly version: string; readonly detail: string }[];
}

/** An evidence item, how it was verified and how far it was read. */
export interface ReportedEvidence {
  readonly item: EvidenceItem;
  readonly verification: ReportedVerification | null;
  /** `complete`: read to its end. `partial`: reading was stopped before. `unread`: never read. */
  readonly reading: 'complete' | 'partial' | 'unread';
}

/** The result of hashing an evidence item again. */
export interface ReportedVerification {
  readonly verifiedAt: string;
  readonly matches: boolean;
  /** SHA-256 found; null when the item could not be read. */
  readonly foundSha256: string | null;
}
