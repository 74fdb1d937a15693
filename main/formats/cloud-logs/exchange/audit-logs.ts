import { accessEvent, type Limits } from '#model/index.ts';
import { auditRecord, type AuditRecord } from '../m365-audit/audit-record.ts';
import { meaningOf } from '../m365-audit/meaning-of.ts';
import { bareNetworkAddress } from '../record/addresses.ts';
import { boundedFacts } from '../record/facts.ts';
import type { LogFamily, LogItem, LogStatement } from '../record/log-family.ts';
import { LogRecord } from '../record/log-record.ts';
import { statedTime } from '../record/stated-time.ts';

/**
 * Audit logs of Exchange itself: that of a mailbox (Search-MailboxAuditLog) and that of administrators
 * (Search-AdminAuditLog), as PowerShell exports them. The operations are those of the audit log of Microsoft 365.
 */
export const exchangeAuditFamily: LogFamily = {
  id: 'exchange-audit',
  version: '1',
  title: 'Exchange mailbox and administrator audit logs',
  mark: 'entries of a mailbox audit log or an administrator audit log of Exchange',
  is: ({ record }) => isMailboxEntry(record) || isAdminEntry(record),
  identity: ({ record }) => record.text('Identity', 'OriginalId'),
  read,
};

function isMailboxEntry(record: LogRecord): boolean {
  return (
    record.has('Operation', 'LogonType', 'OperationResult') &&
    (record.has('MailboxOwnerUPN') || record.has('MailboxGuid') || record.has('LastAccessed'))
  );
}

function isAdminEntry(record: LogRecord): boolean {
  return record.has('CmdletName', 'Caller', 'RunDate') || record.has('CmdletName', 'CmdletParameters', 'ObjectModified');
}

function read(item: LogItem, limits: Limits): LogStatement {
  const { record, beside } = item;
  const isAdmin = isAdminEntry(record);
  const audit = isAdmin ? adminAudit(record) : mailboxAudit(record);
  const meaning = meaningOf(audit);
  const { facts, isWhole } = boundedFacts(record.fields, limits, beside);
  const field = isAdmin ? 'RunDate' : 'LastAccessed';
  const stated = statedTime(record.value(field), field, { isUtc: false });
  const outcome = record.text('OperationResult', 'Succeeded', 'ResultStatus');
  const hasFailed = /^(?:failed|false)$/i.test(outcome) || meaning.hasFailed === true;
  const client = record.text('ClientInfoString');
  const process = record.text('ClientProcessName');
  const ids = [...(meaning.messageIds ?? []), ...listed(record.text('SourceItemInternetMessageIdsList', 'ItemInternetMessageId'))];
  const claimed = accessEvent({
    time: stated?.time ?? null,
    precision: stated?.precision ?? 'unknown',
    clock: 'clock of the server; an export by PowerShell writes it in the zone of whoever exported it',
    strength: hasFailed ? 'ATTEMPTED' : meaning.strength,
    action: meaning.action,
    operation: audit.operation,
    actor: audit.actor,
    account: meaning.account ?? audit.mailbox,
    host: record.text('OriginatingServer', 'ClientMachineName'),
    address: bareNetworkAddress(record.text('ClientIPAddress', 'ClientIP')),
    process: process === '' ? null : { name: process, commandLine: '' },
    ...(client === '' ? {} : { client: client.slice(0, 2000) }),
    object: {
      kind: meaning.object.kind,
      name: (meaning.object.name || record.text('ItemSubject', 'SourceItemSubjectsList', 'FolderPathName', 'ObjectModified')).slice(
        0,
        2000,
      ),
    },
    ...(ids.length === 0 ? {} : { messageIds: [...new Set(ids)].slice(0, 1000) }),
    ...(meaning.change === undefined ? {} : { change: meaning.change }),
    ...(record.text('Identity') === '' ? {} : { sourceId: record.text('Identity') }),
    outcome: [outcome, record.text('Error')]
      .filter((text) => text !== '')
      .join(' ')
      .slice(0, 1000),
    source: isAdmin ? 'Exchange administrator audit log' : 'Exchange mailbox audit log',
    doesNotShow: [
      meaning.doesNotShow,
      'The log has what the settings of the mailbox and of the organisation let it record, for 90 days unless they say otherwise.',
    ]
      .filter((text) => text !== undefined)
      .join(' '),
    facts: [...(meaning.facts ?? []), ...facts],
  });
  return { claims: [{ kind: 'event', claimed }], isWhole };
}

function mailboxAudit(record: LogRecord): AuditRecord {
  const base = auditRecord(record);
  const path = record.text('FolderPathName', 'SourceItemFolderPathNamesList');
  // The meaning asks for a structure where this log has one text.
  const folder = new LogRecord({ ...record.fields, ...(path === '' ? {} : { Folder: { Path: path } }) });
  return {
    ...base,
    record: folder,
    actor: record.text('LogonUserDisplayName', 'LogonUserSid', 'UserId') || base.actor,
    mailbox: record.text('MailboxOwnerUPN', 'MailboxResolvedOwnerName', 'MailboxGuid'),
  };
}

function adminAudit(record: LogRecord): AuditRecord {
  const base = auditRecord(record);
  const own = new LogRecord({ ...record.fields, ObjectId: record.value('ObjectModified') });
  const actor = record.text('Caller');
  return {
    ...base,
    record: own,
    operation: record.text('CmdletName'),
    actor,
    parameters: base.parameters.length > 0 ? base.parameters : textParameters(record.text('CmdletParameters')),
  };
}

// Export-Csv joins parameters to `{Name, Value}` or `Name=…`; of what it cannot write only the type is left.
function textParameters(text: string): AuditRecord['parameters'] {
  return text
    .slice(0, 64 * 1024)
    .split(/[;\r\n]+/)
    .flatMap((piece) => {
      const at = piece.indexOf('=');
      return at < 1
        ? []
        : [
            {
              name: piece
                .slice(0, at)
                .trim()
                .replace(/^[{-]+/, ''),
              text: piece
                .slice(at + 1)
                .trim()
                .replace(/\}$/, ''),
            },
          ];
    });
}

function listed(text: string): readonly string[] {
  return text === ''
    ? []
    : text
        .slice(0, 64 * 1024)
        .split(/[;,]\s*/)
        .filter((one) => one.includes('@') || one.startsWith('<'));
}
