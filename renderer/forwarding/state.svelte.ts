import type { CaseView } from '#renderer/case/case-view.ts';
import type { ForwardingDay, ForwardingSummary, PassingRule, StoredObservation } from '#renderer/case/forwarding-view.ts';
import { held } from '#renderer/ui/held.svelte.ts';
import { pagedRows, type PagedRows } from '#renderer/ui/paged-rows.svelte.ts';
import { rowAt } from '#renderer/ui/row-window.ts';
import { filterOf, noFilter, type TypedFilter } from './words.ts';

export type ForwardingTab = 'observations' | 'flow' | 'rules';

export interface ForwardingShown {
  readonly tab: ForwardingTab;
  readonly filter: TypedFilter;
  /** What passes the filter but for mechanism and destination, which are chosen from it; null until the first answer. */
  readonly scope: ForwardingSummary | null;
  /** What passes the whole filter. */
  readonly summary: ForwardingSummary | null;
  /** Days whatever range is chosen, so that another can be. */
  readonly days: readonly ForwardingDay[];
  readonly chosen: number;
  readonly observation: StoredObservation | null;
  /** Null until it was asked for. */
  readonly rules: readonly PassingRule[] | null;
}

/** State of the forwarding screen. */
export interface ForwardingState {
  readonly shown: ForwardingShown;
  readonly rows: PagedRows<StoredObservation>;
  showTab(tab: ForwardingTab): void;
  narrow(parts: Partial<TypedFilter>): void;
  choose(index: number): Promise<void>;
  stop(): void;
}

/**
 * @param zone the case zone now, in which days are meant.
 * @param tell told of trouble.
 */
export function forwardingState(view: CaseView, zone: () => string, tell: (error: unknown) => void): ForwardingState {
  const hold = held<ForwardingShown>({
    tab: 'observations',
    filter: noFilter,
    scope: null,
    summary: null,
    days: [],
    chosen: -1,
    observation: null,
    rules: null,
  });
  const rows = pagedRows<StoredObservation>(
    async (from, to) => (await view.observations(filterOf(hold.shown.filter, zone()), from, to - from)).items,
    tell,
  );
  let asked = 0;
  let pause: ReturnType<typeof setTimeout> | undefined;

  async function ask(before: 'keep' | 'forget'): Promise<void> {
    asked += 1;
    const mine = asked;
    const { filter } = hold.shown;
    const whole = filterOf(filter, zone());
    try {
      const [scope, summary, days] = await Promise.all([
        view.forwarding({ ...whole, mechanism: null, destination: null }),
        view.forwarding(whole),
        view.forwardingDays({ ...whole, from: null, to: null }, zone()),
      ]);
      if (mine !== asked) return;
      // The same days are not drawn anew.
      const isSame = JSON.stringify(days) === JSON.stringify(hold.shown.days);
      hold.change({ scope, summary, days: isSame ? hold.shown.days : days });
      rows.renew(summary.observations, before);
    } catch (error) {
      if (mine === asked) tell(error);
    }
  }

  async function askRules(): Promise<void> {
    try {
      hold.change({ rules: await view.passingRules() });
    } catch (error) {
      tell(error);
    }
  }

  const stop = view.onChange((change) => {
    if (change.kind === 'content' || change.kind === 'case') void ask('keep');
    if (change.kind === 'content' && hold.shown.rules !== null) void askRules();
  });
  void ask('forget');

  return {
    get shown() {
      return hold.shown;
    },
    rows,
    showTab(tab) {
      hold.change({ tab });
      if (tab === 'rules' && hold.shown.rules === null) void askRules();
    },
    narrow(parts) {
      const isTyped = 'fromDay' in parts || 'toDay' in parts;
      hold.change({ filter: { ...hold.shown.filter, ...parts }, chosen: -1, observation: null });
      clearTimeout(pause);
      pause = setTimeout(() => void ask('forget'), isTyped ? 120 : 0);
    },
    async choose(index) {
      hold.change({ chosen: index });
      try {
        const row = rowAt(rows.shown, index) ?? (await view.observations(filterOf(hold.shown.filter, zone()), index, 1)).items[0] ?? null;
        if (row !== null && hold.shown.chosen === index) hold.change({ observation: row });
      } catch (error) {
        tell(error);
      }
    },
    stop,
  };
}
