import type { ByteRange } from '#model/index.ts';
import { atomOf, cutCell, cutCells, defineAtom, keepFormer, rowOf, setCell, startBuilding, tableOf } from './build-store.ts';
import type { Building, MorkLimits, OpenRow, OpenTable } from './build-store.ts';
import { damageLog, isHex, peek, readHex, readLiteral, readName, type Scanner } from './scanner.ts';
import type { MorkStore } from './store.ts';

/** The first line of every Mork file, up to the version. */
export const morkMagic = '// <!-- <mdb:mork:z v="1.';

/**
 * Reads a Mork file (the grammar stands in the comments of mailnews/db/mork/morkParser.cpp of comm-central).
 *
 * Later texts change what earlier ones said, as the program reads them: cells are replaced, rows cut, numbers given other
 * texts. Transactions that were aborted or never finished change nothing; their rows are given apart. At bytes that the
 * grammar does not allow the reading goes on after them, where the program itself would give the file up.
 * The work is linear in the size of the file.
 * @param bytes the whole file, or its beginning
 */
export function readMork(bytes: Buffer, limits: MorkLimits): MorkStore {
  const scanner: Scanner = { bytes, at: 0, end: bytes.length, damage: damageLog() };
  const building = startBuilding(limits);
  readContent(scanner, building);
  const { rows, tables, former, unfinished, unfinishedRanges, stopped } = building;
  return { rows, tables: [...tables.values()], former, unfinished, unfinishedRanges, damage: scanner.damage, stopped };
}

const code = {
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

// Rows, tables and dictionaries, outside of transactions and within them.
function readContent(scanner: Scanner, building: Building): void {
  for (let byte = peek(scanner); byte !== -1 && building.stopped === null; byte = peek(scanner)) {
    if (byte === code.row) readRow(scanner, building, null);
    else if (byte === code.table) readTable(scanner, building);
    else if (byte === code.dictionary) readDictionary(scanner, building);
    else if (byte === code.group && building.ignored === null) readGroup(scanner, building);
    else skip(scanner, 'a byte between rows, tables and dictionaries');
  }
}

/* A transaction is `@$${id{@ … @$$}id}@`, or ends with `@$$}~~}@` when it was aborted; one that the program could not end
 * is followed by nothing or by the next. */
function readGroup(scanner: Scanner, building: Building): void {
  const { bytes, end } = scanner;
  const start = scanner.at;
  const opening = /^@\$\$\{([0-9a-f]{1,16})\{@/i.exec(bytes.toString('latin1', start, start + 32));
  if (opening === null) {
    skipStray(scanner);
    return;
  }
  const contentStart = start + opening[0].length;
  const ending = groupEnd(bytes, contentStart, end);
  const isFinished = ending.id !== null && Number.parseInt(ending.id, 16) === Number.parseInt(opening[1] ?? '', 16);
  scanner.at = contentStart;
  scanner.end = ending.contentEnd;
  if (!isFinished) {
    const what = ending.id === '~' ? 'an aborted transaction' : 'a transaction without its end';
    building.unfinishedRanges.push({ what, offsetBytes: start, lengthBytes: ending.end - start });
    building.ignored = { atoms: new Map(), rows: new Map() };
  }
  readContent(scanner, building);
  building.ignored = null;
  scanner.end = end;
  scanner.at = ending.end;
}

// The end of a transaction that belongs to none.
function skipStray(scanner: Scanner): void {
  const stray = /^@\$\$\}(?:~~|~|[0-9a-f]{1,16})\}@/i.exec(scanner.bytes.toString('latin1', scanner.at, scanner.at + 32));
  const lengthBytes = stray === null ? 1 : stray[0].length;
  scanner.damage.note('a sign of a transaction out of place', scanner.at, lengthBytes);
  scanner.at += lengthBytes;
}

// `$$` is written within no value, so the next sign of a transaction ends this one or begins another.
function groupEnd(bytes: Buffer, from: number, end: number): { id: string | null; contentEnd: number; end: number } {
  for (let at = bytes.indexOf(groupSign, from); at !== -1 && at < end; at = bytes.indexOf(groupSign, at + 1)) {
    const text = bytes.toString('latin1', at, at + 32);
    const closing = /^@\$\$\}(?:(~)~?|([0-9a-f]{1,16}))\}@/i.exec(text);
    if (closing !== null) return { id: closing[1] ?? closing[2] ?? null, contentEnd: at, end: at + closing[0].length };
    if (text.startsWith('@$${')) return { id: null, contentEnd: at, end: at };
  }
  return { id: null, contentEnd: end, end };
}

const groupSign = Buffer.from('@$$');

