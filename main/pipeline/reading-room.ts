import { closeSync, mkdirSync, mkdtempSync, openSync, rmSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { surroundingsOf, type ByteSource } from '#evidence/index.ts';
import type { FormatReader, ReadingRoom } from '#formats/reader.ts';
import type { EvidenceGround } from './worker-messages.ts';

/** A reading room that holds files open. */
export interface OpenRoom extends ReadingRoom {
  /** Closes what was opened and removes every private copy. */
  close(): void;
}

/**
 * Makes the room of one file. Nothing is opened yet; the scratch folder is made when a copy is asked for.
 * @param folderPath the names of the folders between the evidence item and the file
 */
export function readingRoom(ground: EvidenceGround, folderPath: readonly string[], readers: readonly FormatReader[]): OpenRoom {
  const surroundings = surroundingsOf({ itemPath: ground.itemPath, folderPath });
  const copies = new Set<string>();
  return {
    surroundings,
    readers,
    privateCopy(files) {
      mkdirSync(ground.scratchDirectory, { recursive: true, mode: 0o700 });
      const directory = mkdtempSync(join(ground.scratchDirectory, 'copy-'));
      copies.add(directory);
      for (const { name, source } of files) {
        if (!/^[a-z0-9][a-z0-9.-]*$/i.test(name)) throw new RangeError(`Not a plain file name: ${JSON.stringify(name)}`);
        copyInto(join(directory, name), source);
      }
      return {
        directory,
        remove: () => {
          rmSync(directory, { recursive: true, force: true });
          copies.delete(directory);
        },
      };
    },
    close() {
      surroundings.close();
      for (const directory of copies) rmSync(directory, { recursive: true, force: true });
      copies.clear();
    },
  };
}

const copyStepBytes = 1024 * 1024;

function copyInto(path: string, source: ByteSource): void {
  const descriptor = openSync(path, 'wx', 0o600);
  try {
    for (let at = 0; at < source.sizeBytes; at += copyStepBytes) writeSync(descriptor, source.read(at, copyStepBytes));
  } finally {
    closeSync(descriptor);
  }
}
