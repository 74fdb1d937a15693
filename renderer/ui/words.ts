/** Writes a count with its noun: `1 message`, `4,031 messages`. */
export function counted(count: number, noun: string, plural = `${noun}s`): string {
  return `${grouped(count)} ${count === 1 ? noun : plural}`;
}

/** Writes a whole number with grouped digits: `4,031`. */
export function grouped(count: number): string {
  return wholeNumber.format(count);
}

/** Writes a size for people, with three significant digits and decimal units, as the report has them: `512 B`, `1.46 MB`. */
export function sizeText(bytes: number): string {
  if (bytes < 1000) return `${String(bytes)} B`;
  let value = bytes;
  let unit = -1;
  do {
    value /= 1000;
    unit += 1;
  } while (value >= 999.5 && unit < units.length - 1);
  return `${value < 999.5 ? value.toPrecision(3) : grouped(Math.round(value))} ${units[unit] ?? ''}`;
}

/** Writes a span of time in its two largest units: `3 h 05 min`, `42 s`; `under 1 s` of what has a span at all. */
export function spanText(seconds: number): string {
  if (seconds > 0 && seconds < 0.5) return 'under 1 s';
  const whole = Math.max(0, Math.round(seconds));
  const hours = Math.floor(whole / 3600);
  const minutes = Math.floor((whole % 3600) / 60);
  if (hours > 0) return `${String(hours)} h ${String(minutes).padStart(2, '0')} min`;
  return minutes > 0 ? `${String(minutes)} min ${String(whole % 60).padStart(2, '0')} s` : `${String(whole)} s`;
}

/** Joins words as a sentence does: `a`, `a and b`, `a, b and c`. */
export function listed(words: readonly string[]): string {
  if (words.length < 2) return words[0] ?? '';
  return `${words.slice(0, -1).join(', ')} and ${words[words.length - 1] ?? ''}`;
}

/** The last name of a path, of whatever system it was written on. */
export function lastName(path: string): string {
  return path.split(/[\\/]/).findLast((name) => name !== '') ?? path;
}

/**
 * Shortens a long text in its middle, so that its beginning and its end (a domain, a file name) stay readable.
 * @param longest the most characters of the result, the ellipsis included.
 */
export function shortenMiddle(text: string, longest: number): string {
  const characters = Array.from(text);
  if (characters.length <= longest) return text;
  const kept = Math.max(0, longest - 1);
  const head = Math.ceil(kept / 2);
  return `${characters.slice(0, head).join('')}…${characters.slice(characters.length - (kept - head)).join('')}`;
}

/**
 * Splits a text in a head that may give way and an end that stays. A head of one or two characters would not be worth
 * its ellipsis: then all is end.
 */
export function splitForMiddle(text: string, tail: number): readonly [head: string, end: string] {
  const characters = Array.from(text);
  const cut = characters.length - tail;
  return cut < 3 ? ['', text] : [characters.slice(0, cut).join(''), characters.slice(cut).join('')];
}

const wholeNumber = new Intl.NumberFormat('en-US');
const units = ['kB', 'MB', 'GB', 'TB'];
