import type { RecordId } from '#model/index.ts';
import type { CaseView, FolderNode, MessageRow, SelectionSummary } from '#renderer/case/case-view.ts';
import { held } from '#renderer/ui/held.svelte.ts';
import { pagedRows, type PagedRows } from '#renderer/ui/paged-rows.svelte.ts';
import { rowAt } from '#renderer/ui/row-window.ts';
import { queryOf, wholeCase, type MessageFilter } from './query.ts';

export interface MessagesShown {
  readonly folders: readonly FolderNode[];
  readonly folded: ReadonlySet<string>;
  readonly filter: MessageFilter;
  /** Null until the first answer. */
  readonly summary: SelectionSummary | null;
  /** Place of the chosen message in the list, or -1 when it is not in the list. */
  readonly chosen: number;
  readonly chosenId: RecordId | null;
  /** Counts the times that the chosen row was to be brought into view. */
  readonly brought: number;
  readonly tree: 'shown' | 'hidden';
  /** Where the message stands; `auto` goes by the width of the window. */
  readonly side: 'auto' | 'beside' | 'below';
}

/** State of the messages screen: folders, filter, the list and the chosen row. */
export interface MessagesState {
  readonly shown: MessagesShown;
  readonly rows: PagedRows<MessageRow>;
  /** Changes the filter and asks anew. */
  narrow(parts: Partial<MessageFilter>): void;
  fold(key: string, to: 'folded' | 'unfolded'): void;
  choose(index: number): Promise<void>;
  /** Chooses a message wherever it stands in the list; it may be outside the filter. */
  reveal(recordId: RecordId): Promise<void>;
  chosenRow(): MessageRow | null;
  arrange(parts: Partial<Pick<MessagesShown, 'tree' | 'side'>>): void;
  stop(): void;
}

const slot = 'messages';

/**
 * @param zone the case zone now, in which days are meant.
 * @param onChoose told of the message that the examiner chose.
 */
export function messagesState(
  view: CaseView,
  zone: () => string,
  onChoose: (recordId: RecordId) => void,
  tell: (error: unknown) => void,
): MessagesState {
  const hold = held<MessagesShown>({
    folders: [],
    folded: new Set(),
    filter: wholeCase,
    summary: null,
    chosen: -1,
    chosenId: null,
    brought: 0,
    tree: 'shown',
    side: 'auto',
  });
  const rows = pagedRows<MessageRow>((from, to) => view.rows(slot, from, to), tell);
  let asked = 0;
  let pause: ReturnType<typeof setTimeout> | undefined;

  async function ask(before: 'keep' | 'forget'): Promise<void> {
    asked += 1;
    const mine = asked;
    try {
      const summary = await view.select(slot, queryOf(hold.shown.filter, zone()));
      if (mine !== asked) return;
      const { chosenId } = hold.shown;
      const chosen = chosenId === null ? -1 : await view.positionOf(slot, chosenId);
      if (mine !== asked) return;
      // An answer to the same question again leaves the list where the reader scrolled it.
      hold.change({ summary, chosen, brought: hold.shown.brought + (before === 'forget' ? 1 : 0) });
      rows.renew(summary.count, before);
    } catch (error) {
      if (mine === asked) tell(error);
    }
  }

  async function askFolders(): Promise<void> {
    try {
      hold.change({ folders: await view.folders() });
    } catch (error) {
      tell(error);
    }
  }

  const stop = view.onChange((change) => {
    if (change.kind !== 'content') return;
    void ask('keep');
    void askFolders();
  });
  void ask('forget');
  void askFolders();

  return {
    get shown() {
      return hold.shown;
    },
    rows,
    narrow(parts) {
      const isTyped = 'text' in parts || 'fromDay' in parts || 'toDay' in parts;
      hold.change({ filter: { ...hold.shown.filter, ...parts } });
      clearTimeout(pause);
      pause = setTimeout(() => void ask('forget'), isTyped ? 120 : 0);
    },
    fold(key, to) {
      const folded = new Set(hold.shown.folded);
      if (to === 'folded') folded.add(key);
      else folded.delete(key);
      hold.change({ folded });
    },
    async choose(index) {
      hold.change({ chosen: index, brought: hold.shown.brought + 1 });
      try {
        const row = rowAt(rows.shown, index) ?? (await view.rows(slot, index, index + 1))[0];
        // Meanwhile another row may have been chosen, as when an arrow key is held down.
        if (row === undefined || hold.shown.chosen !== index) return;
        hold.change({ chosenId: row.recordId });
        onChoose(row.recordId);
      } catch (error) {
        tell(error);
      }
    },
    async reveal(recordId) {
      hold.change({ chosenId: recordId, chosen: -1 });
      // Before the first answer there is no list to look in; that answer finds the message's place itself.
      if (hold.shown.summary === null) return;
      try {
        const chosen = await view.positionOf(slot, recordId);
        if (hold.shown.chosenId === recordId) hold.change({ chosen, brought: hold.shown.brought + 1 });
      } catch (error) {
        tell(error);
      }
    },
    chosenRow: () => (hold.shown.chosen === -1 ? null : rowAt(rows.shown, hold.shown.chosen)),
    arrange: (parts) => hold.change(parts),
    stop,
  };
}
