import type { BlockReader } from './block-reader.ts';
import { openNodeData, type NodeData } from './data-tree.ts';
import { openHeap, tableContextSignature } from './heap.ts';
import { readHeapTree } from './heap-tree.ts';
import { viewOf } from './layout.ts';
import type { ContextProperty } from './property-context.ts';
import type { NodePlace, Subnodes } from './subnodes.ts';
import { fixedSizeOf, valueAt, valueOfBytes, type ValuePlaces } from './values.ts';

/** A table: of recipients, attachments, or the items of a folder ([MS-PST] 2.3.4). */
export interface TableContext {
  /** The identifiers of the rows in the order of the table: those of nodes, in tables that list nodes. */
  readonly rowIds: readonly number[];
  /** The cells that a row has; null when the row is lost. */
  cells(row: number): readonly ContextProperty[] | null;
  /** False when a part of the table's index is lost. */
  readonly isWhole: boolean;
}

/** Reads a table context; null when the data of the node are none. */
export function readTableContext(reader: BlockReader, place: NodePlace, subnodes: Subnodes): TableContext | null {
  const data = openNodeData(reader, place.dataId);
  const heap = data === null ? null : openHeap(data, reader.layout);
  if (data === null || heap?.clientSignature !== tableContextSignature) return null;
  const info = heap.get(heap.rootId);
  const table = info === null ? null : readInfo(info);
  const index = table === null ? null : readHeapTree(reader, heap, table.rowIndexId);
  if (table === null || index?.keyBytes !== 4) return null;
  const places = { reader, heap, subnodes };
  const numbered = index.records.flatMap((record) => {
    const view = viewOf(record);
    if (record.length < 6) return [];
    return [{ rowId: view.getUint32(0, true), row: record.length >= 8 ? view.getUint32(4, true) : view.getUint16(4, true) }];
  });
  numbered.sort((one, other) => one.row - other.row);
  const rows = rowSource(places, table);
  return {
    rowIds: numbered.map(({ rowId }) => rowId),
    isWhole: index.isWhole && data.isWhole,
    cells(at) {
      // A hostile table has as many rows as steps, and each of them 255 columns.
      const bytes = reader.spend(1 + (table.columns.length >>> 3)) ? rows(numbered[at]?.row ?? -1) : null;
      return bytes === null ? null : cellsOf(bytes, table, places);
    },
  };
}

interface TableInfo {
  readonly rowBytes: number;
  readonly existenceAt: number;
  readonly rowIndexId: number;
  readonly rowsId: number;
  readonly columns: readonly Column[];
}

/** TCOLDESC ([MS-PST] 2.3.4.2). */
interface Column {
  readonly id: number;
  readonly type: number;
  readonly at: number;
  readonly bytes: number;
  readonly bit: number;
}

/** TCINFO ([MS-PST] 2.3.4.1). */
function readInfo(bytes: Uint8Array): TableInfo | null {
  if (bytes.length < 22 || bytes[0] !== tableContextSignature) return null;
  const view = viewOf(bytes);
  const columns: Column[] = [];
  for (let at = 22; columns.length < (bytes[1] ?? 0) && at + 8 <= bytes.length; at += 8) {
    columns.push({
      type: view.getUint16(at, true),
      id: view.getUint16(at + 2, true),
      at: view.getUint16(at + 4, true),
      bytes: view.getUint8(at + 6),
      bit: view.getUint8(at + 7),
    });
  }
  const existenceAt = view.getUint16(6, true);
  const rowBytes = view.getUint16(8, true);
  if (rowBytes === 0 || existenceAt > rowBytes) return null;
  return { existenceAt, rowBytes, rowIndexId: view.getUint32(10, true), rowsId: view.getUint32(14, true), columns };
}

/** Rows lie in the heap or in a sub-node, where each block holds as many whole rows as fit ([MS-PST] 2.3.4.4). */
function rowSource(places: ValuePlaces, { rowsId, rowBytes }: TableInfo): (row: number) => Uint8Array | null {
  if ((rowsId & 0x1f) === 0) {
    const bytes = places.heap.get(rowsId);
    return (row) => (bytes === null ? null : sliced(bytes, row, rowBytes));
  }
  const place = places.subnodes.places.get(rowsId);
  const data: NodeData | null = place === undefined ? null : openNodeData(places.reader, place.dataId);
  const rowsPerBlock = Math.floor(places.reader.layout.blockDataBytes / rowBytes);
  return (row) => {
    const bytes = row < 0 || rowsPerBlock === 0 ? null : (data?.block(Math.floor(row / rowsPerBlock)) ?? null);
    return bytes === null ? null : sliced(bytes, row % rowsPerBlock, rowBytes);
  };
}

function sliced(bytes: Uint8Array, row: number, rowBytes: number): Uint8Array | null {
  const at = row * rowBytes;
  return row < 0 || at + rowBytes > bytes.length ? null : bytes.subarray(at, at + rowBytes);
}

function cellsOf(row: Uint8Array, { columns, existenceAt }: TableInfo, places: ValuePlaces): ContextProperty[] {
  return columns.flatMap(({ id, type, at, bytes, bit }) => {
    const exists = ((row[existenceAt + (bit >>> 3)] ?? 0) & (0x80 >>> (bit & 7))) !== 0;
    if (!exists || at + bytes > row.length) return [];
    const field = row.subarray(at, at + bytes);
    if (fixedSizeOf(type) !== null) return [{ id, type, value: valueOfBytes(field) }];
    return [{ id, type, value: field.length < 4 ? null : valueAt(places, viewOf(field).getUint32(0, true)) }];
  });
}
