/**
 * Makes a file name that evidence claims fit to be suggested as a name of a new file: no path, no control or direction
 * characters that make it look like another, no name that a system reserves (Windows: Naming Files, Paths, and Namespaces), at
 * most 120 characters and 200 bytes with its ending, so that it fits where a file system counts bytes.
 */
export function safeFileName(claimed: string, fallback: string): string {
  const oneName = claimed.split(/[/\\]/).at(-1) ?? '';
  const cleaned = oneName
    .normalize('NFC')
    // Controls, direction marks (which can hide an ending), zero-width characters and lone surrogates.
    .replace(/[\p{Cc}\p{Cf}\p{Cs}\u2028\u2029]/gu, '')
    .replace(/[<>:"|?*]/g, '_')
    .replace(/^[\s.]+|[\s.]+$/g, '');
  if (cleaned === '') return fallback;
  const shortened = shorten(cleaned);
  return reserved.test(shortened) ? `_${shortened}` : shortened;
}

/** Names of devices, with whatever ending; also with superscript digits, and with blanks before the ending. */
const reserved = /^(?:con|prn|aux|nul|conin\$|conout\$|(?:com|lpt)[\d\u00b9\u00b2\u00b3]) *(?:\.|$)/i;

const longest = 120;
const longestBytes = 200;

function shorten(name: string): string {
  if (Array.from(name).length <= longest && Buffer.byteLength(name) <= longestBytes) return name;
  const dot = name.lastIndexOf('.');
  const ending = dot > 0 ? Array.from(name.slice(dot)).slice(0, 16).join('') : '';
  return `${beginningOf(dot > 0 ? name.slice(0, dot) : name, longest - Array.from(ending).length, longestBytes - Buffer.byteLength(ending))}${ending}`;
}

/** The beginning of a name, of at most so many characters and bytes of UTF-8. */
export function beginningOf(name: string, mostCharacters: number, mostBytes: number): string {
  let beginning = '';
  let bytes = 0;
  for (const character of Array.from(name).slice(0, mostCharacters)) {
    bytes += Buffer.byteLength(character);
    if (bytes > mostBytes) break;
    beginning += character;
  }
  return beginning;
}
