import type { ByteRange } from '#model/index.ts';
import { atomOf, cutCell, cutCells, keepFormer, rowOf, setCell, type Building, type OpenRow, type OpenTable } from './build-store.ts';
import { isHex, peek, readHex, readLiteral, readName, type Scanner } from './scanner.ts';

/** The characters of the grammar. */
export const code = {
  dictionary: 0x3c,
  dictionaryEnd: 0x3e,
  row: 0x5b,
  rowEnd: 0x5d,
  table: 0x7b,
  tableEnd: 0x7d,
  cell: 0x28,
  cellEnd: 0x29,
  group: 0x40,
  minus: 0x2d,
  bang: 0x21,
  equals: 0x3d,
  reference: 0x5e,
  colon: 0x3a,
};

/** Reads a row by its number, with the position that it is moved to: `1!3`. */
export function readRowReference(scanner: Scanner, building: Building, table: OpenTable): OpenRow | null {
  const start = scanner.at;
  const name = readId(scanner, building, 'c');
  if (name === null) return null;
  skipPosition(scanner);
  return rowOf(building, name.scope ?? table.scope, name.id, start);
}

/** Reads a row with cells, `[1:^80(^81=x)(^82^83)]`, or `[-1:^80 …]` for one whose cells are all cut first. */
export function readRow(scanner: Scanner, building: Building, table: OpenTable | null): OpenRow | null {
  const start = scanner.at;
  scanner.at += 1;
  const cutsAll = takeMinus(scanner);
  const name = readId(scanner, building, 'c');
  if (name === null) {
    scanner.damage.note('a row without number', start, Math.max(1, scanner.at - start));
    return null;
  }
  const row = rowOf(building, name.scope ?? table?.scope ?? '', name.id, start);
  const former = cutsAll ? cutCells(row) : null;
  const cells = readCells(scanner, building, row);
  if (!cells.isEnded) scanner.damage.note('a row without end', start, scanner.at - start);
  // The text with most cells is the one to cite.
  if (cells.count > 0 && cells.count >= row.cellsOfRange) {
    row.cellsOfRange = cells.count;
    row.range = { offsetBytes: start, lengthBytes: scanner.at - start };
  }
  if (former !== null && row.columns.length === 0) keepFormer(building, former);
  skipPosition(scanner);
  return row;
}

function readCells(scanner: Scanner, building: Building, row: OpenRow): { count: number; isEnded: boolean } {
  let count = 0;
  let isCut = false;
  for (let byte = peek(scanner); byte !== -1 && building.stopped === null; byte = peek(scanner)) {
    if (byte === code.rowEnd) {
      scanner.at += 1;
      return { count, isEnded: true };
    }
    if (byte === code.minus) {
      scanner.at += 1;
      isCut = true;
    } else if (byte === code.cell) {
      const cell = readCell(scanner, building);
      if (cell !== null && isCut) cutCell(row, cell.column);
      else if (cell !== null && !setCell(building, row, cell.column, cell.value, cell.place))
        scanner.damage.note('a cell of a row that has too many', cell.place.offsetBytes, cell.place.lengthBytes);
      count += cell === null || isCut ? 0 : 1;
      isCut = false;
    } else if (byte === code.row) {
      scanner.at += 1;
      readMeta(scanner, building, code.rowEnd, () => undefined);
    } else if (byte === code.table || byte === code.tableEnd || byte === code.dictionary || byte === code.group) break;
    else skip(scanner, 'a byte within a row');
  }
  return { count, isEnded: false };
}

interface Cell {
  readonly column: string;
  readonly value: string;
  readonly place: ByteRange;
}

