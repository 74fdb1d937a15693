/**
 * What macOS keeps of programs, files and permissions, as far as it bears on mail: events.
 *
 * Streams and file events that do not are counted by group and told as numbers.
 */
import type { FormatReader } from '../reader.ts';
import type { DatabaseSchema } from '../sqlite/index.ts';
import { applicationUsage } from './application-usage.ts';
import { documentVersions } from './document-versions.ts';
import { fileEventsReader } from './file-events.ts';
import { notes } from './notes.ts';
import { privacyDecisions } from './privacy-decisions.ts';
import { programUse } from './program-use.ts';
import { quarantineEvents } from './quarantine.ts';
import { unifiedLogReader } from './unified-log.ts';

export const macosDatabases: readonly DatabaseSchema[] = [
  privacyDecisions,
  programUse,
  quarantineEvents,
  documentVersions,
  applicationUsage,
  notes,
];
export const macosReaders: readonly FormatReader[] = [fileEventsReader, unifiedLogReader];
