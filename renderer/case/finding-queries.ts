import type { Rule, Finding, RecordId } from '#model/index.ts';
import type { CaseStore } from './case-store.ts';
import type { Annotation, FindingFilter, FindingGroup, Page, StoredFinding } from './case-view.ts';
import { evidenceRanks } from './evidence-order.ts';
import { unpackJson } from './pack.ts';
import { recentlyUsed } from './recently-used.ts';
import { orderOfNumbers } from './sort-order.ts';

/** Questions about findings. */
export interface FindingQueries {
  /** One group for each rule that found something, in the order of `rules`. */
  groups(rules: readonly Rule[]): FindingGroup[];
  page(filter: FindingFilter): Promise<Page<StoredFinding>>;
  /** Findings that cite a message. */
  citing(recordId: RecordId): Promise<StoredFinding[]>;
  /** All findings in evidence order, one by one. */
  all(): AsyncIterable<StoredFinding>;
}

const openAnnotation: Annotation = { review: 'open', note: '' };
const chunksKept = 20;

export function findingQueries(store: CaseStore): FindingQueries {
  const { columns, database, annotations } = store;
  const chunks = recentlyUsed<number, readonly StoredFinding[]>(chunksKept);
  let known: { readonly findings: number; readonly order: Uint32Array } = { findings: 0, order: new Uint32Array(0) };

  function inEvidenceOrder(): Uint32Array {
    const evidenceOf = columns.findings.evidenceOf();
    if (known.findings !== evidenceOf.length) {
      const ranks = evidenceRanks(columns.evidence);
      known = { findings: evidenceOf.length, order: orderOfNumbers(evidenceOf.map((place) => ranks[place] ?? 0)).slots };
    }
    return known.order;
  }

  async function findingAt(finding: number): Promise<StoredFinding> {
    const { chunk, index } = columns.findings.chunkOf(finding);
    let own = chunks.get(chunk);
    if (own === undefined) {
      const row = await database.findings.get(chunk);
      if (row === undefined) throw new Error(`The findings of batch ${String(chunk)} are missing from the case.`);
      const findings = unpackJson(row.packed) as readonly Finding[];
      own = findings.map((each, at) => ({ ...each, findingId: row.findingIds[at] ?? '', annotation: openAnnotation }));
      chunks.set(chunk, own);
    }
    const found = own[index];
    if (found === undefined) throw new Error(`Finding ${String(index)} of batch ${String(chunk)} is missing from the case.`);
    return { ...found, annotation: annotations.get(found.findingId) ?? openAnnotation };
  }

  return {
    groups(rules) {
      const { rule, date, rules: found, destinations, destinationsOf } = columns.findings;
      const ruleOf = rule();
      const dates = date();
      const sums = found.map(() => ({ count: 0, first: Infinity, last: -Infinity, destinations: new Map<number, number>() }));
      for (let finding = 0; finding < ruleOf.length; finding += 1) {
        const sum = sums[ruleOf[finding] ?? 0];
        if (sum === undefined) continue;
        sum.count += 1;
        const at = dates[finding] ?? Number.NaN;
        if (at < sum.first) sum.first = at;
        if (at > sum.last) sum.last = at;
        for (const destination of destinationsOf(finding)) sum.destinations.set(destination, (sum.destinations.get(destination) ?? 0) + 1);
      }
      const reviewed = reviewedCounts(annotations);
      const places = new Map(rules.map((each, place) => [each.id, place]));
      return found
        .flatMap(({ ruleId, technique, level }, place): FindingGroup[] => {
          const sum = sums[place];
          if (sum === undefined) return [];
          return [
            {
              ruleId,
              title: rules[places.get(ruleId) ?? -1]?.title ?? ruleId,
              technique,
              level,
              count: sum.count,
              open: Math.max(0, sum.count - (reviewed.get(ruleId) ?? 0)),
              destinations: byCount(sum.destinations, destinations),
              first: sum.first === Infinity ? null : sum.first,
              last: sum.last === -Infinity ? null : sum.last,
            },
          ];
        })
        .sort((a, b) => (places.get(a.ruleId) ?? rules.length) - (places.get(b.ruleId) ?? rules.length) || (a.ruleId < b.ruleId ? -1 : 1));
    },
    async page({ ruleId, offset, limit }) {
      const ruleOf = columns.findings.rule();
      const wanted = columns.findings.rules.findIndex((rule) => rule.ruleId === ruleId);
      const all = inEvidenceOrder();
      const matching = ruleId === null ? all : all.filter((finding) => ruleOf[finding] === wanted);
      const items: StoredFinding[] = [];
      for (const finding of matching.subarray(offset, offset + limit)) items.push(await findingAt(finding));
      return { total: matching.length, items };
    },
    async citing(recordId) {
      const slot = columns.index.slotOf(recordId);
      const found: StoredFinding[] = [];
      for (const finding of slot === -1 ? [] : columns.findings.citing(slot)) found.push(await findingAt(finding));
      return found;
    },
    async *all() {
      for (const finding of inEvidenceOrder()) yield await findingAt(finding);
    },
  };
}

/** For each rule the number of its findings whose review is no longer open. */
function reviewedCounts(annotations: ReadonlyMap<string, Annotation>): Map<string, number> {
  const counts = new Map<string, number>();
  for (const [findingId, { review }] of annotations) {
    if (review === 'open') continue;
    // A finding's identifier begins with its rule's.
    const ruleId = findingId.slice(0, findingId.indexOf('/'));
    counts.set(ruleId, (counts.get(ruleId) ?? 0) + 1);
  }
  return counts;
}

/** Addresses with their counts, the most frequent first; spellings that differ in case are one. */
function byCount(counts: ReadonlyMap<number, number>, addresses: readonly string[]): FindingGroup['destinations'] {
  const sums = new Map<string, { address: string; count: number }>();
  for (const [place, count] of counts) {
    const address = addresses[place] ?? '';
    const key = address.toLowerCase();
    const sum = sums.get(key) ?? { address, count: 0 };
    sums.set(key, { ...sum, count: sum.count + count });
  }
  return [...sums.values()].sort((a, b) => b.count - a.count || (a.address < b.address ? -1 : 1));
}
