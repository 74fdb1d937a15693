/** What shells and desktops keep of what a user did: commands and files, as events. */
import type { FormatReader } from '../reader.ts';
import { recentlyUsedReader } from './recently-used-reader.ts';
import { shellHistoryReader } from './shell-history-reader.ts';

export const userTraceReaders: readonly FormatReader[] = [recentlyUsedReader, shellHistoryReader];
