import { readdirSync } from 'node:fs';

/** A file, and where it lies below the folder that was asked for. */
export interface FileBelow {
  readonly path: string;
  readonly fileName: string;
  /** The same array for all files of a folder. */
  readonly folderPath: readonly string[];
}

/** The files below a folder, in the order that the file system lists them. Readers and peers are given theirs by it alike. */
export function* filesBelow(folder: string, folderPath: readonly string[] = []): Generator<FileBelow, void, undefined> {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = `${folder}/${entry.name}`;
    if (entry.isFile()) yield { path, fileName: entry.name, folderPath };
    else if (entry.isDirectory()) yield* filesBelow(path, [...folderPath, entry.name]);
  }
}
