import { itemFacts, pathOfItems, readShellItems, type ShellItem } from '#formats/shell-items/shell-items.ts';
import { registryEvent, shortened, type Artifact, type ArtifactKey, type ArtifactReader } from '../artifact.ts';
import type { HiveKey } from '../keys.ts';
import { orderLeavesOpen, useOrder } from './most-recent.ts';

/** Folders that Explorer showed: a tree of keys, in which each value is a step and the key of its name what lies below. */
export const shownFolders: ArtifactReader = {
  id: 'shown-folders',
  title: 'folders shown in Explorer (BagMRU)',
  keys: [
    'Local Settings\\Software\\Microsoft\\Windows\\Shell\\BagMRU',
    'Software\\Classes\\Local Settings\\Software\\Microsoft\\Windows\\Shell\\BagMRU',
    'Software\\Microsoft\\Windows\\Shell\\BagMRU',
    'Software\\Microsoft\\Windows\\ShellNoRoam\\BagMRU',
  ],
  *read(at) {
    yield* below(at, at.key, [], []);
  },
};

/** Folders lie less deep than this; it stops a tree in a circle. */
const mostDepth = 64;

/** @param way the items down to the key @param numbers the names of the keys down to it */
function* below(
  at: ArtifactKey,
  key: HiveKey,
  way: readonly ShellItem[],
  numbers: readonly string[],
): Generator<Artifact, void, undefined> {
  const order = useOrder(key);
  const entry = numbers.length === 0 ? {} : { entry: numbers.join('\\') };
  const steps = new Map<string, ShellItem>();
  for (const [index, value] of key.values().entries()) {
    // What cannot be read of the topmost key is told for every key that is asked for.
    if (typeof value === 'string') {
      if (numbers.length > 0) yield { value: null, entry: `${numbers.join('\\')}, value ${String(index)}`, claim: value };
      continue;
    }
    if (!/^\d{1,6}$/.test(value.name)) continue;
    const bytes = value.bytes();
    const [item] = typeof bytes === 'string' ? [] : readShellItems(bytes).items;
    if (item === undefined) {
      yield { value, ...entry, claim: typeof bytes === 'string' ? bytes : 'it holds no item of the shell' };
      continue;
    }
    if (value.allocation === 'allocated') steps.set(value.name, item);
    const place = order.placeOf(value.name);
    yield {
      value,
      ...entry,
      claim: registryEvent({ ...at, key }, 'folders shown in Explorer (BagMRU)', {
        time: value.allocation === 'allocated' ? order.timeOf(value.name) : null,
        strength: 'OPENED',
        action: 'folder-open',
        operation: 'folder shown in Explorer',
        object: { kind: 'folder', name: shortened(pathOfItems([...way, item])) },
        facts: [{ name: 'place in the order of use', value: place ?? 'not listed' }, ...itemFacts(item)],
        doesNotShow: `It does not show which files of the folder were opened. ${orderLeavesOpen}`,
      }),
    };
  }
  if (numbers.length >= mostDepth) {
    if (key.statedSubkeys > 0) yield { value: null, entry: numbers.join('\\'), claim: 'folders are nested deeper than are read' };
    return;
  }
  for (const subkey of key.subkeys()) {
    const step = typeof subkey === 'string' ? undefined : steps.get(subkey.name);
    if (typeof subkey !== 'string' && step !== undefined) yield* below(at, subkey, [...way, step], [...numbers, subkey.name]);
  }
}
