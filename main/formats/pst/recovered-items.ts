import type { Outcome } from 'libpff-wasm';
import { formatLocator, itemStep, type Allocation, type ContainerRef, type Locator } from '#model/index.ts';
import { defaultCodepage } from '../mime/codepage.ts';
import type { ReadContext, ReaderOutput } from '../reader.ts';
import { recordsOf, settingWithin, storedItem } from './associated-record.ts';
import { bookBeside } from './book-facts.ts';
import type { KnownMessages } from './item-identity.ts';
import { stateStep } from './locate.ts';
import { readMessage, sizeOf } from './message-record.ts';
import { codepageOf } from './item-codepage.ts';
import { propertyBag } from './property-bag.ts';
import { factsOfDeletedFolder } from './rules/item-facts.ts';
import type { StoreItem } from './store-item.ts';
import { carvedItems, isMessage } from './structure/carved-items.ts';
import { contentKey } from './structure/content-key.ts';
import { folderPaths, type FolderPaths } from './structure/folder-paths.ts';
import { nodeTypes, typeOfNode } from './structure/node-types.ts';
import { staleNodes, type StaleNode } from './structure/stale-nodes.ts';
import type { StoreStructure } from './structure/store-structure.ts';
import { openStructureItem } from './structure/structure-item.ts';
import type { NodeEntry } from './structure/tree-page.ts';
import { keptOpen, trouble, walkAssociated, walkMessage } from './walk-item.ts';

/** What the recovery of a store is done with. */
export interface Recovery {
  readonly structure: StoreStructure;
  readonly context: ReadContext;
  readonly storeCodepage: number | null;
  /** Node identifiers of all folders and items that the walk over the folders met. */
  readonly met: ReadonlySet<number>;
  readonly known: KnownMessages;
}

/**
 * Yields what a store holds beyond what its folders list, in a container of its own, in this order:
 * - items of the node B-tree that no table lists (`orphan`), by node;
 * - items that only old pages of the node B-tree lead to (`deleted`), by node, and earlier states of any (`carved`);
 * - messages whose properties lie in blocks that nothing leads to (`carved`), by their place in the file.
 *
 * What says the same as an item that is there is not told again.
 */
export function* walkRecovered(recovery: Recovery): Generator<ReaderOutput, void, undefined> {
  const { structure, context, storeCodepage } = recovery;
  const container: ContainerRef = { locator: context.locator, kind: 'recovered-items' };
  const used = new Set<number>();
  const remains: Remains = { unreadable: 0, copies: 0 };
  // Old pages are looked for in the whole file, which takes its time and is no part of the item that was read last.
  if (!context.enter([...context.locator, { kind: 'scan', at: 'pages' }], container)) {
    yield { kind: 'expected', container, items: 1 };
    return;
  }
  const stale = [...staleNodes(structure)];
  const deleted = deletedFolders(structure, stale);
  const paths = folderPaths(structure, context.folderPath, storeCodepage ?? defaultCodepage, deleted);
  const walk = { recovery, container, paths, remains };
  structure.items.reader.watch((blockId) => used.add(blockId));
  try {
    yield* walkUnlisted(walk);
    for (const states of stale) yield* walkStates(walk, states);
    yield* walkCarved(walk, used);
  } finally {
    structure.items.reader.watch(null);
  }
  yield* remainsOf(walk);
}

/** Traces that lead to no item of their own. */
interface Remains {
  unreadable: number;
  copies: number;
}

interface RecoveryWalk {
  readonly recovery: Recovery;
  readonly container: ContainerRef;
  readonly paths: FolderPaths;
  readonly remains: Remains;
}

/** An item that was found, and how. */
interface Found {
  readonly node: NodeEntry;
  readonly locator: Locator;
  readonly allocation: Allocation;
  readonly how: string;
}

function* walkUnlisted(walk: RecoveryWalk): Generator<ReaderOutput, void, undefined> {
  const { structure, met, context } = walk.recovery;
  for (const node of structure.nodes.all()) {
    if (!isItem(node.nodeId) || met.has(node.nodeId)) continue;
    const hasParent = structure.nodes.find(node.parentId) !== null;
    const parent = hasParent ? 'no table of a folder that could be read lists it' : `its folder ${nodeText(node.parentId)} is missing`;
    const how = `The node B-tree of the store lists the item, but ${parent}.`;
    const locator = [...context.locator, itemStep(node.nodeId)];
    yield* walkFound(walk, { node, locator, allocation: 'orphan', how });
  }
}

