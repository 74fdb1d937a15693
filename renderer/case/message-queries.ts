import type { EvidenceId, RecordId } from '#model/index.ts';
import type { CaseStore } from './case-store.ts';
import type { MessageQuery, MessageRow, SelectionSummary } from './case-view.ts';
import { evidenceRanks } from './evidence-order.ts';
import { folderMask, folderRanks, shownFolder } from './folders.ts';
import { openRecords, type OpenRecords } from './pack.ts';
import { idWords } from './record-index.ts';
import { recentlyUsed } from './recently-used.ts';
import { rowOf, type WireMessage } from './row-block.ts';
import type { RowBlock } from './schema.ts';
import { fieldOfLine, lineFields, markLines, messageWords } from './search-text.ts';
import { searchTexts } from './search-texts.ts';
import { orderOfNumbers, orderOfTexts, selectInOrder, type SortOrder } from './sort-order.ts';

/** Questions about messages. Result sets are kept by the name of their slot until the next `select` with that name. */
export interface MessageQueries {
  select(name: string, query: MessageQuery): Promise<SelectionSummary>;
  rows(name: string, from: number, to: number): Promise<readonly MessageRow[]>;
  positionOf(name: string, recordId: RecordId): number;
  /** The whole record of a message; null when the case has none of that id. */
  record(recordId: RecordId): Promise<WireMessage | null>;
  /** 1 for each message that holds the words of a text and lies in one of the exhibits; an empty list: in any. */
  mask(text: string, evidence: readonly EvidenceId[]): Promise<Uint8Array>;
  /** Rows of the messages at slots. */
  rowsOf(slots: ArrayLike<number>): Promise<readonly MessageRow[]>;
  /** Rows of the messages attached to a message. */
  children(recordId: RecordId): Promise<readonly MessageRow[]>;
}

/** Decoded blocks of rows kept: scrolling through a sorted list touches a block for each row. */
const rowBlocksKept = 400;

/** Inflated blocks of whole records kept, each about a MiB: messages are read in turn, and reports read neighbours. */
const recordBlocksKept = 8;

