import { containerKey, itemStep, type ContainerRef, type Locator } from '#model/index.ts';
import type { ReadContext, ReaderOutput } from '../reader.ts';
import { nodeTypes, typeOfNode } from './structure/node-types.ts';
import type { StoreStructure } from './structure/store-structure.ts';
import { trouble } from './walk-item.ts';

/** What the first engine says that the containers of a store hold. */
export interface FirstCounts {
  add(output: ReaderOutput): void;
  of(container: ContainerRef): number | null;
  /** Whether the second engine itself had to list the container, so that its count is no second one. */
  isOfSecond(container: ContainerRef): boolean;
  /** Every folder and table that was met, in the order of their coming. */
  containers(): readonly ContainerRef[];
}

/** Listens to the outputs of a walk. */
export function firstCounts(): FirstCounts {
  const counts = new Map<string, { readonly container: ContainerRef; items: number }>();
  const ofSecond = new Set<string>();
  return {
    add(output) {
      if (output.kind === 'diagnostic' && output.container !== null) {
        const { code, effect } = output.diagnostic;
        if (code === 'folder-unreadable' && effect === 'recovered') ofSecond.add(containerKey(output.container));
      }
      if (output.kind !== 'expected') return;
      const key = containerKey(output.container);
      const count = counts.get(key) ?? { container: output.container, items: 0 };
      counts.set(key, count);
      count.items += output.items;
    },
    isOfSecond: (container) => ofSecond.has(containerKey(container)),
    of: (container) => counts.get(containerKey(container))?.items ?? null,
    containers: () => [...counts.values()].map(({ container }) => container),
  };
}

/**
 * Counts the messages and the folder-associated items of each folder by the node B-tree, independently of the tables
 * that the first engine went by, and tells every difference.
 */
export function* compareCounts(
  structure: StoreStructure,
  first: FirstCounts,
  context: ReadContext,
): Generator<ReaderOutput, void, undefined> {
  const second = countByFolder(structure, context.locator);
  for (const container of first.containers()) {
    if (!isCounted(container)) continue;
    const key = containerKey(container);
    if (!second.has(key)) second.set(key, { container, items: 0 });
  }
  for (const { container, items } of second.values()) {
    if (first.isOfSecond(container)) continue;
    yield { kind: 'counted', container, items };
    const listed = first.of(container) ?? 0;
    if (listed === items) continue;
    const what = container.kind === 'associated-items' ? 'associated items' : 'messages';
    const detail =
      `libpff lists ${String(listed)} ${what} in the folder; by the node B-tree, which the structure engine read, ` +
      `${String(items)} belong to it.`;
    yield trouble(container, { code: 'engines-differ', effect: 'noted', stage: 'read', locator: container.locator, detail });
  }
}

function isCounted({ kind }: ContainerRef): boolean {
  return kind === 'store-folder' || kind === 'associated-items';
}

interface Count {
  readonly container: ContainerRef;
  items: number;
}

function countByFolder({ nodes }: StoreStructure, store: Locator): Map<string, Count> {
  const counts = new Map<number, number>();
  for (const { nodeId, parentId } of nodes.all()) {
    const type = typeOfNode(nodeId);
    if (type !== nodeTypes.message && type !== nodeTypes.associated) continue;
    const table = tableKey(parentId, type);
    counts.set(table, (counts.get(table) ?? 0) + 1);
  }
  const byKey = new Map<string, Count>();
  for (const { nodeId } of nodes.all()) {
    for (const type of [nodeTypes.message, nodeTypes.associated]) {
      const items = counts.get(tableKey(nodeId, type));
      if (items === undefined) continue;
      counts.delete(tableKey(nodeId, type));
      const kind = type === nodeTypes.message ? 'store-folder' : 'associated-items';
      const container = { locator: [...store, itemStep(nodeId)], kind };
      byKey.set(containerKey(container), { container, items });
    }
  }
  // What is left belongs to folders that the store does not have.
  const items = [...counts.values()].reduce((sum, count) => sum + count, 0);
  const container = { locator: store, kind: 'store' };
  if (items > 0) byKey.set(containerKey(container), { container, items });
  return byKey;
}

// A folder and a type of items in one number.
function tableKey(folderId: number, type: number): number {
  return folderId * 0x20 + type;
}
