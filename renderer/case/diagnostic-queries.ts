import { formatLocator, type Diagnostic, type EvidenceId, type Locator } from '#model/index.ts';
import type { CaseStore } from './case-store.ts';
import type { DiagnosticCount, DiagnosticFilter, Page, StoredDiagnostic } from './case-view.ts';
import { evidenceRanks } from './evidence-order.ts';
import { unpackJson } from './pack.ts';
import { enclosingPlaces, hashOfText } from './places.ts';
import { recentlyUsed } from './recently-used.ts';
import { orderOfNumbers } from './sort-order.ts';

/** Questions about diagnostics. */
export interface DiagnosticQueries {
  page(filter: DiagnosticFilter): Promise<Page<StoredDiagnostic>>;
  /** By code and effect, of an evidence item or of all (null). */
  counts(evidenceId: EvidenceId | null): readonly DiagnosticCount[];
  /** Diagnostics at or below a record of an evidence item. */
  about(evidenceId: StoredDiagnostic['evidenceId'], locator: Locator): Promise<readonly StoredDiagnostic[]>;
  /** All diagnostics in evidence order, one by one. */
  all(): AsyncIterable<StoredDiagnostic>;
}

const chunksKept = 20;

export function diagnosticQueries(store: CaseStore): DiagnosticQueries {
  const { columns, database } = store;
  const memory = columns.diagnostics;
  const chunks = recentlyUsed<number, readonly Diagnostic[]>(chunksKept);

  function inEvidenceOrder(): Uint32Array {
    const ranks = evidenceRanks(columns.evidence);
    return orderOfNumbers(memory.evidenceOf().map((place) => ranks[place] ?? 0)).slots;
  }

  async function diagnosticAt(diagnostic: number): Promise<StoredDiagnostic> {
    const { chunk, index } = memory.chunkOf(diagnostic);
    let own = chunks.get(chunk);
    if (own === undefined) {
      const row = await database.diagnostics.get(chunk);
      if (row === undefined) throw new Error(`The diagnostics of batch ${String(chunk)} are missing from the case.`);
      own = unpackJson(row.packed) as readonly Diagnostic[];
      chunks.set(chunk, own);
    }
    const found = own[index];
    const evidenceId = columns.evidence[memory.evidenceOf()[diagnostic] ?? -1];
    if (found === undefined || evidenceId === undefined)
      throw new Error(`Diagnostic ${String(index)} of batch ${String(chunk)} is missing from the case.`);
    return { ...found, evidenceId };
  }

  async function page({ evidenceId, code, effect, below, offset, limit }: DiagnosticFilter): Promise<Page<StoredDiagnostic>> {
    const kind = memory.kind();
    const evidenceOf = memory.evidenceOf();
    const wantedEvidence = evidenceId === null ? -1 : columns.evidence.indexOf(evidenceId);
    // A folder that is itself the evidence item encloses everything; its locator may name it by an empty path.
    const place = below === null || below === '' || below === 'file:' || below === 'file:.' ? null : below;
    const placeHash = place === null ? 0 : hashOfText(place);
    const candidates = inEvidenceOrder().filter(
      (diagnostic) =>
        (evidenceId === null || evidenceOf[diagnostic] === wantedEvidence) &&
        (code === null || memory.kinds[kind[diagnostic] ?? 0]?.code === code) &&
        (effect === null || memory.kinds[kind[diagnostic] ?? 0]?.effect === effect) &&
        (place === null || memory.mayLieIn(diagnostic, placeHash)),
    );
    if (place === null) {
      const items: StoredDiagnostic[] = [];
      for (const diagnostic of candidates.subarray(offset, offset + limit)) items.push(await diagnosticAt(diagnostic));
      return { total: candidates.length, items };
    }
    // Equal hashes may come of different places: each is looked at.
    let total = 0;
    const items: StoredDiagnostic[] = [];
    for (const candidate of candidates) {
      const diagnostic = await diagnosticAt(candidate);
      if (!enclosingPlaces(diagnostic.locator).includes(place)) continue;
      if (total >= offset && items.length < limit) items.push(diagnostic);
      total += 1;
    }
    return { total, items };
  }

  return {
    page,
    counts(evidenceId) {
      const sums = new Uint32Array(memory.kinds.length);
      const evidenceOf = memory.evidenceOf();
      const wanted = evidenceId === null ? -1 : columns.evidence.indexOf(evidenceId);
      memory.kind().forEach((kind, diagnostic) => {
        if (evidenceId === null || evidenceOf[diagnostic] === wanted) sums[kind] = (sums[kind] ?? 0) + 1;
      });
      return memory.kinds
        .map(({ code, effect }, place) => ({ code, effect, count: sums[place] ?? 0 }))
        .filter(({ count }) => count > 0)
        .sort((a, b) => (a.code === b.code ? (a.effect < b.effect ? -1 : 1) : a.code < b.code ? -1 : 1));
    },
    async about(evidenceId, locator) {
      const { items } = await page({ evidenceId, code: null, effect: null, below: formatLocator(locator), offset: 0, limit: 1000 });
      return items;
    },
    async *all() {
      for (const diagnostic of inEvidenceOrder()) yield await diagnosticAt(diagnostic);
    },
  };
}
