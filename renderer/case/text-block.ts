import type { WireRecord } from '#contract/index.ts';
import { unpackRecords } from './pack.ts';
import type { CaseDatabase, TextBlock } from './schema.ts';
import { searchLine } from './search-text.ts';

/** The searchable text of a block. @param records its messages, in order */
export function textBlock(id: number, records: readonly WireRecord[]): TextBlock {
  const lines = records.map((record) => (record.kind === 'message' ? `${searchLine(record.claimed)}\n` : '\n'));
  return { id, text: lines.join(''), hasLabels: true };
}

/** Gives blocks of an earlier version the text that they would have today, from their records, and writes it down. */
export async function renewed(database: CaseDatabase, blocks: readonly TextBlock[]): Promise<readonly TextBlock[]> {
  const old = blocks.filter(({ hasLabels }) => hasLabels !== true).map(({ id }) => id);
  if (old.length === 0) return blocks;
  const made = new Map<number, TextBlock>();
  for (const row of await database.records.bulkGet(old)) {
    if (row !== undefined) made.set(row.id, textBlock(row.id, unpackRecords(row.packed)));
  }
  await database.texts.bulkPut([...made.values()]);
  return blocks.map((block) => made.get(block.id) ?? block);
}
