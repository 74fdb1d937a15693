import type { WireRecord } from '#contract/index.ts';
import { unpackRecords } from './pack.ts';
import type { CaseDatabase, ColumnChunk } from './schema.ts';

/** The messages of a batch, read from the store. */
export async function messagesOfChunk(database: CaseDatabase, { messages }: ColumnChunk): Promise<WireRecord[]> {
  const { firstBlock, blockStarts } = messages;
  const rows = await database.records
    .where(':id')
    .between(firstBlock, firstBlock + blockStarts.length)
    .toArray();
  if (rows.length !== blockStarts.length)
    throw new Error(`Blocks of the messages from ${String(firstBlock)} on are missing from the case.`);
  return rows.flatMap(({ packed }) => unpackRecords(packed));
}

/** The records of a batch that are no messages, read from the store. */
export async function othersOfChunk(database: CaseDatabase, { id, others }: ColumnChunk): Promise<WireRecord[]> {
  return Object.keys(others).length === 0 ? [] : othersOfPacked(database, id);
}

/** The records that are no messages of a batch that has some. */
export async function othersOfPacked(database: CaseDatabase, chunk: number): Promise<WireRecord[]> {
  const row = await database.others.get(chunk);
  if (row === undefined) throw new Error(`The records of batch ${String(chunk)} are missing from the case.`);
  return unpackRecords(row.packed);
}
