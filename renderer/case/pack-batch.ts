import type { IngestBatch, WireRecord } from '#contract/index.ts';
import { findingIdOf, millisecondsOf, type Diagnostic, type EvidenceId, type RecordId } from '#model/index.ts';
import { eventColumns, eventLine } from './event-columns.ts';
import { findingColumns } from './finding-columns.ts';
import { observationColumns } from './observation-columns.ts';
import { packJson, packRecords } from './pack.ts';
import { enclosingPlaces, hashOfText } from './places.ts';
import { idWords } from './record-index.ts';
import { packRowBlock, type WireMessage } from './row-block.ts';
import type {
  ColumnChunk,
  DiagnosticColumns,
  FolderRow,
  MessageColumns,
  PackedFindings,
  PackedRow,
  RowBlock,
  TextBlock,
} from './schema.ts';
import { textBlock } from './text-block.ts';
import { wordList } from './word-list.ts';

/** What the store must know to number a batch. */
export interface PackContext {
  readonly chunk: number;
  readonly slot: number;
  readonly block: number;
  readonly folder: number;
  /** The number of a known folder, or -1. */
  folderOf(evidenceId: EvidenceId, path: readonly string[]): number;
  /** The slot of a committed message, or -1. */
  slotOf(recordId: RecordId): number;
}

/** A batch in the form of the store's tables. */
export interface PackedBatch {
  readonly columns: ColumnChunk;
  readonly rows: readonly RowBlock[];
  readonly records: readonly PackedRow[];
  readonly texts: readonly TextBlock[];
  readonly findings: PackedFindings | null;
  readonly diagnostics: PackedRow | null;
  readonly others: PackedRow | null;
  readonly observations: PackedRow | null;
  readonly traces: PackedRow | null;
  readonly eventTexts: TextBlock | null;
  readonly newFolders: readonly FolderRow[];
}

/** Most messages in a block, and about the most bytes: opening one message inflates its block. */
const blockMessages = 100;
const blockBytes = 1024 * 1024;

/** Packs a batch; changes nothing outside, so that a batch whose commit fails leaves no trace. */
export function packBatch(batch: IngestBatch, context: PackContext): PackedBatch {
  const messages = batch.records.filter((record) => record.kind === 'message');
  const others = batch.records.filter((record) => record.kind !== 'message');
  const newFolders: FolderRow[] = [];
  const numberOfFolder = folderNumbers(batch.evidenceId, context, newFolders);
  const events = others.filter((record) => record.kind === 'event');
  const blocks = blocksOf(messages).map((own, index) => ({ id: context.block + index, own }));

  const slots = new Map(messages.map((message, index) => [message.recordId, context.slot + index]));
  const slotOf = (recordId: RecordId): number => slots.get(recordId) ?? context.slotOf(recordId);

  const rows: RowBlock[] = [];
  const starts: number[] = [];
  let slot = context.slot;
  for (const { id, own } of blocks) {
    rows.push(packRowBlock(own, { id, firstSlot: slot, evidenceId: batch.evidenceId }));
    starts.push(slot);
    slot += own.length;
  }
  return {
    columns: {
      id: context.chunk,
      evidenceId: batch.evidenceId,
      messages: messageColumns(messages, numberOfFolder, { firstSlot: context.slot, firstBlock: context.block, starts }),
      findings: findingColumns(batch.findings, (finding) => finding.citations.map(({ recordId }) => slotOf(recordId))),
      diagnostics: diagnosticColumns(batch.diagnostics),
      others: countKinds(others),
      events: eventColumns(events),
      observations: observationColumns(batch.observations, others, slotOf),
    },
    rows,
    records: blocks.map(({ id, own }) => ({ id, packed: packRecords(own) })),
    texts: blocks.map(({ id, own }) => textBlock(id, own)),
    findings:
      batch.findings.length === 0
        ? null
        : { id: context.chunk, findingIds: batch.findings.map((finding) => findingIdOf(finding)), packed: packJson(batch.findings) },
    diagnostics: batch.diagnostics.length === 0 ? null : { id: context.chunk, packed: packJson(batch.diagnostics) },
    others: others.length === 0 ? null : { id: context.chunk, packed: packRecords(others) },
    observations: batch.observations.length === 0 ? null : { id: context.chunk, packed: packJson(batch.observations) },
    traces: batch.traces.length === 0 ? null : { id: context.chunk, packed: packJson(batch.traces) },
    eventTexts: events.length === 0 ? null : { id: context.chunk, text: events.map((event) => `${eventLine(event)}\n`).join('') },
    newFolders,
  };
}

