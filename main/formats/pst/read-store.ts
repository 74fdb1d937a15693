import type { Folder, Store } from 'libpff-wasm';
import type { ByteSource } from '#evidence/byte-source.ts';
import type { ContainerRef } from '#model/index.ts';
import { defaultCodepage } from '../mime/codepage.ts';
import type { PartedReading, ReadContext, ReaderOutput } from '../reader.ts';
import { compareCounts, firstCounts } from './engine-counts.ts';
import { rowFinder, type RowFinder } from './folder-rows.ts';
import { knownMessages } from './item-identity.ts';
import { libpff } from './libpff-module.ts';
import { propertyBag } from './property-bag.ts';
import { walkRecovered } from './recovered-items.ts';
import { itemShares } from './item-shares.ts';
import { StoreSession, type Reopenable } from './reopenable.ts';
import { replayable } from './replayable.ts';
import { openNode, walkSalvaged } from './salvage.ts';
import { codepageOfStructure, storeCodepage, storeNumber, type StoreCodepage } from './store-codepage.ts';
import { missingParts, tellCodepage, tellPassword, tellStructure } from './store-notes.ts';
import { openStructure, type StoreStructure } from './structure/store-structure.ts';
import { trouble } from './walk-item.ts';
import type { OtherEngine } from './listing.ts';
import { itemWalk, walkItems } from './walk-table.ts';
import { listStore } from './walk.ts';

/**
 * Reads a store with two engines: libpff reads what the folders list; the engine of `structure/` counts the same by the
 * node B-tree, finds what no folder lists, and reads the whole store where libpff refuses it.
 * @throws EvidenceReadError when the medium fails.
 */
export function* readStore(source: ByteSource, context: ReadContext): Generator<ReaderOutput, void, undefined> {
  const store = storeInParts(source, context);
  try {
    yield* store.part(0, 1, context);
    yield* store.closing([store.handOn()], context);
  } finally {
    store.close();
  }
}

/**
 * Reads a store in parts. Every part walks over all folders, which is quick once they are listed, and reads the items
 * that are its own by their node identifiers, whatever became of the listing of others. The first part tells what there
 * is to tell of folders, and is all of a store that libpff refuses. The closing counts and recovers, for which it needs
 * to know every message that was read.
 */
export function storeInParts(source: ByteSource, context: ReadContext): PartedReading {
  const session = new StoreSession(libpff(), source);
  const container = { locator: context.locator, kind: 'store' };
  const structure = openedOnce(source);
  const opened = openedStore(session, structure);
  const met = new Set<number>();
  const kept: Reopenable<Folder>[] = [];
  const shares = itemShares(structure);
  const engine = otherEngine(structure);
  let known = knownMessages();
  let reading = { index: 0, count: 1, context };
  const listing = replayable(
    listStore({
      session,
      context,
      storeCodepage: opened.codepage.codepage,
      other: engine,
      met,
      enterFolder: (folder, within) => reading.context.enter(folder, reading.index === 0 ? within : null),
      // Where all is read in one part, nothing is asked for again.
      onKept: (folder) => {
        if (reading.count === 1) folder.close();
        else kept.push(folder);
      },
    }),
  );
  const close = (): void => {
    // What was opened from another folder first.
    for (const folder of kept.splice(0)) folder.close();
    session.close();
  };
  return {
    *part(index, count, given) {
      reading = { index, count, context: given };
      known = knownMessages();
      if (opened.refusal !== null) {
        session.close();
        if (index === 0) yield* readRefused(source, given, container, opened.refusal);
        return;
      }
      if (index === 0 && opened.isDamaged) {
        const detail = 'libpff met damage in the structure of the store; what could be read was read.';
        yield trouble(container, { code: 'store-damaged', effect: 'noted', stage: 'read', locator: given.locator, detail });
      }
      if (index === 0) yield* tellPassword(opened.password, container);
      if (index === 0) yield* tellCodepage(opened.layout, opened.codepage, container);
      const walk = itemWalk(session, given, opened.codepage.codepage);
      for (const step of listing.steps()) {
        if (step.step === 'output') {
          if (index === 0) yield step.output;
          continue;
        }
        const rows = count === 1 ? step.table.rows.keys() : shares.rowsOf(step.table, index, count);
        for (const output of walkItems(walk, step.table, rows, session, engine)) {
          if (output.kind === 'record') known.add(output.record);
          yield output;
        }
        if (listing.isReplaying && !kept.includes(step.table.place.folder)) step.table.place.folder.close();
      }
    },
    handOn: () => known.packed(),
    *closing(handedOn, given) {
      reading = { index: 1, count: 1, context: given };
      if (opened.refusal !== null) return;
      const counts = firstCounts();
      for (const step of listing.steps()) if (step.step === 'output') counts.add(step.output);
      // What libpff keeps of the store is not needed for the rest.
      close();
      const other = structure();
      yield* tellStructure(other, container);
      if (other === null) return;
      yield* compareCounts(other, counts, given);
      yield* walkRecovered({
        structure: other,
        context: given,
        storeCodepage: opened.codepage.codepage,
        met,
        known: knownMessages(handedOn),
      });
    },
    close,
  };
}

/** What can be said of a store once it is open. */
interface OpenedStore {
  /** Why libpff reads nothing of it, or null. */
  readonly refusal: string | null;
  readonly isDamaged: boolean;
  /** How the store is laid out: `ANSI`, `Unicode`, …; empty where it is not open. */
  readonly layout: string;
  readonly codepage: StoreCodepage;
  /** PidTagPstPassword; null where it states none. */
  readonly password: number | null;
}

function openedStore(session: StoreSession, structure: () => StoreStructure | null): OpenedStore {
  const store = session.store();
  if (!store.ok)
    return { refusal: store.error.message, isDamaged: false, layout: '', password: null, codepage: { codepage: null, from: 'nothing' } };
  const refusal = refusedRoot(store.value);
  const { isDamaged, layout } = store.value.facts;
  const stated = refusal === null ? numberByLibpff(session, 0x66c3) : null;
  const password = refusal === null ? numberByLibpff(session, 0x67ff) : null;
  return { refusal, isDamaged, layout, password, codepage: storeCodepage(stated, refusal === null && layout === 'ansi', structure) };
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
  yield* tellPassword(storeNumber(structure, 0x67ff), container);
  const found = codepageOfStructure(structure);
  yield* tellCodepage(structure.layout.name, found, container);
  const { codepage } = found;
  const met = new Set<number>();
  const known = knownMessages();
  for (const output of walkSalvaged(structure, context, codepage, met)) {
    if (output.kind === 'record') known.add(output.record);
    yield output;
  }
  yield* walkRecovered({ structure, context, storeCodepage: codepage, met, known });
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

/** A number that the store states of itself, by the identifier of the property; null when it does not. */
function numberByLibpff(session: StoreSession, id: number): number | null {
  const store = session.store();
  const properties = store.ok ? store.value.properties() : store;
  return properties.ok ? propertyBag(properties.value, defaultCodepage).integer(id) : null;
}
