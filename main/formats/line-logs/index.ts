/**
 * Room `line-logs`: logs and histories of single programs that are written in lines, each in a form of its own. Logs of syslog and of
 * mail servers are told by `system-log`.
 *
 * Enters: the bytes of a file. Leaves: an event for each entry that tells of files, programs, connections or log-ins; the others as
 * numbers. A log (`LineLog`) knows its lines, and nothing of bytes and books (`line-log.ts`).
 */
import type { FormatReader } from '../reader.ts';
import { configurationManagerLog } from './configuration-manager.ts';
import { lineLogReader } from './line-log.ts';
import { popularityContest } from './popularity-contest.ts';
import { powershellTranscript } from './powershell-transcript.ts';
import { santaLog } from './santa.ts';
import { teamViewerConnections } from './teamviewer-connections.ts';
import { teamViewerLog } from './teamviewer-log.ts';
import { vimHistory } from './vim-history.ts';
import { vsftpdLog } from './vsftpd.ts';
import { windowsFirewallLog } from './windows-firewall.ts';

/** Every log in lines, in the order in which they are asked. Adding one is a file and a line here. */
export const lineLogReaders: readonly FormatReader[] = [
  windowsFirewallLog,
  powershellTranscript,
  teamViewerLog,
  teamViewerConnections,
  configurationManagerLog,
  santaLog,
  vsftpdLog,
  popularityContest,
  vimHistory,
].map(lineLogReader);
