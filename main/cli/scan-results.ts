import { release, type as systemName } from 'node:os';
import { rulesAsSet } from '#analysis/index.ts';
import { liesWithin } from '#evidence/index.ts';
import { sharedEvidence, type EvidenceId, type EvidenceItem, type SharedEvidence } from '#model/index.ts';
import { programComponents, programIdentity, programRules } from '#pipeline/index.ts';
import type { ReportedEvidence, ReportInput } from '#report/index.ts';
import type { ScanOptions } from './arguments.ts';
import type { ProfileSearchResult } from './find.ts';
import { searchRecords, searchSummaries } from './search-records.ts';
import type { Tally } from './tally.ts';

/** One PATH of the scan, or one profile of a search. */
export interface Scanned {
  readonly evidenceId: EvidenceId;
  readonly pathAsGiven: string;
  readonly custodian: string;
  /** Null when it could not be acquired. */
  item: EvidenceItem | null;
  manifest: Uint8Array | null;
  reading: ReportedEvidence['reading'];
  /** Most memory that its reading processes held, in bytes. */
  readersPeakBytes: number;
}

export interface Summarised {
  readonly scanned: readonly Scanned[];
  readonly searches: readonly ProfileSearchResult[];
  readonly tally: Tally;
  readonly seconds: number;
  readonly state: 'whole' | 'partial';
}

/** What summary.json holds. */
export function summaryOf({ scanned, searches, tally, seconds, state }: Summarised): object {
  const { name, version, commit } = programIdentity();
  return {
    tool: name,
    version,
    commit,
    partial: state === 'partial',
    evidence: scanned.map(({ evidenceId, pathAsGiven, custodian, item, reading }) => ({
      id: evidenceId,
      path: pathAsGiven,
      custodian,
      kind: item?.kind ?? null,
      bytes: item?.sizeBytes ?? null,
      files: item?.files ?? null,
      sha256: item?.hashes.sha256 ?? null,
      reading,
    })),
    searches: searchSummaries(searches, scanned),
    containers: tally.containers(),
    counts: tally.counts(),
    seconds: Math.round(seconds * 1000) / 1000,
    messagesPerSecond: seconds > 0 ? Math.round((tally.messages / seconds) * 10) / 10 : 0,
    // Of this process, in kibibytes as Node gives it, and of the processes that read the evidence.
    peakRssBytes: process.resourceUsage().maxRSS * 1024 + Math.max(0, ...scanned.map(({ readersPeakBytes }) => readersPeakBytes)),
  };
}

export interface ReportedScan extends Pick<Summarised, 'scanned' | 'searches' | 'tally'> {
  readonly options: ScanOptions;
  /** Whether the analysis across records came to its end. */
  readonly isAnalysed: boolean;
}

/** What the report is composed of. */
export function reportInput({ scanned, searches, tally, options, isAnalysed }: ReportedScan): ReportInput {
  const { name, version, commit } = programIdentity();
  return {
    case: { title: '', caseNumber: '', examiner: '', agency: '', zone: options.zone, ownDomains: options.ownDomains, createdAt: null },
    status: 'draft',
    scope: '',
    limits: '',
    generatedAt: new Date().toISOString(),
    program: { name, version, commit, platform: `${systemName()} ${release()} ${process.arch}`, components: programComponents() },
    rules: rulesAsSet(programRules, options.parameters),
    evidence: scanned.flatMap(({ item, reading }) => (item === null ? [] : [{ item, verification: null, reading }])),
    shared: sharedBy(scanned),
    recordCounts: tally.recordCounts(),
    accounts: tally.accounts(),
    findings: tally.findings,
    facts: tally.facts,
    observations: tally.observations,
    ...(isAnalysed ? {} : { analysis: { ranAt: null, outdatedBecause: ['The run was cancelled before it.'] } }),
    diagnostics: tally.diagnostics,
    searches: searchRecords(searches, scanned),
  };
}

/** Which items hold the same bytes: each PATH is an item with books of its own, so what two of them hold is counted in both. */
export function sharedBy(scanned: readonly Scanned[]): readonly SharedEvidence[] {
  return sharedEvidence(
    scanned.flatMap(({ item }) => (item === null ? [] : [item])),
    liesWithin,
  );
}
