import { formatLocator, type Locator } from '#model/index.ts';

/**
 * The canonical texts of a locator and of everything that encloses it: each step, and each folder of a file's path.
 * `file:mail/Inbox|bytes:0+9` lies in `file:mail/Inbox|bytes:0+9`, `file:mail/Inbox` and `file:mail`.
 */
export function enclosingPlaces(locator: Locator): string[] {
  const places: string[] = [];
  for (let steps = locator.length; steps > 0; steps -= 1) {
    const inner = locator.slice(0, steps);
    places.push(formatLocator(inner));
    const last = inner.at(-1);
    if (last?.kind !== 'file') continue;
    for (let slash = last.at.lastIndexOf('/'); slash > 0; slash = last.at.lastIndexOf('/', slash - 1)) {
      places.push(formatLocator([...inner.slice(0, -1), { kind: 'file', at: last.at.slice(0, slash) }]));
    }
  }
  return places;
}

/** A number of 32 bits for a text (FNV-1a over its code units): to find candidates, which are then compared whole. */
export function hashOfText(text: string): number {
  let hash = 0x811c9dc5;
  for (let index = 0; index < text.length; index += 1) {
    hash ^= text.charCodeAt(index);
    hash = Math.imul(hash, 0x01000193);
  }
  return hash >>> 0;
}
