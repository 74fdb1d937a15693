import type { EvidenceId, RecordId } from '#model/index.ts';
import { formatLocator } from '#model/index.ts';
import type { CaseView, FactCount, FactKind, OtherRecord } from '#renderer/case/case-view.ts';
import { copyText } from '#renderer/ui/copy.ts';
import { held } from '#renderer/ui/held.svelte.ts';
import { pagedRows, type PagedRows } from '#renderer/ui/paged-rows.svelte.ts';
import { rowAt } from '#renderer/ui/row-window.ts';
import { factKinds } from './words.ts';

export interface RecordsShown {
  /** Null until the first answer. */
  readonly counts: readonly FactCount[] | null;
  readonly kind: FactKind;
  readonly text: string;
  readonly chosen: number;
  readonly record: OtherRecord | null;
  /** Says what was done last, for screen readers. */
  readonly said: string;
}

/** State of the screen of records that are no messages. */
export interface RecordsState {
  readonly shown: RecordsShown;
  readonly rows: PagedRows<OtherRecord>;
  chooseKind(kind: FactKind): Promise<void>;
  filter(text: string): Promise<void>;
  choose(index: number): Promise<void>;
  /** Shows a record, or the first kind that the case has. */
  reveal(kind: FactKind | null, recordId: RecordId | null, evidenceId?: EvidenceId): Promise<void>;
  copyCitation(): Promise<void>;
  stop(): void;
}

/**
 * @param onChoose told of the record that the examiner chose.
 * @param tell told of trouble.
 */
export function recordsState(view: CaseView, onChoose: (record: OtherRecord) => void, tell: (error: unknown) => void): RecordsState {
  const hold = held<RecordsShown>({ counts: null, kind: 'rule', text: '', chosen: -1, record: null, said: '' });
  let isKindChosen = false;

  async function page(offset: number, limit: number) {
    return view.facts({ kind: hold.shown.kind, text: hold.shown.text, offset, limit });
  }

  const rows = pagedRows<OtherRecord>(async (from, to) => (await page(from, to - from)).items, tell);

  async function attempt(action: () => Promise<void>): Promise<void> {
    try {
      await action();
    } catch (error) {
      tell(error);
    }
  }

  async function refresh(before: 'keep' | 'forget'): Promise<void> {
    const counts = await view.factCounts();
    // Until the examiner chooses, the first kind that there is.
    const first = factKinds.find(({ kind }) => counts.some((count) => count.kind === kind && count.count > 0));
    hold.change(isKindChosen || first === undefined ? { counts } : { counts, kind: first.kind });
    rows.renew((await page(0, 0)).total, before);
  }

  async function enter(kind: FactKind, text: string): Promise<void> {
    isKindChosen = true;
    if (kind === hold.shown.kind && text === hold.shown.text && hold.shown.counts !== null) return;
    hold.change({ kind, text, chosen: -1, record: null });
    await refresh('forget');
  }

  const stop = view.onChange((change) => {
    if (change.kind === 'content') void attempt(() => refresh('keep'));
  });
  void attempt(() => refresh('forget'));

  return {
    get shown() {
      return hold.shown;
    },
    rows,
    chooseKind: (kind) => attempt(() => enter(kind, '')),
    filter: (text) => attempt(() => enter(hold.shown.kind, text)),
    choose: (index) =>
      attempt(async () => {
        hold.change({ chosen: index });
        const record = rowAt(rows.shown, index) ?? (await page(index, 1)).items[0] ?? null;
        if (record === null || hold.shown.chosen !== index) return;
        hold.change({ record });
        onChoose(record);
      }),
    reveal: (kind, recordId, evidenceId) =>
      attempt(async () => {
        if (recordId === null) {
          if (kind !== null) await enter(kind, '');
          return;
        }
        if (hold.shown.record?.recordId === recordId) return;
        const found = await view.fact(recordId, evidenceId);
        if (found === null) return;
        await enter(found.record.kind, '');
        hold.change({ chosen: found.position, record: found.record });
      }),
    copyCitation: () =>
      attempt(async () => {
        const { record } = hold.shown;
        if (record === null) return;
        const outcome = await copyText(
          `${record.evidenceId}, ${record.kind}, locator ${formatLocator(record.locator)}, record ${record.recordId}`,
        );
        hold.change({ said: outcome === 'copied' ? 'The citation is on the clipboard.' : 'The system refused to copy the citation.' });
      }),
    stop,
  };
}
