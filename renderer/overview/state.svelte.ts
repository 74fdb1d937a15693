import type { CaseView, DiagnosticCount, FindingGroup, IngestState, StoredAccount } from '#renderer/case/case-view.ts';
import type { OverTime } from '#renderer/case/over-time.ts';
import { held } from '#renderer/ui/held.svelte.ts';

export interface OverviewShown {
  /** Whether the case has been asked yet. */
  readonly state: 'asking' | 'ready';
  readonly states: readonly IngestState[];
  readonly accounts: readonly StoredAccount[];
  readonly diagnosticCounts: readonly DiagnosticCount[];
  readonly groups: readonly FindingGroup[];
  readonly messages: number;
  readonly overTime: OverTime;
}

/** State of the overview: what its answers rest on. */
export interface OverviewState {
  readonly shown: OverviewShown;
  stop(): void;
}

/**
 * @param zone the case zone now, in which months are meant.
 * @param tell told of trouble.
 */
export function overviewState(view: CaseView, zone: () => string, tell: (error: unknown) => void): OverviewState {
  const hold = held<OverviewShown>({
    state: 'asking',
    states: [],
    accounts: [],
    diagnosticCounts: [],
    groups: [],
    messages: 0,
    overTime: { unit: 'month', periods: [], undated: { messages: 0, findings: 0 } },
  });

  async function refresh(): Promise<void> {
    try {
      const [states, accounts, diagnosticCounts, groups, overTime] = await Promise.all([
        view.ingestStates(),
        view.accounts(null),
        view.diagnosticCounts(null),
        view.findingGroups(),
        view.overTime(zone()),
      ]);
      const messages = states.reduce((sum, state) => sum + state.messages, 0);
      hold.change({ state: 'ready', states, accounts, diagnosticCounts, groups, messages, overTime });
    } catch (error) {
      tell(error);
    }
  }

  const stop = view.onChange((change) => {
    // The zone is part of the case.
    if (change.kind === 'content' || change.kind === 'case') void refresh();
  });
  void refresh();
  return {
    get shown() {
      return hold.shown;
    },
    stop,
  };
}
