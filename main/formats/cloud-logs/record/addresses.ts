/**
 * The addresses that a parameter names, as stated but for the coats that administration puts around them: `smtp:a@b.example`,
 * `"Name" [SMTP:a@b.example]`, `Name <a@b.example>`. What is no mail address (a name, an alias, an X.500 name, a path of the
 * directory) stays as it is.
 * @param text values with `;` between them; commas part addresses, not names
 */
export function statedAddresses(text: string): readonly string[] {
  const cut = text.slice(0, longestList);
  const pieces = cut.split(';').flatMap((piece) => (isListOfAddresses(piece) ? piece.split(',') : [piece]));
  return [...new Set(pieces.map(bareAddress).filter((one) => one !== ''))].slice(0, mostAddresses);
}

/** One address without its coat. */
export function bareAddress(text: string): string {
  const trimmed = text.trim().slice(0, 1000);
  const inBrackets = /\[(?:SMTP|EX):([^\]]+)\]\s*$/i.exec(trimmed) ?? /<([^<>\s]+@[^<>\s]+)>\s*$/.exec(trimmed);
  const bare = (inBrackets?.[1] ?? trimmed).replace(/^smtp:/i, '').replace(/^"([^"]*)"$/, '$1');
  return bare.trim() === '$null' ? '' : bare.trim();
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
const mostAddresses = 100;

function isListOfAddresses(piece: string): boolean {
  return piece.includes(',') && piece.split(',').every((one) => one.includes('@'));
}
