import type { TroubleText } from '#contract/index.ts';
import { troubleTextOf } from '#renderer/connection/view-messages.ts';
import { held } from '#renderer/ui/held.svelte.ts';

/** Trouble told to the examiner. A dismissed notice leaves the screen but stays in the list until the window closes. */
export interface Notice {
  readonly id: number;
  readonly text: TroubleText;
  /** When it was last told, milliseconds since 1970. */
  readonly at: number;
  /** How often the same was told. */
  readonly times: number;
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
      const text = troubleTextOf(error);
      const { all } = hold.shown;
      // The same trouble told again, as while evidence is read, is one notice that counts.
      const same = all.find((notice) => notice.text.code === text.code && notice.text.happened === text.happened);
      if (same !== undefined) {
        const again: Notice = { ...same, at: Date.now(), times: same.times + 1, state: 'showing' };
        hold.change({ all: [...all.filter((notice) => notice !== same), again] });
        return;
      }
      lastId += 1;
      hold.change({ all: [...all, { id: lastId, text, at: Date.now(), times: 1, state: 'showing' }] });
    },
    dismiss(id) {
      hold.change({ all: hold.shown.all.map((notice) => (notice.id === id ? { ...notice, state: 'dismissed' } : notice)) });
    },
    toggleList() {
      hold.change({ list: hold.shown.list === 'open' ? 'closed' : 'open' });
    },
  };
}
