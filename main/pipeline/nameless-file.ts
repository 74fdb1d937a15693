import { randomUUID } from 'node:crypto';
import { closeSync, openSync, readSync, unlinkSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/**
 * Opens a file that two processes share through its descriptor. Its name is gone when this returns; Windows lets go of
 * it when the last descriptor is closed.
 * @returns the descriptor, open for reading and writing; close it with `closeNameless`
 */
export function openNameless(): number {
  const path = join(tmpdir(), `mail-triage-${randomUUID()}`);
  const descriptor = openSync(path, 'wx+', 0o600);
  unlinkSync(path);
  return descriptor;
}

/** Reads the beginning of the file into `target`, as far as there is any; shorter when `lengthBytes` says so. */
export function readNameless(descriptor: number, target: Uint8Array, lengthBytes = target.length): void {
  readSync(descriptor, target, 0, lengthBytes, 0);
}

/** Writes the first `lengthBytes` of `source` to the beginning of the file, in one go. */
export function writeNameless(descriptor: number, source: Uint8Array, lengthBytes: number): void {
  writeSync(descriptor, source, 0, lengthBytes, 0);
}

/** Closes the descriptor. */
export function closeNameless(descriptor: number): void {
  closeSync(descriptor);
}
