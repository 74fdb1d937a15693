import { heapTreeHeadBytes, putHeapTree } from './b-tree-on-heap.ts';
import { putBytes, startDataTree } from './data-tree.ts';
import { growingColumn } from './growing-column.ts';
import { greatestAllocationBytes, startHeap } from './heap.ts';
import type { BlockId, NodeDatabase } from './node-database.ts';
import { valueNodeType, type StoredProperty } from './property-context.ts';
import type { StoreFormat } from './store-layout.ts';
import { startSubnodes } from './subnodes.ts';
import { storedType } from './text-form.ts';

export interface TableColumn {
  readonly id: number;
  readonly type: number;
}

/** A table context ([MS-PST] 2.3.4) that is written row by row, in bounded memory. */
export interface Table {
  readonly rowCount: number;
  /** @param cells properties; those that are no column of the table are left out */
  addRow(rowId: number, cells: readonly StoredProperty[]): void;
  finish(): { readonly content: BlockId; readonly subnodes: BlockId };
}

/** Starts a table with columns beside PidTagLtpRowId and PidTagLtpRowVer, which each table has. Columns of texts are of the store's kind. */
export function startTable(database: NodeDatabase, columns: readonly TableColumn[]): Table {
  const { greatestBlockBytes, rowNumberBytes } = database.layout;
  const layout = layoutOf(columns, database.layout.format);
  const tree = startDataTree(database);
  const heap = startHeap('table', tree);
  const rowIndexHead = heap.reserve(heapTreeHeadBytes);
  const info = heap.reserve(22 + 8 * layout.columns.length);
  const subnodes = startSubnodes(database);
  const rowIds = growingColumn((length) => new Uint32Array(length));
  // Rows do not cross blocks ([MS-PST] 2.3.4.4).
  const rowsPerBlock = Math.floor(greatestBlockBytes / layout.rowBytes);
  const rowTree = startDataTree(database);
  let rowBlocks = 0;
  let rowsInBlock: Buffer[] = [];

  const reference = (bytes: Uint8Array): number => {
    if (bytes.length <= greatestAllocationBytes) return heap.allocate(bytes);
    const nodeId = subnodes.nextNodeId(valueNodeType);
    subnodes.add(nodeId, putBytes(database, bytes), 0);
    return nodeId;
  };
  return {
    get rowCount() {
      return rowIds.length;
    },
    addRow(rowId, cells) {
      if (rowsInBlock.length === rowsPerBlock) {
        rowTree.put(rowBlocks, Buffer.concat(rowsInBlock, greatestBlockBytes));
        rowBlocks += 1;
        rowsInBlock = [];
      }
      const row = Buffer.alloc(layout.rowBytes);
      row.writeUInt32LE(rowId, 0);
      row.writeUInt32LE(rowIds.length + 1, 4);
      row[layout.existenceAt] = 0xc0;
      for (const { id, type, bytes } of cells) {
        const column = layout.byId.get(id);
        if (column?.type !== type) continue;
        if (cellBytes(type) === 4 && !inlineTypes.has(type)) row.writeUInt32LE(reference(bytes), column.at);
        else row.set(bytes.subarray(0, column.width), column.at);
        const existence = layout.existenceAt + (column.bit >> 3);
        row[existence] = (row[existence] ?? 0) | (0x80 >>> (column.bit & 7));
      }
      rowIds.push(rowId);
      rowsInBlock.push(row);
    },
    finish() {
      const used = Buffer.concat(rowsInBlock);
      const isInHeap = rowBlocks === 0 && used.length <= greatestAllocationBytes;
      let rows = 0;
      if (isInHeap) rows = heap.allocate(used);
      else {
        rowTree.put(rowBlocks, used);
        rows = subnodes.nextNodeId(valueNodeType);
        subnodes.add(rows, rowTree.finish(), 0);
      }
      putHeapTree(heap, rowIndexHead.bytes, { keyBytes: 4, valueBytes: rowNumberBytes, records: rowIndex(rowIds, rowNumberBytes) });
      putTableInfo(info.bytes, layout, rowIndexHead.hid, rows);
      heap.finish(info.hid);
      return { content: tree.finish(), subnodes: subnodes.finish() };
    },
  };
}

