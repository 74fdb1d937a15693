import type { Limits } from '#model/index.ts';
import { decodeText } from '../mime/charset.ts';
import { collectNotes } from './notes.ts';
import type { PlistEntry, PlistReading, PlistValue } from './plist-value.ts';
import { scalarOf } from './xml-scalar.ts';

/**
 * Reads a property list written as XML (the document type PropertyList-1.0 that Apple publishes).
 *
 * Only what a list is made of is understood: no entity is declared, fetched or expanded beyond the five of XML and numbered
 * characters, so no input grows by being read. A list that breaks off is read to its end; what is open there is closed.
 */
export function readXmlPlist(bytes: Uint8Array, limits: Pick<Limits, 'nestingDepth'>): PlistReading {
  const notes = collectNotes();
  const { source, isAsStored, charset } = asMarkup(bytes);
  const decode = (text: string): string => {
    if (!/[\x80-\xff]/.test(text)) return text;
    const decoded = decodeText(Buffer.from(text, 'latin1'), charset);
    if (decoded.problem !== null) notes.trouble(decoded.problem.detail);
    return decoded.text;
  };
  const rangeOf = (start: number, end: number): PlistValue['range'] =>
    isAsStored ? { offsetBytes: start, lengthBytes: end - start } : null;

  const roots: PlistValue[] = [];
  const stack: Frame[] = [];
  let tooDeep = 0;
  const place = (value: PlistValue): void => {
    const frame = stack.at(-1);
    if (frame === undefined) roots.push(value);
    else if (frame.kind === 'array') frame.items.push(value);
    else {
      if (frame.key === null) notes.trouble('A value of a dictionary has no key.');
      frame.entries.push({ key: frame.key ?? '', value });
      frame.key = null;
    }
  };
  const close = (end: number): void => {
    const frame = stack.pop();
    if (frame === undefined) return;
    const range = rangeOf(frame.start, end);
    if (frame.kind === 'array') place({ kind: 'array', items: frame.items, range });
    else place(uidOf(frame.entries, range) ?? { kind: 'dictionary', entries: frame.entries, range });
  };

  for (let at = source.indexOf('<'); at !== -1; at = source.indexOf('<', at)) {
    const passed = markupEnd(source, at);
    if (passed !== null) {
      if (source.startsWith('<!DOCTYPE', at) && source.slice(at, passed).includes('<!ENTITY')) {
        notes.trouble('The list declares entities of its own; they were not expanded.');
      }
      at = passed;
      continue;
    }
    const tag = /^<(\/?)([A-Za-z]{1,20})[^<>]*?(\/?)>/.exec(source.slice(at, at + longestTag));
    if (tag === null) {
      notes.trouble('The list holds markup that is no tag of a property list, or breaks off within a tag.');
      at += 1;
      continue;
    }
    const [, slash = '', name = '', selfClosing = ''] = tag;
    const after = at + tag[0].length;
    if (name === 'plist') {
      at = after;
      // What follows the end of the list is no part of it.
      if (slash === '/') break;
    } else if (name === 'dict' || name === 'array') {
      if (slash === '/') {
        if (tooDeep > 0) tooDeep -= 1;
        else if (stack.at(-1)?.kind === name) close(after);
        else notes.trouble('A tag ends what was not begun.');
      } else if (tooDeep > 0 || stack.length >= limits.nestingDepth) {
        const reason = `Values are nested deeper than ${String(limits.nestingDepth)}; the deeper ones were not read.`;
        notes.limit(reason);
        if (tooDeep === 0) place({ kind: 'unread', reason, range: null });
        if (selfClosing === '') tooDeep += 1;
      } else {
        stack.push(name === 'dict' ? { kind: 'dict', entries: [], key: null, start: at } : { kind: 'array', items: [], start: at });
        if (selfClosing !== '') close(after);
      }
      at = after;
    } else if (slash === '/') {
      notes.trouble('A tag ends what was not begun.');
      at = after;
    } else {
      const content = selfClosing === '' ? contentOf(source, after, name) : { text: '', end: after, isClosed: true };
      if (!content.isClosed) notes.trouble('The list breaks off within a value.');
      const text = decode(content.text);
      if (tooDeep === 0) {
        const frame = stack.at(-1);
        if (name === 'key') {
          if (frame?.kind === 'dict') frame.key = text;
          else notes.trouble('A key stands outside a dictionary.');
        } else place({ ...scalarOf(name, text, notes), range: rangeOf(at, content.end) });
      }
      at = content.end;
    }
  }
  if (stack.length > 0) notes.trouble('The list ends before it is closed.');
  while (stack.length > 0) close(source.length);
  const [root = null] = roots;
  if (root === null) notes.trouble('The list holds no value.');
  if (roots.length > 1) notes.trouble('The list has more than one root; the first was taken.');
  return { form: 'xml', root, troubles: notes.troubles(), limits: notes.limits() };
}

