import { levelsFromHighest, type Finding, type RecordId, type Rule } from '#model/index.ts';
import type { CaseStore } from './case-store.ts';
import type { Annotation, FindingFilter, FindingGroup, Page, StoredFinding } from './case-view.ts';
import { evidenceRanks } from './evidence-order.ts';
import type { FindingMemory } from './finding-memory.ts';
import { unpackJson } from './pack.ts';
import { recentlyUsed } from './recently-used.ts';
import type { PackedFindings } from './schema.ts';
import { orderOfNumbers } from './sort-order.ts';

/** Questions about findings. */
export interface FindingQueries {
  /** One group for each rule that found something, in the order of `rules`. */
  groups(rules: readonly Rule[]): FindingGroup[];
  page(filter: FindingFilter): Promise<Page<StoredFinding>>;
  /** Findings that cite a message or, of those across records, are about it. */
  citing(recordId: RecordId): Promise<StoredFinding[]>;
  /** All findings: those of single records in evidence order, then those across records; one by one. */
  all(): AsyncIterable<StoredFinding>;
  /** Slots of the messages that a finding is about; null when the case has no finding of that identifier. */
  messagesOf(findingId: string): Promise<readonly number[] | null>;
}

const openAnnotation: Annotation = { review: 'open', note: '' };
const chunksKept = 20;

export function findingQueries(store: CaseStore): FindingQueries {
  const { columns, database, annotations } = store;
  const chunks = recentlyUsed<string, readonly StoredFinding[]>(chunksKept);
  let known: { readonly findings: number; readonly order: Uint32Array } = { findings: 0, order: new Uint32Array(0) };

  // Findings across records are counted on after those of single records.
  function inOrder(): Uint32Array {
    const { findings, caseFindings } = columns;
    const all = findings.count + caseFindings.count;
    if (known.findings !== findings.count || known.order.length !== all) {
      const evidenceOf = findings.evidenceOf();
      const ranks = evidenceRanks(columns.evidence);
      const order = new Uint32Array(all);
      order.set(orderOfNumbers(evidenceOf.map((place) => ranks[place] ?? 0)).slots);
      for (let finding = findings.count; finding < all; finding += 1) order[finding] = finding;
      known = { findings: findings.count, order };
    }
    return known.order;
  }

  async function findingAt(finding: number): Promise<StoredFinding> {
    const { findings, caseFindings } = columns;
    const isOfRecord = finding < findings.count;
    const { chunk, index } = isOfRecord ? findings.chunkOf(finding) : caseFindings.chunkOf(finding - findings.count);
    const own = isOfRecord ? await chunkOf(`record ${String(chunk)}`, () => database.findings.get(chunk)) : await caseChunk(chunk);
    const found = own[index];
    if (found === undefined)
      throw new Error(`Finding ${String(index)} of ${isOfRecord ? 'batch' : 'block'} ${String(chunk)} is missing from the case.`);
    return { ...found, annotation: annotations.get(found.findingId) ?? openAnnotation };
  }

  function caseChunk(block: number): Promise<readonly StoredFinding[]> {
    // The next analysis gives its blocks the same numbers.
    return chunkOf(`${store.analysis?.ranAt ?? ''} ${String(block)}`, () => database.caseFindings.get(block));
  }

  async function chunkOf(name: string, read: () => Promise<PackedFindings | undefined>): Promise<readonly StoredFinding[]> {
    const kept = chunks.get(name);
    if (kept !== undefined) return kept;
    const row = await read();
    if (row === undefined) throw new Error(`The findings of ${name} are missing from the case.`);
    const findings = unpackJson(row.packed) as readonly Finding[];
    const own = findings.map((each, at) => ({ ...each, findingId: row.findingIds[at] ?? '', annotation: openAnnotation }));
    chunks.set(name, own);
    return own;
  }

  function memories(): readonly FindingMemory[] {
    return [columns.findings, columns.caseFindings];
  }

  return {
    groups(rules) {
      const sums = new Map<string, GroupSum>();
      for (const memory of memories()) addUp(memory, sums);
      const reviewed = reviewedCounts(annotations);
      const places = new Map(rules.map((each, place) => [each.id, place]));
      return [...sums]
        .map(([ruleId, sum]): FindingGroup => ({
          ruleId,
          title: rules[places.get(ruleId) ?? -1]?.title ?? ruleId,
          technique: sum.technique,
          level: sum.level,
          count: sum.count,
          open: Math.max(0, sum.count - (reviewed.get(ruleId) ?? 0)),
          destinations: [...sum.destinations.values()].sort((a, b) => b.count - a.count || (a.address < b.address ? -1 : 1)),
          first: sum.first === Infinity ? null : sum.first,
          last: sum.last === -Infinity ? null : sum.last,
        }))
        .sort((a, b) => (places.get(a.ruleId) ?? rules.length) - (places.get(b.ruleId) ?? rules.length) || (a.ruleId < b.ruleId ? -1 : 1));
    },
    async page({ ruleId, offset, limit }) {
      const [own, across] = memories().map((memory) => ({
        ruleOf: memory.rule(),
        wanted: memory.rules.map((rule) => rule.ruleId === ruleId),
      }));
      const { count } = columns.findings;
      const isWanted = (finding: number): boolean => {
        const memory = finding < count ? own : across;
        return memory?.wanted[memory.ruleOf[finding < count ? finding : finding - count] ?? 0] === true;
      };
      const all = inOrder();
      const matching = ruleId === null ? all : all.filter(isWanted);
      const items: StoredFinding[] = [];
      for (const finding of matching.subarray(offset, offset + limit)) items.push(await findingAt(finding));
      return { total: matching.length, items };
    },
    async citing(recordId) {
      const slot = columns.index.slotOf(recordId);
      if (slot === -1) return [];
      const { count } = columns.findings;
      const found: StoredFinding[] = [];
      for (const finding of columns.findings.citing(slot)) found.push(await findingAt(finding));
      for (const finding of columns.caseFindings.citing(slot)) found.push(await findingAt(count + finding));
      return found;
    },
    async *all() {
      for (const finding of inOrder()) yield await findingAt(finding);
    },
    async messagesOf(findingId) {
      for (const finding of inOrder()) {
        const memory = finding < columns.findings.count ? columns.findings : columns.caseFindings;
        const at = finding < columns.findings.count ? finding : finding - columns.findings.count;
        // Only findings of the rule that the identifier begins with are read.
        if (!findingId.startsWith(`${memory.rules[memory.rule()[at] ?? 0]?.ruleId ?? ''}/`)) continue;
        const found = await findingAt(finding);
        if (found.findingId !== findingId) continue;
        const records = [...found.citations.map(({ recordId }) => recordId), ...(found.extent?.records ?? [])];
        return [...new Set(records.map((recordId) => columns.index.slotOf(recordId)))].filter((slot) => slot !== -1);
      }
      return null;
    },
  };
}