// `(^81=x)`, `(^81^82)`, `(name=x)`; one that is cut may lack the value.
function readCell(scanner: Scanner, building: Building): Cell | null {
  const start = scanner.at;
  scanner.at += 1;
  peek(scanner);
  const column = scanner.bytes[scanner.at] === code.reference ? readReference(scanner, building, 'c') : readName(scanner);
  const byte = peek(scanner);
  let value: string | null = null;
  if (byte === code.equals) {
    scanner.at += 1;
    value = readLiteral(scanner);
  } else if (byte === code.reference) {
    value = readReference(scanner, building, 'a');
    takeCellEnd(scanner);
  } else if (byte === code.cellEnd) {
    scanner.at += 1;
    value = '';
  }
  const lengthBytes = Math.max(1, scanner.at - start);
  if (value === null || column === null || column === '') {
    const what = value === null && column !== null && byte !== code.reference ? 'a cell without value' : 'a cell that refers to no text';
    scanner.damage.note(what, start, lengthBytes);
    return null;
  }
  return { column, value, place: { offsetBytes: start, lengthBytes } };
}

function takeCellEnd(scanner: Scanner): void {
  if (peek(scanner) === code.cellEnd) scanner.at += 1;
  else scanner.damage.note('a cell without end', scanner.at, 1);
}

// `^82` or `^82:c`: the text that a number stands for.
function readReference(scanner: Scanner, building: Building, space: string): string | null {
  scanner.at += 1;
  const name = readId(scanner, building, 'c');
  return name === null ? null : atomOf(building, name.scope ?? space, name.id);
}

/** Reads a number with the scope that may follow it: `1`, `1:m`, `1:^80`. Null where no number stands. */
export function readId(scanner: Scanner, building: Building, space: string): { id: number; scope: string | null } | null {
  peek(scanner);
  const id = readHex(scanner);
  if (id === null) return null;
  if (scanner.at >= scanner.end || scanner.bytes[scanner.at] !== code.colon) return { id, scope: null };
  scanner.at += 1;
  if (scanner.bytes[scanner.at] !== code.reference) return { id, scope: readName(scanner) };
  const start = scanner.at;
  scanner.at += 1;
  const scope = readHex(scanner);
  const text = scope === null ? null : atomOf(building, space, scope);
  if (text === null) scanner.damage.note('a scope that is not named', start, Math.max(1, scanner.at - start));
  return { id, scope: text ?? `^${scope === null ? '' : scope.toString(16).toUpperCase()}` };
}

/** Reads cells that say something of a dictionary, table or row, and in a table rows that do. */
export function readMeta(scanner: Scanner, building: Building, endCode: number, onCell: (column: string, value: string) => void): void {
  building.remarksDepth += 1;
  readRemarks(scanner, building, endCode, onCell);
  building.remarksDepth -= 1;
}

// A row of remarks may have remarks itself, which no program writes; deeper ones would end the reading instead of themselves.
const deepestRemarks = 16;

function readRemarks(scanner: Scanner, building: Building, endCode: number, onCell: (column: string, value: string) => void): void {
  const start = scanner.at;
  for (let byte = peek(scanner); byte !== -1 && building.stopped === null; byte = peek(scanner)) {
    if (byte === endCode) {
      scanner.at += 1;
      return;
    }
    if (byte === code.cell) {
      const cell = readCell(scanner, building);
      if (cell !== null) onCell(cell.column, cell.value);
    } else if (byte === code.row && building.remarksDepth >= deepestRemarks) skip(scanner, 'rows within rows, too deep');
    else if (byte === code.row) readRow(scanner, building, null);
    else if (isHex(byte)) readId(scanner, building, 'c');
    else if (opensContent(byte)) break;
    else skip(scanner, 'a byte within remarks');
  }
  scanner.damage.note('remarks without end', start, scanner.at - start);
}

/** Takes the sign that what follows is cut, where it stands. */
export function takeMinus(scanner: Scanner): boolean {
  if (peek(scanner) !== code.minus) return false;
  scanner.at += 1;
  return true;
}

function skipPosition(scanner: Scanner): void {
  if (peek(scanner) !== code.bang) return;
  scanner.at += 1;
  peek(scanner);
  readHex(scanner);
}

/** Tells a byte that can only begin something new: what was being read has lost its end. */
export function opensContent(byte: number): boolean {
  return byte === code.dictionary || byte === code.table || byte === code.row || byte === code.group;
}

/** Passes over a byte that does not belong where it stands. */
export function skip(scanner: Scanner, what: string): void {
  scanner.damage.note(what, scanner.at, 1);
  scanner.at += 1;
}
