/** What a vCard states of somebody. */
export interface VCard {
  readonly name: string;
  readonly addresses: readonly string[];
  /** Every other property by name, as it stands; of a repeated one the first. */
  readonly others: ReadonlyMap<string, string>;
}

/** Reads a vCard (RFC 6350) as far as names and mail addresses go. Lines that are no property are left out. */
export function readVCard(text: string): VCard {
  const addresses: string[] = [];
  const others = new Map<string, string>();
  let fullName = '';
  let structuredName = '';
  // Long lines are folded (RFC 6350 3.2).
  const lines = text
    .slice(0, longest)
    .replace(/\r?\n[ \t]/g, '')
    .split(/\r?\n/);
  for (const line of lines) {
    const match = /^(?:[\w-]+\.)?([\w-]+)(?:;[^:"]*(?:"[^"]*"[^:"]*)*)?:(.*)$/.exec(line);
    if (match === null) continue;
    const name = (match[1] ?? '').toLowerCase();
    const value = unescaped(match[2] ?? '');
    if (name === 'email') addresses.push(value.replace(/^mailto:/i, ''));
    else if (name === 'fn') fullName ||= value;
    else if (name === 'n')
      structuredName ||= value
        .split(';')
        .slice(0, 2)
        .reverse()
        .filter((part) => part !== '')
        .join(' ');
    else if (!/^(?:begin|end|version|photo)$/.test(name) && !others.has(name)) others.set(name, value);
  }
  return { name: fullName || structuredName, addresses, others };
}

const longest = 1024 * 1024;

function unescaped(value: string): string {
  return value.replace(/\\([nN,;\\])/g, (_, character: string) => (character.toLowerCase() === 'n' ? '\n' : character));
}
