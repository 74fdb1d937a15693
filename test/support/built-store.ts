import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { writeStore, type StoreDescription, type StoreTruth } from './pst-builder/index.ts';
import { temporaryFolder } from './temporary-folder.ts';

/** A built store in memory, and what is true of it. */
export interface BuiltStore {
  readonly bytes: Uint8Array;
  readonly truth: StoreTruth;
}

/**
 * Builds a store and reads it into memory.
 * @param damage is done to the file before it is read
 */
export function builtStore(description: StoreDescription, damage: (path: string, truth: StoreTruth) => void = () => undefined): BuiltStore {
  const path = join(temporaryFolder('built-store'), 'built.pst');
  const truth = writeStore(path, description);
  damage(path, truth);
  return { bytes: readFileSync(path), truth };
}
