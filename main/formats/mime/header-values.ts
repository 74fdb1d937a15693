import { addressParser } from 'postal-mime';
import iconv from 'iconv-lite';
import libmime from 'libmime';
import { keptText, type HeaderField, type MailAddress } from '#model/index.ts';

const mime = new libmime.Libmime();

/** The header fields of a message or part, for looking up by name. Names are compared without case. */
export interface FieldIndex {
  /** The value of the first field of that name, or null. */
  first(name: string): string | null;
  /** The values of all fields of that name, in order. */
  all(name: string): readonly string[];
}

/** Indexes fields by name. */
export function indexFields(fields: readonly HeaderField[]): FieldIndex {
  // Of most names there is one field, for which no list is made.
  const byName = new Map<string, string | string[]>();
  for (const { name, value } of fields) {
    const key = name.toLowerCase();
    const known = byName.get(key);
    if (known === undefined) byName.set(key, value);
    else if (typeof known === 'string') byName.set(key, [known, value]);
    else known.push(value);
  }
  return {
    first(name) {
      const known = byName.get(name);
      return (typeof known === 'object' ? known[0] : known) ?? null;
    },
    all(name) {
      const known = byName.get(name) ?? [];
      return typeof known === 'string' ? [known] : known;
    },
  };
}

/** Decodes the encoded words of unstructured text (RFC 2047). Words that cannot be decoded stay as they are. */
export function decodeWords(text: string): string {
  return text.includes('=?') ? mime.decodeWords(withEightBitWords(text.slice(0, longestValue))) : text;
}

// Some writers leave characters as they are within an encoded word (RFC 2047 4.2 (3) forbids it). The field's text is
// decoded by then, so such a character becomes a code of the word's character set again; where that has none, it stays.
function withEightBitWords(text: string): string {
  if (!/[\u0080-\uffff]/.test(text)) return text;
  return text.replace(/=\?([\w-]+)(\*[\w-]*)?\?q\?([^?]*)\?=/gi, (word, charset: string, language: string | undefined, content: string) => {
    if (!iconv.encodingExists(charset)) return word;
    const codes = content.replace(/[\u0080-\uffff]+/g, (characters) =>
      Array.from(iconv.encode(characters, charset), (byte) => `=${byte.toString(16).toUpperCase().padStart(2, '0')}`).join(''),
    );
    return `=?${charset}${language ?? ''}?Q?${codes}?=`;
  });
}

/** A field value with parameters (RFC 2045 5.1, RFC 2231). */
export interface ParameterValue {
  /** The value before the first semicolon, in lower case, without comments. */
  readonly value: string;
  /** Parameters by name in lower case, decoded. Of a repeated one the first. */
  readonly parameters: ReadonlyMap<string, string>;
}

/** Reads a Content-Type or Content-Disposition value. */
export function readParameters(text: string): ParameterValue {
  const known = readBefore.get(text);
  if (known !== undefined) return known;
  const read = parametersOf(text);
  // Few values are in use, but boundaries, of which each message has its own.
  if (text.length <= longestKept && !read.parameters.has('boundary')) {
    if (readBefore.size >= mostKept) readBefore.clear();
    readBefore.set(keptText(text), read);
  }
  return read;
}

/** What the values met before say: taking one apart takes as long as all the other fields of a message. */
const readBefore = new Map<string, ParameterValue>();
const mostKept = 256;
const longestKept = 128;

