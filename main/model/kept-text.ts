/**
 * The same text in memory of its own. The engine makes a piece of a text a view of it, so that a domain kept for as long as
 * the program runs would keep the whole header block that it was cut from: whoever keeps pieces of evidence copies them.
 */
export function keptText(text: string): string {
  return JSON.parse(JSON.stringify(text)) as string;
}
