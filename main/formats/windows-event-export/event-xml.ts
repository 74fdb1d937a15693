import type { EventCollector } from './event-collector.ts';

/** Deepest nesting of elements; events of Windows have five levels. */
const deepest = 24;
/** Longest name of an element or attribute that is read as one. */
const longestName = 256;

const entities: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };

interface OpenElement {
  readonly path: readonly string[];
  readonly dataName: string | null;
  text: string;
  hasElements: boolean;
  readonly hasAttributes: boolean;
}

/**
 * Reads an element `Event` of the XML form of events (`wevtutil qe /f:xml`, Event Viewer) into a collector. Prefixes of
 * namespaces are dropped. One pass from left to right, whatever the text holds.
 * @param xml from `<Event` to `</Event>`
 * @returns what is wrong, as a sentence; null when all was read
 */
export function readEventXml(xml: string, into: EventCollector): string | null {
  const open: OpenElement[] = [];
  let at = 0;
  while (at < xml.length) {
    const tag = xml.indexOf('<', at);
    const inner = open.at(-1);
    if (inner !== undefined) inner.text += decoded(xml.slice(at, tag === -1 ? xml.length : tag));
    if (tag === -1) break;
    if (xml.startsWith('<![CDATA[', tag)) {
      const end = xml.indexOf(']]>', tag);
      if (inner !== undefined) inner.text += xml.slice(tag + 9, end === -1 ? xml.length : end);
      at = end === -1 ? xml.length : end + 3;
      continue;
    }
    if (xml.startsWith('<!', tag) || xml.startsWith('<?', tag)) {
      const closing = xml.startsWith('<!--', tag) ? '-->' : '>';
      const end = xml.indexOf(closing, tag);
      at = end === -1 ? xml.length : end + closing.length;
      continue;
    }
    const end = tagEnd(xml, tag);
    if (end === -1) return 'The XML of the event ends within a tag.';
    if (xml.charAt(tag + 1) === '/') {
      const closed = open.pop();
      if (closed === undefined) return 'The XML of the event closes an element that it did not open.';
      close(closed, into);
    } else {
      if (open.length >= deepest) return 'The XML of the event is nested too deep.';
      const element = opened(xml.slice(tag + 1, end), inner, into);
      if (xml.charAt(end - 1) === '/') close(element, into);
      else open.push(element);
    }
    at = end + 1;
  }
  if (open.length === 0) return null;
  // What the open elements say is not lost.
  for (const element of open.toReversed()) close(element, into);
  return 'The XML of the event ends before its elements do.';
}

// A quoted value may hold the sign that ends a tag.
function tagEnd(xml: string, tag: number): number {
  let quote = '';
  for (let at = tag + 1; at < xml.length; at += 1) {
    const character = xml.charAt(at);
    if (quote !== '') {
      if (character === quote) quote = '';
    } else if (character === '>') return at;
    else if (character === '"' || character === "'") quote = character;
  }
  return -1;
}

function opened(tag: string, around: OpenElement | undefined, into: EventCollector): OpenElement {
  const name = localName(tag.slice(0, longestName).split(/[\s/]/, 1)[0] ?? '');
  if (around !== undefined) around.hasElements = true;
  const path = [...(around?.path ?? []), name];
  const attributes = attributesOf(tag);
  const dataName = attributes.find(([attribute]) => attribute === 'Name')?.[1] ?? null;
  for (const [attribute, value] of attributes) into.put(path, attribute, dataName, value);
  const hasAttributes = attributes.some(([attribute]) => attribute !== 'Name' && !attribute.startsWith('xmlns'));
  return { path, dataName, text: '', hasElements: false, hasAttributes };
}

function close({ path, dataName, text, hasElements, hasAttributes }: OpenElement, into: EventCollector): void {
  if (hasElements && text.trim() === '') return;
  // An element that has only attributes says nothing by its content being empty.
  if (text === '' && (hasAttributes || path[1] === 'System' || path.length < 3)) return;
  into.put(path, null, dataName, hasElements ? text.trim() : text);
}

function attributesOf(tag: string): (readonly [name: string, value: string])[] {
  const found: [string, string][] = [];
  let at = 0;
  for (let equals = tag.indexOf('=', at); equals !== -1; equals = tag.indexOf('=', at)) {
    const quoteAt = nextQuote(tag, equals + 1);
    if (quoteAt === -1) break;
    const end = tag.indexOf(tag.charAt(quoteAt), quoteAt + 1);
    const name =
      tag
        .slice(Math.max(at, equals - longestName), equals)
        .trim()
        .split(/\s/)
        .at(-1) ?? '';
    found.push([name.startsWith('xmlns') ? name : localName(name), decoded(tag.slice(quoteAt + 1, end === -1 ? tag.length : end))]);
    if (end === -1) break;
    at = end + 1;
  }
  return found;
}

function nextQuote(tag: string, from: number): number {
  for (let at = from; at < tag.length; at += 1) {
    const character = tag.charAt(at);
    if (character === '"' || character === "'") return at;
    if (character.trim() !== '') return -1;
  }
  return -1;
}

function localName(name: string): string {
  return name.slice(name.indexOf(':') + 1);
}

function decoded(text: string): string {
  if (!text.includes('&')) return text;
  return text.replace(/&(#x[0-9a-fA-F]{1,6}|#\d{1,7}|[a-z]{1,8});/g, (whole, name: string) => {
    if (!name.startsWith('#')) return Object.hasOwn(entities, name) ? (entities[name] ?? whole) : whole;
    const code = name.charAt(1) === 'x' ? Number.parseInt(name.slice(2), 16) : Number(name.slice(1));
    return code <= 0x10ffff ? String.fromCodePoint(code) : whole;
  });
}
