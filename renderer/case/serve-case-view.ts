import { Trouble, type Client, type ProgramDescription } from '#contract/index.ts';
import { composeReport, htmlPieces, type ReportInput } from '#report/index.ts';
import { lastName } from '#renderer/ui/words.ts';
import { accountsOf } from './account-queries.ts';
import type { CaseStore } from './case-store.ts';
import type { CaseChange, CaseView, FactKind, ReportOptions } from './case-view.ts';
import { diagnosticQueries } from './diagnostic-queries.ts';
import { exportAll } from './exports.ts';
import { factQueries } from './fact-queries.ts';
import { findingQueries } from './finding-queries.ts';
import { folderNodes } from './folders.ts';
import { ingestSink, type IngestSink } from './ingest-sink.ts';
import { messageQueries } from './message-queries.ts';
import { overTime } from './over-time.ts';
import { gatherReport } from './report-input.ts';

/** The case view as the worker answers it; changes go out by `tell`. */
export type ServedView = Omit<CaseView, 'onChange'>;

export interface ServeOptions {
  readonly store: CaseStore;
  readonly client: Client;
  tell(change: CaseChange): void;
  /** The clock; UTC instant. */
  now(): string;
}

/** Answers the questions of the case view from the store, and those about evidence by the host. */
export function serveCaseView({ store, client, tell, now }: ServeOptions): { readonly view: ServedView; readonly sink: IngestSink } {
  const messages = messageQueries(store);
  const findings = findingQueries(store);
  const diagnostics = diagnosticQueries(store);
  const facts = factQueries(store);
  const sink = ingestSink({ store, client, tell });
  let description: Promise<ProgramDescription> | null = null;

  client.on('case.changed', (caseFile) => tell({ kind: 'case', caseFile }));
  client.on('profiles.found', (finds) => tell({ kind: 'profiles', finds }));
  client.on('profiles.progress', (progress) => tell({ kind: 'profile-search', progress }));
  client.on('menu.command', ({ command }) => tell({ kind: 'menu', command }));

  const describe = (): Promise<ProgramDescription> => (description ??= client.call('program.describe', {}));

  async function reportInput(options: ReportOptions): Promise<ReportInput> {
    const [caseFile, program] = await Promise.all([client.call('case.read', {}), describe()]);
    return gatherReport({ store, messages, findings, diagnostics, caseFile, program, generatedAt: now() }, options);
  }

  const view: ServedView = {
    host: (name, given) => client.call(name, given),
    startIngest: (evidenceId) => sink.start(evidenceId),
    ingestStates: () => Promise.resolve(sink.states()),
    accounts: (evidenceId) => accountsOf(store, evidenceId),
    diagnostics: (filter) => diagnostics.page(filter),
    diagnosticCounts: (evidenceId) => Promise.resolve(diagnostics.counts(evidenceId)),
    async folders() {
      const { evidence } = await client.call('case.read', {});
      const names = new Map(evidence.map(({ evidenceId, pathAsGiven }) => [evidenceId, `${evidenceId} ${lastName(pathAsGiven)}`]));
      return folderNodes(store.columns, (evidenceId) => names.get(evidenceId) ?? evidenceId);
    },
    select: (slot, query) => messages.select(slot, query),
    rows: (slot, from, to) => messages.rows(slot, from, to),
    positionOf: (slot, recordId) => Promise.resolve(messages.positionOf(slot, recordId)),
    async message(recordId) {
      const record = await messages.record(recordId);
      if (record === null) return null;
      return {
        record,
        findings: await findings.citing(recordId),
        diagnostics: await diagnostics.about(record.evidenceId, record.locator),
        children: await messages.children(recordId),
      };
    },
    findingGroups: async () => findings.groups((await describe()).rules),
    findings: (filter) => findings.page(filter),
    async annotate(findingId, annotation) {
      await store.annotate(findingId, annotation);
      await client.call('case.log', {
        action: 'finding annotated',
        detail: `${findingId}: ${annotation.review} ${annotation.note}`.slice(0, 10_000),
      });
      tell({ kind: 'content' });
    },
    factCounts: () => Promise.resolve(Array.from(store.columns.facts.counts, ([kind, count]) => ({ kind: kind as FactKind, count }))),
    facts: (filter) => facts.page(filter),
    fact: (recordId) => facts.find(recordId),
    overTime: (zone) => Promise.resolve(overTime(store.columns.date(), store.columns.findings.date(), zone)),
    report: async (options) => ({ html: [...htmlPieces(composeReport(await reportInput(options)))].join('') }),
    exportAll: (kinds, options) => exportAll({ store, findings, client, report: () => reportInput(options) }, kinds),
  };
  return { view, sink };
}

/** What to answer while no host is there. */
export function hostAway(): Trouble {
  return new Trouble({
    code: 'host-away',
    happened: 'The process that reads the evidence is not there.',
    kept: 'Everything in the case is kept.',
    todo: 'Try again in a moment; if it does not come back, close the window and open the case again.',
  });
}
