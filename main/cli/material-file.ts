import { closeSync, mkdirSync, openSync, readSync, rmSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import type { CaseMaterial } from '#analysis/index.ts';
import { unpackMessage } from '#pipeline/index.ts';

/** What analysis across records needs of a run, kept in a file until all evidence is read. */
export interface MaterialFile {
  /** Adds the packed material of a batch. */
  add(packed: Uint8Array): void;
  /** Gives all of it in the order in which it was added, a batch at a time. */
  replay(): Iterable<CaseMaterial>;
  /** Closes and removes the file. */
  close(): void;
}

/** @param directory a folder of the results that is removed in the end; made where it is not there */
export function openMaterialFile(directory: string): MaterialFile {
  mkdirSync(directory, { recursive: true });
  const path = join(directory, 'material');
  const descriptor = openSync(path, 'w+');
  let end = 0;
  const write = (bytes: Uint8Array): void => {
    for (let written = 0; written < bytes.length;) written += writeSync(descriptor, bytes, written, bytes.length - written, end + written);
    end += bytes.length;
  };
  const read = (offset: number, length: number): Buffer => {
    const bytes = Buffer.alloc(length);
    for (let filled = 0; filled < length;) {
      const got = readSync(descriptor, bytes, filled, length - filled, offset + filled);
      if (got === 0) throw new Error('The file of what was read so far, in the results folder, became shorter than it was written.');
      filled += got;
    }
    return bytes;
  };
  return {
    add(packed) {
      const prefix = Buffer.alloc(prefixBytes);
      prefix.writeUInt32LE(packed.length);
      write(Buffer.concat([prefix, packed]));
    },
    *replay() {
      for (let at = 0; at < end;) {
        const length = read(at, prefixBytes).readUInt32LE();
        yield unpackMessage(read(at + prefixBytes, length)) as CaseMaterial;
        at += prefixBytes + length;
      }
    },
    close() {
      closeSync(descriptor);
      rmSync(path, { force: true });
    },
  };
}

const prefixBytes = 4;
