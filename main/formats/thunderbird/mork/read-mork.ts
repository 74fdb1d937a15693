import { defineAtom, startBuilding, tableOf, type Building, type MorkLimits, type OpenRow, type OpenTable } from './build-store.ts';
import { code, opensContent, readId, readMeta, readRow, readRowReference, skip, takeMinus } from './read-row.ts';
import { damageLog, isHex, peek, readHex, readLiteral, type Scanner } from './scanner.ts';
import type { MorkStore } from './store.ts';

/** The first line of every Mork file, up to the version. */
export const morkMagic = '// <!-- <mdb:mork:z v="1.';

const byteOrderMark = Buffer.from([0xef, 0xbb, 0xbf]);

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
  const mark = bytes.subarray(0, 3).equals(byteOrderMark) ? byteOrderMark.length : 0;
  const scanner: Scanner = { bytes, at: mark, end: bytes.length, damage: damageLog() };
  const building = startBuilding(limits);
  readContent(scanner, building);
  const { rows, tables, former, unfinished, unfinishedRanges, stopped } = building;
  return { rows, tables: [...tables.values()], former, unfinished, unfinishedRanges, damage: scanner.damage, stopped };
}

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

/* A transaction is `@$${id{@ … @$$}id}@`, or ends with `@$$}~~}@` when it was aborted (`@$$}~abort~id}@` in the published grammar); one that the program could not end
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
  const stray = /^@\$\$\}(?:~abort~[0-9a-f]{0,16}|~~|~|[0-9a-f]{1,16})\}@/i.exec(
    scanner.bytes.toString('latin1', scanner.at, scanner.at + 32),
  );
  const lengthBytes = stray === null ? 1 : stray[0].length;
  scanner.damage.note('a sign of a transaction out of place', scanner.at, lengthBytes);
  scanner.at += lengthBytes;
}

// `$$` is written within no value, so the next sign of a transaction ends this one or begins another.
function groupEnd(bytes: Buffer, from: number, end: number): { id: string | null; contentEnd: number; end: number } {
  for (let at = bytes.indexOf(groupSign, from); at !== -1 && at < end; at = bytes.indexOf(groupSign, at + 1)) {
    const text = bytes.toString('latin1', at, at + 32);
    const closing = /^@\$\$\}(?:(~)(?:~|abort~[0-9a-f]{0,16})?|([0-9a-f]{1,16}))\}@/i.exec(text);
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
