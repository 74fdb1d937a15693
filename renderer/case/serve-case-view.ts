import type { CaseDetector } from '#analysis/index.ts';
import { Trouble, type CaseFile, type Client, type ProgramDescription } from '#contract/index.ts';
import type { EvidenceId } from '#model/index.ts';
import { composeReport, htmlPieces, type ReportInput } from '#report/index.ts';
import { troubleTextOf } from '#renderer/connection/view-messages.ts';
import { lastName } from '#renderer/ui/words.ts';
import { accessQueries } from './access-queries.ts';
import { accountsOf } from './account-queries.ts';
import { caseAnalysis } from './case-analysis.ts';
import type { CaseStore } from './case-store.ts';
import { mostNamedMessages, type CaseChange, type CaseView, type FactKind, type ReportOptions } from './case-view.ts';
import { diagnosticQueries } from './diagnostic-queries.ts';
import { exportAll } from './exports.ts';
import { factQueries } from './fact-queries.ts';
import { findingQueries } from './finding-queries.ts';
import { folderNodes } from './folders.ts';
import { forwardingQueries } from './forwarding-queries.ts';
import { ingestSink, type IngestSink } from './ingest-sink.ts';
import { messageIdentifiers } from './message-identifiers.ts';
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
  /** Detectors across records; those of the program without them. */
  readonly detectors?: readonly CaseDetector[];
}

/** Answers the questions of the case view from the store, and those about evidence by the host. */
export function serveCaseView({ store, client, tell, now, detectors }: ServeOptions): {
  readonly view: ServedView;
  readonly sink: IngestSink;
} {
  const findings = findingQueries(store);
  const messages = messageQueries(store, findings.messagesOf);
  const forwarding = forwardingQueries(store);
  const access = accessQueries(store, messages);
  const identifiers = messageIdentifiers(store);
  const diagnostics = diagnosticQueries(store);
  const facts = factQueries(store);
  const sink = ingestSink({ store, client, tell, onIdle: () => void analyse().catch(tellFailed) });
  let description: Promise<ProgramDescription> | null = null;
  const describe = (): Promise<ProgramDescription> => (description ??= client.call('program.describe', {}));

  const readCase = (): Promise<CaseFile> => client.call('case.read', {});
  const analysis = caseAnalysis({
    store,
    readCase,
    describe,
    isReading: sink.isReading,
    now,
    tell: (state) => tell({ kind: 'analysis', analysis: state }),
    ...(detectors === undefined ? {} : { detectors }),
  });

  async function analyse(): Promise<boolean> {
    const outcome = await analysis.run();
    if (outcome === 'done') {
      await client.call('case.log', {
        action: 'analysis-done',
        detail: `${String(store.analysis?.findings ?? 0)} findings across records`,
      });
      tell({ kind: 'content' });
    }
    return outcome === 'done';
  }

  // Nobody waits for an analysis that began by itself: its failure is told as a notice.
  function tellFailed(error: unknown): void {
    tell({ kind: 'trouble', text: troubleTextOf(error) });
  }

  async function skews(): Promise<ReadonlyMap<EvidenceId, number>> {
    const { clockSkews = [] } = await readCase();
    return new Map(clockSkews.map(({ evidenceId, seconds }) => [evidenceId, seconds]));
  }

  client.on('case.changed', (caseFile) => {
    tell({ kind: 'case', caseFile });
    // Its parameters may be others now.
    void analysis.state().then((state) => tell({ kind: 'analysis', analysis: state }), tellFailed);
  });
  client.on('profiles.found', (finds) => tell({ kind: 'profiles', finds }));
  client.on('profiles.progress', (progress) => tell({ kind: 'profile-search', progress }));
  client.on('menu.command', ({ command }) => tell({ kind: 'menu', command }));

  async function reportInput(options: ReportOptions): Promise<ReportInput> {
    const [caseFile, program, searches] = await Promise.all([readCase(), describe(), client.call('profiles.kept', {})]);
    return gatherReport(
      { store, messages, findings, diagnostics, caseFile, program, searches, analysis: await analysis.state(), generatedAt: now() },
      options,
    );
  }

  const view: ServedView = {
    host: (name, given) => client.call(name, given),
    async startIngest(evidenceId) {
      // The case is about to change; it is analysed when the reading is done.
      await analysis.cancel();
      await sink.start(evidenceId);
    },
    ingestStates: () => Promise.resolve(sink.states()),
    accounts: (evidenceId) => accountsOf(store, evidenceId),
    diagnostics: (filter) => diagnostics.page(filter),
    diagnosticCounts: (evidenceId) => Promise.resolve(diagnostics.counts(evidenceId)),
    async folders() {
      const { evidence } = await readCase();
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
    fact: (recordId, evidenceId) => facts.find(recordId, evidenceId),
    analysisState: analysis.state,
    analyse,
    cancelAnalysis: analysis.cancel,
    proposedDomains: () => Promise.resolve(store.analysis?.proposedDomains ?? []),
    forwarding: (filter) => Promise.resolve(forwarding.summary(filter)),
    forwardingDays: (filter, zone) => Promise.resolve(forwarding.days(filter, zone)),
    observations: (filter, offset, limit) => forwarding.page(filter, offset, limit),
    passingRules: forwarding.rules,
    accessFacets: () => Promise.resolve(access.facets()),
    selectAccess: async (filter) => access.select(filter, await skews()),
    accessRows: (from, to) => access.rows(from, to),
    accessPosition: (recordId) => access.positionOf(recordId),
    async messagesNamed(messageIds) {
      const slots = await identifiers.slotsOf(messageIds);
      return { rows: await messages.rowsOf(slots.slice(0, mostNamedMessages)), count: slots.length };
    },
    eventsNaming: (messageId) => access.countOf(messageId),
    accessLanes: async (filter, question) => access.lanes(filter, question, await skews()),
    overTime(zone) {
      const { findings, caseFindings } = store.columns;
      const dates = new Float64Array(findings.count + caseFindings.count);
      dates.set(findings.date());
      dates.set(caseFindings.date(), findings.count);
      return Promise.resolve(overTime(store.columns.date(), dates, zone));
    },
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
