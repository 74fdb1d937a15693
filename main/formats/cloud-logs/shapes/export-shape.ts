import type { ByteRange, Limits } from '#model/index.ts';
import { delimiterOf, looksBinary, readJsonValues, readLines, readRows, type Delimiter, type LogText } from '#formats/log-text/index.ts';
import { isClixml, readClixml } from './clixml.ts';
import type { ExportPiece } from './export-piece.ts';
import { printedForm, readPrintedList, readPrintedTable, type PrintedForm } from './printed-objects.ts';

export type { ExportPiece } from './export-piece.ts';

/** The notation of an export. */
export type ExportShape =
  | { readonly kind: 'json'; readonly isLineDelimited: boolean }
  /** Rows under a row of names. */
  | { readonly kind: 'rows'; readonly delimiter: Delimiter; readonly columns: readonly string[]; readonly headerRow: number }
  /** Lines or rows after `#Fields:`, which names their columns (W3C extended log, logs of Exchange). */
  | { readonly kind: 'fields-log'; readonly delimiter: ' ' | ',' }
  /** Objects of PowerShell in XML. */
  | { readonly kind: 'clixml' }
  /** Objects as PowerShell prints them. */
  | { readonly kind: 'printed'; readonly form: PrintedForm }
  | { readonly kind: 'lines' };

/** Members of an outer object whose lists hold the records: Microsoft Graph, Azure Monitor, Google and Amazon have such. */
const listNames = ['value', 'Value', 'records', 'Records', 'items', 'Items', 'activities', 'entries', 'results', 'hits', 'Resources'];

/** How much of a text is looked at to tell its shape, in units. */
const headUnits = 256 * 1024;
/** Within how much of a text printed objects must begin: commands may stand before them. */
const printedUnits = 4096;

