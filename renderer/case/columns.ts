import type { EvidenceId } from '#model/index.ts';
import { growingColumn } from './growing-column.ts';
import { recordIndex, type RecordIndex } from './record-index.ts';
import type { ColumnChunk, FolderRow } from './schema.ts';

/**
 * The hot columns of the whole case in memory, some 50 bytes a message. Grows by the chunks that were committed, in
 * their order, and by nothing else; so it is the same after reopening as it was before closing.
 */
export interface Columns {
  readonly messages: number;
  readonly chunks: number;
  readonly blocks: number;
  readonly index: RecordIndex;
  append(chunk: ColumnChunk): void;
  addFolders(folders: readonly FolderRow[]): void;
  readonly folders: readonly FolderRow[];
  folderOf(evidenceId: EvidenceId, path: readonly string[]): number;
  /** Evidence items in the order in which they were first read. */
  readonly evidence: readonly EvidenceId[];

  // One value for each message.
  date(): Float64Array;
  sizeBytes(): Float64Array;
  folder(): Uint32Array;
  attached(): Uint8Array;
  parent(): Uint32Array;
  /** Place in `evidence`. */
  evidenceOf(): Uint16Array;
  /** How many findings cite the message. */
  findingCount(): Uint32Array;

  /** The block of a slot and the slot's place in it. */
  blockOf(slot: number): { readonly block: number; readonly index: number };
  /** The first slot of a block. */
  slotOfBlock(block: number): number;

  readonly findings: FindingMemory;
  readonly diagnostics: DiagnosticMemory;
  /** How many records of kinds other than message the case has. */
  readonly others: ReadonlyMap<string, number>;
}

/** One value for each finding, in the order of commit. */
export interface FindingMemory {
  readonly rules: readonly { readonly ruleId: string; readonly technique: string; readonly level: string }[];
  /** Place in `rules`. */
  rule(): Uint16Array;
  date(): Float64Array;
  /** Place in `Columns.evidence`. */
  evidenceOf(): Uint16Array;
  readonly destinations: readonly string[];
  destinationsOf(finding: number): Uint32Array;
  /** Findings that cite the message at a slot. */
  citing(slot: number): number[];
  /** Chunk of a finding and its place in it. */
  chunkOf(finding: number): { readonly chunk: number; readonly index: number };
}

export interface DiagnosticMemory {
  readonly count: number;
  readonly kinds: readonly { readonly code: string; readonly effect: string }[];
  /** Place in `kinds`. */
  kind(): Uint16Array;
  evidenceOf(): Uint16Array;
  /** Whether the diagnostic may lie at or below a place: exact but for equal hashes. */
  mayLieIn(diagnostic: number, placeHash: number): boolean;
  chunkOf(diagnostic: number): { readonly chunk: number; readonly index: number };
}

/** Makes the columns of an empty case. */
export function emptyColumns(): Columns {
  const date = growingColumn((length) => new Float64Array(length));
  const sizeBytes = growingColumn((length) => new Float64Array(length));
  const folder = growingColumn((length) => new Uint32Array(length));
  const attached = growingColumn((length) => new Uint8Array(length));
  const parent = growingColumn((length) => new Uint32Array(length));
  const evidenceOf = growingColumn((length) => new Uint16Array(length));
  const findingCount = growingColumn((length) => new Uint32Array(length));
  const blockStarts = growingColumn((length) => new Uint32Array(length));
  const index = recordIndex();
  const evidence: EvidenceId[] = [];
  const folders: FolderRow[] = [];
  const folderNumbers = new Map<string, number>();
  const findings = findingMemory();
  const diagnostics = diagnosticMemory();
  const others = new Map<string, number>();
  let chunks = 0;

  return {
    get messages() {
      return date.length;
    },
    get chunks() {
      return chunks;
    },
    get blocks() {
      return blockStarts.length;
    },
    index,
    folders,
    evidence,
    append(chunk) {
      if (chunk.id !== chunks) throw new Error(`Chunk ${String(chunk.id)} of the case was given where ${String(chunks)} is due.`);
      const { messages } = chunk;
      const count = messages.date.length;
      const place = placeOf(evidence, chunk.evidenceId);
      date.append(messages.date);
      sizeBytes.append(messages.sizeBytes);
      folder.append(messages.folder);
      attached.append(messages.attached);
      parent.append(messages.parent);
      evidenceOf.append(new Uint16Array(count).fill(place));
      findingCount.append(new Uint32Array(count));
      blockStarts.append(messages.blockStarts);
      index.append(messages.ids);
      const counts = findingCount.values();
      for (const slot of chunk.findings.cited) counts[slot] = (counts[slot] ?? 0) + 1;
      findings.append(chunk, place);
      diagnostics.append(chunk, place);
      for (const [kind, number] of Object.entries(chunk.others)) others.set(kind, (others.get(kind) ?? 0) + number);
      chunks += 1;
    },
    addFolders(added) {
      for (const row of added) {
        folders[row.id] = row;
        folderNumbers.set(folderName(row.evidenceId, row.path), row.id);
      }
    },
    folderOf: (evidenceId, path) => folderNumbers.get(folderName(evidenceId, path)) ?? -1,
    date: () => date.values(),
    sizeBytes: () => sizeBytes.values(),
    folder: () => folder.values(),
    attached: () => attached.values(),
    parent: () => parent.values(),
    evidenceOf: () => evidenceOf.values(),
    findingCount: () => findingCount.values(),
    blockOf(slot) {
      const starts = blockStarts.values();
      const block = lastAtOrBelow(starts, slot);
      return { block, index: slot - (starts[block] ?? 0) };
    },
    slotOfBlock: (block) => blockStarts.values()[block] ?? 0,
    findings,
    diagnostics,
    others,
  };
}