function* walkStates(walk: RecoveryWalk, states: readonly StaleNode[]): Generator<ReaderOutput, void, undefined> {
  const { structure, context } = walk.recovery;
  const nodeId = states[0]?.nodeId ?? 0;
  const live = structure.nodes.find(nodeId);
  if (!isItem(nodeId)) {
    if (live === null) yield* walkFolder(walk, states);
    return;
  }
  // Comparing opens the item that is there once more. Its own locator would leave out what was told of it already.
  const comparing = [...context.locator, itemStep(nodeId), { kind: 'scan', at: 'states' }];
  if (!context.enter(comparing, walk.container)) {
    yield { kind: 'expected', container: walk.container, items: 1 };
    return;
  }
  const keys = new Set<string>();
  const current = live === null ? null : openNode(structure, live);
  if (current?.ok === true) keys.add(contentKey(current.value));
  let isReadable = live !== null;
  let isTold = live !== null;
  for (const node of states) {
    const locator = [...context.locator, itemStep(nodeId), stateStep(node)];
    // Comparing opens the item, so it counts as reading it.
    if (!context.enter(locator, walk.container)) {
      yield { kind: 'expected', container: walk.container, items: 1 };
      continue;
    }
    const opened = openNode(structure, node);
    if (!opened.ok || opened.value.properties.length === 0) continue;
    isReadable = true;
    const key = contentKey(opened.value);
    if (keys.has(key)) continue;
    keys.add(key);
    const page = `An old page of the node B-tree, at byte ${String(node.pageBytes)} of the file,`;
    const how = isTold
      ? `${page} leads to an earlier state of the item ${nodeText(nodeId)}.`
      : `${page} leads to the item; the tree of the store does not list it any more.`;
    yield* walkFound(walk, { node, locator, allocation: isTold ? 'carved' : 'deleted', how });
    isTold = true;
  }
  if (!isReadable) walk.remains.unreadable += 1;
}

function* walkFound(walk: RecoveryWalk, found: Found): Generator<ReaderOutput, void, undefined> {
  const { recovery, container, paths } = walk;
  const { structure, context, storeCodepage } = recovery;
  const { node, locator, allocation } = found;
  const place = {
    item: keptOpen(() => openNode(structure, node)),
    locator,
    parent: null,
    path: paths.pathOf(node.parentId),
    container,
    folderLocator: context.locator,
    depth: 0,
    otherwise: null,
  };
  const walkItem = typeOfNode(node.nodeId) === nodeTypes.associated ? walkAssociated : walkMessage;
  for (const output of walkItem({ context, storeCodepage, allocation, openable: keptOpen }, place)) {
    yield output;
    if (output.kind !== 'record') continue;
    recovery.known.add(output.record);
    if (output.record.locator === locator) yield howFound(container, found, output.record.observed.intact);
  }
}

function howFound(container: ContainerRef, { locator, how }: Found, isIntact: boolean): ReaderOutput {
  const state = isIntact ? 'All its parts could be read.' : 'Parts of it could not be read.';
  return trouble(container, { code: 'item-recovered', effect: 'recovered', stage: 'read', locator, detail: `${how} ${state}` });
}

/** A deleted folder is told by its name and place, as the items that lay in it are told with them. */
function* walkFolder(walk: RecoveryWalk, states: readonly StaleNode[]): Generator<ReaderOutput, void, undefined> {
  const { recovery, container, paths } = walk;
  const { structure, context, storeCodepage } = recovery;
  for (const node of states) {
    const locator = [...context.locator, itemStep(node.nodeId), stateStep(node)];
    if (!context.enter(locator, container)) {
      yield { kind: 'expected', container, items: 1 };
      continue;
    }
    const opened = openNode(structure, node);
    if (!opened.ok || opened.value.properties.length === 0) continue;
    const place = { folderPath: paths.pathOf(node.nodeId), storeCodepage, limits: context.limits };
    const bag = propertyBag(opened.value.properties, codepageOf(opened.value, storeCodepage));
    const facts = factsOfDeletedFolder(storedItem(opened.value, bag, place), paths.nameOf(node));
    const sizeBytes = sizeOf(opened.value, bag);
    const { record, diagnostics } = recordsOf(facts, { locator, parent: null, sizeBytes, allocation: 'deleted', message: opened.value });
    yield { kind: 'record', container, record };
    for (const diagnostic of diagnostics) yield trouble(container, diagnostic);
    const how = `An old page of the node B-tree, at byte ${String(node.pageBytes)} of the file, leads to the folder; the tree of the store does not list it any more.`;
    yield howFound(container, { node, locator, allocation: 'deleted', how }, record.observed.intact);
    return;
  }
  walk.remains.unreadable += 1;
}

