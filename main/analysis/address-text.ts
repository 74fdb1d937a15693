/**
 * The mail addresses of a header value, when the value is nothing but addresses.
 *
 * Reads what mail software writes: bare addresses and RFC 5322 3.4 mailboxes (`Name <user@example.org>`), separated by
 * commas, semicolons or blanks; quoted names and comments are passed over. Works in one pass over the text, so a value
 * of a megabyte costs no more than its length.
 * @returns the addresses as written, without angle brackets and in order; null when the value holds anything that is
 * neither an address nor part of one (an IP address, a word), or holds none.
 */
export function addressesIn(text: string): string[] | null {
  const addresses: string[] = [];
  // Words since the last separator: the display name that an angle bracket would explain.
  let words: string[] = [];
  for (let at = 0; at < text.length;) {
    const character = text[at] ?? '';
    if (isBlank(character)) at += 1;
    else if (character === '"') at = afterQuoted(text, at);
    else if (character === '(') at = afterComment(text, at);
    else if (character === ',' || character === ';') {
      if (!takeBare(words, addresses)) return null;
      words = [];
      at += 1;
    } else if (character === '<') {
      const close = text.indexOf('>', at);
      const address = close === -1 ? '' : text.slice(at + 1, close).trim();
      if (!isAddress(address)) return null;
      addresses.push(address);
      words = [];
      at = close + 1;
    } else {
      const end = endOfWord(text, at);
      words.push(text.slice(at, end));
      at = end;
    }
  }
  if (!takeBare(words, addresses)) return null;
  return addresses.length === 0 ? null : addresses;
}

/** The one address of a header value, or null when it holds none, several or anything else. */
export function oneAddressIn(text: string): string | null {
  const addresses = addressesIn(text);
  return addresses?.length === 1 ? (addresses[0] ?? null) : null;
}

/**
 * Tells whether a text is a mail address in the form that transports use: RFC 5321 4.1.2 dot-strings, with the letters
 * beyond ASCII of RFC 6531. Quoted local parts are refused: no forwarding software writes them.
 */
export function isAddress(text: string): boolean {
  const at = text.lastIndexOf('@');
  if (at < 1 || text.length > longestAddress) return false;
  const local = text.slice(0, at);
  const domain = text.slice(at + 1);
  return !/[\s"(),:;<>@[\\\]]/.test(local) && /^(?:[\p{L}\p{N}_-]+\.)*[\p{L}\p{N}_-]+\.?$/u.test(domain) && !/^[\d.]+$/.test(domain);
}

// RFC 5321 4.5.3.1 allows 64 octets before and 255 after the sign; rewritten senders (SRS, caf_) run past the first.
const longestAddress = 512;

// Bare words must all be addresses; with a display name, they would have been followed by an angle bracket.
function takeBare(words: readonly string[], addresses: string[]): boolean {
  for (const word of words) {
    if (!isAddress(word)) return false;
    addresses.push(word);
  }
  return true;
}

function afterQuoted(text: string, start: number): number {
  for (let at = start + 1; at < text.length; at += 1) {
    if (text[at] === '\\') at += 1;
    else if (text[at] === '"') return at + 1;
  }
  return text.length;
}

function afterComment(text: string, start: number): number {
  let depth = 0;
  for (let at = start; at < text.length; at += 1) {
    if (text[at] === '\\') at += 1;
    else if (text[at] === '(') depth += 1;
    else if (text[at] === ')') {
      depth -= 1;
      if (depth === 0) return at + 1;
    }
  }
  return text.length;
}

function endOfWord(text: string, start: number): number {
  let end = start;
  while (end < text.length && !' \t\r\n,;<("'.includes(text[end] ?? '')) end += 1;
  return Math.max(end, start + 1);
}

function isBlank(character: string): boolean {
  return character === ' ' || character === '\t' || character === '\r' || character === '\n';
}
