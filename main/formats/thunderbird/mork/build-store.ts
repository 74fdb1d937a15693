import type { ByteRange } from '#model/index.ts';
import type { Damage } from './scanner.ts';
import type { MorkRow, MorkTable } from './store.ts';

/** How much of a Mork file is taken into memory: each stops a file made to exhaust it. */
export interface MorkLimits {
  /** Most rows, former states of rows included. */
  readonly rows: number;
}

/** A row that is being read. */
export interface OpenRow extends MorkRow {
  columns: string[];
  values: string[];
  places: number[];
  range: ByteRange;
  /** How many cells the text had that `range` is of. */
  cellsOfRange: number;
}

/** A table that is being read. */
export interface OpenTable extends MorkTable {
  kind: string;
  readonly rows: Set<OpenRow>;
  readonly cut: Set<OpenRow>;
}

/** The store while it is read. */
export interface Building {
  readonly rows: Map<string, Map<number, OpenRow>>;
  readonly tables: Map<string, OpenTable>;
  readonly former: MorkRow[];
  readonly unfinished: OpenRow[];
  readonly unfinishedRanges: Damage[];
  /** Texts by the name of their space and their number: `a` for values, `c` for names of columns, scopes and kinds. */
  readonly atoms: Map<string, Map<number, string>>;
  /** What an ignored transaction defines; looked up before `atoms`. Null outside of one. */
  ignored: Ignored | null;
  readonly limits: MorkLimits;
  /** How many remarks lie within each other where the reading is. */
  remarksDepth: number;
  rowCount: number;
  atomCount: number;
  cellCount: number;
  stopped: string | null;
}

interface Ignored {
  readonly atoms: Map<string, Map<number, string>>;
  readonly rows: Map<string, Map<number, OpenRow>>;
}

// A message has some 25 cells and 6 texts of its own.
const cellsPerRow = 30;
const atomsPerRow = 4;
const mostColumns = 400;

/** Begins an empty store. */
export function startBuilding(limits: MorkLimits): Building {
  return {
    rows: new Map(),
    tables: new Map(),
    former: [],
    unfinished: [],
    unfinishedRanges: [],
    atoms: new Map(),
    ignored: null,
    limits,
    remarksDepth: 0,
    rowCount: 0,
    atomCount: 0,
    cellCount: 0,
    stopped: null,
  };
}

/** The text that a number stands for at this place of the file; null where it stands for none. */
export function atomOf(building: Building, space: string, id: number): string | null {
  return building.ignored?.atoms.get(space)?.get(id) ?? building.atoms.get(space)?.get(id) ?? null;
}

/** Gives a number its text from here on. */
export function defineAtom(building: Building, space: string, id: number, text: string): void {
  const atoms = building.ignored?.atoms ?? building.atoms;
  const ofSpace = within(atoms, space);
  if (!ofSpace.has(id)) {
    building.atomCount += 1;
    if (building.atomCount > building.limits.rows * atomsPerRow) building.stopped ??= 'texts';
  }
  ofSpace.set(id, text);
}

/** The row of a scope and number; a new one where it is met for the first time. */
export function rowOf(building: Building, scope: string, id: number, offsetBytes: number): OpenRow {
  const rows = within(building.ignored?.rows ?? building.rows, scope);
  const known = rows.get(id);
  if (known !== undefined) return known;
  const row: OpenRow = { scope, id, columns: [], values: [], places: [], range: { offsetBytes, lengthBytes: 0 }, cellsOfRange: 0 };
  rows.set(id, row);
  countRow(building);
  if (building.ignored !== null) building.unfinished.push(row);
  return row;
}

/** The table of a scope and number; a new one where it is met for the first time, which an ignored transaction does not add. */
export function tableOf(building: Building, scope: string, id: number): OpenTable {
  const key = `${String(id)} ${scope}`;
  const known = building.ignored === null ? building.tables.get(key) : undefined;
  if (known !== undefined) return known;
  const table: OpenTable = { scope, id, kind: '', rows: new Set(), cut: new Set() };
  if (building.ignored === null) {
    building.tables.set(key, table);
    countRow(building);
  }
  return table;
}

/** Takes all cells from a row. What it held is kept among the former states until the text that does so gives it others. */
export function cutCells(row: OpenRow): MorkRow | null {
  const { scope, id, columns, values, places, range } = row;
  row.columns = [];
  row.values = [];
  row.places = [];
  row.cellsOfRange = 0;
  return columns.length === 0 ? null : { scope, id, columns, values, places, range };
}

/** Keeps what a row held before all its cells were taken away and no others given. */
export function keepFormer(building: Building, former: MorkRow): void {
  if (building.ignored !== null) return;
  building.former.push(former);
  countRow(building);
}

/** Sets a cell of a row. @returns false where the row has 400 columns already: further ones are left out */
export function setCell(building: Building, row: OpenRow, column: string, value: string, place: ByteRange): boolean {
  const index = row.columns.indexOf(column);
  if (index === -1) {
    if (row.columns.length >= mostColumns) return false;
    building.cellCount += 1;
    if (building.cellCount > building.limits.rows * cellsPerRow) building.stopped ??= 'cells';
    row.columns.push(column);
    row.values.push(value);
    row.places.push(place.offsetBytes, place.lengthBytes);
    return true;
  }
  row.values[index] = value;
  row.places[2 * index] = place.offsetBytes;
  row.places[2 * index + 1] = place.lengthBytes;
  return true;
}

/** Takes a cell from a row. */
export function cutCell(row: OpenRow, column: string): void {
  const index = row.columns.indexOf(column);
  if (index === -1) return;
  row.columns.splice(index, 1);
  row.values.splice(index, 1);
  row.places.splice(2 * index, 2);
}

function countRow(building: Building): void {
  building.rowCount += 1;
  if (building.rowCount > building.limits.rows) building.stopped ??= 'rows';
}

function within<T>(maps: Map<string, Map<number, T>>, name: string): Map<number, T> {
  const known = maps.get(name);
  if (known !== undefined) return known;
  const made = new Map<number, T>();
  maps.set(name, made);
  return made;
}
