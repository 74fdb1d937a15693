import type { EvidenceId } from './evidence-item.ts';
import type { ByteRange, Locator } from './locator.ts';
import type { RecordId } from './record.ts';
import type { ClaimedTime } from './time.ts';

export type NonEmpty<T> = readonly [T, ...T[]];

/** How much a finding matters by itself. `high` means: no common benign cause leaves this artifact. */
export type Level = (typeof levelsFromHighest)[number];
export const levelsFromHighest = ['high', 'medium', 'low', 'informational'] as const;

/** How strongly the artifact carries the statement. The access words say what was done to an object. */
export type Strength =
  'STATES' | 'INDICATES' | 'CONSISTENT WITH' | 'OPENED' | 'RUN' | 'PRESENT' | 'SYNCED' | 'LOGGED ON' | 'EXPORTED' | 'CHANGED';

/** A setting of a rule that the examiner may change for a case; the value used is printed in the report. */
export interface RuleParameter {
  readonly name: string;
  readonly meaning: string;
  /** The value that is used where the examiner gives none. */
  readonly value: ParameterValue;
}

export type ParameterValue = number | string | boolean | readonly string[];

/** Values that the examiner gave, by identifier of the rule and name of the parameter. */
export type ParameterValues = Readonly<Record<string, Readonly<Record<string, ParameterValue>>>>;

/** What a detector looks for and how to read what it finds. */
export interface Rule {
  /** Stable identifier, e.g. `forwarding.header.x-forwarded-to`. */
  readonly id: string;
  /** Raised whenever the same evidence may give other findings. */
  readonly version: string;
  readonly title: string;
  /** ATT&CK technique, e.g. `T1114.003`. */
  readonly technique: string;
  readonly level: Level;
  /** The records and fields it needs. */
  readonly needs: readonly string[];
  readonly parameters: readonly RuleParameter[];
  readonly benignExplanations: NonEmpty<string>;
  readonly wouldProve: NonEmpty<string>;
  /** Specifications and published sources. */
  readonly references: readonly string[];
}

/** Names record, field and bytes that a statement rests on. */
export interface Citation {
  readonly recordId: RecordId;
  readonly evidenceId: EvidenceId;
  readonly locator: Locator;
  /** `header X-Forwarded-To`, `property PidTagAutoForwarded (0x0005)`. */
  readonly field: string;
  /** The text as it stands in the evidence, shortened to 500 characters. */
  readonly excerpt: string;
  /** Bytes within the evidence file; null where the store scatters them. */
  readonly range: ByteRange | null;
  /** Position of the cited field among the record's header fields, counted from 0; null for other fields. */
  readonly headerIndex: number | null;
}

/** Whether a person or a machine forwarded, as far as the artifact tells. */
export type Agency = 'automatic' | 'manual' | 'undecidable';

/** A detector's cited statement. Not a conclusion: that is the examiner's. */
export interface Finding {
  readonly ruleId: string;
  readonly ruleVersion: string;
  readonly technique: string;
  readonly level: Level;
  readonly strength: Strength;
  /** One sentence: "The header X-Forwarded-To states …". */
  readonly statement: string;
  /** By what means mail was forwarded, in plain words: `Gmail auto-forward`, `mailbox setting (ForwardingSmtpAddress)`. */
  readonly mechanism: string;
  readonly agency: Agency;
  /** Addresses that the artifact names; empty where it names none. */
  readonly sources: readonly string[];
  readonly destinations: readonly string[];
  /** The time that the cited record claims for itself. */
  readonly time: ClaimedTime | null;
  readonly citations: NonEmpty<Citation>;
  readonly benignExplanations: NonEmpty<string>;
  readonly wouldProve: NonEmpty<string>;
  /** Of a finding that rests on many records: since when, until when, how many, and which. */
  readonly extent?: FindingExtent;
  /** The figures that the statement rests on. */
  readonly table?: FindingTable;
}

/** The records that a statement over many of them is about. */
export interface FindingExtent {
  readonly first: ClaimedTime | null;
  readonly last: ClaimedTime | null;
  /** How many records; of what, in words: `messages`, `events`. */
  readonly count: number;
  readonly unit: string;
  /** Their identifiers in evidence order, up to `extentRecords`. */
  readonly records: readonly RecordId[];
}

/** Most records that the extent of a finding names; the count is always whole. */
export const extentRecords = 10_000;

/** Figures as a table of texts. */
export interface FindingTable {
  readonly columns: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

/**
 * The stable identifier of a finding within a case: rule, cited record and cited field of its first citation. Two runs
 * over the same evidence give the same identifiers, so that an examiner's note stays with its finding.
 * @returns e.g. `forwarding.header.x-forwarded-to/4be1…/header-x-forwarded-to/12`
 */
export function findingIdOf(finding: Pick<Finding, 'ruleId' | 'citations'>): string {
  const [citation] = finding.citations;
  const field = citation.field
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-|-$/g, '');
  const place = citation.headerIndex === null ? [] : [String(citation.headerIndex)];
  return [finding.ruleId, citation.recordId, field, ...place].join('/');
}
