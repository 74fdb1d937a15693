import { analyseCase, caseDetectors, newOwnDomainTally, type CaseDetector, type CaseMaterial } from '#analysis/index.ts';
import type { CaseFile, ProgramDescription } from '#contract/index.ts';
import { findingIdOf, type Finding } from '#model/index.ts';
import { caseMaterial } from './case-material.ts';
import type { CaseStore } from './case-store.ts';
import type { AnalysisState } from './case-view.ts';
import { compareEvidence } from './evidence-order.ts';
import { findingColumns } from './finding-columns.ts';
import { packJson } from './pack.ts';
import type { AnalysisBasis, CaseFindingBlock } from './schema.ts';

/** Analysis across the records of the case, over what the store keeps: the evidence is not read for it. */
export interface CaseAnalysis {
  /** Whether the stored findings across records are of the case as it is now; if not, why not. */
  state(): Promise<AnalysisState>;
  /**
   * Runs the detectors and replaces what the analysis before found. One that runs is ended first: it was asked for before.
   * @returns whether it ran to its end; false when it was cancelled, and then the findings of before stay
   */
  run(): Promise<'done' | 'cancelled'>;
  cancel(): Promise<void>;
}

export interface AnalysisOptions {
  readonly store: CaseStore;
  readCase(): Promise<CaseFile>;
  describe(): Promise<ProgramDescription>;
  /** Told of progress and of the end. */
  tell(state: AnalysisState): void;
  /** Whether evidence is being read. */
  isReading(): boolean;
  /** The clock; UTC instant. */
  now(): string;
  /** Those of the program; a test may give others. */
  readonly detectors?: readonly CaseDetector[];
}

/** How many findings are packed together. */
const findingsOfBlock = 100;
const tellEveryMilliseconds = 300;

export function caseAnalysis(options: AnalysisOptions): CaseAnalysis {
  const { store, readCase, describe, tell, isReading, now, detectors = caseDetectors } = options;
  let running: Run | null = null;
  let progress = { done: 0, total: 0 };

  async function basis(): Promise<AnalysisBasis> {
    const [caseFile, program] = await Promise.all([readCase(), describe()]);
    return {
      evidence: [...store.manifest.values()]
        .sort((a, b) => compareEvidence(a.evidenceId, b.evidenceId))
        .map(({ evidenceId, sequence, state }) => ({ evidenceId, sequence, state })),
      parameters: caseFile.parameters ?? {},
      ownDomains: caseFile.ownDomains,
      program: `${program.name} ${program.version}`,
      rules: detectors.flatMap(({ rules }) => rules.map(({ id, version }) => `${id} ${version}`)),
    };
  }

  async function state(): Promise<AnalysisState> {
    const { analysis } = store;
    const made = analysis === null ? null : { ranAt: analysis.ranAt, findings: analysis.findings, program: analysis.basis.program };
    if (running !== null) return { state: 'running', because: [], made, progress };
    if (isReading()) return { state: 'reading', because: [], made, progress: null };
    if (store.manifest.size === 0) return { state: 'nothing', because: [], made, progress: null };
    if (analysis === null) return { state: 'never', because: [], made, progress: null };
    const because = differences(analysis.basis, await basis());
    return { state: because.length === 0 ? 'current' : 'outdated', because, made, progress: null };
  }

  async function replaceFindings(run: Run): Promise<void> {
    // What is committed meanwhile belongs to the next analysis.
    const madeOf = await basis();
    const { chunks } = store.columns;
    let told = -Infinity;
    const ownDomains = newOwnDomainTally();
    let isFirst = true;
    async function* replay(): AsyncGenerator<CaseMaterial> {
      const counts = isFirst;
      isFirst = false;
      for await (const material of materialOf()) {
        if (counts) ownDomains.consume(material);
        yield material;
      }
    }
    const materialOf = () =>
      caseMaterial(store, chunks, (done) => {
        if (run.isCancelled) throw new Cancelled();
        progress = { done, total: chunks };
        if (performance.now() - told < tellEveryMilliseconds) return;
        told = performance.now();
        void state().then(tell);
      });
    const blocks: CaseFindingBlock[] = [];
    let gathered: Finding[] = [];
    let findings = 0;
    const pack = (): void => {
      if (gathered.length === 0) return;
      blocks.push(packFindings(store, blocks.length, gathered));
      findings += gathered.length;
      gathered = [];
    };
    for await (const finding of analyseCase(replay, { parameters: madeOf.parameters, ownDomains: madeOf.ownDomains }, detectors)) {
      if (run.isCancelled) throw new Cancelled();
      if (gathered.push(finding) >= findingsOfBlock) pack();
    }
    pack();
    await store.replaceAnalysis({ id: 'latest', ranAt: now(), findings, basis: madeOf, proposedDomains: ownDomains.proposals() }, blocks);
  }

  async function cancel(): Promise<void> {
    const run = running;
    if (run === null) return;
    run.isCancelled = true;
    await run.ended.catch(() => undefined);
  }

  return {
    state,
    cancel,
    async run() {
      // It runs by itself when the reading is done.
      if (isReading()) return 'cancelled';
      while (running !== null) await cancel();
      progress = { done: 0, total: store.columns.chunks };
      const run: Run = { isCancelled: false, ended: Promise.resolve() };
      running = run;
      run.ended = replaceFindings(run).finally(() => {
        if (running === run) running = null;
      });
      tell(await state());
      try {
        await run.ended;
        return 'done';
      } catch (error) {
        if (error instanceof Cancelled) return 'cancelled';
        throw error;
      } finally {
        tell(await state());
      }
    },
  };
}

