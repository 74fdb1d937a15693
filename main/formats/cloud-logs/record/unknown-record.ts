import { accessEvent, type Limits } from '#model/index.ts';
import { boundedFacts } from './facts.ts';
import type { LogItem, LogStatement } from './log-family.ts';
import { statedTime, type StatedTime } from './stated-time.ts';

/** A record of an export that is of no log that this program knows: an event with all that it states as facts. */
export function unknownRecord({ record, text, beside }: LogItem, limits: Limits): LogStatement {
  const { facts, isWhole } = boundedFacts(text === '' ? record.fields : { text }, limits, beside);
  const stated = timeOf(record);
  const claimed = accessEvent({
    time: stated?.time ?? null,
    precision: stated?.precision ?? 'unknown',
    clock: 'clock of whoever wrote the record; it is not known which',
    strength: 'PRESENT',
    action: 'other',
    operation:
      record.text('Operation', 'OperationName', 'ActionType', 'Activity', 'eventName', 'EventID', 'title', 'name').slice(0, 500) ||
      'record of a log that is not known',
    actor: record.text('UserId', 'UserPrincipalName', 'AccountUpn', 'Account', 'user', 'actor').slice(0, 500),
    address: record.text('ClientIP', 'IPAddress', 'IpAddress', 'RemoteIP', 'sourceIPAddress').slice(0, 200),
    host: record.text('Computer', 'DeviceName', 'host').slice(0, 500),
    object: { kind: 'other', name: '' },
    source: 'record of a log that this program does not know',
    doesNotShow: 'This program does not know the log; what its fields mean must be learnt from whoever wrote it.',
    facts,
  });
  return { claims: [{ kind: 'event', claimed }], isWhole };
}

// Of a log that is not known a time without a zone stays without an instant.
function timeOf(record: LogItem['record']): StatedTime | null {
  for (const field of ['TimeGenerated', 'Timestamp', 'TimeCreated', 'CreationTime', 'time', 'createdDateTime', 'date', '@timestamp']) {
    const stated = statedTime(record.value(field), field, { isUtc: false });
    if (stated !== null) return stated;
  }
  return null;
}
