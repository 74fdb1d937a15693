/** Somebody whom a parameter or a listing names. */
export interface StatedPerson {
  /** The name beside the address; empty where there is none, or it is the address again. */
  readonly name: string;
  /** Without its coat: `smtp:`, brackets, quotation marks. */
  readonly address: string;
  /** `SMTP`, `EX`, `MOBILE` as it stands before the address; empty where nothing does. */
  readonly type: string;
}

/**
 * The addresses that a parameter names, as stated but for the coats that administration puts around them: `smtp:a@b.example`,
 * `"Name" [SMTP:a@b.example]`, `Name <a@b.example>`. What is no mail address (a name, an alias, an X.500 name, a path of the
 * directory) stays as it is.
 * @param text values with `;`, line ends, commas or blanks between them; commas and blanks part addresses, not names
 */
export function statedAddresses(text: string): readonly string[] {
  return [...new Set(statedPeople(text).map(({ address }) => address))];
}

/** The same with the names beside the addresses, each address once. */
export function statedPeople(text: string): readonly StatedPerson[] {
  const people = new Map<string, StatedPerson>();
  for (const piece of piecesOf(withoutBraces(text.slice(0, longestList)))) {
    const person = personOf(piece);
    if (person.address !== '' && !people.has(person.address)) people.set(person.address, person);
    if (people.size === mostAddresses) break;
  }
  return [...people.values()];
}

/** One address without its coat. */
export function bareAddress(text: string): string {
  return personOf(text).address;
}

function personOf(text: string): StatedPerson {
  const trimmed = text.trim().slice(0, 1000);
  const typed = /\[([A-Za-z]{2,12}):([^\][]+)\]$/.exec(trimmed);
  const [, type = '', inBrackets] = typed ?? [];
  const found = inBrackets ?? /<([^<>\s]+@[^<>\s]+)>$/.exec(trimmed)?.[1];
  const bare = (found ?? trimmed)
    .replace(/^smtp:|^ex:(?=\/)/i, '')
    .replace(/^"([^"]*)"$/, '$1')
    .trim();
  const address = bare === '$null' ? '' : bare;
  const name = found === undefined ? '' : beforeLast(trimmed, inBrackets === undefined ? '<' : '[');
  return { name: name.toLowerCase() === address.toLowerCase() ? '' : name, address, type: type.toUpperCase() };
}

function beforeLast(text: string, bracket: string): string {
  return text
    .slice(0, text.lastIndexOf(bracket))
    .trim()
    .replace(/^"([^]*)"$/, '$1')
    .trim();
}

/** Format-List of PowerShell puts lists into braces, of which the last item may stand for those that are left out. */
function withoutBraces(text: string): string {
  const trimmed = text.trim();
  if (!trimmed.startsWith('{') || !trimmed.endsWith('}')) return text;
  const inner = trimmed.slice(1, -1).trimEnd();
  const dots = inner.endsWith('...') ? 3 : inner.endsWith('\u2026') ? 1 : 0;
  return dots === 0 ? inner : inner.slice(0, -dots).trimEnd();
}

// Nothing within quotation marks or brackets parts anything; after a closing bracket the next one begins.
function piecesOf(text: string): readonly string[] {
  const isQuoting = (text.split('"').length - 1) % 2 === 0;
  const pieces: string[] = [];
  let start = 0;
  let commas: number[] = [];
  let close = '';
  const end = (at: number): void => {
    pieces.push(...partedBy(text, start, at, commas));
    [start, commas, close] = [at, [], ''];
  };
  for (let at = 0; at < text.length; at += 1) {
    const character = text.charAt(at);
    if (close !== '') {
      if (character === close) {
        if (close !== '"') end(at + 1);
        close = '';
      } else if (close !== '"' && isBreak(character)) close = '';
      if (close !== '' || !isBreak(character)) continue;
    }
    if (character === '"' && isQuoting) close = '"';
    else if (character === '[') close = ']';
    else if (character === '<') close = '>';
    else if (character === ',') commas.push(at);
    else if (isBreak(character)) {
      end(at);
      start = at + 1;
    }
    if (pieces.length > mostPieces) return pieces;
  }
  end(text.length);
  return pieces;
}

function isBreak(character: string): boolean {
  return character === ';' || character === '\n' || character === '\r';
}

// Commas part where there are addresses between them: a name such as `Smith, Ann` before an address stays whole.
function partedBy(text: string, start: number, end: number, commas: readonly number[]): readonly string[] {
  const places = [start, ...commas.map((at) => at + 1)];
  const parts = places.map((from, index) => text.slice(from, (places[index + 1] ?? end + 1) - 1).trim());
  const first = parts.findIndex((part) => part !== '');
  let alone = Math.max(0, first);
  while (alone < parts.length - 1 && (parts[alone] ?? '').includes('@')) alone += 1;
  const rest = text.slice(places[alone], end).trim();
  return [...parts.slice(0, alone), rest].flatMap((part) => (isSpaced(part) ? part.split(/\s+/) : [part]));
}

/** Whether a text is addresses with blanks between them. */
function isSpaced(text: string): boolean {
  return /\s/.test(text) && text.split(/\s+/).every((one) => /^[^\s@<>"[\]]+@[^\s@<>"[\]]+$/.test(one));
}

/** An address of the network without the port that follows it, or empty: `1.2.3.4:1234`, `[2001:db8::1]:1234`. */
export function bareNetworkAddress(text: string): string {
  const trimmed = text.trim().slice(0, 200);
  if (trimmed === '' || trimmed === 'null' || trimmed === '-') return '';
  const inBrackets = /^\[([^\]]+)\](?::\d+)?$/.exec(trimmed);
  const bare = inBrackets?.[1] ?? trimmed;
  // An IPv4 address may be written as one of IPv6 (RFC 4291 2.5.5.2).
  const four = /^(?:::ffff:)?(\d{1,3}(?:\.\d{1,3}){3})(?::\d+)?$/i.exec(bare);
  return four?.[1] ?? bare;
}

const longestList = 64 * 1024;
/** Most addresses of one text that are told apart. */
export const mostAddresses = 100;
/** Most pieces of a text that are looked at: many may be the same address, or none. */
const mostPieces = 2000;