/** @param messagesOf the slots of the messages that a finding is about; null where there is no such finding */
export function messageQueries(store: CaseStore, messagesOf: (findingId: string) => Promise<readonly number[] | null>): MessageQueries {
  const { columns, database } = store;
  const texts = searchTexts(database);
  const selections = new Map<string, Uint32Array>();
  const orders = new Map<MessageQuery['sort'], { readonly messages: number; readonly order: SortOrder }>();
  const blocks = recentlyUsed<number, RowBlock>(rowBlocksKept);
  const opened = recentlyUsed<number, OpenRecords>(recordBlocksKept);

  async function orderBy(sort: MessageQuery['sort'], messages: number): Promise<SortOrder> {
    const known = orders.get(sort);
    if (known?.messages === messages) return known.order;
    const order = await makeOrder(sort, messages);
    orders.set(sort, { messages, order });
    return order;
  }

  async function makeOrder(sort: MessageQuery['sort'], messages: number): Promise<SortOrder> {
    switch (sort) {
      case 'date':
        return orderOfNumbers(columns.date().subarray(0, messages));
      case 'size':
        return orderOfNumbers(columns.sizeBytes().subarray(0, messages));
      case 'folder': {
        const ranks = folderRanks(columns);
        return orderOfNumbers(
          columns
            .folder()
            .subarray(0, messages)
            .map((folder) => ranks[folder] ?? 0),
        );
      }
      case 'evidence-order': {
        const ranks = evidenceRanks(columns.evidence);
        return orderOfNumbers(
          columns
            .evidenceOf()
            .subarray(0, messages)
            .map((place) => ranks[place] ?? 0),
        );
      }
      case 'from':
      case 'subject': {
        const keys: string[] = [];
        await texts.visit(columns.blocks, (_block, text) => {
          for (const line of text.split('\n')) if (line !== '') keys.push(fieldOfLine(line, lineFields[sort]));
        });
        return orderOfTexts(keys.slice(0, messages));
      }
    }
  }

  async function textMask(text: string, messages: number): Promise<Uint8Array> {
    const mask = new Uint8Array(messages);
    const words = messageWords(text);
    if (words.length === 0) return mask.fill(1);
    await texts.visit(columns.blocks, (block, lines) => {
      const start = columns.slotOfBlock(block);
      markLines(lines, words, (line) => {
        if (start + line < messages) mask[start + line] = 1;
      });
    });
    return mask;
  }

  async function matching(query: MessageQuery, messages: number): Promise<Uint8Array> {
    const mask = await textMask(query.text, messages);
    if (query.ofFinding != null) {
      const about = new Uint8Array(messages);
      for (const slot of (await messagesOf(query.ofFinding)) ?? []) about[slot] = 1;
      for (let slot = 0; slot < messages; slot += 1) if (about[slot] !== 1) mask[slot] = 0;
    }
    if (query.folderKey !== null) keep(mask, columns.folder(), folderMask(columns.folders, query.folderKey));
    if (query.evidenceId !== null)
      keep(
        mask,
        columns.evidenceOf(),
        Uint8Array.from(columns.evidence, (id) => (id === query.evidenceId ? 1 : 0)),
      );
    if (query.from !== null || query.to !== null) {
      const date = columns.date();
      const from = query.from ?? -Infinity;
      const to = query.to ?? Infinity;
      // A comparison with NaN is false: a message without a time is in no range.
      for (let slot = 0; slot < messages; slot += 1)
        if (!((date[slot] ?? Number.NaN) >= from && (date[slot] ?? Number.NaN) < to)) mask[slot] = 0;
    }
    if (query.onlyWithFindings === 'with-findings') {
      const counts = columns.findingCount();
      for (let slot = 0; slot < messages; slot += 1) if (counts[slot] === 0) mask[slot] = 0;
    }
    return mask;
  }

  async function rowsOf(slots: ArrayLike<number>): Promise<MessageRow[]> {
    const places = Array.from(slots, (slot) => ({ slot, ...columns.blockOf(slot) }));
    const missing = [...new Set(places.map(({ block }) => block))].filter((block) => blocks.get(block) === undefined);
    const found = new Map<number, RowBlock>();
    for (const block of missing.length === 0 ? [] : await database.rows.bulkGet(missing)) {
      if (block === undefined) continue;
      blocks.set(block.id, block);
      found.set(block.id, block);
    }
    const date = columns.date();
    const folder = columns.folder();
    return places.map(({ slot, block, index }) => {
      const own = found.get(block) ?? blocks.get(block);
      if (own === undefined) throw new Error(`Block ${String(block)} of the message list is missing from the case.`);
      const ownDate = date[slot] ?? Number.NaN;
      return rowOf(own, index, {
        recordId: columns.index.idOf(slot),
        date: Number.isNaN(ownDate) ? null : ownDate,
        sizeBytes: columns.sizeBytes()[slot] ?? 0,
        folder: shownFolder(columns.folders[folder[slot] ?? 0]),
        findings: columns.findingCount()[slot] ?? 0,
        isAttached: columns.attached()[slot] === 1 ? 'attached' : 'own',
      });
    });
  }

  async function recordAt(slot: number): Promise<WireMessage | null> {
    const { block, index } = columns.blockOf(slot);
    let own = opened.get(block);
    if (own === undefined) {
      const row = await database.records.get(block);
      if (row === undefined) throw new Error(`Block ${String(block)} of the messages is missing from the case.`);
      own = openRecords(row.packed);
      opened.set(block, own);
    }
    const record = own.at(index);
    return record?.kind === 'message' ? record : null;
  }

  return {
    async select(name, query) {
      // What is committed meanwhile belongs to the next selection.
      const { messages } = columns;
      const mask = await matching(query, messages);
      const selection = selectInOrder(await orderBy(query.sort, messages), mask, query.direction);
      selections.set(name, selection);
      return { count: selection.length, total: messages };
    },
    rows: (name, from, to) => rowsOf(selections.get(name)?.subarray(Math.max(0, from), Math.max(0, to)) ?? []),
    positionOf(name, recordId) {
      const slot = columns.index.slotOf(recordId);
      return slot === -1 ? -1 : (selections.get(name)?.indexOf(slot) ?? -1);
    },
    async record(recordId) {
      const slot = columns.index.slotOf(recordId);
      return slot === -1 ? null : recordAt(slot);
    },
    async mask(text, evidence) {
      const mask = await textMask(text, columns.messages);
      if (evidence.length > 0) {
        keep(
          mask,
          columns.evidenceOf(),
          Uint8Array.from(columns.evidence, (id) => (evidence.includes(id) ? 1 : 0)),
        );
      }
      return mask;
    },
    rowsOf,
    async children(recordId) {
      const [prefix] = idWords(recordId);
      const parent = columns.parent();
      const slots: number[] = [];
      for (let slot = parent.indexOf(prefix); slot !== -1; slot = parent.indexOf(prefix, slot + 1)) {
        // The column holds a quarter of the identifier; the record has the whole.
        if (columns.attached()[slot] === 1 && (await recordAt(slot))?.parentRecordId === recordId) slots.push(slot);
      }
      return rowsOf(slots);
    },
  };
}

/** Takes out of the mask every message whose value in a column is not wanted. */
function keep(mask: Uint8Array, column: ArrayLike<number>, wanted: Uint8Array): void {
  for (let slot = 0; slot < mask.length; slot += 1) if (wanted[column[slot] ?? 0] !== 1) mask[slot] = 0;
}
