import { accountDatabase } from './apple-accounts/index.ts';
import { emlxReader, envelopeIndex, mailListReader, previousRecipients, recentCorrespondents } from './apple-mail/index.ts';
import { bzip2Reader, gzipReader, tarReader, xzReader, zipReader } from './archive/index.ts';
import { browserHistories } from './browser-history/index.ts';
import { bsmAuditReader } from './bsm-audit/index.ts';
import { closedStoreReader } from './closed-stores/index.ts';
import { cloudLogReaders } from './cloud-logs/index.ts';
import { diskImageReader } from './disk-image/index.ts';
import { emlReader } from './eml/eml-reader.ts';
import { evtxReader } from './evtx/index.ts';
import { automaticJumpListReader, customJumpListReader } from './jump-list/index.ts';
import { auditReader } from './linux-audit/index.ts';
import { loginDatabases, loginReaders } from './login-records/index.ts';
import { macosDatabases, macosReaders } from './macos-traces/index.ts';
import { mboxReader } from './mbox/index.ts';
import { mlocateReader } from './linux-traces/index.ts';
import { lineLogReaders } from './line-logs/index.ts';
import { mbxReader } from './mbox/mbx-reader.ts';
import { mmdfReader } from './mbox/mmdf-reader.ts';
import { nk2Reader } from './nk2/index.ts';
import { outlookItemReader } from './outlook-item/index.ts';
import { outlookMacSourceReader } from './outlook-mac/message-source.ts';
import { olmReader } from './outlook-mac/olm-reader.ts';
import { outlookMacSchema } from './outlook-mac/outlook-database.ts';
import { powershellHistoryReader } from './powershell-history/index.ts';
import { prefetchReader } from './prefetch/index.ts';
import { pstReader } from './pst/index.ts';
import { exportedRulesReader } from './pst/rules/exported-rules.ts';
import type { FormatReader } from './reader.ts';
import { hiveLogReader, registryHiveReader } from './registry-hive/index.ts';
import { ruleFileReaders } from './rule-files/index.ts';
import { shellLinkReader } from './shell-link/index.ts';
import { sqliteLogReader, sqliteReader, type DatabaseSchema } from './sqlite/index.ts';
import { systemLogReaders, wrappedLogReader } from './system-log/index.ts';
import { thunderbirdDatabases, thunderbirdReaders } from './thunderbird/index.ts';
import { tnefReader } from './tnef/index.ts';
import { vbaProjectReader } from './vba-project/index.ts';
import { windowsDatabases, windowsTraceReaders } from './windows-traces/index.ts';
import { windowsEventExportReaders } from './windows-event-export/index.ts';
import { userTraceReaders } from './user-traces/index.ts';

/** The databases that the SQLite reader knows, in the order in which they are asked. */
const schemas: readonly DatabaseSchema[] = [
  ...thunderbirdDatabases,
  envelopeIndex,
  accountDatabase,
  previousRecipients,
  recentCorrespondents,
  outlookMacSchema,
  ...browserHistories,
  ...macosDatabases,
  ...loginDatabases,
  ...windowsDatabases,
];

/** Every reader, in the order in which they are asked. Adding a format is a folder and a line here. */
export const readers: readonly FormatReader[] = [
  pstReader,
  exportedRulesReader,
  outlookItemReader,
  vbaProjectReader,
  tnefReader,
  closedStoreReader,
  nk2Reader,
  olmReader,
  outlookMacSourceReader,
  emlxReader,
  mailListReader,
  evtxReader,
  registryHiveReader,
  hiveLogReader,
  prefetchReader,
  shellLinkReader,
  automaticJumpListReader,
  customJumpListReader,
  powershellHistoryReader,
  sqliteReader(schemas),
  sqliteLogReader,
  ...windowsEventExportReaders,
  ...thunderbirdReaders,
  ...macosReaders,
  ...loginReaders,
  bsmAuditReader,
  mlocateReader,
  ...windowsTraceReaders,
  zipReader,
  gzipReader,
  bzip2Reader,
  xzReader,
  tarReader,
  diskImageReader,
  auditReader,
  ...lineLogReaders,
  ...systemLogReaders,
  ...userTraceReaders,
  ...ruleFileReaders,
  ...cloudLogReaders,
  wrappedLogReader,
  mbxReader,
  mmdfReader,
  mboxReader,
  emlReader,
];
