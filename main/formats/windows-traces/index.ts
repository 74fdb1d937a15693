/** What Windows keeps of programs that ran, beside its logs, registry and prefetch files: events. */
import type { FormatReader } from '../reader.ts';
import type { DatabaseSchema } from '../sqlite/index.ts';
import { scheduledTaskReader } from './scheduled-task.ts';
import { windowsTimeline } from './timeline.ts';

export const windowsTraceReaders: readonly FormatReader[] = [scheduledTaskReader];
export const windowsDatabases: readonly DatabaseSchema[] = [windowsTimeline];
