import type { Store } from 'libpff-wasm';
import type { ByteSource } from '#evidence/byte-source.ts';
import type { ContainerRef } from '#model/index.ts';
import { defaultCodepage } from '../mime/codepage.ts';
import type { ReadContext, ReaderOutput } from '../reader.ts';
import { compareCounts, firstCounts } from './engine-counts.ts';
import { rowFinder, type RowFinder } from './folder-rows.ts';
import { knownMessages } from './item-identity.ts';
import { libpff } from './libpff-module.ts';
import { propertyBag } from './property-bag.ts';
import { walkRecovered } from './recovered-items.ts';
import { StoreSession } from './reopenable.ts';
import { codepageOfStore, openNode, walkSalvaged } from './salvage.ts';
import { missingParts, tellCodepage, tellStructure } from './store-notes.ts';
import { openStructure, type StoreStructure } from './structure/store-structure.ts';
import { trouble } from './walk-item.ts';
import { walkStore, type OtherEngine } from './walk.ts';

/**
 * Reads a store with two engines: libpff reads what the folders list; the engine of `structure/` counts the same by the
 * node B-tree, finds what no folder lists, and reads the whole store where libpff refuses it.
 * @throws EvidenceReadError when the medium fails.
 */
export function* readStore(source: ByteSource, context: ReadContext): Generator<ReaderOutput, void, undefined> {
  const session = new StoreSession(libpff(), source);
  const container = { locator: context.locator, kind: 'store' };
  try {
    const store = session.store();
    const refusal = store.ok ? refusedRoot(store.value) : store.error.message;
    if (!store.ok || refusal !== null) {
      session.close();
      yield* readRefused(source, context, container, refusal ?? '');
      return;
    }
    if (store.value.facts.isDamaged) {
      const detail = 'libpff met damage in the structure of the store; what could be read was read.';
      yield trouble(container, { code: 'store-damaged', effect: 'noted', stage: 'read', locator: context.locator, detail });
    }
    yield* readWithBoth(source, context, session, container, store.value.facts.layout);
  } finally {
    session.close();
  }
}

function* readWithBoth(
  source: ByteSource,
  context: ReadContext,
  session: StoreSession,
  container: ContainerRef,
  layout: string,
): Generator<ReaderOutput, void, undefined> {
  const storeCodepage = codepageByLibpff(session);
  yield* tellCodepage(layout, storeCodepage, container);
  const structure = openedOnce(source);
  const met = new Set<number>();
  const counts = firstCounts();
  const known = knownMessages();
  for (const output of walkStore(session, context, storeCodepage, met, otherEngine(structure))) {
    counts.add(output);
    if (output.kind === 'record') known.add(output.record);
    yield output;
  }
  // What libpff keeps of the store is not needed for the rest.
  session.close();
  const other = structure();
  yield* tellStructure(other, container);
  if (other === null) return;
  yield* compareCounts(other, counts, context);
  yield* walkRecovered({ structure: other, context, storeCodepage, met, known });
}

function* readRefused(
  source: ByteSource,
  context: ReadContext,
  container: ContainerRef,
  reason: string,
): Generator<ReaderOutput, void, undefined> {
  const structure = openStructure(source);
  if (structure === null) {
    yield { kind: 'expected', container, items: 1 };
    const detail = `The store could not be opened: ${reason}`;
    yield trouble(container, { code: 'store-unreadable', effect: 'item-lost', stage: 'read', locator: context.locator, detail });
    return;
  }
  const damage = structure.damage.length === 0 ? '' : ` ${structure.damage.join(' ')}`;
  const detail = `libpff refuses the store (${reason}); the structure engine read it.${damage}`;
  yield trouble(container, { code: 'store-salvaged', effect: 'recovered', stage: 'read', locator: context.locator, detail });
  if (structure.isIncomplete) yield* missingParts(container);
  const storeCodepage = codepageOfStore(structure);
  yield* tellCodepage(structure.layout.name, storeCodepage, container);
  const met = new Set<number>();
  const known = knownMessages();
  for (const output of walkSalvaged(structure, context, storeCodepage, met)) {
    if (output.kind === 'record') known.add(output.record);
    yield output;
  }
  yield* walkRecovered({ structure, context, storeCodepage, met, known });
}

/** Why the root folder cannot be opened, without which libpff gives nothing of a store; null when it can. */
function refusedRoot(store: Store): string | null {
  const root = store.rootFolder();
  if (root.ok) root.value.close();
  return root.ok ? null : root.error.message;
}

function openedOnce(source: ByteSource): () => StoreStructure | null {
  let opened: { readonly structure: StoreStructure | null } | null = null;
  return () => (opened ??= { structure: openStructure(source) }).structure;
}

function otherEngine(structure: () => StoreStructure | null): OtherEngine {
  let finder: RowFinder | null = null;
  return {
    open: (nodeId) => openByOther(structure(), nodeId),
    rowsOf(folderId, table) {
      const opened = structure();
      if (opened === null) return null;
      finder ??= rowFinder(opened);
      return finder(folderId, table);
    },
  };
}

function openByOther(structure: StoreStructure | null, nodeId: number): ReturnType<typeof openNode> {
  if (structure !== null) return openNode(structure, nodeId);
  return { ok: false, error: { message: 'the structure engine finds no nodes', backtrace: '', isFatal: false } };
}

/** The code page of the store's 8-bit texts (PidTagCodePage 0x66C3), or null. */
function codepageByLibpff(session: StoreSession): number | null {
  const store = session.store();
  const properties = store.ok ? store.value.properties() : store;
  return properties.ok ? propertyBag(properties.value, defaultCodepage).integer(0x66c3) : null;
}
