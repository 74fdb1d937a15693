import { accessEvent, type AccessAction, type AccessStrength, type Limits } from '#model/index.ts';
import { bareNetworkAddress } from '../record/addresses.ts';
import { boundedFacts } from '../record/facts.ts';
import type { LogFamily, LogItem, LogStatement } from '../record/log-family.ts';
import type { LogRecord } from '../record/log-record.ts';
import { statedTime } from '../record/stated-time.ts';

/**
 * Tables of Microsoft Sentinel and of advanced hunting that are no mail logs but lie beside them: what Defender saw on
 * devices, and events of Windows as the table SecurityEvent keeps them. They are told so that sign-ins and processes of the
 * same hours stand in one timeline.
 */
export const sentinelFamily: LogFamily = {
  id: 'sentinel-table',
  version: '1',
  title: 'Tables of Microsoft Sentinel and Defender',
  mark: 'rows of SecurityEvent, Event or a table of advanced hunting',
  is: ({ record }) => isWindows(record) || isHunting(record),
  read,
};

function isWindows(record: LogRecord): boolean {
  return record.has('EventID', 'Channel', 'Computer') && (record.has('TimeGenerated') || record.has('TimeCreated'));
}

function isHunting(record: LogRecord): boolean {
  return (
    record.has('ActionType') &&
    (record.has('Timestamp') || record.has('TimeGenerated')) &&
    (record.has('DeviceName') || record.has('AccountObjectId') || record.has('AccountUpn'))
  );
}

interface Known {
  readonly action: AccessAction;
  readonly strength: AccessStrength;
}

/** Events of the security log of Windows by their numbers. */
const windowsEvents: ReadonlyMap<string, Known> = new Map<string, Known>([
  ['4624', { action: 'sign-in', strength: 'LOGGED ON' }],
  ['4625', { action: 'sign-in', strength: 'ATTEMPTED' }],
  ['4634', { action: 'sign-out', strength: 'LOGGED ON' }],
  ['4647', { action: 'sign-out', strength: 'LOGGED ON' }],
  ['4648', { action: 'sign-in', strength: 'LOGGED ON' }],
  ['4672', { action: 'privilege-use', strength: 'LOGGED ON' }],
  ['4688', { action: 'process-start', strength: 'RUN' }],
  ['4689', { action: 'process-end', strength: 'RUN' }],
  ['4103', { action: 'script', strength: 'RUN' }],
  ['4104', { action: 'script', strength: 'RUN' }],
  ['5140', { action: 'share-access', strength: 'OPENED' }],
  ['5145', { action: 'share-access', strength: 'OPENED' }],
  ['1102', { action: 'log-cleared', strength: 'CHANGED' }],
]);

const huntingActions: ReadonlyMap<string, Known> = new Map<string, Known>([
  ['logonsuccess', { action: 'sign-in', strength: 'LOGGED ON' }],
  ['logonfailed', { action: 'sign-in', strength: 'ATTEMPTED' }],
  ['processcreated', { action: 'process-start', strength: 'RUN' }],
  ['powershellcommand', { action: 'script', strength: 'RUN' }],
  ['connectionsuccess', { action: 'network-connection', strength: 'RUN' }],
  ['connectionfailed', { action: 'network-connection', strength: 'ATTEMPTED' }],
  ['filecreated', { action: 'file-create', strength: 'CHANGED' }],
  ['filerenamed', { action: 'file-rename', strength: 'CHANGED' }],
  ['filedeleted', { action: 'file-delete', strength: 'CHANGED' }],
  ['filemodified', { action: 'file-write', strength: 'CHANGED' }],
  ['imageloaded', { action: 'image-load', strength: 'RUN' }],
  ['registryvalueset', { action: 'registry-change', strength: 'CHANGED' }],
  ['mailitemsaccessed', { action: 'mail-access', strength: 'OPENED' }],
]);

function read({ record, beside }: LogItem, limits: Limits): LogStatement {
  const { facts, isWhole } = boundedFacts(record.fields, limits, beside);
  const hunting = isHunting(record);
  const id = record.text('EventID');
  const operation = hunting ? record.text('ActionType') : [record.text('Channel', 'Type'), id].filter((text) => text !== '').join(' ');
  const known = (hunting
    ? huntingActions.get(operation.toLowerCase())
    : record.text('Channel', 'Type').startsWith('Sec') || /powershell/i.test(record.text('Channel'))
      ? windowsEvents.get(id)
      : undefined) ?? { action: 'other' as const, strength: 'PRESENT' as const };
  const stated = statedTime(record.value('Timestamp', 'TimeGenerated', 'TimeCreated'), 'TimeGenerated or Timestamp', { isUtc: true });
  const name = record.text('NewProcessName', 'FileName', 'ProcessName', 'InitiatingProcessFileName');
  const commandLine = record.text('ProcessCommandLine', 'CommandLine', 'InitiatingProcessCommandLine');
  const claimed = accessEvent({
    time: stated?.time ?? null,
    precision: stated?.precision ?? 'unknown',
    clock: hunting ? 'clock of the device, as the service took it' : 'clock of the machine, as the service took it',
    ...known,
    operation,
    actor: record.text('AccountUpn', 'SubjectUserName', 'Account', 'AccountName', 'AccountDisplayName').slice(0, 500),
    account: record.text('TargetUserName', 'TargetAccountUpn', 'AccountUpn').slice(0, 500),
    host: record.text('DeviceName', 'Computer').slice(0, 500),
    address: bareNetworkAddress(record.text('IpAddress', 'IPAddress', 'RemoteIP')),
    process: name === '' && commandLine === '' ? null : { name: name.slice(0, 1000), commandLine: commandLine.slice(0, 8000) },
    object: { kind: 'other', name: record.text('FolderPath', 'ObjectName', 'ShareName', 'Application').slice(0, 1000) },
    source: hunting ? 'Microsoft Defender advanced hunting' : `Microsoft Sentinel table ${record.text('Type') || 'of Windows events'}`,
    doesNotShow: 'The table is what the service took over; the log of the machine may hold more.',
    facts,
  });
  return { claims: [{ kind: 'event', claimed }], isWhole };
}