interface GroupSum {
  readonly technique: string;
  /** The highest that its findings have. */
  level: string;
  count: number;
  first: number;
  last: number;
  /** By address in lower case: spellings that differ in case are one. */
  readonly destinations: Map<string, { readonly address: string; count: number }>;
}

function addUp(memory: FindingMemory, sums: Map<string, GroupSum>): void {
  const levels: readonly string[] = levelsFromHighest;
  const own = memory.rules.map(({ ruleId, technique, level }) => {
    const known = sums.get(ruleId);
    if (known !== undefined) {
      if (levels.indexOf(level) < levels.indexOf(known.level)) known.level = level;
      return known;
    }
    const made: GroupSum = { technique, level, count: 0, first: Infinity, last: -Infinity, destinations: new Map() };
    sums.set(ruleId, made);
    return made;
  });
  const names = memory.destinations.map((address) => address.toLowerCase());
  const ruleOf = memory.rule();
  const dates = memory.date();
  for (let finding = 0; finding < ruleOf.length; finding += 1) {
    const sum = own[ruleOf[finding] ?? 0];
    if (sum === undefined) continue;
    sum.count += 1;
    const at = dates[finding] ?? Number.NaN;
    if (at < sum.first) sum.first = at;
    if (at > sum.last) sum.last = at;
    for (const place of memory.destinationsOf(finding)) {
      const name = names[place] ?? '';
      const destination = sum.destinations.get(name);
      if (destination === undefined) sum.destinations.set(name, { address: memory.destinations[place] ?? '', count: 1 });
      else destination.count += 1;
    }
  }
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
