import { gzipReader, tarReader, zipReader } from './archive/index.ts';
import { emlReader } from './eml/eml-reader.ts';
import { mboxReader } from './mbox/index.ts';
import { mbxReader } from './mbox/mbx-reader.ts';
import { mmdfReader } from './mbox/mmdf-reader.ts';
import { pstReader } from './pst/index.ts';
import { exportedRulesReader } from './pst/rules/exported-rules.ts';
import type { FormatReader } from './reader.ts';
import { ruleFileReaders } from './rule-files/index.ts';
import { sqliteLogReader, sqliteReader, type DatabaseSchema } from './sqlite/index.ts';

/** The databases that the SQLite reader knows, in the order in which they are asked. */
const schemas: readonly DatabaseSchema[] = [];

/** Every reader, in the order in which they are asked. Adding a format is a folder and a line here. */
export const readers: readonly FormatReader[] = [
  pstReader,
  exportedRulesReader,
  sqliteReader(schemas),
  sqliteLogReader,
  zipReader,
  gzipReader,
  tarReader,
  ...ruleFileReaders,
  mbxReader,
  mmdfReader,
  mboxReader,
  emlReader,
];
