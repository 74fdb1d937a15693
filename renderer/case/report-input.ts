import type { CaseFile, ProgramDescription } from '#contract/index.ts';
import { sharedEvidence, type ReportedSearch } from '#model/index.ts';
import {
  messageFactsOf,
  newAccountDigest,
  newDiagnosticDigest,
  newFactDigest,
  newFindingDigest,
  newObservationDigest,
  type ReportInput,
} from '#report/index.ts';
import type { CaseStore } from './case-store.ts';
import type { AnalysisState, ReportOptions } from './case-view.ts';
import { accountsOf } from './account-queries.ts';
import type { DiagnosticQueries } from './diagnostic-queries.ts';
import type { FindingQueries } from './finding-queries.ts';
import type { MessageQueries } from './message-queries.ts';
import { allFacts, allObservations } from './record-stream.ts';

/** What a report is gathered from. */
export interface ReportSources {
  readonly store: CaseStore;
  readonly messages: Pick<MessageQueries, 'record'>;
  readonly findings: FindingQueries;
  readonly diagnostics: DiagnosticQueries;
  readonly caseFile: CaseFile;
  readonly program: ProgramDescription;
  readonly analysis: AnalysisState;
  readonly searches: readonly ReportedSearch[];
  /** UTC instant. */
  readonly generatedAt: string;
}

/** Gathers from the case what a report is composed of. */
export async function gatherReport(sources: ReportSources, options: ReportOptions): Promise<ReportInput> {
  const { store, caseFile, program } = sources;
  const accounts = newAccountDigest();
  for (const { evidenceId, account } of await accountsOf(store, null)) accounts.add(evidenceId, account);
  const findings = newFindingDigest({ mostPerRule: 500, selection: options.findings });
  for await (const finding of sources.findings.all()) {
    // The message is read only for findings that the report prints in full.
    const message = findings.wants(finding.ruleId) ? await sources.messages.record(finding.citations[0].recordId) : null;
    const review = finding.annotation.review === 'open' && finding.annotation.note === '' ? null : finding.annotation;
    findings.add(finding, review, message === null ? null : messageFactsOf(message));
  }
  const facts = newFactDigest();
  for await (const fact of allFacts(store)) facts.add(fact);
  const observations = newObservationDigest();
  for await (const observation of allObservations(store)) observations.add(observation);
  const diagnostics = newDiagnosticDigest();
  for await (const diagnostic of sources.diagnostics.all()) diagnostics.add(diagnostic.evidenceId, diagnostic);
  return {
    case: {
      title: caseFile.title,
      caseNumber: caseFile.caseNumber,
      examiner: caseFile.examiner,
      agency: caseFile.agency,
      zone: caseFile.zone,
      ownDomains: caseFile.ownDomains,
      createdAt: caseFile.createdAt,
    },
    status: options.status,
    scope: options.scope,
    limits: options.limits,
    generatedAt: sources.generatedAt,
    program: {
      name: program.name,
      version: program.version,
      commit: program.commit,
      platform: program.platform,
      components: program.components,
    },
    rules: program.rules,
    evidence: caseFile.evidence.map((item) => {
      const row = store.manifest.get(item.evidenceId);
      const verification = caseFile.verifications.find(({ evidenceId }) => evidenceId === item.evidenceId);
      return {
        item,
        verification:
          verification === undefined
            ? null
            : { verifiedAt: verification.verifiedAt, matches: verification.matches, foundSha256: verification.foundSha256 },
        reading: row === undefined ? 'unread' : row.state === 'done' ? 'complete' : 'partial',
      };
    }),
    shared: sharedEvidence(caseFile.evidence),
    recordCounts: { message: store.columns.messages, ...Object.fromEntries(store.columns.facts.counts) },
    accounts,
    findings,
    facts,
    observations,
    diagnostics,
    searches: sources.searches,
    parameters: caseFile.parameters ?? {},
    clockSkews: caseFile.clockSkews ?? [],
    analysis: { ranAt: sources.analysis.made?.ranAt ?? null, outdatedBecause: outdatedBecause(sources.analysis) },
  };
}

/** Why the findings across records are not of the case as it is reported; while they are being made nobody knows yet. */
function outdatedBecause({ state, because }: AnalysisState): readonly string[] {
  if (state === 'reading') return ['Evidence was being read when the report was made.'];
  return state === 'running' ? ['They were being made anew when the report was made.'] : because;
}