interface Run {
  isCancelled: boolean;
  ended: Promise<void>;
}

class Cancelled extends Error {}

function packFindings({ columns }: CaseStore, id: number, findings: readonly Finding[]): CaseFindingBlock {
  return {
    id,
    findingIds: findings.map(findingIdOf),
    packed: packJson(findings),
    // A finding over many messages is one about each of them.
    columns: findingColumns(findings, ({ citations, extent }) =>
      [...citations.map(({ recordId }) => recordId), ...(extent?.records ?? [])].map((recordId) => columns.index.slotOf(recordId)),
    ),
  };
}

/** Why an analysis is not of the case as it is now, in sentences. */
function differences(made: AnalysisBasis, is: AnalysisBasis): string[] {
  const known = new Set(made.rules.map(idOf));
  const unknown = is.rules.map(idOf).filter((id) => !known.has(id));
  return [
    ...(same(made.evidence, is.evidence) ? [] : ['Evidence was read since.']),
    ...(same(sorted(made.parameters), sorted(is.parameters)) ? [] : ['Parameters of rules were changed since.']),
    ...(same(made.ownDomains, is.ownDomains) ? [] : ['The own domains were changed since.']),
    ...(same(made.rules, is.rules) && made.program === is.program
      ? []
      : [`It was made by ${made.program}, with other rules or another version.`]),
    ...(unknown.length === 0 ? [] : [`Findings of these rules are missing until the case is analysed again: ${unknown.join(', ')}.`]),
  ];
}

// A rule is kept as its identifier and its version.
function idOf(rule: string): string {
  return rule.split(' ')[0] ?? '';
}

function same(one: unknown, other: unknown): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}

/** In which order parameters were written says nothing. */
function sorted(parameters: AnalysisBasis['parameters']): unknown {
  return Object.entries(parameters)
    .map(([ruleId, values]) => [ruleId, Object.entries(values).sort(byName)] as const)
    .filter(([, values]) => values.length > 0)
    .sort(byName);
}

function byName([one]: readonly [string, unknown], [other]: readonly [string, unknown]): number {
  return one < other ? -1 : one > other ? 1 : 0;
}
