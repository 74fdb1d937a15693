import { chunkStarts, firstAbove } from './ascending.ts';
import { growingColumn } from './growing-column.ts';
import type { FindingColumns } from './schema.ts';

/** One value for each finding, in the order of commit. */
export interface FindingMemory {
  /** Each rule with each level that its findings have. */
  readonly rules: readonly { readonly ruleId: string; readonly technique: string; readonly level: string }[];
  /** Place in `rules`. */
  rule(): Uint16Array;
  date(): Float64Array;
  /** Place in `Columns.evidence`. */
  evidenceOf(): Uint16Array;
  readonly destinations: readonly string[];
  destinationsOf(finding: number): Uint32Array;
  readonly count: number;
  /** Findings that cite the message at a slot. */
  citing(slot: number): number[];
  /** Chunk of a finding and its place in it. */
  chunkOf(finding: number): { readonly chunk: number; readonly index: number };
}

/** Makes the memory of a case without findings; it grows by `append`, with the place of the evidence item that they are of. */
export function findingMemory(): FindingMemory & { append(findings: FindingColumns, place: number): void } {
  const rules: { ruleId: string; technique: string; level: string }[] = [];
  const rulePlaces = new Map<string, number>();
  const destinations: string[] = [];
  const destinationPlaces = new Map<string, number>();
  const rule = growingColumn((length) => new Uint16Array(length));
  const date = growingColumn((length) => new Float64Array(length));
  const evidenceOf = growingColumn((length) => new Uint16Array(length));
  const destination = growingColumn((length) => new Uint32Array(length));
  const destinationEnds = growingColumn((length) => new Uint32Array(length));
  const cited = growingColumn((length) => new Uint32Array(length));
  const citedEnds = growingColumn((length) => new Uint32Array(length));
  const starts = chunkStarts();
  return {
    get count() {
      return rule.length;
    },
    rules,
    destinations,
    rule: () => rule.values(),
    date: () => date.values(),
    evidenceOf: () => evidenceOf.values(),
    destinationsOf(finding) {
      const ends = destinationEnds.values();
      return destination.values().subarray(finding === 0 ? 0 : ends[finding - 1], ends[finding]);
    },
    citing(slot) {
      const ends = citedEnds.values();
      const all = cited.values();
      const found: number[] = [];
      for (let at = all.indexOf(slot); at !== -1; at = all.indexOf(slot, at + 1)) found.push(firstAbove(ends, at));
      return found;
    },
    chunkOf: (finding) => starts.chunkOf(finding),
    append(findings, place) {
      starts.add(rule.length);
      const own = findings.ruleIds.map((ruleId, at) => {
        const rule = { ruleId, technique: findings.techniques[at] ?? '', level: findings.levels[at] ?? '' };
        const name = JSON.stringify(rule);
        const known = rulePlaces.get(name);
        if (known !== undefined) return known;
        rulePlaces.set(name, rules.length);
        return rules.push(rule) - 1;
      });
      const ownDestinations = findings.destinations.map((address) => {
        const known = destinationPlaces.get(address);
        if (known !== undefined) return known;
        destinationPlaces.set(address, destinations.length);
        return destinations.push(address) - 1;
      });
      rule.append(findings.rule.map((at) => own[at] ?? 0));
      date.append(findings.date);
      evidenceOf.append(new Uint16Array(findings.rule.length).fill(place));
      const destinationsBefore = destination.length;
      destination.append(findings.destination.map((at) => ownDestinations[at] ?? 0));
      destinationEnds.append(findings.destinationEnds.map((end) => end + destinationsBefore));
      const citedBefore = cited.length;
      cited.append(findings.cited);
      citedEnds.append(findings.citedEnds.map((end) => end + citedBefore));
    },
  };
}