interface PlacedColumn extends TableColumn {
  readonly at: number;
  readonly width: number;
  readonly bit: number;
}

interface RowLayout {
  readonly columns: readonly PlacedColumn[];
  readonly byId: ReadonlyMap<number, PlacedColumn>;
  /** Where values of 4 and 8, of 2, and of 1 bytes end ([MS-PST] 2.3.4.1, rgib). */
  readonly ends: readonly [number, number, number];
  /** Where the bits begin that say which cells exist. */
  readonly existenceAt: number;
  readonly rowBytes: number;
}

const layouts: Readonly<Record<StoreFormat, WeakMap<readonly TableColumn[], RowLayout>>> = { unicode: new WeakMap(), ansi: new WeakMap() };

function layoutOf(columns: readonly TableColumn[], format: StoreFormat): RowLayout {
  const known = layouts[format].get(columns) ?? makeLayout(columns.map(({ id, type }) => ({ id, type: storedType(format, type) })));
  layouts[format].set(columns, known);
  return known;
}

// Wide values come first, so that each lies where its width divides the offset.
function makeLayout(columns: readonly TableColumn[]): RowLayout {
  const placed: PlacedColumn[] = [
    { id: 0x67f2, type: 0x0003, at: 0, width: 4, bit: 0 },
    { id: 0x67f3, type: 0x0003, at: 4, width: 4, bit: 1 },
  ];
  let at = 8;
  const ends = new Map<number, number>();
  for (const width of [8, 4, 2, 1]) {
    for (const column of columns.filter(({ type }) => cellBytes(type) === width)) {
      placed.push({ ...column, at, width, bit: placed.length });
      at += width;
    }
    ends.set(width, at);
  }
  const end = (width: number): number => ends.get(width) ?? 0;
  placed.sort((left, right) => left.id - right.id);
  return {
    columns: placed,
    byId: new Map(placed.map((column) => [column.id, column])),
    ends: [end(4), end(2), end(1)],
    existenceAt: at,
    rowBytes: at + Math.ceil(placed.length / 8),
  };
}

// TCINFO and TCOLDESC ([MS-PST] 2.3.4.1, 2.3.4.2).
function putTableInfo(info: Buffer, layout: RowLayout, rowIndex: number, rows: number): void {
  info[0] = 0x7c;
  info[1] = layout.columns.length;
  for (const [index, end] of [...layout.ends, layout.rowBytes].entries()) info.writeUInt16LE(end, 2 + 2 * index);
  info.writeUInt32LE(rowIndex, 10);
  info.writeUInt32LE(rows, 14);
  for (const [index, { id, type, at, width, bit }] of layout.columns.entries()) {
    const entry = 22 + 8 * index;
    info.writeUInt16LE(type, entry);
    info.writeUInt16LE(id, entry + 2);
    info.writeUInt16LE(at, entry + 4);
    info[entry + 6] = width;
    info[entry + 7] = bit;
  }
}

// TCROWID ([MS-PST] 2.3.4.3.1), in the order of the row identifiers.
function rowIndex(rowIds: { readonly length: number; get(index: number): number }, rowNumberBytes: number): Buffer {
  if (rowIds.length > 256 ** rowNumberBytes) throw new RangeError(`${rowIds.length} are too many rows for one table`);
  const recordBytes = 4 + rowNumberBytes;
  const order = Uint32Array.from({ length: rowIds.length }, (_, index) => index);
  order.sort((left, right) => rowIds.get(left) - rowIds.get(right));
  const records = Buffer.alloc(recordBytes * order.length);
  for (const [place, row] of order.entries()) {
    records.writeUInt32LE(rowIds.get(row), recordBytes * place);
    records.writeUIntLE(row, recordBytes * place + 4, rowNumberBytes);
  }
  return records;
}

const inlineTypes = new Set([0x0003, 0x0004, 0x000a]);

function cellBytes(type: number): number {
  switch (type) {
    case 0x000b:
      return 1;
    case 0x0002:
      return 2;
    case 0x0005:
    case 0x0006:
    case 0x0007:
    case 0x0014:
    case 0x0040:
      return 8;
    default:
      return 4;
  }
}
