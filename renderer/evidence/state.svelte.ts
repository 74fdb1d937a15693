import type { VerificationResult } from '#contract/index.ts';
import type { Diagnostic, EvidenceId, EvidenceItem } from '#model/index.ts';
import type {
  CaseView,
  DiagnosticCount,
  DiagnosticFilter,
  IngestState,
  StoredAccount,
  StoredDiagnostic,
} from '#renderer/case/case-view.ts';
import type { EvidenceTab } from '#renderer/navigation/place.ts';
import { held } from '#renderer/ui/held.svelte.ts';
import { pagedRows, type PagedRows } from '#renderer/ui/paged-rows.svelte.ts';

export interface EvidenceShown {
  /** The chosen item; null: all. */
  readonly chosen: EvidenceId | null;
  readonly tab: EvidenceTab;
  readonly states: readonly IngestState[];
  /** Containers of the chosen item, or of all. */
  readonly accounts: readonly StoredAccount[];
  readonly containers: 'all' | 'with-trouble';
  /** Diagnostics of the chosen item, or of all. */
  readonly diagnosticCounts: readonly DiagnosticCount[];
  readonly code: string | null;
  /** Diagnostics of this effect alone; null: of any. */
  readonly effect: Diagnostic['effect'] | null;
  readonly diagnostic: StoredDiagnostic | null;
  /** Items that are being hashed again, and what came of it. */
  readonly verifying: ReadonlySet<EvidenceId>;
  readonly verified: ReadonlyMap<EvidenceId, VerificationResult>;
  /** Whether files are being chosen and hashed now. */
  readonly adding: 'idle' | 'busy';
}

/** State of the evidence screen. */
export interface EvidenceState {
  readonly shown: EvidenceShown;
  readonly diagnostics: PagedRows<StoredDiagnostic>;
  add(kind: 'files' | 'folder'): Promise<void>;
  addDropped(token: string): Promise<void>;
  /** Reads an item, or reads on where it was left; items wait for each other. */
  read(evidenceId: EvidenceId): void;
  verify(evidenceId: EvidenceId): Promise<void>;
  describe(item: EvidenceItem, parts: Partial<Pick<EvidenceItem, 'custodian' | 'note'>>): Promise<void>;
  /** States by how much the clock of an item was ahead; 0 takes it back. */
  stateSkew(evidenceId: EvidenceId, seconds: number, because: string): Promise<void>;
  show(parts: Partial<Pick<EvidenceShown, 'chosen' | 'tab' | 'containers' | 'code' | 'effect' | 'diagnostic'>>): void;
  stop(): void;
}

/** @param tell told of trouble. */
export function evidenceState(view: CaseView, tell: (error: unknown) => void): EvidenceState {
  const hold = held<EvidenceShown>({
    chosen: null,
    tab: 'completeness',
    states: [],
    accounts: [],
    containers: 'all',
    diagnosticCounts: [],
    code: null,
    effect: null,
    diagnostic: null,
    verifying: new Set(),
    verified: new Map(),
    adding: 'idle',
  });
  const diagnostics = pagedRows<StoredDiagnostic>(
    async (from, to) => (await view.diagnostics({ ...filterOf(hold.shown), offset: from, limit: to - from })).items,
    tell,
  );
  /** Items that wait to be read; the first of them is being read while `reading` says so. */
  let waiting: readonly EvidenceId[] = [];
  let reading: EvidenceId | null = null;

  async function attempt(action: () => Promise<void>): Promise<void> {
    try {
      await action();
    } catch (error) {
      tell(error);
    }
  }

  async function refresh(before: 'keep' | 'forget'): Promise<void> {
    const { chosen, code, effect } = hold.shown;
    const [states, accounts, diagnosticCounts, page] = await Promise.all([
      view.ingestStates(),
      view.accounts(chosen),
      view.diagnosticCounts(chosen),
      view.diagnostics({ ...filterOf(hold.shown), offset: 0, limit: 1 }),
    ]);
    if (chosen !== hold.shown.chosen || code !== hold.shown.code || effect !== hold.shown.effect) return;
    hold.change({ states, accounts, diagnosticCounts });
    diagnostics.renew(page.total, before);
  }

  function readNext(): void {
    const next = waiting[0];
    if (reading !== null || next === undefined) return;
    waiting = waiting.slice(1);
    reading = next;
    view.startIngest(next).catch((error: unknown) => {
      reading = null;
      tell(error);
      readNext();
    });
  }

  function read(evidenceId: EvidenceId): void {
    if (reading === evidenceId || waiting.includes(evidenceId)) return;
    waiting = [...waiting, evidenceId];
    readNext();
  }

  async function add(ask: () => Promise<readonly EvidenceItem[]>): Promise<void> {
    hold.change({ adding: 'busy' });
    await attempt(async () => {
      const items = await ask();
      for (const { evidenceId } of items) read(evidenceId);
      await refresh('keep');
    });
    hold.change({ adding: 'idle' });
  }

  const stop = view.onChange((change) => {
    if (change.kind === 'content') void attempt(() => refresh('keep'));
    if (change.kind !== 'progress') return;
    const { evidenceId, phase } = change.progress;
    if (phase !== 'done' && phase !== 'cancelled' && phase !== 'failed') return;
    if (reading === evidenceId) reading = null;
    readNext();
    void attempt(() => refresh('keep'));
  });
  void attempt(() => refresh('forget'));

  return {
    get shown() {
      return hold.shown;
    },
    diagnostics,
    add: (kind) => add(() => view.host('evidence.choose', { kind })),
    addDropped: (token) => add(() => view.host('evidence.dropped', { token })),
    read,
    verify: (evidenceId) =>
      attempt(async () => {
        hold.change({ verifying: new Set([...hold.shown.verifying, evidenceId]) });
        try {
          const result = await view.host('evidence.verify', { evidenceId });
          hold.change({ verified: new Map(hold.shown.verified).set(evidenceId, result) });
        } finally {
          hold.change({ verifying: new Set([...hold.shown.verifying].filter((each) => each !== evidenceId)) });
        }
      }),
    describe: ({ evidenceId, custodian, note }, parts) =>
      attempt(async () => {
        await view.host('evidence.describe', { evidenceId, custodian, note, ...parts });
      }),
    stateSkew: (evidenceId, seconds, because) =>
      attempt(async () => {
        await view.host('evidence.clockSkew', { evidenceId, seconds, because });
      }),
    show(parts) {
      const isOther = 'chosen' in parts || 'code' in parts || 'effect' in parts;
      // A code belongs to what was on view: another exhibit may have no diagnostic of it.
      const isOtherItem = parts.chosen !== undefined && parts.chosen !== hold.shown.chosen;
      hold.change({ ...(isOtherItem ? { code: null, effect: null } : {}), ...(isOther ? { diagnostic: null } : {}), ...parts });
      if (isOther) void attempt(() => refresh('forget'));
    },
    stop,
  };
}

function filterOf({ chosen, code, effect }: EvidenceShown): Pick<DiagnosticFilter, 'evidenceId' | 'code' | 'effect' | 'below'> {
  return { evidenceId: chosen, code, effect, below: null };
}
