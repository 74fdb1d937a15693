import { accessEvent, type AccessEventClaims, type Limits } from '#model/index.ts';
import { bareNetworkAddress } from '../record/addresses.ts';
import { boundedFacts } from '../record/facts.ts';
import type { LogFamily, LogItem, LogStatement } from '../record/log-family.ts';
import { findNamed, recordOf, type LogRecord } from '../record/log-record.ts';
import { statedTime, type StatedTime } from '../record/stated-time.ts';
import { auditRecord, type AuditRecord } from './audit-record.ts';
import { meaningOf } from './meaning-of.ts';

/**
 * Records of the unified audit log of Microsoft 365, as the Office 365 Management Activity API schema describes them, and as
 * Microsoft Sentinel keeps them in its table OfficeActivity (whose fields are named a little differently).
 */
export const m365AuditFamily: LogFamily = {
  id: 'm365-audit',
  version: '2',
  title: 'Microsoft 365 unified audit log',
  mark: 'records with an operation, its time and its workload or record type',
  is: ({ record }) => isUnified(record) || isSentinel(record),
  identity: ({ record }) => record.text('Id', 'OfficeId', 'SourceRecordId', 'RecordId'),
  read,
};

function isUnified(record: LogRecord): boolean {
  if (record.has('CreationTime', 'Operation')) return record.has('Workload') || record.has('RecordType') || record.has('UserType');
  // A row of an export whose record could not be read in it.
  return record.has('AuditData', 'CreationDate') && (record.has('Operation') || record.has('Operations'));
}

function isSentinel(record: LogRecord): boolean {
  return (
    record.text('Type') === 'OfficeActivity' ||
    (record.has('Operation', 'OfficeWorkload') && (record.has('TimeGenerated') || record.has('OfficeId')))
  );
}

const outOfScope =
  'The log has what the licence of the mailbox and its audit settings let it record, for as long as they keep it; it may come hours late, and an export has no more than 50,000 records of a search.';

function read(item: LogItem, limits: Limits): LogStatement {
  const audit = auditRecord(item.record);
  const { record } = audit;
  const meaning = meaningOf(audit);
  const stated = timeOf(item);
  const { facts, isWhole } = boundedFacts(record.fields, limits, item.beside);
  const outcome = record.text('ResultStatus', 'ResultReasonType') || (findNamed(audit.properties, 'ResultStatusDetail') ?? '');
  const hasFailed = meaning.hasFailed === true || /^(?:false|fail(?:ed|ure)?|error)$/i.test(outcome);
  const client = meaning.client ?? clientOf(audit);
  const session = meaning.session ?? sessionOf(audit);
  const sourceId = record.text('Id', 'OfficeId', 'SourceRecordId', 'RecordId');
  const claimed = accessEvent({
    time: stated?.time ?? null,
    precision: stated?.precision ?? 'unknown',
    clock: 'clock of the service (UTC, which the log writes without a zone)',
    strength: hasFailed ? 'ATTEMPTED' : meaning.strength,
    action: meaning.action,
    operation: record.text('Operation', 'Operations'),
    actor: audit.actor,
    account: meaning.account ?? audit.mailbox,
    host: record.text('OriginatingServer'),
    address: addressOf(record),
    process: processOf(record),
    ...(session === '' ? {} : { session }),
    ...(client === '' ? {} : { client }),
    object: { kind: meaning.object.kind, name: meaning.object.name.slice(0, 2000) },
    ...(meaning.messageIds === undefined || meaning.messageIds.length === 0 ? {} : { messageIds: meaning.messageIds }),
    ...(meaning.change === undefined ? {} : { change: meaning.change }),
    ...(sourceId === '' ? {} : { sourceId }),
    outcome: hasFailed && meaning.hasFailed === true ? failureOf(audit, outcome) : outcome,
    source: `Microsoft 365 audit log, ${record.text('Workload', 'OfficeWorkload') || 'workload not stated'}, record type ${record.text('RecordType') || 'not stated'}`,
    doesNotShow: [meaning.doesNotShow, outOfScope].filter((text) => text !== undefined).join(' '),
    facts: [...(meaning.facts ?? []), ...facts],
  });
  const isLost = record.text('AuditData') !== '' && record.structure('AuditData') === undefined;
  return {
    claims: [{ kind: 'event', claimed }],
    isWhole,
    ...(isLost ? { trouble: 'Its cell AuditData, which holds the record, is no JSON; what the row says is kept.' } : {}),
  };
}

function timeOf({ record, beside }: LogItem): StatedTime | null {
  for (const field of ['CreationTime', 'TimeGenerated', 'TimeGenerated [UTC]', 'Start_Time', 'CreationDate']) {
    const stated = statedTime(record.value(field), `${field} (UTC by definition of the log)`, { isUtc: true });
    if (stated !== null) return stated;
  }
  const column = beside.find(({ name }) => /CreationDate$/i.test(name));
  return column === undefined ? null : statedTime(column.value, 'CreationDate (UTC by definition of the export)', { isUtc: true });
}

function addressOf(record: LogRecord): string {
  // The field of the mailbox schema has the client; that of the common schema may have a server in between.
  return bareNetworkAddress(record.text('ClientIPAddress', 'ClientIP', 'ActorIpAddress', 'SenderIp'));
}

function clientOf({ record, properties }: AuditRecord): string {
  const agent = findNamed(properties, 'UserAgent') ?? '';
  const details = recordOf(findNamed(properties, 'additionalDetails') ?? '').text('User-Agent');
  return (record.text('ClientInfoString', 'UserAgent') || agent || details || record.text('ClientAppId', 'AppId', 'ApplicationId')).slice(
    0,
    2000,
  );
}

function sessionOf({ record }: AuditRecord): string {
  return record.text('SessionId') || record.inner('AppAccessContext').text('AADSessionId') || record.text('AADSessionId');
}

function processOf(record: LogRecord): AccessEventClaims['process'] {
  const name = record.text('ClientProcessName');
  return name === '' ? null : { name, commandLine: '' };
}

function failureOf({ record }: AuditRecord, outcome: string): string {
  const error = [record.text('LogonError'), record.text('ErrorNumber')].filter((text) => text !== '').join(' ');
  return error === '' ? outcome : `${outcome} (${error})`;
}
