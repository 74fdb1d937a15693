/**
 * Room `system-log`: logs of Unix systems and mail servers, streamed.
 *
 * Enters: lines of syslog or of Exim, alone or in the records of a collector, entries of the journal of systemd and of the system log of
 * macOS. Leaves: events of mail and log-ins.
 * Invariants: memory does not grow with the log; an entry that is no event is counted and told as a number.
 * A form of lines (`line-forms.ts`) knows no service, a service (`services`) no form, and what a collector says beside a line
 * (`wrapped`) is never taken for what the line says.
 */
import type { FormatReader } from '../reader.ts';
import { appleSystemLogReader } from './apple-system-log-reader.ts';
import { journalExportReader, journalJsonReader } from './journal-readers.ts';
import { systemLogReader } from './system-log-reader.ts';

export { wrappedLogReader } from './wrapped/wrapped-log-reader.ts';

export const systemLogReaders: readonly FormatReader[] = [appleSystemLogReader, journalJsonReader, journalExportReader, systemLogReader];
