/** An element of an XML document, names without their prefix. */
export interface XmlElement {
  readonly name: string;
  readonly attributes: ReadonlyMap<string, string>;
  readonly children: readonly XmlElement[];
  /** Its own text, decoded, without that of its children. */
  readonly text: string;
  /** What stands between its tags, as it is. */
  readonly raw: string;
}

export interface XmlDocument {
  readonly root: XmlElement | null;
  /** Why the document could not be read to its end; null when it could. What stands before is kept. */
  readonly trouble: string | null;
}

const mostElements = 500_000;
const deepest = 200;

interface Open {
  readonly name: string;
  readonly attributes: ReadonlyMap<string, string>;
  readonly children: XmlElement[];
  readonly texts: string[];
  readonly start: number;
}

/**
 * Reads a document of elements, attributes and text, which is all that Outlook writes (XML 1.0). Entities beyond the five
 * of XML and numbers stay as they stand: none is ever fetched or expanded. Damage ends the reading and loses nothing that
 * came before it.
 */
export function readXml(xml: string): XmlDocument {
  const stack: Open[] = [];
  let root: XmlElement | null = null;
  let elements = 0;
  const close = (end: number): void => {
    const done = stack.pop();
    if (done === undefined) return;
    const { name, attributes, children, texts, start } = done;
    const element = { name, attributes, children, text: texts.join(''), raw: xml.slice(start, end) };
    const parent = stack.at(-1);
    if (parent === undefined) root = root ?? element;
    else parent.children.push(element);
  };
  const finish = (trouble: string | null, end: number): XmlDocument => {
    while (stack.length > 0) close(end);
    return { root, trouble };
  };
  for (let at = 0; at < xml.length;) {
    const open = xml.indexOf('<', at);
    const between = xml.slice(at, open === -1 ? xml.length : open);
    if (between !== '') stack.at(-1)?.texts.push(decodeEntities(between));
    if (open === -1) break;
    const end = endOfMarkup(xml, open);
    if (end === -1) return finish('it ends within a tag', open);
    at = end;
    if (xml.startsWith(cdataStart, open)) {
      stack.at(-1)?.texts.push(xml.slice(open + cdataStart.length, end - 3));
      continue;
    }
    const kind = xml[open + 1];
    if (kind === '!' || kind === '?') continue;
    if (kind === '/') {
      const name = localName(xml.slice(open + 2, end - 1).trim());
      const top = stack.at(-1);
      if (top?.name !== name) return finish(`the end of <${name.slice(0, 80)}> stands where <${top?.name ?? 'nothing'}> is open`, open);
      close(open);
      continue;
    }
    elements += 1;
    if (elements > mostElements) return finish(`it has more than ${String(mostElements)} elements`, open);
    if (stack.length >= deepest) return finish(`its elements are nested deeper than ${String(deepest)}`, open);
    const isEmpty = xml[end - 2] === '/';
    const inner = xml.slice(open + 1, isEmpty ? end - 2 : end - 1);
    const nameEnd = inner.search(/\s|$/);
    stack.push({
      name: localName(inner.slice(0, nameEnd)),
      attributes: readAttributes(inner.slice(nameEnd)),
      children: [],
      texts: [],
      start: end,
    });
    if (isEmpty) close(end);
  }
  if (stack.length > 0) return finish(`it ends within <${stack.at(-1)?.name ?? ''}>`, xml.length);
  return { root, trouble: elements === 0 ? 'it holds no element' : null };
}

const cdataStart = '<![CDATA[';
/** Markup that ends by a text of its own. */
const bounded = [
  [cdataStart, ']]>'],
  ['<!--', '-->'],
  ['<?', '?>'],
] as const;

/** Where markup ends that begins at `open`; -1 where it does not. Every character is looked at once. */
function endOfMarkup(xml: string, open: number): number {
  for (const [start, stop] of bounded) {
    if (!xml.startsWith(start, open)) continue;
    const end = xml.indexOf(stop, open + start.length);
    return end === -1 ? -1 : end + stop.length;
  }
  let quote = '';
  for (let at = open + 1; at < xml.length; at += 1) {
    const character = xml.charAt(at);
    if (quote !== '') {
      if (character === quote) quote = '';
    } else if (character === '"' || character === "'") quote = character;
    else if (character === '>') return at + 1;
  }
  return -1;
}

function readAttributes(text: string): Map<string, string> {
  const attributes = new Map<string, string>();
  for (let at = 0; at < text.length;) {
    const equals = text.indexOf('=', at);
    if (equals === -1) break;
    const name = text.slice(at, equals).trim();
    let start = equals + 1;
    while (start < text.length && text.charAt(start).trim() === '') start += 1;
    const quote = text.charAt(start);
    const end = quote === '"' || quote === "'" ? text.indexOf(quote, start + 1) : -1;
    if (end === -1) break;
    const local = localName(name);
    if (!attributes.has(local)) attributes.set(local, decodeEntities(text.slice(start + 1, end)));
    at = end + 1;
  }
  return attributes;
}

function localName(qualified: string): string {
  return qualified.slice(qualified.indexOf(':') + 1);
}

const entities = new Map([
  ['amp', '&'],
  ['lt', '<'],
  ['gt', '>'],
  ['quot', '"'],
  ['apos', "'"],
]);

function decodeEntities(text: string): string {
  if (!text.includes('&')) return text;
  return text.replace(/&(?:#x([0-9a-fA-F]{1,6})|#(\d{1,7})|(\w{1,8}));/g, (whole, hex?: string, decimal?: string, name?: string) => {
    if (name !== undefined) return entities.get(name) ?? whole;
    const code = hex === undefined ? Number(decimal) : Number.parseInt(hex, 16);
    return code > 0 && code <= 0x10ffff ? String.fromCodePoint(code) : whole;
  });
}

/** The first child of a name. */
export function childOf(element: XmlElement, name: string): XmlElement | null {
  return element.children.find((child) => child.name === name) ?? null;
}

/** The text of the first child of a name, trimmed; empty where there is none. */
export function childText(element: XmlElement, name: string): string {
  return childOf(element, name)?.text.trim() ?? '';
}

/** All elements of a name below an element, at any depth, in order. */
export function* elementsNamed(element: XmlElement, name: string): Generator<XmlElement, void, undefined> {
  if (element.name === name) yield element;
  for (const child of element.children) yield* elementsNamed(child, name);
}