function* walkCarved(walk: RecoveryWalk, used: ReadonlySet<number>): Generator<ReaderOutput, void, undefined> {
  const { recovery, container, remains } = walk;
  const { structure, context, storeCodepage, known } = recovery;
  for (const { entry, dataId, open } of carvedItems(structure, used)) {
    const locator = [...context.locator, stateStep({ dataId, subnodesId: 0 })];
    if (!context.enter(locator, container)) {
      yield { kind: 'expected', container, items: 1 };
      continue;
    }
    const opened = open();
    if (!opened.ok || !isMessage(opened.value)) continue;
    const place = { locator, parent: null, folderPath: context.folderPath, storeCodepage, limits: context.limits };
    const messagePlace = { ...place, allocation: 'carved' } as const;
    const read = readMessage(opened.value, messagePlace);
    if (!read.ok) continue;
    if (known.has(read.value.record)) {
      remains.copies += 1;
      continue;
    }
    known.add(read.value.record);
    // Its recipients and attachments lie in other blocks, and nothing says in which.
    const record = { ...read.value.record, observed: { ...read.value.record.observed, intact: false } };
    yield { kind: 'record', container, record };
    for (const diagnostic of read.value.diagnostics) yield trouble(container, diagnostic);
    const how =
      `A block at byte ${String(entry.offsetBytes)} of the file, to which nothing leads, holds the properties of the item. ` +
      'Which blocks hold its recipients, attachments and long values cannot be told.';
    const detail = `${how} Its folder is not known.`;
    yield trouble(container, { code: 'item-recovered', effect: 'recovered', stage: 'read', locator, detail });
    const setting = settingWithin(opened.value, record.claimed.messageClass, messagePlace);
    if (setting !== null) yield* bookBeside(setting, locator);
  }
}

function* remainsOf({ recovery, container, remains }: RecoveryWalk): Generator<ReaderOutput, void, undefined> {
  const { locator } = recovery.context;
  const told = [
    ...(remains.unreadable === 0 ? [] : [`${String(remains.unreadable)} deleted items whose content is overwritten or damaged`]),
    ...(remains.copies === 0 ? [] : [`${String(remains.copies)} copies, in freed blocks, of messages that are told already`]),
  ];
  if (told.length > 0) {
    const detail = `Old pages and blocks show ${told.join(', and ')}; they are no records.`;
    yield trouble(container, { code: 'remains-unreadable', effect: 'noted', stage: 'read', locator, detail });
  }
  if (recovery.structure.scan().isCut || recovery.structure.nodes.isCut) {
    const detail = 'The store has more nodes, old pages or freed blocks than are kept in memory; the rest was not looked at.';
    yield trouble(container, { code: 'limit-reached', effect: 'limit-reached', stage: 'read', locator, detail });
  }
}

function deletedFolders(structure: StoreStructure, stale: readonly (readonly StaleNode[])[]): ReadonlyMap<number, NodeEntry> {
  return new Map(
    stale.flatMap(([latest]) => {
      if (latest === undefined || typeOfNode(latest.nodeId) !== nodeTypes.folder) return [];
      return structure.nodes.find(latest.nodeId) === null ? [[latest.nodeId, latest] as const] : [];
    }),
  );
}

function openNode(structure: StoreStructure, node: NodeEntry): Outcome<StoreItem> {
  return openStructureItem(structure.items, node.nodeId, node);
}

function isItem(nodeId: number): boolean {
  const type = typeOfNode(nodeId);
  return type === nodeTypes.message || type === nodeTypes.associated;
}

function nodeText(nodeId: number): string {
  return formatLocator([itemStep(nodeId)]);
}
