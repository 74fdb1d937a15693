import type { EvidenceId } from '#model/index.ts';
import { lastAtOrBelow } from './ascending.ts';
import { diagnosticMemory, type DiagnosticMemory } from './diagnostic-memory.ts';
import { factMemory, type FactMemory } from './fact-memory.ts';
import { findingMemory, type FindingMemory } from './finding-memory.ts';
import { eventMemory, type EventMemory } from './event-memory.ts';
import { growingColumn } from './growing-column.ts';
import { observationMemory, type ObservationMemory } from './observation-memory.ts';
import { recordIndex, type RecordIndex } from './record-index.ts';
import type { ColumnChunk, FindingColumns, FolderRow } from './schema.ts';

/**
 * The hot columns of the whole case in memory, some 50 bytes a message. Grows by the chunks that were committed, in
 * their order, and by nothing else; so it is the same after reopening as it was before closing.
 * Findings across records are apart: they are replaced as a whole.
 */
export interface Columns {
  readonly messages: number;
  readonly chunks: number;
  readonly blocks: number;
  readonly index: RecordIndex;
  append(chunk: ColumnChunk): void;
  /** Takes what an appended chunk lacked: events and observations. */
  complete(chunk: ColumnChunk): void;
  addFolders(folders: readonly FolderRow[]): void;
  readonly folders: readonly FolderRow[];
  folderOf(evidenceId: EvidenceId, path: readonly string[]): number;
  /** Evidence items in the order in which they were first read. */
  readonly evidence: readonly EvidenceId[];
  /** For each committed batch the place of its evidence item in `evidence`. */
  evidenceOfChunk(): Uint16Array;

  // One value for each message.
  date(): Float64Array;
  sizeBytes(): Float64Array;
  folder(): Uint32Array;
  attached(): Uint8Array;
  parent(): Uint32Array;
  /** Place in `evidence`. */
  evidenceOf(): Uint16Array;
  /** How many findings cite the message or, of those across records, are about it. */
  findingCount(): Uint32Array;

  /** The block of a slot and the slot's place in it. */
  blockOf(slot: number): { readonly block: number; readonly index: number };
  /** The first slot of a block. */
  slotOfBlock(block: number): number;

  readonly findings: FindingMemory;
  /** Findings across records: those of the latest analysis. */
  readonly caseFindings: FindingMemory;
  /** Puts the findings of an analysis in the place of those before. */
  replaceCaseFindings(blocks: readonly FindingColumns[]): void;
  readonly events: EventMemory;
  readonly observations: ObservationMemory;
  readonly diagnostics: DiagnosticMemory;
  /** Where the records of kinds other than message lie. */
  readonly facts: FactMemory;
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
  let caseFindings = findingMemory();
  let ofCaseFindings: readonly FindingColumns[] = [];
  const events = eventMemory();
  const observations = observationMemory();
  const diagnostics = diagnosticMemory();
  const facts = factMemory();
  const evidenceOfChunk = growingColumn((length) => new Uint16Array(length));

  function countCited({ cited }: FindingColumns, by: 1 | -1): void {
    const counts = findingCount.values();
    for (const slot of cited) counts[slot] = (counts[slot] ?? 0) + by;
  }

  function appendLate(chunk: ColumnChunk): void {
    if (chunk.events !== undefined) events.append(chunk.id, chunk.events, placeOf(evidence, chunk.evidenceId));
    if (chunk.observations !== undefined) observations.append(chunk.id, chunk.observations);
  }

  return {
    get messages() {
      return date.length;
    },
    get chunks() {
      return evidenceOfChunk.length;
    },
    get blocks() {
      return blockStarts.length;
    },
    index,
    folders,
    evidence,
    append(chunk) {
      if (chunk.id !== evidenceOfChunk.length) {
        throw new Error(`Chunk ${String(chunk.id)} of the case was given where ${String(evidenceOfChunk.length)} is due.`);
      }
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
      countCited(chunk.findings, 1);
      findings.append(chunk.findings, place);
      appendLate(chunk);
      diagnostics.append(chunk, place);
      facts.append(chunk.id, place, chunk.others);
      evidenceOfChunk.append([place]);
    },
    complete: appendLate,
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
    evidenceOfChunk: () => evidenceOfChunk.values(),
    findingCount: () => findingCount.values(),
    blockOf(slot) {
      const starts = blockStarts.values();
      const block = lastAtOrBelow(starts, slot);
      return { block, index: slot - (starts[block] ?? 0) };
    },
    slotOfBlock: (block) => blockStarts.values()[block] ?? 0,
    findings,
    get caseFindings() {
      return caseFindings;
    },
    replaceCaseFindings(blocks) {
      for (const block of ofCaseFindings) countCited(block, -1);
      caseFindings = findingMemory();
      for (const block of blocks) {
        countCited(block, 1);
        caseFindings.append(block, 0);
      }
      ofCaseFindings = blocks;
    },
    events,
    observations,
    diagnostics,
    facts,
  };
}

function placeOf(evidence: EvidenceId[], evidenceId: EvidenceId): number {
  const place = evidence.indexOf(evidenceId);
  return place === -1 ? evidence.push(evidenceId) - 1 : place;
}

function folderName(evidenceId: EvidenceId, path: readonly string[]): string {
  return JSON.stringify([evidenceId, path]);
}
