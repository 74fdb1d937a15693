import type { CaseView, DiagnosticCount, FindingGroup, IngestState, StoredAccount } from '#renderer/case/case-view.ts';
import { held } from '#renderer/ui/held.svelte.ts';

export interface OverviewShown {
  /** Whether the case has been asked yet. */
  readonly state: 'asking' | 'ready';
  readonly states: readonly IngestState[];
  readonly accounts: readonly StoredAccount[];
  readonly diagnosticCounts: readonly DiagnosticCount[];
  readonly groups: readonly FindingGroup[];
  readonly messages: number;
}

/** State of the overview: what its answers rest on. */
export interface OverviewState {
  readonly shown: OverviewShown;
  stop(): void;
}

/** @param tell told of trouble. */
export function overviewState(view: CaseView, tell: (error: unknown) => void): OverviewState {
  const hold = held<OverviewShown>({ state: 'asking', states: [], accounts: [], diagnosticCounts: [], groups: [], messages: 0 });

  async function refresh(): Promise<void> {
    try {
      const [states, accounts, diagnosticCounts, groups] = await Promise.all([
        view.ingestStates(),
        view.accounts(null),
        view.diagnosticCounts(null),
        view.findingGroups(),
      ]);
      const messages = states.reduce((sum, state) => sum + state.messages, 0);
      hold.change({ state: 'ready', states, accounts, diagnosticCounts, groups, messages });
    } catch (error) {
      tell(error);
    }
  }

  const stop = view.onChange((change) => {
    if (change.kind === 'content') void refresh();
  });
  void refresh();
  return {
    get shown() {
      return hold.shown;
    },
    stop,
  };
}
