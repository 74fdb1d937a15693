import { closeSync, lstatSync, openSync, readSync, readdirSync, type Stats } from 'node:fs';
import { systemPath, textOfFileName } from '../file-path.ts';
import { placeName, type PlaceName } from './place-name.ts';

/** An entry of a folder, as its directory tells it. */
export interface FolderEntry {
  readonly name: PlaceName;
  readonly is: 'file' | 'folder' | 'link' | 'other';
}

/**
 * Lists a folder in code-unit order of its names.
 * @throws the error of the file system
 */
export function listFolder(path: string): readonly FolderEntry[] {
  return readdirSync(systemPath(path), { withFileTypes: true, encoding: 'buffer' })
    .map((entry): FolderEntry => {
      const is = entry.isSymbolicLink() ? 'link' : entry.isDirectory() ? 'folder' : entry.isFile() ? 'file' : 'other';
      return { name: placeName(textOfFileName(entry.name)), is };
    })
    .sort((one, other) => (one.name.raw < other.name.raw ? -1 : one.name.raw > other.name.raw ? 1 : 0));
}

/** What the file system says of a path itself, links not followed; null when it is not there. */
export function factsAt(path: string): Stats | null {
  try {
    return lstatSync(systemPath(path));
  } catch {
    return null;
  }
}

/**
 * What tells a folder from every other one, whatever path leads to it; null where the file system does not say.
 * File identifiers of NTFS have 64 bits and those of neighbours differ in the lowest, which plain numbers lose.
 */
export function folderKey(path: string): string | null {
  try {
    const { dev, ino, birthtimeNs } = lstatSync(systemPath(path), { bigint: true });
    return ino === 0n ? null : `${String(dev)}:${String(ino)}:${String(birthtimeNs)}`;
  } catch {
    return null;
  }
}

/**
 * Reads the beginning of a file.
 * @param most how many bytes at most; 0 only tries whether the file opens
 * @throws the error of the file system, such as EBUSY of a file that another program has locked
 */
export function readStart(path: string, most: number): Uint8Array {
  const descriptor = openSync(systemPath(path), 'r');
  try {
    const bytes = new Uint8Array(most);
    let filled = 0;
    while (filled < most) {
      const count = readSync(descriptor, bytes, filled, most - filled, filled);
      if (count === 0) break;
      filled += count;
    }
    return bytes.subarray(0, filled);
  } finally {
    closeSync(descriptor);
  }
}