type Frame =
  | { readonly kind: 'array'; readonly items: PlistValue[]; readonly start: number }
  | { readonly kind: 'dict'; readonly entries: PlistEntry[]; key: string | null; readonly start: number };

const longestTag = 1024;

interface Markup {
  /** One character for each byte, so that places in it are places in the bytes. */
  readonly source: string;
  readonly isAsStored: boolean;
  readonly charset: string;
}

function asMarkup(bytes: Uint8Array): Markup {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const [first, second] = buffer;
  const isMarked = (first === 0xff && second === 0xfe) || (first === 0xfe && second === 0xff);
  // Without its mark UTF-16 is known by the first character, which is `<`.
  if (isMarked || (first === 0x3c && second === 0) || (first === 0 && second === 0x3c)) {
    const even = Buffer.from(buffer.subarray(isMarked ? 2 : 0, buffer.length - (buffer.length % 2)));
    const text = (first === 0xff || first === 0x3c ? even : even.swap16()).toString('utf16le');
    return { source: Buffer.from(text, 'utf8').toString('latin1'), isAsStored: false, charset: 'utf-8' };
  }
  const source = buffer.toString('latin1');
  const charset = /^[^<]{0,3}<\?xml[^>]{0,200}?encoding\s*=\s*["']([\w.:-]{1,40})["']/.exec(source.slice(0, 400))?.[1] ?? 'utf-8';
  return { source, isAsStored: true, charset };
}

/** Where a declaration, comment or processing instruction that begins here ends; null when none begins here. */
function markupEnd(source: string, at: number): number | null {
  const next = source[at + 1];
  if (next === '?') return endAfter(source, '?>', at);
  if (next !== '!') return null;
  if (source.startsWith('<!--', at)) return endAfter(source, '-->', at + 4);
  if (source.startsWith('<![CDATA[', at)) return endAfter(source, ']]>', at);
  const end = endAfter(source, '>', at);
  // Declarations within a document type stand between brackets.
  const bracket = source.slice(at, end).indexOf('[');
  return bracket === -1 ? end : endAfter(source, '>', endAfter(source, ']', at + bracket));
}

function endAfter(source: string, mark: string, from: number): number {
  const at = source.indexOf(mark, from);
  return at === -1 ? source.length : at + mark.length;
}

interface Content {
  /** With character references resolved; still one character a byte where it came so. */
  readonly text: string;
  /** After the closing tag, or the end of the source. */
  readonly end: number;
  readonly isClosed: boolean;
}

function contentOf(source: string, start: number, name: string): Content {
  let text = '';
  for (let at = start; ;) {
    const next = source.indexOf('<', at);
    if (next === -1) return { text: text + resolved(source.slice(at)), end: source.length, isClosed: false };
    text += resolved(source.slice(at, next));
    if (source.startsWith('<![CDATA[', next)) {
      const end = source.indexOf(']]>', next);
      text += source.slice(next + 9, end === -1 ? undefined : end);
      at = end === -1 ? source.length : end + 3;
    } else if (source.startsWith('<!--', next)) at = endAfter(source, '-->', next + 4);
    else {
      if (source.startsWith(`</${name}>`, next)) return { text, end: next + name.length + 3, isClosed: true };
      const closing = new RegExp(`^</${name}\\s{0,20}>`).exec(source.slice(next, next + name.length + 30));
      // Another tag within a value: the value was not closed.
      if (closing === null) return { text, end: next, isClosed: false };
      return { text, end: next + closing[0].length, isClosed: true };
    }
  }
}

const named: Readonly<Record<string, string>> = { lt: '<', gt: '>', amp: '&', quot: '"', apos: "'" };

// Characters beyond ASCII are written as the bytes of UTF-8, since that is what the text around them is.
function resolved(text: string): string {
  if (!text.includes('&')) return text;
  return text.replace(/&(?:#(\d{1,7})|#x([0-9a-f]{1,6})|(lt|gt|amp|quot|apos));/gi, (whole, decimal, hex, name) => {
    if (typeof name === 'string') return named[name.toLowerCase()] ?? whole;
    const code = typeof decimal === 'string' ? Number(decimal) : Number.parseInt(String(hex), 16);
    if (code > 0x10ffff || (code >= 0xd800 && code <= 0xdfff)) return whole;
    return Buffer.from(String.fromCodePoint(code), 'utf8').toString('latin1');
  });
}

// A keyed archive in XML writes its references as dictionaries of this one key.
function uidOf(entries: readonly PlistEntry[], range: PlistValue['range']): PlistValue | null {
  const [first] = entries;
  if (entries.length !== 1 || first?.key !== 'CF$UID' || first.value.kind !== 'integer') return null;
  return { kind: 'uid', value: first.value.value, range };
}