function parametersOf(text: string): ParameterValue {
  // Windows clients write paths as names without doubling the backslashes, which then stand before letters.
  const doubled = text.slice(0, longestValue).replace(/\\(?=[^\\"])(?<!\\\\)/g, '\\\\');
  const parsed = mime.parseHeaderValue(doubled, { stripComments: true });
  return {
    value: parsed.value.trim().toLowerCase(),
    parameters: new Map(Object.entries(parsed.params).map(([name, value]) => [name.toLowerCase(), value])),
  };
}

/**
 * Reads an address list (RFC 5322 3.4 and obsolete forms). Groups are replaced by their members; a group without
 * members, as in `undisclosed-recipients:;`, becomes an address with that name and no address.
 */
export function readAddresses(values: readonly string[]): MailAddress[] {
  const [first] = values;
  return first === undefined ? [] : values.length === 1 ? addressesOf(first) : values.flatMap(addressesOf);
}

function addressesOf(value: string): MailAddress[] {
  const text = value.slice(0, longestValue);
  return simpleAddress(text) ?? hiddenAddress(text) ?? parseAddresses(withCommas(text));
}

/**
 * The message identifiers of a value: `<…>` each (RFC 5322 3.6.4), or words with an `@` where there are no angle
 * brackets. Old mail has sentences in In-Reply-To, which name none.
 */
export function readMessageIds(value: string): string[] {
  const text = value.slice(0, longestValue);
  return text.match(/<[^<>]*>/g) ?? text.split(/\s+/).filter((word) => word.includes('@'));
}

/**
 * The longest value that is taken apart, in characters; what lies beyond stays in the header block only. The libraries'
 * work grows with the square of some values' length.
 */
export const longestValue = 256 * 1024;

// Most address fields hold one plain address; reading them here saves most of the time that headers take.
function simpleAddress(text: string): MailAddress[] | null {
  const match = /^(?:"?([\w][\w .-]*?)"?[ \t]*<([\w.+=-]+@[\w.-]+)>|<?([\w.+=-]+@[\w.-]+)>?)$/.exec(text);
  if (match === null) return text.trim() === '' ? [] : null;
  const address = match[2] ?? match[3] ?? '';
  const name = match[1] ?? '';
  return [{ name: name === address ? '' : name, address }];
}

// Archives hide addresses: `anna at example.org (Anna Example)`.
function hiddenAddress(text: string): MailAddress[] | null {
  const match = /^([\w.+=-]+ at [\w-]+(?:\.[\w-]+)+)(?:[ \t]+\(([^()]*)\))?$/.exec(text);
  return match === null ? null : [{ name: decodeWords(match[2] ?? '').trim(), address: match[1] ?? '' }];
}

// `Anna <anna@example.org> boris@example.org` lacks a comma, and the second address must not become part of the name.
function withCommas(text: string): string {
  return /["()]/.test(text) ? text : text.replace(/>[ \t]+(?=[\w.+=-]+@[\w.-]+[ \t]*(?:,|$))/g, '>, ');
}

/* The address parser decodes encoded words by the platform's decoders, which differ between Node.js versions. So each
 * word is replaced by a placeholder for the time of the parsing, from a private-use area that no honest header holds. */
function parseAddresses(text: string): MailAddress[] {
  const words: string[] = [];
  const isPlain = text.includes('\ue000');
  const prepared = isPlain
    ? text
    : text.replace(/=\?[^?\s]+\?[bq]\?[^?]*\?=(?:\s+(?==\?[^?\s]+\?[bq]\?))?/gi, (word) => {
        words.push(word);
        return `\ue000${String(words.length - 1)}\ue001`;
      });
  const restore = (part: string): string =>
    isPlain || !part.includes('\ue000')
      ? part
      : decodeWords(part.replace(/\ue000(\d+)\ue001/g, (_, index: string) => words[Number(index)] ?? ''));
  const entries = addressParser(prepared).flatMap((entry): readonly Entry[] => {
    if (entry.group === undefined) return [{ name: restore(entry.name).trim(), address: restore(entry.address).trim(), isGroup: false }];
    if (entry.group.length === 0) return [{ name: restore(entry.name).trim(), address: '', isGroup: true }];
    return entry.group.map(({ name, address }) => ({ name: restore(name).trim(), address: restore(address).trim(), isGroup: true }));
  });
  return joinCommaNames(entries);
}

interface Entry extends MailAddress {
  readonly isGroup: boolean;
}

// Exports of directories write `Example, Anna <anna@…>` without the quotes that the comma needs; the first half then
// looks like a recipient without address.
function joinCommaNames(entries: readonly Entry[]): MailAddress[] {
  const joined: MailAddress[] = [];
  let half: Entry | null = null;
  for (const entry of entries) {
    if (half !== null) {
      const belongs = entry.name !== '' && entry.address !== '' && !entry.isGroup;
      joined.push(belongs ? { name: `${half.name}, ${entry.name}`, address: entry.address } : { name: half.name, address: '' });
      half = null;
      if (belongs) continue;
    }
    if (entry.address === '' && !entry.isGroup) half = entry;
    else joined.push({ name: entry.name, address: entry.address });
  }
  if (half !== null) joined.push({ name: half.name, address: '' });
  return joined;
}
