import { emlxReader, envelopeIndex, mailListReader, previousRecipients, recentCorrespondents } from './apple-mail/index.ts';
import { emlReader } from './eml/eml-reader.ts';
import { mboxReader } from './mbox/index.ts';
import { pstReader } from './pst/index.ts';
import { exportedRulesReader } from './pst/rules/exported-rules.ts';
import type { FormatReader } from './reader.ts';
import { sqliteLogReader, sqliteReader, type DatabaseSchema } from './sqlite/index.ts';
import { thunderbirdDatabases, thunderbirdReaders } from './thunderbird/index.ts';

/** The databases that the SQLite reader knows, in the order in which they are asked. */
const schemas: readonly DatabaseSchema[] = [...thunderbirdDatabases, envelopeIndex, previousRecipients, recentCorrespondents];

/** Every reader, in the order in which they are asked. Adding a format is a folder and a line here. */
export const readers: readonly FormatReader[] = [
  pstReader,
  exportedRulesReader,
  sqliteReader(schemas),
  sqliteLogReader,
  ...thunderbirdReaders,
  emlxReader,
  mailListReader,
  mboxReader,
  emlReader,
];
