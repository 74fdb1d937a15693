import type { EvidenceId, RecordId } from '#model/index.ts';
import type { CaseStore } from './case-store.ts';
import type { FactFilter, FactKind, OtherRecord, Page } from './case-view.ts';
import { evidenceRanks } from './evidence-order.ts';
import { unpackRecords } from './pack.ts';
import type { FactBatch } from './fact-memory.ts';
import { recentlyUsed } from './recently-used.ts';

/** Questions about the records other than messages: rules, accounts, correspondents, access events, files, … */
export interface FactQueries {
  /** A page of one kind in evidence order. */
  page(filter: FactFilter): Promise<Page<OtherRecord>>;
  /**
   * A record by its identifier, with its position among those of its kind; null when the case has none such.
   * @param evidenceId the exhibit that is looked through first, where it is known
   */
  find(recordId: RecordId, evidenceId?: EvidenceId): Promise<{ readonly record: OtherRecord; readonly position: number } | null>;
}

const batchesKept = 20;

export function factQueries(store: CaseStore): FactQueries {
  const { columns, database } = store;
  const batches = recentlyUsed<string, readonly OtherRecord[]>(batchesKept);
  /** The last filter by text, with the places of what matched. */
  let matched: { readonly key: string; readonly places: readonly (readonly [batch: FactBatch, index: number])[] } | null = null;

  function inOrder(kind: string): readonly FactBatch[] {
    const ranks = evidenceRanks(columns.evidence);
    return columns.facts.batchesOf(kind).toSorted((a, b) => (ranks[a.place] ?? 0) - (ranks[b.place] ?? 0) || a.chunk - b.chunk);
  }

  async function recordsOf({ chunk }: FactBatch, kind: FactKind): Promise<readonly OtherRecord[]> {
    const key = `${kind} ${String(chunk)}`;
    const known = batches.get(key);
    if (known !== undefined) return known;
    const own = (await othersOf(chunk)).filter((record) => record.kind === kind);
    batches.set(key, own);
    return own;
  }

  async function othersOf(chunk: number): Promise<readonly OtherRecord[]> {
    const row = await database.others.get(chunk);
    if (row === undefined) throw new Error(`The records of batch ${String(chunk)} are missing from the case.`);
    return unpackRecords(row.packed).filter((record): record is OtherRecord => record.kind !== 'message');
  }

  /** Every batch that holds such records, once, those of the exhibit first: unpacking is what looking for a record costs. */
  function chunksFrom(evidenceId: EvidenceId | undefined): readonly number[] {
    const all = [...columns.facts.counts.keys()].flatMap(inOrder);
    const isFirst = ({ place }: FactBatch): boolean => columns.evidence[place] === evidenceId;
    return [...new Set([...all.filter(isFirst), ...all].map(({ chunk }) => chunk))];
  }

  function positionOf(record: OtherRecord, chunk: number, all: readonly OtherRecord[]): number {
    const order = inOrder(record.kind);
    const before = order.slice(
      0,
      order.findIndex((batch) => batch.chunk === chunk),
    );
    const index = all.filter(({ kind }) => kind === record.kind).indexOf(record);
    return before.reduce((sum, { count }) => sum + count, index);
  }

  async function pageOfAll({ kind, offset, limit }: FactFilter): Promise<Page<OtherRecord>> {
    const items: OtherRecord[] = [];
    let before = 0;
    for (const batch of inOrder(kind)) {
      const after = before + batch.count;
      if (after > offset && before < offset + limit)
        items.push(...(await recordsOf(batch, kind)).slice(Math.max(0, offset - before), offset + limit - before));
      before = after;
    }
    return { total: before, items };
  }

  async function matching(kind: FactKind, text: string): Promise<readonly (readonly [FactBatch, number])[]> {
    const words = text.toLowerCase().split(/\s+/).filter(Boolean);
    const key = JSON.stringify([kind, words, columns.facts.counts.get(kind) ?? 0]);
    if (matched?.key === key) return matched.places;
    const places: (readonly [FactBatch, number])[] = [];
    for (const batch of inOrder(kind)) {
      (await recordsOf(batch, kind)).forEach((record, index) => {
        const content = JSON.stringify([record.claimed, record.locator]).toLowerCase();
        if (words.every((word) => content.includes(word))) places.push([batch, index]);
      });
    }
    matched = { key, places };
    return places;
  }

  return {
    async page(filter) {
      if (filter.text.trim() === '') return pageOfAll(filter);
      const places = await matching(filter.kind, filter.text);
      const items: OtherRecord[] = [];
      for (const [batch, index] of places.slice(filter.offset, filter.offset + filter.limit)) {
        const record = (await recordsOf(batch, filter.kind))[index];
        if (record !== undefined) items.push(record);
      }
      return { total: places.length, items };
    },
    async find(recordId, evidenceId) {
      for (const chunk of chunksFrom(evidenceId)) {
        const all = await othersOf(chunk);
        const record = all.find((each) => each.recordId === recordId);
        if (record !== undefined) return { record, position: positionOf(record, chunk, all) };
      }
      return null;
    },
  };
}