function findingMemory(): FindingMemory & { append(chunk: ColumnChunk, place: number): void } {
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
    append({ findings }, place) {
      starts.add(rule.length);
      const own = findings.ruleIds.map((ruleId, at) => {
        const known = rulePlaces.get(ruleId);
        if (known !== undefined) return known;
        rulePlaces.set(ruleId, rules.length);
        return rules.push({ ruleId, technique: findings.techniques[at] ?? '', level: findings.levels[at] ?? '' }) - 1;
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

function diagnosticMemory(): DiagnosticMemory & { append(chunk: ColumnChunk, place: number): void } {
  const kinds: { code: string; effect: string }[] = [];
  const kindPlaces = new Map<string, number>();
  const kind = growingColumn((length) => new Uint16Array(length));
  const evidenceOf = growingColumn((length) => new Uint16Array(length));
  const places = growingColumn((length) => new Uint32Array(length));
  const placeEnds = growingColumn((length) => new Uint32Array(length));
  const starts = chunkStarts();
  return {
    get count() {
      return kind.length;
    },
    kinds,
    kind: () => kind.values(),
    evidenceOf: () => evidenceOf.values(),
    mayLieIn(diagnostic, placeHash) {
      const ends = placeEnds.values();
      return places
        .values()
        .subarray(diagnostic === 0 ? 0 : ends[diagnostic - 1], ends[diagnostic])
        .includes(placeHash);
    },
    chunkOf: (diagnostic) => starts.chunkOf(diagnostic),
    append({ diagnostics }, place) {
      starts.add(kind.length);
      const own = diagnostics.codes.map((code, at) => {
        const effect = diagnostics.effects[at] ?? '';
        const name = `${code} ${effect}`;
        const known = kindPlaces.get(name);
        if (known !== undefined) return known;
        kindPlaces.set(name, kinds.length);
        return kinds.push({ code, effect }) - 1;
      });
      kind.append(diagnostics.code.map((at) => own[at] ?? 0));
      evidenceOf.append(new Uint16Array(diagnostics.code.length).fill(place));
      const before = places.length;
      places.append(diagnostics.places);
      placeEnds.append(diagnostics.placeEnds.map((end) => end + before));
    },
  };
}

// Where the things of each chunk begin among all things of their kind.
function chunkStarts(): { add(start: number): void; chunkOf(thing: number): { chunk: number; index: number } } {
  const starts = growingColumn((length) => new Uint32Array(length));
  return {
    add: (start) => starts.append([start]),
    chunkOf(thing) {
      const all = starts.values();
      const chunk = lastAtOrBelow(all, thing);
      return { chunk, index: thing - (all[chunk] ?? 0) };
    },
  };
}

/** Place of the last of the ascending numbers that is at or below `wanted`. */
function lastAtOrBelow(ascending: Uint32Array, wanted: number): number {
  return firstAbove(ascending, wanted) - 1;
}

/** Place of the first of the ascending numbers that is above `wanted`. */
function firstAbove(ascending: Uint32Array, wanted: number): number {
  let low = 0;
  let high = ascending.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((ascending[middle] ?? 0) <= wanted) low = middle + 1;
    else high = middle;
  }
  return low;
}

function placeOf(evidence: EvidenceId[], evidenceId: EvidenceId): number {
  const place = evidence.indexOf(evidenceId);
  return place === -1 ? evidence.push(evidenceId) - 1 : place;
}

function folderName(evidenceId: EvidenceId, path: readonly string[]): string {
  return JSON.stringify([evidenceId, path]);
}
