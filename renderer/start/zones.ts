/**
 * The zones whose name holds every word of the text, without case; `_` and `/` count as spaces. Names that begin with
 * the text come first.
 */
export function zonesMatching(zones: readonly string[], text: string): readonly string[] {
  const words = spaced(text).split(/\s+/).filter(Boolean);
  const matching = zones.filter((zone) => words.every((word) => spaced(zone).includes(word)));
  const begins = (zone: string): boolean => {
    const city = zone.slice(zone.lastIndexOf('/') + 1);
    return words[0] !== undefined && (spaced(city).startsWith(words[0]) || spaced(zone).startsWith(words[0]));
  };
  return [...matching.filter(begins), ...matching.filter((zone) => !begins(zone))];
}

/** The domains in a text where they are separated by commas, blanks or line ends: lower case, each once, `@` dropped. */
export function domainsIn(text: string): readonly string[] {
  const domains = text
    .toLowerCase()
    .split(/[\s,;]+/)
    .map((domain) => domain.replace(/^.*@/, '').replace(/\.$/, ''))
    .filter((domain) => domain !== '');
  return [...new Set(domains)];
}

function spaced(text: string): string {
  return text.toLowerCase().replace(/[_/]/g, ' ');
}
