import type { ByteRange } from '#model/index.ts';
import type { Pref } from './tokenize-prefs.ts';

/** Preferences by name. Of a name that comes twice the last counts, as for the program. */
export interface PrefTable {
  readonly size: number;
  get(name: string): Pref | null;
  /** The text of a preference; empty where it is missing or no text. */
  text(name: string): string;
  number(name: string): number | null;
  isTrue(name: string): boolean;
  /** All that begin so, in the order of the file. */
  below(prefix: string): readonly Pref[];
  all(): Iterable<Pref>;
  /** Keys between two texts, e.g. `server1` of `mail.server.server1.type`, in the order of the file. */
  keys(prefix: string): readonly string[];
}

/** Puts preferences in a table. */
export function prefTable(prefs: readonly Pref[]): PrefTable {
  const byName = new Map<string, Pref>();
  for (const pref of prefs) {
    byName.delete(pref.name);
    byName.set(pref.name, pref);
  }
  // By the first parts of the name, so that looking up what lies below `mail.server.server1.` is quick.
  const groups = new Map<string, Pref[]>();
  for (const pref of byName.values()) {
    const parts = pref.name.split('.', 4);
    for (let count = 1; count <= 3 && count < parts.length; count += 1) {
      const key = `${parts.slice(0, count).join('.')}.`;
      const group = groups.get(key);
      if (group === undefined) groups.set(key, [pref]);
      else group.push(pref);
    }
  }
  const get = (name: string): Pref | null => byName.get(name) ?? null;
  return {
    size: byName.size,
    get,
    text: (name) => textOf(get(name)),
    number: (name) => {
      const value = get(name)?.value;
      return typeof value === 'number' ? value : null;
    },
    isTrue: (name) => get(name)?.value === true,
    below: (prefix) => groups.get(prefix) ?? [],
    all: () => byName.values(),
    keys: (prefix) => [...new Set((groups.get(prefix) ?? []).map(({ name }) => name.slice(prefix.length).split('.', 1)[0] ?? ''))],
  };
}

/** The text of a preference. */
export function textOf(pref: Pref | null): string {
  return typeof pref?.value === 'string' ? pref.value : '';
}

/** The run of bytes from the first to the last of some preferences where they stand together; else that of the first. */
export function spanOf(prefs: readonly Pref[]): ByteRange | null {
  const [first] = prefs;
  if (first === undefined) return null;
  const start = Math.min(...prefs.slice(0, mostInSpan).map(({ range }) => range.offsetBytes));
  const end = Math.max(...prefs.slice(0, mostInSpan).map(({ range }) => range.offsetBytes + range.lengthBytes));
  const held = prefs.slice(0, mostInSpan).reduce((sum, { range }) => sum + range.lengthBytes, 0);
  // Line breaks lie between; more than that are other preferences.
  const isTogether = end - start - held <= 4 * prefs.length;
  return isTogether ? { offsetBytes: start, lengthBytes: end - start } : first.range;
}

const mostInSpan = 1000;
