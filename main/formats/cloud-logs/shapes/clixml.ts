import type { Limits } from '#model/index.ts';
import type { LogText } from '#formats/log-text/index.ts';
import type { ExportPiece } from './export-piece.ts';

/**
 * Objects that Export-Clixml of PowerShell wrote ([MS-PSRP] 2.2.5): each object at the top is a record with its properties
 * (`Props`) and note properties (`MS`) as fields; lists and objects within are kept. An object that stands elsewhere in the
 * same object at the top is put in place of a reference to it; of one that stands in another the reference is kept. One
 * object at the top is in memory at a time.
 */
export function* readClixml(text: LogText, limits: Pick<Limits, 'ruleBytes'>): Generator<ExportPiece, void, undefined> {
  for (let start = 0; start < text.units;) {
    const opening = /<Obj[ >]/.exec(unitsAt(text, start, windowUnits));
    if (opening === null) {
      // The beginning of a tag may lie at the end of the window.
      if (start + windowUnits >= text.units) return;
      start += windowUnits - 8;
      continue;
    }
    const from = start + opening.index;
    const parsed = objectAt(text, from, limits.ruleBytes);
    const to = parsed?.end ?? Math.min(text.units, from + limits.ruleBytes);
    const trouble = parsed === null ? 'The object does not end, or is longer than the limit.' : null;
    yield { value: parsed?.value, range: text.rangeOf(from, to), trouble, isAround: false };
    start = to;
  }
}

/** The object that begins at a position and where it ends. Most are small: more is looked at only where they do not end. */
function objectAt(text: LogText, from: number, most: number): { readonly value: unknown; readonly end: number } | null {
  for (let size = windowUnits; ; size *= 8) {
    const length = Math.min(size, most, text.units - from);
    const parsed = parseObject(unitsAt(text, from, length), (start, end) => text.textOf(from + start, from + end));
    if (parsed !== null) return { value: parsed.value, end: from + parsed.end };
    if (length < size) return null;
  }
}

// One character for each unit, so that places in it are positions in the text.
function unitsAt(text: LogText, start: number, length: number): string {
  const units = text.from(start, length).subarray(0, length);
  return Buffer.from(units.buffer, units.byteOffset, units.byteLength).toString('latin1');
}

/** Whether a text begins as objects of PowerShell. */
export function isClixml(head: string): boolean {
  return /^\s*(?:<\?xml[^>]{0,200}\?>\s*)?<Objs\b[^>]{0,400}schemas\.microsoft\.com\/powershell/.test(head);
}

const windowUnits = 64 * 1024;

interface Open {
  readonly tag: string;
  /** By what references name it; empty where nothing does. */
  readonly id: string;
  readonly name: string;
  readonly value: Record<string, unknown>;
  readonly items: unknown[];
}

const deepest = 40;
const mostTags = 200_000;

/**
 * The object that a text begins with and where it ends; null where it does not end.
 * @param read gives the characters between two places
 */
function parseObject(text: string, read: (start: number, end: number) => string): { readonly value: unknown; readonly end: number } | null {
  const open: Open[] = [];
  const referred = new Referred();
  let at = 0;
  for (let tags = 0; tags < mostTags; tags += 1) {
    const start = text.indexOf('<', at);
    const end = start === -1 ? -1 : text.indexOf('>', start);
    if (end === -1) return null;
    const tag = /^<(\/?)([A-Za-z0-9]{1,20})((?:\s[^]{0,2000})?)$/.exec(text.slice(start, Math.min(end, start + 2100)));
    const content = at;
    at = end + 1;
    if (tag === null) continue;
    const [, slash, name = '', rest = ''] = tag;
    if (slash === '/') {
      const closed = open.pop();
      if (closed === undefined) return null;
      const value = valueOf(closed, () => read(content, start));
      if (closed.tag === 'Obj') referred.keep(closed.id, value);
      if (open.length === 0) return { value, end: at };
      put(open[open.length - 1], closed, value);
    } else {
      const opened: Open = {
        tag: name,
        id: /\sRefId="([^"]{1,40})"/.exec(rest)?.[1] ?? '',
        name: decoded(/\sN="([^"]{0,500})"/.exec(rest)?.[1] ?? ''),
        value: Object.create(null) as Record<string, unknown>,
        items: [],
      };
      if (!rest.endsWith('/')) open.push(opened);
      else if (open.length > 0) put(open[open.length - 1], opened, name === 'Ref' ? referred.at(opened.id) : null);
      else return { value: {}, end: at };
      if (open.length > deepest) return null;
    }
  }
  return null;
}

