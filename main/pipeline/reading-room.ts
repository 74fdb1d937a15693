import { closeSync, mkdirSync, mkdtempSync, openSync, rmSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { openEvidenceFile, surroundingsOf, type ByteSource, type OpenSource } from '#evidence/index.ts';
import type { FormatReader, ReadingRoom, ScratchFile } from '#formats/reader.ts';
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
  const scratchFiles = new Set<ScratchFile>();
  const newFolder = (): string => {
    mkdirSync(ground.scratchDirectory, { recursive: true, mode: 0o700 });
    const directory = mkdtempSync(join(ground.scratchDirectory, 'copy-'));
    copies.add(directory);
    return directory;
  };
  const removeFolder = (directory: string): void => {
    rmSync(directory, { recursive: true, force: true });
    copies.delete(directory);
  };
  return {
    surroundings,
    readers,
    privateCopy(files) {
      const directory = newFolder();
      for (const { name, source } of files) {
        if (!/^[a-z0-9][a-z0-9.-]*$/i.test(name)) throw new RangeError(`Not a plain file name: ${JSON.stringify(name)}`);
        copyInto(join(directory, name), source);
      }
      return {
        directory,
        remove: () => {
          removeFolder(directory);
        },
      };
    },
    scratchFile() {
      const directory = newFolder();
      const file = scratchFileAt(join(directory, 'content'), () => {
        removeFolder(directory);
        scratchFiles.delete(file);
      });
      scratchFiles.add(file);
      return file;
    },
    close() {
      surroundings.close();
      for (const file of scratchFiles) file.remove();
      for (const directory of copies) rmSync(directory, { recursive: true, force: true });
      copies.clear();
    },
  };
}

function scratchFileAt(path: string, removed: () => void): ScratchFile {
  let descriptor: number | null = openSync(path, 'wx', 0o600);
  let opened: OpenSource | null = null;
  const endWriting = (): void => {
    if (descriptor !== null) closeSync(descriptor);
    descriptor = null;
  };
  return {
    append(bytes) {
      if (descriptor === null) throw new Error('The scratch file is closed.');
      for (let written = 0; written < bytes.length;) written += writeSync(descriptor, bytes, written);
    },
    content() {
      endWriting();
      opened ??= openEvidenceFile(path);
      return opened;
    },
    remove() {
      endWriting();
      opened?.close();
      removed();
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
