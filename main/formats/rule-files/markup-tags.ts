import type { TextRange } from './rule-file.ts';

/** A tag of an XML text. */
export interface MarkupTag extends TextRange {
  /** With its prefix as written. */
  readonly name: string;
  readonly kind: 'start' | 'end' | 'empty';
  /** With references resolved. */
  readonly attributes: ReadonlyMap<string, string>;
}

/**
 * Lists the tags of an XML text (XML 1.0, productions 40 to 44) with their places. Comments, processing instructions and
 * CDATA are passed over; declarations of types are not followed. Stops where the text is no XML any more.
 */
export function* tagsOf(text: string): Generator<MarkupTag, void, undefined> {
  for (let start = text.indexOf('<'); start !== -1;) {
    const passed = passedOver.find(([opening]) => text.startsWith(opening, start));
    const closing = passed?.[1] ?? '>';
    const end = passed === undefined ? tagEnd(text, start) : text.indexOf(closing, start);
    if (end === -1) return;
    if (passed === undefined) {
      const [, slash = '', name = '', rest = ''] = /^<(\/?)([A-Za-z_][\w:.-]*)([^]*)$/.exec(text.slice(start, end)) ?? [];
      if (name === '') return;
      const kind = slash !== '' ? 'end' : rest.endsWith('/') ? 'empty' : 'start';
      yield { name, kind, attributes: attributesOf(rest), start, end: end + 1 };
    }
    start = text.indexOf('<', end + closing.length);
  }
}

const passedOver = [
  ['<!--', '-->'],
  ['<![CDATA[', ']]>'],
  ['<?', '?>'],
  ['<!', '>'],
] as const;
const longestTag = 64 * 1024;

// A `>` within quotes does not end a tag.
function tagEnd(text: string, start: number): number {
  let quote = '';
  for (let at = start + 1; at < text.length && at - start < longestTag; at++) {
    const character = text[at] ?? '';
    if (quote !== '') {
      if (character === quote) quote = '';
    } else if (character === '"' || character === "'") quote = character;
    else if (character === '>') return at;
  }
  return -1;
}

function attributesOf(text: string): ReadonlyMap<string, string> {
  const attributes = new Map<string, string>();
  for (const [, name = '', one, other] of text.matchAll(/(?<![\w:.-])([A-Za-z_][\w:.-]*)\s{0,100}=\s{0,100}(?:"([^"]*)"|'([^']*)')/g)) {
    attributes.set(name, withoutReferences(one ?? other ?? ''));
  }
  return attributes;
}

const entities: Readonly<Record<string, string>> = { lt: '<', gt: '>', amp: '&', quot: '"', apos: "'" };

/** Resolves the references of XML 1.0 4.1 and 4.6; the text is Latin-1, so characters beyond come as the bytes of UTF-8. */
export function withoutReferences(text: string): string {
  return text.replace(
    /&(?:#(\d{1,7})|#x([0-9A-Fa-f]{1,6})|(lt|gt|amp|quot|apos));/g,
    (whole, decimal: string | undefined, hex: string | undefined, name: string | undefined) => {
      if (name !== undefined) return entities[name] ?? whole;
      const code = decimal === undefined ? Number.parseInt(hex ?? '', 16) : Number(decimal);
      return code > 0x10ffff ? whole : Buffer.from(String.fromCodePoint(code), 'utf8').toString('latin1');
    },
  );
}