/** Tells the notation of a text by its beginning; null for what is no export. Never throws on any content. */
export function shapeOf(text: LogText): ExportShape | null {
  if (text.units === 0 || looksBinary(text)) return null;
  const first = firstUnit(text);
  if (first === openObject || first === openList) return { kind: 'json', isLineDelimited: first === openObject && isLineDelimited(text) };
  // Where the first line does not end soon, there are neither names of columns nor lines of a log.
  const start = text.from(0, headUnits).subarray(0, headUnits);
  if (start.length === headUnits && !start.includes(lineFeed)) return null;
  const [head, second] = firstLines(text, 2);
  if (head === undefined) return null;
  if (first === openTag) return isClixml(`${head} ${second ?? ''}`) ? { kind: 'clixml' } : null;
  if (/^#(?:Software|Version|Fields|Date|Log-type|Start-Date|Remark):/i.test(head)) return fieldsLog(text);
  // The older format of IIS has no names: address, user, date and time begin each line.
  if (/^[^,\s]{1,100}, [^,]{0,200}, \d{1,2}\/\d{1,2}\/\d{4}, \d{1,2}:\d\d:\d\d, /.test(head)) return { kind: 'lines' };
  const form = printedForm(text.textOf(0, Math.min(text.units, printedUnits)).split(/\r?\n/));
  if (form !== null) return { kind: 'printed', form };
  // Export-Csv of Windows PowerShell writes the type of the objects before the names.
  const isTyped = head.startsWith('#TYPE ');
  const names = isTyped ? second : head;
  if (names === undefined) return null;
  const delimiter = delimiterOf(names);
  const [row] = readRows(text, delimiter, { logRowBytes: headUnits }, isTyped ? startOfSecond(text) : 0);
  const columns = row?.cells.map((cell) => cell.trim()) ?? [];
  const areNames = columns.length >= 2 && columns.every((name) => name.length <= 200 && !/[\r\n]/.test(name));
  return areNames ? { kind: 'rows', delimiter, columns, headerRow: isTyped ? startOfSecond(text) : 0 } : { kind: 'lines' };
}

/** The pieces of an export, in order. Memory does not grow with the text. */
export function* readPieces(text: LogText, shape: ExportShape, limits: Limits): Generator<ExportPiece, void, undefined> {
  switch (shape.kind) {
    case 'json':
      yield* readJsonValues(text, limits, shape.isLineDelimited ? [] : listNames);
      return;
    case 'rows':
      yield* rowsUnder(text, shape, limits);
      return;
    case 'fields-log':
      yield* fieldsOf(text, shape.delimiter, limits);
      return;
    case 'clixml':
      yield* readClixml(text, limits);
      return;
    case 'printed':
      yield* shape.form === 'list' ? readPrintedList(text, limits) : readPrintedTable(text, limits);
      return;
    case 'lines':
      for (const { text: line, range, isCut } of readLines(text, limits)) {
        yield { value: line, range, trouble: isCut ? 'The line is longer than the limit.' : null, isAround: false };
      }
  }
}

function* rowsUnder(
  text: LogText,
  { delimiter, columns, headerRow }: Extract<ExportShape, { kind: 'rows' }>,
  limits: Limits,
): Generator<ExportPiece, void, undefined> {
  let isHeader = true;
  for (const { cells, range, trouble } of readRows(text, delimiter, limits, headerRow)) {
    // Exports of several searches that were put together repeat their names.
    const repeats = isHeader || (cells.length === columns.length && cells.every((cell, index) => cell.trim() === columns[index]));
    isHeader = false;
    if (repeats) yield { value: undefined, range, trouble: null, isAround: true };
    else yield { value: fieldsByColumn(cells, columns), range, trouble: trouble ?? wrongCount(cells, columns), isAround: false };
  }
}

function wrongCount(cells: readonly string[], columns: readonly string[]): string | null {
  if (cells.length === columns.length) return null;
  return `The row has ${String(cells.length)} cells under ${String(columns.length)} names of columns.`;
}

/** Names of columns that come twice are told apart, and cells without a name have one that says so. */
function fieldsByColumn(cells: readonly string[], columns: readonly string[]): Record<string, unknown> {
  const fields = Object.create(null) as Record<string, unknown>;
  for (const [index, cell] of cells.slice(0, mostCells).entries()) {
    const name = columns[index] ?? `column ${String(index + 1)}`;
    fields[name in fields ? `${name} (column ${String(index + 1)})` : name] = cell;
  }
  return fields;
}

function fieldsLog(text: LogText): ExportShape | null {
  for (const line of firstLines(text, 20)) {
    const named = /^#Fields:\s*([^]*)$/i.exec(line);
    if (named !== null)
      return { kind: 'fields-log', delimiter: named[1]?.trim().includes(' ') === true && !named[1].includes(',') ? ' ' : ',' };
  }
  return null;
}

function* fieldsOf(text: LogText, delimiter: ' ' | ',', limits: Limits): Generator<ExportPiece, void, undefined> {
  let columns: readonly string[] = [];
  for (const { cells, range, trouble } of delimiter === ',' ? readRows(text, ',', limits) : spacedRows(text, limits)) {
    const [first = ''] = cells;
    if (!first.startsWith('#')) {
      yield { value: fieldsByColumn(cells, columns), range, trouble: trouble ?? wrongCount(cells, columns), isAround: false };
      continue;
    }
    if (/^#Fields:/i.test(first))
      columns = [first.replace(/^#Fields:\s*/i, ''), ...cells.slice(1)].map((name) => name.trim()).filter((name) => name !== '');
    yield { value: undefined, range, trouble: null, isAround: true };
  }
}

function* spacedRows(
  text: LogText,
  limits: Limits,
): Generator<{ cells: string[]; range: ByteRange; trouble: string | null }, void, undefined> {
  for (const { text: line, range, isCut } of readLines(text, limits)) {
    yield { cells: line.split(' '), range, trouble: isCut ? 'The line is longer than the limit.' : null };
  }
}

function isLineDelimited(text: LogText): boolean {
  const head = Buffer.from(text.from(0, headUnits).subarray(0, headUnits)).toString('latin1').trimStart();
  const end = head.indexOf('\n');
  if (end === -1 || head.slice(end).trim() === '') return false;
  try {
    JSON.parse(head.slice(0, end));
    return true;
  } catch {
    return false;
  }
}

function firstLines(text: LogText, count: number): readonly string[] {
  const lines: string[] = [];
  for (const { text: line } of readLines(text, { logLineBytes: headUnits })) {
    lines.push(line);
    if (lines.length === count) break;
  }
  return lines;
}

function startOfSecond(text: LogText): number {
  const head = text.from(0, headUnits).subarray(0, headUnits);
  return head.indexOf(lineFeed) + 1;
}

function firstUnit(text: LogText): number {
  return (
    text
      .from(0, 1024)
      .subarray(0, 1024)
      .find((unit) => unit > 0x20) ?? 0
  );
}

/** Most cells of a row: stops a row of a million delimiters. */
const mostCells = 2000;
const lineFeed = 0x0a;
const openTag = 0x3c;
const openObject = 0x7b;
const openList = 0x5b;
