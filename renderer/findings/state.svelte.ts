import type { Citation } from '#model/index.ts';
import type { Annotation, CaseView, FindingGroup, StoredFinding } from '#renderer/case/case-view.ts';
import { copyText } from '#renderer/ui/copy.ts';
import { held } from '#renderer/ui/held.svelte.ts';
import { pagedRows, type PagedRows } from '#renderer/ui/paged-rows.svelte.ts';
import { rowAt } from '#renderer/ui/row-window.ts';
import { citationText } from './words.ts';

/** A review change that can be taken back. */
interface ReviewChange {
  readonly finding: StoredFinding;
  readonly before: Annotation;
}

export interface FindingsShown {
  /** Null until the first answer. */
  readonly groups: readonly FindingGroup[] | null;
  /** The chosen rule; null: all rules. */
  readonly ruleId: string | null;
  readonly chosen: number;
  readonly finding: StoredFinding | null;
  readonly changes: readonly ReviewChange[];
  /** Says what was done last, for the status line and screen readers. */
  readonly said: string;
}

/** State of the findings screen. */
export interface FindingsState {
  readonly shown: FindingsShown;
  readonly rows: PagedRows<StoredFinding>;
  chooseGroup(ruleId: string | null): Promise<void>;
  choose(index: number): Promise<void>;
  /** Shows a finding of a rule, or the rule's first. */
  reveal(ruleId: string | null, findingId: string | null): Promise<void>;
  /** Sets review state or note of the chosen finding. */
  annotate(parts: Partial<Annotation>): Promise<void>;
  undo(): Promise<void>;
  copyCitation(citation: Citation): Promise<void>;
  stop(): void;
}

const mostUndone = 200;
/** Findings asked for at once while one is looked for by its identifier. */
const searchStep = 500;

/**
 * @param onChoose told of the finding that the examiner chose.
 * @param tell told of trouble.
 */
export function findingsState(view: CaseView, onChoose: (finding: StoredFinding) => void, tell: (error: unknown) => void): FindingsState {
  const hold = held<FindingsShown>({ groups: null, ruleId: null, chosen: -1, finding: null, changes: [], said: '' });
  const rows = pagedRows<StoredFinding>(
    async (from, to) => (await view.findings({ ruleId: hold.shown.ruleId, offset: from, limit: to - from })).items,
    tell,
  );

  async function attempt(action: () => Promise<void>): Promise<void> {
    try {
      await action();
    } catch (error) {
      tell(error);
    }
  }

  async function refresh(before: 'keep' | 'forget'): Promise<void> {
    const groups = await view.findingGroups();
    hold.change({ groups });
    const counted = groups.filter((group) => hold.shown.ruleId === null || group.ruleId === hold.shown.ruleId);
    rows.renew(
      counted.reduce((sum, group) => sum + group.count, 0),
      before,
    );
  }

  async function enterGroup(ruleId: string | null): Promise<void> {
    if (ruleId === hold.shown.ruleId && hold.shown.groups !== null) return;
    hold.change({ ruleId, chosen: -1, finding: null });
    await refresh('forget');
  }

  async function findingAt(index: number): Promise<StoredFinding | null> {
    const row = rowAt(rows.shown, index);
    if (row !== null) return row;
    return (await view.findings({ ruleId: hold.shown.ruleId, offset: index, limit: 1 })).items[0] ?? null;
  }

  async function write(finding: StoredFinding, annotation: Annotation): Promise<void> {
    await view.annotate(finding.findingId, annotation);
    if (hold.shown.finding?.findingId === finding.findingId) hold.change({ finding: { ...hold.shown.finding, annotation } });
    await refresh('keep');
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
    chooseGroup: (ruleId) => attempt(() => enterGroup(ruleId)),
    choose: (index) =>
      attempt(async () => {
        hold.change({ chosen: index });
        const finding = await findingAt(index);
        if (finding === null || hold.shown.chosen !== index) return;
        hold.change({ finding });
        onChoose(finding);
      }),
    reveal: (ruleId, findingId) =>
      attempt(async () => {
        if (ruleId !== null || findingId === null) await enterGroup(ruleId);
        if (findingId === null || hold.shown.finding?.findingId === findingId) return;
        for (let offset = 0; ; offset += searchStep) {
          const { items, total } = await view.findings({ ruleId: hold.shown.ruleId, offset, limit: searchStep });
          const at = items.findIndex((item) => item.findingId === findingId);
          if (at !== -1) hold.change({ chosen: offset + at, finding: items[at] ?? null });
          if (at !== -1 || items.length === 0 || offset + items.length >= total) return;
        }
      }),
    annotate: (parts) =>
      attempt(async () => {
        const { finding, changes } = hold.shown;
        if (finding === null) return;
        const before = finding.annotation;
        const after = { ...before, ...parts };
        if (after.review === before.review && after.note === before.note) return;
        await write(finding, after);
        hold.change({
          changes: [...changes, { finding, before }].slice(-mostUndone),
          said: after.review === before.review ? 'The note is kept.' : `The finding is marked ${after.review}.`,
        });
      }),
    undo: () =>
      attempt(async () => {
        const last = hold.shown.changes.at(-1);
        if (last === undefined) {
          hold.change({ said: 'There is no review change to take back.' });
          return;
        }
        await write(last.finding, last.before);
        hold.change({ changes: hold.shown.changes.slice(0, -1), said: `Taken back: the finding is ${last.before.review} again.` });
      }),
    copyCitation: (citation) =>
      attempt(async () => {
        const detail = await view.message(citation.recordId);
        const record = detail === null ? null : { folderPath: detail.record.claimed.folderPath, sha256: detail.record.observed.sha256 };
        const outcome = await copyText(citationText(citation, record));
        hold.change({ said: outcome === 'copied' ? 'The citation is on the clipboard.' : 'The system refused to copy the citation.' });
      }),
    stop,
  };
}
