import type { EvidenceId } from '#model/index.ts';

/** For each evidence item its rank by exhibit number: items may have been read in any order, or at the same time. */
export function evidenceRanks(evidence: readonly EvidenceId[]): Uint16Array {
  const sorted = [...evidence].sort(compareEvidence);
  return Uint16Array.from(evidence, (id) => sorted.indexOf(id));
}

/** Orders exhibit numbers: `EX-999` before `EX-1000`. */
export function compareEvidence(a: EvidenceId, b: EvidenceId): number {
  return Number(a.slice(3)) - Number(b.slice(3));
}