/** How a record says that an object stands elsewhere in the file. */
export const elsewhere = 'object with the reference ';

/** Most characters of one object at the top that stand in it by reference: a short file may name a long text often. */
const mostReferred = 64 * 1024;

/** The objects of one object at the top by what references name them. */
class Referred {
  readonly #known = new Map<string, unknown>();
  #characters = 0;

  keep(id: string, value: unknown): void {
    if (id !== '') this.#known.set(id, value);
  }

  /** A text or a list of texts; of other objects, and of one that is not closed yet, that it stands elsewhere. */
  at(id: string): unknown {
    const value = this.#known.get(id);
    const texts: readonly unknown[] = Array.isArray(value) ? value : [value];
    const length = texts.reduce<number>((sum, text) => sum + (typeof text === 'string' ? text.length + 1 : mostReferred), 0);
    if (this.#characters + length > mostReferred) return `${elsewhere}${id}, which stands elsewhere in the file`;
    this.#characters += length;
    return value;
  }
}

const containers = new Set(['Obj', 'Props', 'MS', 'LST', 'IE', 'STK', 'QUE', 'DCT', 'En', 'TN', 'TNRef']);

function valueOf({ tag, value, items }: Open, text: () => string): unknown {
  if (tag === 'B') return text().trim() === 'true';
  if (!containers.has(tag)) return decoded(text());
  if (items.length > 0 && Object.keys(value).length === 0) return items;
  // An enumeration is its number with its name beside it, which is what every other export has of it.
  const { ToString: name, ...others } = value;
  const isNamed = tag === 'Obj' && typeof name === 'string' && Object.keys(others).length === 0;
  if (isNamed && items.length <= 1 && items.every((item) => typeof item === 'string')) return name;
  // An object may have a list and properties of its own; the list alone is what others see of it.
  return items.length > 0 && tag === 'Obj' ? items : value;
}

function put(parent: Open | undefined, { tag, name }: Open, value: unknown): void {
  if (parent === undefined || tag === 'TN' || tag === 'TNRef') return;
  if (name !== '') parent.value[name] = value;
  else if (tag === 'Props' || tag === 'MS') Object.assign(parent.value, value);
  else if (tag === 'LST' || tag === 'IE' || tag === 'STK' || tag === 'QUE' || tag === 'DCT') {
    if (Array.isArray(value)) parent.items.push(...(value as unknown[]).slice(0, 10_000));
  } else if (tag === 'ToString') parent.value['ToString'] = value;
  else parent.items.push(value);
}

const entities: Readonly<Record<string, string>> = { lt: '<', gt: '>', amp: '&', quot: '"', apos: "'" };

/** Resolves the references of XML, and the `_x000A_` that PowerShell writes for characters that XML does not allow. */
function decoded(text: string): string {
  return text
    .replaceAll(/&(?:#x([0-9A-Fa-f]{1,5})|#(\d{1,6})|(lt|gt|amp|quot|apos));/g, (whole, hex?: string, decimal?: string, name?: string) => {
      if (name !== undefined) return entities[name] ?? whole;
      const code = hex === undefined ? Number(decimal) : Number.parseInt(hex, 16);
      return code > 0x10ffff ? whole : String.fromCodePoint(code);
    })
    .replaceAll(/_x([0-9A-Fa-f]{4})_/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
}
