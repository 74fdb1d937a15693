/** What Linux and macOS keep of log-ins in binary files and databases: events. Log-ins in text logs are told by `system-log`. */
import type { FormatReader } from '../reader.ts';
import type { DatabaseSchema } from '../sqlite/index.ts';
import { lastLoginReader } from './lastlog-reader.ts';
import { lastLoginDatabase, sessionDatabase } from './session-databases.ts';
import { sessionReader } from './session-reader.ts';

export const loginReaders: readonly FormatReader[] = [sessionReader, lastLoginReader];
export const loginDatabases: readonly DatabaseSchema[] = [lastLoginDatabase, sessionDatabase];
