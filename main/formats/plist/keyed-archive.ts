import { appleInstant } from './apple-time.ts';
import { entryOf, itemsOf, textOf, type PlistEntry, type PlistValue } from './plist-value.ts';

/** Most values of all collections of an archive together: a list stands once in it, and any number of collections may have it as their own. */
const mostListed = 1_000_000;

/** Whether a list is the archive of objects that NSKeyedArchiver writes. */
export function isKeyedArchive(root: PlistValue | null): boolean {
  return textOf(entryOf(root, '$archiver')) === 'NSKeyedArchiver' && entryOf(root, '$objects')?.kind === 'array';
}

/**
 * Takes the objects out of a keyed archive (Foundation's NSKeyedArchiver: `$top` refers into `$objects`, the first of which
 * is nothing). Collections, texts, times and addresses (NSURL) become what they stand for; any other object is a dictionary
 * of its fields with `$class` as its class. References within a cycle are `unread`, and so are collections beyond a million values.
 * @returns the objects under the names of `$top`; null when it is no archive.
 */
export function unarchive(root: PlistValue, nestingDepth: number): PlistValue | null {
  if (!isKeyedArchive(root)) return null;
  const objects = itemsOf(entryOf(root, '$objects'));
  const known = new Map<bigint, PlistValue>();
  const open = new Set<bigint>();
  const arrays = new Map<PlistValue, PlistValue>();
  let listedLeft = mostListed;

  const referred = (uid: bigint, depth: number): PlistValue => {
    const before = known.get(uid);
    if (before !== undefined) return before;
    const object = uid < BigInt(objects.length) ? objects[Number(uid)] : undefined;
    if (object === undefined) return unread('A reference of the archive leads nowhere.');
    if (uid === 0n) return { kind: 'null', range: object.range };
    if (open.has(uid)) return unread('An object of the archive holds itself.');
    if (depth > nestingDepth) return unread(`Objects of the archive are nested deeper than ${String(nestingDepth)}.`);
    open.add(uid);
    const value = objectOf(object, depth);
    open.delete(uid);
    known.set(uid, value);
    return value;
  };
  const resolved = (value: PlistValue | null, depth: number): PlistValue => {
    if (value === null) return { kind: 'null', range: null };
    if (value.kind === 'uid') return referred(value.value, depth + 1);
    if (depth > nestingDepth) return unread(`Objects of the archive are nested deeper than ${String(nestingDepth)}.`);
    if (value.kind !== 'array') return value;
    // A list may hold the same array at many places; each is resolved once.
    const before = arrays.get(value);
    if (before !== undefined) return before;
    const array = { ...value, items: value.items.map((item) => resolved(item, depth + 1)) };
    arrays.set(value, array);
    return array;
  };
  const listOf = (value: PlistValue | null, depth: number): PlistValue[] => itemsOf(value).map((item) => resolved(item, depth));

  const objectOf = (object: PlistValue, depth: number): PlistValue => {
    if (object.kind !== 'dictionary') return resolved(object, depth);
    const { range } = object;
    const className = classOf(object, objects);
    const items = entryOf(object, 'NS.objects');
    const keys = entryOf(object, 'NS.keys');
    listedLeft -= itemsOf(items).length + itemsOf(keys).length;
    if (listedLeft < 0) return unread(`The collections of the archive hold more than ${String(mostListed)} values.`);
    if (keys !== null) {
      const values = listOf(items, depth);
      const entries = listOf(keys, depth).map((key, position): PlistEntry => ({
        key: textOf(key) ?? '',
        value: values[position] ?? unread('A dictionary of the archive has a key without value.'),
      }));
      return { kind: 'dictionary', entries, range };
    }
    if (items !== null) return { kind: 'array', items: listOf(items, depth), range };
    const text = resolved(entryOf(object, 'NS.string'), depth);
    if (text.kind === 'text') return { kind: 'text', text: text.text, range };
    const time = entryOf(object, 'NS.time');
    if (time?.kind === 'real') return { kind: 'date', instant: appleInstant(time.value), raw: String(time.value), range };
    const bytes = resolved(entryOf(object, 'NS.data'), depth);
    if (bytes.kind === 'bytes') return { kind: 'bytes', bytes: bytes.bytes, range };
    const relative = resolved(entryOf(object, 'NS.relative'), depth);
    if (className === 'NSURL' && relative.kind === 'text') return { kind: 'text', text: relative.text, range };
    const fields = object.entries.map(({ key, value }): PlistEntry =>
      key === '$class' ? { key, value: { kind: 'text', text: className, range: value.range } } : { key, value: resolved(value, depth) },
    );
    return { kind: 'dictionary', entries: fields, range };
  };

  const top = entryOf(root, '$top');
  const entries = top?.kind === 'dictionary' ? top.entries : [];
  return {
    kind: 'dictionary',
    entries: entries.map(({ key, value }) => ({ key, value: resolved(value, 0) })),
    range: root.range,
  };
}

function classOf(object: PlistValue, objects: readonly PlistValue[]): string {
  const reference = entryOf(object, '$class');
  const description = reference?.kind === 'uid' ? objects[Number(reference.value)] : undefined;
  return textOf(entryOf(description ?? null, '$classname')) ?? '';
}

function unread(reason: string): PlistValue {
  return { kind: 'unread', reason, range: null };
}
