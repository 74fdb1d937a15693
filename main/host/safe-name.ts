/**
 * Makes a file name that evidence claims fit to be suggested as a name of a new file: no path, no control or direction
 * characters that make it look like another, no name that a system reserves, at most 120 characters with its ending.
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
  return /^(con|prn|aux|nul|com\d|lpt\d)(\.|$)/i.test(shortened) ? `_${shortened}` : shortened;
}

const longest = 120;

function shorten(name: string): string {
  const characters = Array.from(name);
  if (characters.length <= longest) return name;
  const dot = name.lastIndexOf('.');
  const ending = dot > 0 ? Array.from(name.slice(dot)).slice(0, 16).join('') : '';
  return characters.slice(0, longest - Array.from(ending).length).join('') + ending;
}
