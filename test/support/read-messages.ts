import type { MessageRecord } from '#model/index.ts';
import { readRecords } from './read-records.ts';

/** The messages among the records that are read below a path, in the order of the file names. */
export function* readMessages(path: string): Generator<MessageRecord> {
  for (const record of readRecords(path)) if (record.kind === 'message') yield record;
}
