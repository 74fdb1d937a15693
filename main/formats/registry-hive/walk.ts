import type { Cells } from './cells.ts';
import { keyAt, type HiveKey } from './keys.ts';

/** A pattern of key paths: names from below the root, `*` for any one name; case does not count. */
export interface KeyPattern<Reader> {
  readonly reader: Reader;
  readonly names: readonly string[];
}

/** A key met on the walk. */
export interface WalkedKey<Reader> {
  readonly key: HiveKey;
  /** The key that it lies in; null for the root. */
  readonly above: HiveKey | null;
  readonly path: readonly string[];
  /** The readers one of whose patterns the path fits, each once. */
  readonly readers: readonly Reader[];
}

/** A place where the tree could not be followed. */
export interface WalkTrouble {
  readonly path: readonly string[];
  readonly trouble: string;
}

/** Splits patterns such as `Software\Microsoft\*` for the walk. */
export function keyPatterns<Reader extends { readonly keys: readonly string[] }>(readers: readonly Reader[]): KeyPattern<Reader>[] {
  return readers.flatMap((reader) => reader.keys.map((path) => ({ reader, names: path.toLowerCase().split('\\') })));
}

/** Windows allows 512 levels. */
const mostDepth = 512;

type State<Reader> = readonly { readonly pattern: KeyPattern<Reader>; readonly at: number }[];

/**
 * Walks over all keys in the order in which the hive lists them, parents first. A key that is listed twice is told of and
 * walked once, so that a tree in a circle comes to an end.
 */
export function* walkKeys<Reader>(
  cells: Cells,
  rootCell: number,
  patterns: readonly KeyPattern<Reader>[],
): Generator<WalkedKey<Reader> | WalkTrouble, void, undefined> {
  const root = keyAt(cells, rootCell);
  if (typeof root === 'string') {
    yield { path: [], trouble: `The root of the hive cannot be read: ${root}.` };
    return;
  }
  const seen = new Set([rootCell]);
  const start: State<Reader> = patterns.map((pattern) => ({ pattern, at: 0 }));
  yield { key: root, above: null, path: [], readers: [] };
  const open = [{ key: root, path: [] as readonly string[], state: start, subkeys: root.subkeys() }];
  for (let level = open.at(-1); level !== undefined; level = open.at(-1)) {
    const step = level.subkeys.next();
    if (step.done === true) {
      open.pop();
      continue;
    }
    const { path } = level;
    if (typeof step.value === 'string') {
      yield { path, trouble: `Below the key ${path.join('\\') || '(root)'} ${step.value}.` };
      continue;
    }
    const key = step.value;
    const own = [...path, key.name];
    if (seen.has(key.cell)) {
      yield { path: own, trouble: `The key ${own.join('\\')} is listed a second time; it was read once.` };
      continue;
    }
    seen.add(key.cell);
    const { state, readers } = advance(level.state, key.name.toLowerCase());
    yield { key, above: level.key, path: own, readers };
    if (open.length >= mostDepth)
      yield { path: own, trouble: `Keys are nested deeper than ${String(mostDepth)}; what lies below was not read.` };
    else if (key.statedSubkeys > 0) open.push({ key, path: own, state, subkeys: key.subkeys() });
  }
}

function advance<Reader>(state: State<Reader>, name: string): { readonly state: State<Reader>; readonly readers: readonly Reader[] } {
  if (state.length === 0) return { state, readers: [] };
  const next: { pattern: KeyPattern<Reader>; at: number }[] = [];
  const readers = new Set<Reader>();
  for (const { pattern, at } of state) {
    const wanted = pattern.names[at];
    if (wanted !== '*' && wanted !== name) continue;
    if (at + 1 === pattern.names.length) readers.add(pattern.reader);
    else next.push({ pattern, at: at + 1 });
  }
  return { state: next, readers: [...readers] };
}

/** The readers one of whose patterns a path fits. */
export function readersOf<Reader>(path: readonly string[], patterns: readonly KeyPattern<Reader>[]): readonly Reader[] {
  const names = path.map((name) => name.toLowerCase());
  const fits = ({ names: wanted }: KeyPattern<Reader>): boolean =>
    wanted.length === names.length && wanted.every((name, index) => name === '*' || name === names[index]);
  return [...new Set(patterns.filter(fits).map(({ reader }) => reader))];
}
