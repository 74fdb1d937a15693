import type { TroubleText } from '#contract/index.ts';
import { troubleTextOf } from '#renderer/connection/view-messages.ts';
import { held } from '#renderer/ui/held.svelte.ts';

/** Trouble told to the examiner. A dismissed notice leaves the screen but stays in the list until the window closes. */
export interface Notice {
  readonly id: number;
  readonly text: TroubleText;
  readonly at: number;
  readonly state: 'showing' | 'dismissed';
}

export interface Notices {
  readonly shown: { readonly all: readonly Notice[]; readonly list: 'open' | 'closed' };
  /** Tells of an error that was caught. */
  tell(error: unknown): void;
  dismiss(id: number): void;
  toggleList(): void;
}

/** Keeps what went wrong in this window. */
export function noticesKept(): Notices {
  const hold = held<Notices['shown']>({ all: [], list: 'closed' });
  let lastId = 0;
  return {
    get shown() {
      return hold.shown;
    },
    tell(error) {
      lastId += 1;
      hold.change({ all: [...hold.shown.all, { id: lastId, text: troubleTextOf(error), at: Date.now(), state: 'showing' }] });
    },
    dismiss(id) {
      hold.change({ all: hold.shown.all.map((notice) => (notice.id === id ? { ...notice, state: 'dismissed' } : notice)) });
    },
    toggleList() {
      hold.change({ list: hold.shown.list === 'open' ? 'closed' : 'open' });
    },
  };
}
