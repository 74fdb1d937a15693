import type { CaseDatabase } from './schema.ts';
import { renewed } from './text-block.ts';

/** The search lines of all messages, block by block. */
export interface SearchTexts {
  /** Visits the text of every block up to `blocks`, in order. */
  visit(blocks: number, visitor: (block: number, text: string) => void): Promise<void>;
}

/** Most code units kept in memory, about 128 MiB where all is Latin; a larger case is read from the disk at each search. */
const mostKept = 128 * 1024 * 1024;
const blocksAtOnce = 256;

/** Reads texts when they are first searched and keeps them as long as they fit. */
export function searchTexts(database: CaseDatabase): SearchTexts {
  const kept: string[] = [];
  let keptLength = 0;
  return {
    async visit(blocks, visitor) {
      for (let block = 0; block < Math.min(blocks, kept.length); block += 1) visitor(block, kept[block] ?? '');
      for (let from = kept.length; from < blocks;) {
        const to = Math.min(blocks, from + blocksAtOnce);
        const read = await database.texts.where(':id').between(from, to).toArray();
        for (const { id, text } of await renewed(database, read)) {
          visitor(id, text);
          // Only the next one is kept: another search may have kept this one in the meantime.
          if (id === kept.length && keptLength + text.length <= mostKept) {
            kept.push(text);
            keptLength += text.length;
          }
        }
        from = to;
      }
    },
  };
}
