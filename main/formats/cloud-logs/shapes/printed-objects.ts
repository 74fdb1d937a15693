import type { Limits } from '#model/index.ts';
import { readLines, type LogLine, type LogText } from '#formats/log-text/index.ts';
import type { ExportPiece } from './export-piece.ts';

/**
 * Objects as PowerShell prints them. Format-List writes a property in a line (`Name      : value`) with the colons of an
 * object below each other, values that go on below the beginning of the value, lists in braces, and empty lines between
 * objects; Format-Table writes names of columns, a line of dashes under them, and a line for each object. Known from what
 * the commands print (about_Format.ps1xml, Format-List, Format-Table).
 */
export type PrintedForm = 'list' | 'table';

/** Tells whether the first lines of a text are printed objects; null for other texts. Lines before them may be commands. */
export function printedForm(lines: readonly string[]): PrintedForm | null {
  for (const [index, line] of lines.entries()) {
    const at = colonOf(line);
    if (at !== -1 && colonOf(lines[index + 1] ?? '') === at) return 'list';
    if (isRuler(line) && columnsOf(lines[index - 1] ?? '', line) !== null) return 'table';
  }
  return null;
}

/** The place of the colon of a property; -1 where a line is none. At least one blank stands before it, as in no header of mail. */
function colonOf(line: string): number {
  const match = /^([A-Za-z@_](?:[\w.()#-]|[ ](?=[\w(])){0,80})( {1,80}):(?: |$)/.exec(line);
  return match === null ? -1 : (match[1] ?? '').length + (match[2] ?? '').length;
}

const mostLines = 5000;
const mostProperties = 1000;
/** Most characters of an object: more is the next one. */
const mostCharacters = 4 * 1024 * 1024;

/** The objects of a text that Format-List printed, each with its lines as its place. */
export function* readPrintedList(text: LogText, limits: Limits): Generator<ExportPiece, void, undefined> {
  let open: ListedObject | null = null;
  for (const line of readLines(text, limits)) {
    const at = colonOf(line.text);
    // Empty lines are not given: an object ends where a property comes again, or the place of the colon changes.
    const name = at === -1 ? '' : line.text.slice(0, at).trim();
    if (open !== null && open.goesOn(line, at, name)) continue;
    if (open !== null) yield open.ended();
    open = at === -1 ? null : new ListedObject(line, at, name);
    if (open === null && line.text.trim() !== '')
      yield { ...placeOf(line), trouble: 'The line is no property of an object.', isAround: true };
  }
  if (open !== null) yield open.ended();
}

function placeOf({ range }: LogLine): Pick<ExportPiece, 'value' | 'range'> {
  return { value: undefined, range };
}

/** An object while its lines are read. */
class ListedObject {
  readonly #colon: number;
  readonly #start: number;
  readonly #segments: [name: string, segments: string[]][] = [];
  readonly #names = new Set<string>();
  #end: number;
  #widest = 0;
  #lines = 0;
  #characters = 0;
  #isCut = false;

  constructor(line: LogLine, colon: number, name: string) {
    this.#colon = colon;
    this.#start = line.range.offsetBytes;
    this.#end = this.#start;
    this.#take(line, name);
  }

  /** Takes a line that belongs to the object. @returns false where it does not */
  goesOn(line: LogLine, colon: number, name: string): boolean {
    if (this.#lines >= mostLines || this.#characters >= mostCharacters) return false;
    // An empty line of a value is blanks below its beginning; the object does not end with it.
    if (line.text.trim() === '') {
      this.#lines += 1;
      this.#segments.at(-1)?.[1].push('');
      return true;
    }
    const isProperty = colon === this.#colon && !this.#names.has(name) && this.#names.size < mostProperties;
    // A value goes on below its beginning; a line of a value may look like a property, but is set in.
    const isValue = line.text.slice(0, this.#colon + 2).trim() === '';
    if (!isProperty && !isValue) return false;
    this.#take(line, isValue ? null : name);
    return true;
  }

  #take(line: LogLine, name: string | null): void {
    this.#lines += 1;
    this.#characters += line.text.length;
    this.#widest = Math.max(this.#widest, line.text.length);
    this.#isCut ||= line.isCut;
    this.#end = line.range.offsetBytes + line.range.lengthBytes;
    const value = line.text.slice(this.#colon + 2);
    if (name === null) this.#segments.at(-1)?.[1].push(value);
    else {
      this.#names.add(name);
      this.#segments.push([name, [value]]);
    }
  }

  ended(): ExportPiece {
    const fields = Object.create(null) as Record<string, unknown>;
    const room = this.#widest - this.#colon - 2;
    let left = false;
    for (const [name, segments] of this.#segments) {
      const text = joined(segments, room);
      const value = isOneText.test(name) ? text.trim() : listOrText(text);
      fields[name] = value;
      left ||= Array.isArray(value) && value.includes(leftOut);
    }
    const range = { offsetBytes: this.#start, lengthBytes: this.#end - this.#start };
    const trouble = this.#isCut
      ? 'A line of it is longer than the limit.'
      : left
        ? 'A list in it ends with dots: what follows was left out when it was printed.'
        : null;
    return { value: fields, range, trouble, isAround: false };
  }
}

/** Properties that hold no list: braces belong to a name. */
const isOneText = /(?:name|identity|description|ownerid)$/i;

/** What stands in a list for the items that PowerShell left out. */
const leftOut = '\u2026';

// A word longer than the line is cut anywhere; other lines end at a blank or a hyphen, or where the value has a line end.
function joined(segments: readonly string[], room: number): string {
  const [first = '', ...others] = segments;
  const isList = first.startsWith('{');
  let text = first;
  let last = first;
  for (const segment of others) {
    const isFull = last.length >= room && room > 20;
    const isCutWord = isFull && !last.trimStart().includes(' ');
    text += (isCutWord || last.endsWith('-') || last.endsWith(' ') ? '' : isList || isFull ? ' ' : '\n') + segment;
    last = segment;
  }
  return text;
}

/** A value in braces is a list: `{a, b}`; commas within quotation marks and brackets part nothing. */
function listOrText(text: string): string | readonly string[] {
  const trimmed = text.trim();
  // A column that ends within a list cuts its last item, whose dots stay with it.
  const isCut = isCutOff(trimmed);
  if (!trimmed.startsWith('{') || !(isCut || trimmed.endsWith('}'))) return trimmed;
  const inner = isCut ? trimmed.slice(1) : trimmed.slice(1, -1);
  const items: string[] = [];
  let start = 0;
  let close = '';
  const isQuoting = (inner.split('"').length - 1) % 2 === 0;
  const lastBracket = inner.lastIndexOf(']');
  for (let at = 0; at < inner.length; at += 1) {
    const character = inner.charAt(at);
    if (close !== '') {
      if (character === close) close = '';
    } else if (character === '"' && isQuoting) close = '"';
    else if (character === '[' && at < lastBracket) close = ']';
    else if (character === ',' && inner.charAt(at + 1) === ' ') {
      items.push(inner.slice(start, at));
      start = at + 2;
    }
  }
  items.push(inner.slice(start));
  return items.flatMap((one) => (isCut ? [one.trim()] : withDots(one))).filter((item) => item !== '');
}

function isCutOff(cell: string): boolean {
  return cell.endsWith(leftOut) || cell.endsWith('...');
}

function withDots(item: string): readonly string[] {
  const bare = item.trim();
  const dots = bare.endsWith('...') ? 3 : bare.endsWith(leftOut) ? 1 : 0;
  return dots === 0 ? [bare] : [bare.slice(0, -dots).trim(), leftOut];
}

interface PrintedColumn {
  readonly name: string;
  readonly start: number;
}

/** Most columns of a table: a short row has a field for each of them. */
const mostColumns = 200;

function isRuler(line: string): boolean {
  return line.length <= 4000 && line.includes('--') && /^ *-+(?: +-+)* *$/.test(line);
}

/** The columns of a table by its names and the dashes under them; null where they do not fit. */
function columnsOf(names: string, ruler: string): readonly PrintedColumn[] | null {
  const columns = [...ruler.matchAll(/-+/g)].map(({ index, 0: dashes }) => ({
    name: names.slice(index, index + dashes.length).trim(),
    start: index,
    isUnder: names.slice(index, index + dashes.length).trim().length === dashes.length,
  }));
  return columns.length >= 2 && columns.length <= mostColumns && columns.every(({ isUnder }) => isUnder) ? columns : null;
}

/** The objects of a text that Format-Table printed. What lines before the names say is told as not understood. */
export function* readPrintedTable(text: LogText, limits: Limits): Generator<ExportPiece, void, undefined> {
  let columns: readonly PrintedColumn[] | null = null;
  let before: LogLine | null = null;
  let previousEnd = 0;
  let lineEndBytes = Infinity;
  let isOpen = false;
  for (const line of readLines(text, limits)) {
    // An empty line ends a table: what comes then is the next command, or another table.
    const between = line.range.offsetBytes - previousEnd;
    previousEnd = line.range.offsetBytes + line.range.lengthBytes;
    const found = isRuler(line.text) && before !== null ? columnsOf(before.text, line.text) : null;
    if (found !== null) {
      columns = found;
      lineEndBytes = between;
      isOpen = false;
      if (before !== null) yield { ...placeOf(before), trouble: null, isAround: true };
      yield { ...placeOf(line), trouble: null, isAround: true };
      before = null;
      continue;
    }
    if (before !== null) {
      const row: ExportPiece = isOpen ? goingOn(before) : rowOf(before, columns);
      isOpen = isOpen ? !before.text.includes('}') : hasOpenList(row);
      yield row;
    }
    if (between > lineEndBytes) {
      columns = null;
      isOpen = false;
    }
    before = line;
  }
  if (before !== null) yield isOpen ? goingOn(before) : rowOf(before, columns);
}

// Where cells are wrapped, the next lines are no rows of their own.
function hasOpenList({ value }: ExportPiece): boolean {
  const cells = typeof value === 'object' && value !== null ? Object.values(value) : [];
  return cells.some((cell) => typeof cell === 'string' && cell.startsWith('{'));
}

function goingOn(line: LogLine): ExportPiece {
  return { ...placeOf(line), trouble: 'The line goes on with a list that does not end in its row.', isAround: true };
}

function rowOf(line: LogLine, columns: readonly PrintedColumn[] | null): ExportPiece {
  const { range } = line;
  if (columns === null || line.text.trim() === '')
    return { value: undefined, range, trouble: line.text.trim() === '' ? null : 'The line is no row of a table.', isAround: true };
  const fields = Object.create(null) as Record<string, unknown>;
  const text = inCells(line.text, columns);
  const starts = columns.map(({ start }, index) => (index === 0 ? 0 : startOf(text, start, columns[index - 1]?.start ?? 0)));
  let isCut = line.isCut;
  for (const [index, { name }] of columns.entries()) {
    const cell = text
      .slice(starts[index], starts[index + 1])
      .replaceAll(filler, '')
      .trim();
    isCut ||= isCutOff(cell);
    fields[name] = isOneText.test(name) ? cell : listOrText(cell);
  }
  const trouble = isCut ? 'The table cuts values off where they end with dots.' : null;
  return { value: fields, range, trouble, isAround: false };
}

const filler = '\u0000';
/** Characters of two places of a terminal, by the blocks of Unicode. */
const wide = /[\u1100-\u115f\u2e80-\u303e\u3040-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6]/g;

// Terminals give wide characters two places, files may not: taken as what leaves a blank before each column.
function inCells(text: string, columns: readonly PrintedColumn[]): string {
  const spread = text.replaceAll(wide, `$&${filler}`);
  const isFitting = columns.slice(1).every(({ start }) => start > spread.length || spread.charAt(start - 1) === ' ');
  return isFitting ? spread : text;
}

// Numbers stand at the right of their column and may begin before its name.
function startOf(text: string, start: number, previous: number): number {
  let at = start;
  while (at > previous + 1 && at <= text.length && text.charAt(at - 1) !== ' ') at -= 1;
  return at === previous + 1 ? start : at;
}
