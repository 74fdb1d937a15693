import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'vitest';
import { printOf, readBack, type ItemPrint, type ReadBack } from './pst-builder-readback.ts';
import { writeStore, type StoreDescription, type StoreTruth } from './pst-builder/index.ts';
import { checkStructure, type Structure } from './pst-structure.ts';
import { temporaryFolder } from './temporary-folder.ts';

/** A built store in which everything was found as it was described. */
export interface CheckedStore {
  readonly path: string;
  readonly truth: StoreTruth;
  readonly read: ReadBack;
  readonly structure: Structure;
}

const folder = temporaryFolder('pst-builder');
let stores = 0;

/** Writes a store, checks its lowest layer, reads it with libpff, and compares all that is in it. */
export function checkBuiltStore(description: StoreDescription): CheckedStore {
  stores += 1;
  const path = join(folder, `${String(stores)}.pst`);
  const stored = new Map<number, ItemPrint>();
  const truth = writeStore(path, description, (message) => {
    // What the folders do not list, libpff does not see.
    if (message.truth.state === 'live') stored.set(message.truth.nodeId, printOf(message));
  });
  const structure = checkStructure(readFileSync(path));
  expect(structure.faults).toEqual([]);
  const read = readBack(path, description.codePage);
  expect(read.isDamaged).toBe(false);
  expect(inOrder(read.folders).map(({ path: names, nodeId, counts }) => ({ names, nodeId, counts }))).toEqual(
    inOrder(truth.folders.filter(({ state }) => state === 'live')).map(({ path: names, nodeId, isSearch, ...counts }) => ({
      names,
      nodeId,
      counts: {
        // libpff takes the table of results for the one of associated items.
        messages: isSearch ? counts.associated : counts.messages,
        associated: isSearch ? counts.messages : counts.associated,
        folders: counts.folders,
      },
    })),
  );
  expect(Object.fromEntries(read.items)).toEqual(Object.fromEntries(stored));
  const listed = truth.messages.filter(({ state }) => state === 'live').map(({ nodeId }) => nodeId);
  expect([...stored.keys()].sort()).toEqual(listed.sort());
  return { truth, read, structure, path };
}

/** Readers list folders by node identifier. */
function inOrder<T extends { readonly nodeId: number }>(folders: readonly T[]): T[] {
  return folders.toSorted((left, right) => left.nodeId - right.nodeId);
}
