import type { RecordId } from '#model/index.ts';
import { formatLocator } from '#model/index.ts';
import type { AccessFacets, AccessFilter, AccessLanes, LaneQuestion } from '#renderer/case/access-view.ts';
import type { AccessRow, CaseView, MessageRow } from '#renderer/case/case-view.ts';
import { held } from '#renderer/ui/held.svelte.ts';
import { pagedRows, type PagedRows } from '#renderer/ui/paged-rows.svelte.ts';
import { rowAt } from '#renderer/ui/row-window.ts';
import { moved, wholeTimeline, zoomed, type Period } from './words.ts';

export interface AccessShown {
  readonly facets: AccessFacets | null;
  readonly filter: AccessFilter;
  readonly by: LaneQuestion['by'];
  readonly gap: number;
  /** What is drawn; null until the first answer. */
  readonly lanes: AccessLanes | null;
  /** From the first to the last time that passes the filter, whatever is zoomed to. */
  readonly whole: Period | null;
  readonly selection: { readonly count: number; readonly undated: number; readonly total: number } | null;
  readonly chosen: number;
  readonly row: AccessRow | null;
  /** The messages of the case that the chosen event names, and how many there are; null: none are named, or not asked yet. */
  readonly named: { readonly recordId: RecordId; readonly rows: readonly MessageRow[]; readonly count: number } | null;
  /** The beginning of the record's bytes in the evidence; null: not read. */
  readonly raw: { readonly recordId: RecordId; readonly bytes: Uint8Array; readonly ofBytes: number } | null;
}

/** State of the access screen. */
export interface AccessState {
  readonly shown: AccessShown;
  readonly rows: PagedRows<AccessRow>;
  narrow(parts: Partial<AccessFilter>): void;
  arrange(parts: Partial<Pick<AccessShown, 'by' | 'gap'>>): void;
  /** Zooms to a period; null: all. */
  zoomTo(period: Period | null): void;
  zoom(factor: number): void;
  move(part: number): void;
  choose(index: number): Promise<void>;
  /** Shows a record, wherever it stands in the list. */
  reveal(recordId: RecordId): Promise<void>;
  /** Reads the beginning of the chosen record's bytes. */
  readRaw(): Promise<void>;
  stop(): void;
}

const bins = 240;
/** The most bytes of a record that are read at once. */
const rawBytes = 16 * 1024;

/** @param onChoose told of the record that the examiner chose. @param tell told of trouble. */
export function accessState(view: CaseView, onChoose: (recordId: RecordId) => void, tell: (error: unknown) => void): AccessState {
  const hold = held<AccessShown>({
    facets: null,
    filter: wholeTimeline,
    by: 'source',
    gap: 24 * 3_600_000,
    lanes: null,
    whole: null,
    selection: null,
    chosen: -1,
    row: null,
    named: null,
    raw: null,
  });
  const rows = pagedRows<AccessRow>((from, to) => view.accessRows(from, to), tell);
  let asked = 0;
  let pause: ReturnType<typeof setTimeout> | undefined;

  async function ask(before: 'keep' | 'forget'): Promise<void> {
    asked += 1;
    const mine = asked;
    const { filter, by, gap } = hold.shown;
    try {
      const facets = await view.accessFacets();
      const question = { by, gap, bins, from: filter.from, to: filter.to };
      const lanes = await view.accessLanes(filter, question);
      const selection = await view.selectAccess(filter);
      if (mine !== asked) return;
      const whole = filter.from === null && filter.to === null ? { from: lanes.from, to: lanes.to } : hold.shown.whole;
      hold.change({ facets, lanes, selection, whole });
      const id = recordIdOf(hold.shown.row);
      const chosen = id === null ? -1 : await view.accessPosition(id);
      if (mine !== asked) return;
      hold.change({ chosen });
      rows.renew(selection.count, before);
      // Messages that the event names may have been read since.
      if (hold.shown.row !== null) await takeNamed(hold.shown.row);
    } catch (error) {
      if (mine === asked) tell(error);
    }
  }

  function narrow(parts: Partial<AccessFilter>): void {
    hold.change({ filter: { ...hold.shown.filter, ...parts } });
    clearTimeout(pause);
    pause = setTimeout(() => void ask('forget'), 'text' in parts ? 150 : 0);
  }

  function shownPeriod(): Period | null {
    const { lanes } = hold.shown;
    return lanes === null || lanes.to === lanes.from ? null : { from: lanes.from, to: lanes.to };
  }

  function zoomTo(period: Period | null): void {
    narrow(period === null ? { from: null, to: null } : { from: Math.floor(period.from), to: Math.ceil(period.to) });
  }

  async function take(index: number, row: AccessRow | null): Promise<void> {
    if (row === null || hold.shown.chosen !== index) return;
    hold.change({ row, named: null, raw: null });
    const id = recordIdOf(row);
    if (id !== null) onChoose(id);
    await takeNamed(row);
  }

  async function takeNamed(row: AccessRow): Promise<void> {
    const { messageIds = [] } = row.kind === 'event' ? row.event.claimed : {};
    if (row.kind !== 'event' || messageIds.length === 0) return;
    const named = await view.messagesNamed(messageIds);
    if (hold.shown.row === row) hold.change({ named: { recordId: row.event.recordId, ...named } });
  }

  const stop = view.onChange((change) => {
    if (change.kind === 'content' || change.kind === 'case') void ask('keep');
  });
  void ask('forget');

  return {
    get shown() {
      return hold.shown;
    },
    rows,
    narrow,
    arrange(parts) {
      hold.change(parts);
      void ask('keep');
    },
    zoomTo,
    zoom(factor) {
      const [period, { whole }] = [shownPeriod(), hold.shown];
      if (period !== null && whole !== null) zoomTo(zoomed(period, factor, whole));
    },
    move(part) {
      const [period, { whole }] = [shownPeriod(), hold.shown];
      if (period !== null && whole !== null) zoomTo(moved(period, part, whole));
    },
    async choose(index) {
      hold.change({ chosen: index });
      try {
        await take(index, rowAt(rows.shown, index) ?? (await view.accessRows(index, index + 1))[0] ?? null);
      } catch (error) {
        tell(error);
      }
    },
    async reveal(recordId) {
      if (recordIdOf(hold.shown.row) === recordId) return;
      try {
        if (hold.shown.selection === null) await ask('forget');
        const index = await view.accessPosition(recordId);
        if (index === -1) return;
        hold.change({ chosen: index });
        await take(index, (await view.accessRows(index, index + 1))[0] ?? null);
      } catch (error) {
        tell(error);
      }
    },
    async readRaw() {
      const { row } = hold.shown;
      if (row?.kind !== 'event') return;
      const { evidenceId, locator, observed, recordId } = row.event;
      if (observed.range === null) return;
      try {
        const { offsetBytes, lengthBytes } = observed.range;
        const wanted = Math.min(lengthBytes, rawBytes);
        const bytes = await view.host('evidence.bytes', { evidenceId, locator: formatLocator(locator), offsetBytes, lengthBytes: wanted });
        if (hold.shown.row === row) hold.change({ raw: { recordId, bytes, ofBytes: lengthBytes } });
      } catch (error) {
        tell(error);
      }
    },
    stop,
  };
}

function recordIdOf(row: AccessRow | null): RecordId | null {
  if (row === null) return null;
  return row.kind === 'event' ? row.event.recordId : row.message.recordId;
}