// `< <(a=c)> (80=text)(81=text) >`
function readDictionary(scanner: Scanner, building: Building): void {
  const start = scanner.at;
  scanner.at += 1;
  let space = 'a';
  for (let byte = peek(scanner); byte !== -1 && building.stopped === null; byte = peek(scanner)) {
    if (byte === code.dictionaryEnd) {
      scanner.at += 1;
      return;
    }
    if (byte === code.cell) readAlias(scanner, building, space);
    else if (byte === code.dictionary) {
      scanner.at += 1;
      readMeta(scanner, building, code.dictionaryEnd, (column, value) => {
        if (column === 'a') space = value;
      });
    } else if (opensContent(byte)) break;
    else skip(scanner, 'a byte within a dictionary');
  }
  scanner.damage.note('a dictionary without end', start, scanner.at - start);
}

// `(80=text)`, or `(80<(f=…)>=text)` with the character set of the text.
function readAlias(scanner: Scanner, building: Building, space: string): void {
  const start = scanner.at;
  scanner.at += 1;
  peek(scanner);
  const id = readHex(scanner);
  let byte = peek(scanner);
  if (byte === code.dictionary) {
    scanner.at += 1;
    readMeta(scanner, building, code.dictionaryEnd, () => undefined);
    byte = peek(scanner);
  }
  if (id === null || byte !== code.equals) {
    scanner.damage.note('a text without number or value', start, Math.max(1, scanner.at - start));
    return;
  }
  scanner.at += 1;
  defineAtom(building, space, id, readLiteral(scanner));
}

// `{1:^80 {(k^96:c)(s=9)1:m } [1(^81=x)] 2 -3 }`, or `{-1:^80 …}` for a table whose rows are all cut first.
function readTable(scanner: Scanner, building: Building): void {
  const start = scanner.at;
  scanner.at += 1;
  const cutsAll = takeMinus(scanner);
  const name = readId(scanner, building, 'c');
  if (name === null) {
    scanner.damage.note('a table without number', start, Math.max(1, scanner.at - start));
    return;
  }
  const table = tableOf(building, name.scope ?? '', name.id);
  if (cutsAll) {
    for (const row of table.rows) table.cut.add(row);
    table.rows.clear();
  }
  let isCut = false;
  for (let byte = peek(scanner); byte !== -1 && building.stopped === null; byte = peek(scanner)) {
    if (byte === code.tableEnd) {
      scanner.at += 1;
      return;
    }
    if (byte === code.minus) {
      scanner.at += 1;
      isCut = true;
      continue;
    }
    if (byte === code.row || isHex(byte)) {
      const row = byte === code.row ? readRow(scanner, building, table) : readRowReference(scanner, building, table);
      if (row !== null) place(table, row, isCut ? 'cut' : 'add');
      isCut = false;
    } else if (byte === code.table) {
      scanner.at += 1;
      readMeta(scanner, building, code.tableEnd, (column, value) => {
        if (column === 'k') table.kind = value;
      });
    } else if (opensContent(byte)) break;
    else skip(scanner, 'a byte within a table');
  }
  scanner.damage.note('a table without end', start, scanner.at - start);
}

function place(table: OpenTable, row: OpenRow, how: 'cut' | 'add'): void {
  const [from, to] = how === 'cut' ? [table.rows, table.cut] : [table.cut, table.rows];
  from.delete(row);
  to.add(row);
}

// `1!3`: a row by its number, with the position that it is moved to.
function readRowReference(scanner: Scanner, building: Building, table: OpenTable): OpenRow | null {
  const start = scanner.at;
  const name = readId(scanner, building, 'c');
  if (name === null) return null;
  skipPosition(scanner);
  return rowOf(building, name.scope ?? table.scope, name.id, start);
}

// `[1:^80(^81=x)(^82^83)]`, or `[-1:^80 …]` for a row whose cells are all cut first.
function readRow(scanner: Scanner, building: Building, table: OpenTable | null): OpenRow | null {
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
      else if (cell !== null) setCell(building, row, cell.column, cell.value, cell.place);
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
function readId(scanner: Scanner, building: Building, space: string): { id: number; scope: string | null } | null {
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

// Cells that say something of a dictionary, table or row, and in a table rows that do.
function readMeta(scanner: Scanner, building: Building, endCode: number, onCell: (column: string, value: string) => void): void {
  const start = scanner.at;
  for (let byte = peek(scanner); byte !== -1 && building.stopped === null; byte = peek(scanner)) {
    if (byte === endCode) {
      scanner.at += 1;
      return;
    }
    if (byte === code.cell) {
      const cell = readCell(scanner, building);
      if (cell !== null) onCell(cell.column, cell.value);
    } else if (byte === code.row) readRow(scanner, building, null);
    else if (isHex(byte)) readId(scanner, building, 'c');
    else if (opensContent(byte)) break;
    else skip(scanner, 'a byte within remarks');
  }
  scanner.damage.note('remarks without end', start, scanner.at - start);
}

function takeMinus(scanner: Scanner): boolean {
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

// A byte that can only begin something new: what was being read has lost its end.
function opensContent(byte: number): boolean {
  return byte === code.dictionary || byte === code.table || byte === code.row || byte === code.group;
}

function skip(scanner: Scanner, what: string): void {
  scanner.damage.note(what, scanner.at, 1);
  scanner.at += 1;
}
