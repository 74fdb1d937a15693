import { EvidenceReadError, type Surroundings } from '#evidence/byte-source.ts';
import type { Limits } from '#model/index.ts';

/** The message files of a store. */
export interface MessageFiles {
  /** The path of the file with a number, relative to the folder of the index; several where a number is there twice. */
  readonly byNumber: ReadonlyMap<number, readonly string[]>;
  /** Folders that could not be listed, in sentences. */
  readonly troubles: readonly string[];
  /** Limits that were reached, in sentences. */
  readonly limits: readonly string[];
  /** Whether all folders were gone through: only then a message without a file is not in the store. */
  readonly isWhole: boolean;
}

/** Most message files that are held against an index. */
const mostFiles = 5_000_000;

/**
 * Lists the message files below a folder once, so that an index of any size is held against them without asking the disk for
 * each of its rows. Message files are named by the number that their row has.
 * @param root relative to the folder of the index
 * @param goOn called before each folder; false: leave it out
 */
export function listMessageFiles(
  surroundings: Surroundings,
  root: string,
  limits: Pick<Limits, 'folderDepth'>,
  goOn: (folder: string) => boolean,
): MessageFiles {
  const byNumber = new Map<number, string[]>();
  const troubles: string[] = [];
  const reached = new Set<string>();
  let isLeftOut = false;
  const folders: { readonly path: string; readonly depth: number }[] = [{ path: root, depth: 0 }];
  let files = 0;
  for (let folder = folders.pop(); folder !== undefined; folder = folders.pop()) {
    if (!goOn(folder.path)) {
      isLeftOut = true;
      continue;
    }
    let entries: ReturnType<Surroundings['list']>;
    try {
      entries = surroundings.list(folder.path);
    } catch (error) {
      if (!(error instanceof EvidenceReadError)) throw error;
      troubles.push(error.message);
      continue;
    }
    for (const { name, kind } of entries) {
      const path = `${folder.path}/${name}`;
      // What lies in folders of attachments are parts of messages.
      if (kind === 'folder') {
        if (name === 'Attachments') continue;
        if (folder.depth < limits.folderDepth) folders.push({ path, depth: folder.depth + 1 });
        else reached.add(`Folders that lie more than ${String(limits.folderDepth)} deep were not searched for message files.`);
        continue;
      }
      const number = /^(\d{1,15})(?:\.partial)?\.emlx$/i.exec(name)?.[1];
      if (number === undefined) continue;
      if (files >= mostFiles) {
        reached.add(`Of the message files the first ${String(mostFiles)} were held against the index.`);
        continue;
      }
      files += 1;
      const known = byNumber.get(Number(number));
      if (known === undefined) byNumber.set(Number(number), [path]);
      else known.push(path);
    }
  }
  return { byNumber, troubles, limits: [...reached], isWhole: !isLeftOut && troubles.length === 0 && reached.size === 0 };
}
