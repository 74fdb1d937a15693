import type { CallArguments, ProgramDescription, RecentCase } from '#contract/index.ts';
import type { CaseView } from '#renderer/case/case-view.ts';
import { held } from '#renderer/ui/held.svelte.ts';

export interface StartShown {
  readonly recent: readonly RecentCase[];
  readonly program: ProgramDescription | null;
  /** What is being opened or made, while it is. */
  readonly busy: 'no' | 'new' | 'open' | 'sample' | 'recent';
}

/** State of the start screen. */
export interface StartState {
  readonly shown: StartShown;
  make(fields: CallArguments<'start.newCase'>): Promise<void>;
  open(): Promise<void>;
  openRecent(index: number): Promise<void>;
  forget(index: number): Promise<void>;
  openSample(): Promise<void>;
}

/**
 * @param host the window's calls; the start window has no case, only these.
 * @param tell told of trouble.
 */
export function startState(host: CaseView['host'], tell: (error: unknown) => void): StartState {
  const hold = held<StartShown>({ recent: [], program: null, busy: 'no' });

  async function refresh(): Promise<void> {
    try {
      hold.change({ recent: await host('start.recent', {}) });
      hold.change({ program: await host('program.describe', {}) });
    } catch (error) {
      tell(error);
    }
  }

  async function attempt(busy: StartShown['busy'], action: () => Promise<unknown>): Promise<void> {
    hold.change({ busy });
    try {
      await action();
    } catch (error) {
      tell(error);
    }
    hold.change({ busy: 'no' });
    await refresh();
  }

  void refresh();
  return {
    get shown() {
      return hold.shown;
    },
    make: (fields) => attempt('new', () => host('start.newCase', fields)),
    open: () => attempt('open', () => host('start.openCase', {})),
    openRecent: (index) => attempt('recent', () => host('start.openRecent', { index })),
    forget: (index) => attempt('recent', () => host('start.forgetRecent', { index })),
    openSample: () => attempt('sample', () => host('start.sampleCase', {})),
  };
}