function countKinds(records: readonly WireRecord[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const { kind } of records) counts[kind] = (counts[kind] ?? 0) + 1;
  return counts;
}

function blocksOf(messages: readonly WireMessage[]): WireMessage[][] {
  const blocks: WireMessage[][] = [];
  let bytes = 0;
  for (const message of messages) {
    const size = roughBytes(message);
    const last = blocks.at(-1);
    if (last === undefined || last.length >= blockMessages || bytes + size > blockBytes) {
      blocks.push([message]);
      bytes = size;
    } else {
      last.push(message);
      bytes += size;
    }
  }
  return blocks;
}

function roughBytes(message: WireRecord & { kind: 'message' }): number {
  return message.headerBlock.length + (message.bodies.text?.length ?? 0) + (message.bodies.html?.length ?? 0) + 1000;
}

function folderNumbers(evidenceId: EvidenceId, context: PackContext, added: FolderRow[]): (path: readonly string[]) => number {
  const own = new Map<string, number>();
  return (path) => {
    const key = JSON.stringify(path);
    const seen = own.get(key);
    if (seen !== undefined) return seen;
    let id = context.folderOf(evidenceId, path);
    if (id === -1) {
      id = context.folder + added.length;
      added.push({ id, evidenceId, path: [...path] });
    }
    own.set(key, id);
    return id;
  };
}

function messageColumns(
  messages: readonly WireMessage[],
  numberOfFolder: (path: readonly string[]) => number,
  { firstSlot, firstBlock, starts }: { readonly firstSlot: number; readonly firstBlock: number; readonly starts: readonly number[] },
): MessageColumns {
  return {
    firstSlot,
    date: Float64Array.from(messages, ({ claimed }) => millisecondsOf(claimed.sent) ?? millisecondsOf(claimed.received) ?? Number.NaN),
    sizeBytes: Float64Array.from(messages, ({ observed }) => observed.sizeBytes),
    folder: Uint32Array.from(messages, ({ claimed }) => numberOfFolder(claimed.folderPath)),
    attached: Uint8Array.from(messages, ({ parentRecordId }) => (parentRecordId === null ? 0 : 1)),
    ids: Uint32Array.from(messages.flatMap(({ recordId }) => idWords(recordId))),
    parent: Uint32Array.from(messages, ({ parentRecordId }) => (parentRecordId === null ? 0 : idWords(parentRecordId)[0])),
    blockStarts: Uint32Array.from(starts),
    firstBlock,
  };
}

function diagnosticColumns(diagnostics: readonly Diagnostic[]): DiagnosticColumns {
  const kinds = wordList();
  const codes: string[] = [];
  const effects: string[] = [];
  const places: number[] = [];
  const placeEnds: number[] = [];
  const code: number[] = [];
  for (const diagnostic of diagnostics) {
    const place = kinds.place(`${diagnostic.code} ${diagnostic.effect}`);
    codes[place] = diagnostic.code;
    effects[place] = diagnostic.effect;
    code.push(place);
    places.push(...enclosingPlaces(diagnostic.locator).map(hashOfText));
    placeEnds.push(places.length);
  }
  return { codes, effects, code: Uint16Array.from(code), places: Uint32Array.from(places), placeEnds: Uint32Array.from(placeEnds) };
}
