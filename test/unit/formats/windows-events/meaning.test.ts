import { describe, expect, it } from 'vitest';
import { claimsOf, emptySystemFields, eventPlace, eventTime, type SystemFields } from '#formats/windows-events/index.ts';
import type { AccessEventClaims } from '#model/index.ts';

type Values = Readonly<Record<string, string | readonly string[]>>;

function claims(system: Partial<SystemFields>, values: Values = {}): AccessEventClaims {
  return claimsOf(
    {
      system: { ...emptySystemFields(), computer: 'HOST', recordId: '7', ...system },
      time: eventTime('2026-03-14T09:26:53.1234567Z', 'System, TimeCreated', 'UTC'),
      values: Object.entries(values).map(([name, value]) => ({ name, value })),
    },
    { source: 'a log' },
  );
}

const providers = {
  security: 'Microsoft-Windows-Security-Auditing',
  eventLog: 'Microsoft-Windows-Eventlog',
  services: 'Service Control Manager',
  sysmon: 'Microsoft-Windows-Sysmon',
  powerShell: 'Microsoft-Windows-PowerShell',
  engine: 'PowerShell',
  exchange: 'MSExchange CmdletLogs',
  wmi: 'Microsoft-Windows-WMI-Activity',
  tasks: 'Microsoft-Windows-TaskScheduler',
  sessions: 'Microsoft-Windows-TerminalServices-LocalSessionManager',
  connections: 'Microsoft-Windows-TerminalServices-RemoteConnectionManager',
  bits: 'Microsoft-Windows-Bits-Client',
  office: 'Microsoft Office 16 Alerts',
} as const;

const subject = { SubjectUserSid: 'S-1-5-21-1', SubjectUserName: 'anna', SubjectDomainName: 'CORP', SubjectLogonId: '0x3e8' };
const target = { TargetUserSid: 'S-1-5-21-2', TargetUserName: 'bert', TargetDomainName: 'CORP', TargetLogonId: '0x5' };
const success = '0x8020000000000000';
const failure = '0x8010000000000000';
const sysmonProcess = { Image: 'C:\\x.exe', ProcessId: '12', User: 'CORP\\anna' };
const engineData = {
  'Data 1': 'Available',
  'Data 2': 'None',
  'Data 3': '\tHostName=ConsoleHost\r\n\tHostId=4f\r\n\tHostApplication=powershell -enc AA=\r\n',
};

interface Case {
  readonly provider: keyof typeof providers;
  readonly id: string;
  readonly values?: Values;
  readonly keywords?: string;
  readonly gives: Partial<AccessEventClaims>;
}

const cases: readonly Case[] = [
  {
    provider: 'security',
    id: '4624',
    values: { ...subject, ...target, LogonType: '10', IpAddress: '10.0.0.9', IpPort: '50000', WorkstationName: 'WS', ProcessName: '-' },
    keywords: success,
    gives: {
      action: 'sign-in',
      strength: 'LOGGED ON',
      actor: 'CORP\\bert',
      account: 'CORP\\bert',
      address: '10.0.0.9',
      peer: { host: 'WS', address: '10.0.0.9', port: 50_000 },
      session: '0x5',
      process: null,
      object: { kind: 'session', name: 'logon type 10 (remote interactive)' },
      outcome: 'audit success',
    },
  },
  {
    provider: 'security',
    id: '4625',
    values: { ...target, LogonType: '99', Status: '0xc000006d', SubStatus: '0xc0000064' },
    gives: {
      action: 'sign-in',
      strength: 'ATTEMPTED',
      outcome: 'failed, status 0xc000006d 0xc0000064',
      object: { kind: 'session', name: 'logon type 99' },
    },
  },
  { provider: 'security', id: '4634', values: target, gives: { action: 'sign-out', account: 'CORP\\bert', session: '0x5' } },
  { provider: 'security', id: '4647', values: target, gives: { action: 'sign-out', account: 'CORP\\bert' } },
  {
    provider: 'security',
    id: '4648',
    values: {
      ...subject,
      TargetUserName: 'root',
      TargetDomainName: 'DMZ',
      TargetServerName: 'mail',
      ProcessName: 'C:\\r.exe',
      ProcessId: '0x1',
    },
    gives: {
      action: 'sign-in',
      strength: 'ATTEMPTED',
      actor: 'CORP\\anna',
      account: 'DMZ\\root',
      process: { name: 'C:\\r.exe', commandLine: '', id: '0x1' },
      peer: { host: 'mail', address: '', port: null },
    },
  },
  { provider: 'security', id: '4672', values: subject, gives: { action: 'privilege-use', actor: 'CORP\\anna', session: '0x3e8' } },
  {
    provider: 'security',
    id: '4776',
    values: { TargetUserName: 'bert', Workstation: 'RULER', Status: '0x0' },
    gives: { strength: 'LOGGED ON', peer: { host: 'RULER', address: '', port: null } },
  },
  {
    provider: 'security',
    id: '4776',
    values: { TargetUserName: 'bert', Status: '0xc000006a' },
    gives: { strength: 'ATTEMPTED', outcome: 'failed, status 0xc000006a' },
  },
  {
    provider: 'security',
    id: '4663',
    values: { ...subject, ObjectType: 'File', ObjectName: 'C:\\a.pst', AccessMask: '0x1', ProcessName: 'C:\\7z.exe', ProcessId: '0x9' },
    keywords: success,
    gives: {
      action: 'file-open',
      strength: 'OPENED',
      object: { kind: 'file', name: 'C:\\a.pst' },
      process: { name: 'C:\\7z.exe', commandLine: '', id: '0x9' },
    },
  },
  {
    provider: 'security',
    id: '4663',
    values: { ObjectType: 'File', AccessMask: '0x2' },
    gives: { action: 'file-write', strength: 'CHANGED' },
  },
  {
    provider: 'security',
    id: '4663',
    values: { ObjectType: 'File', AccessMask: '0x10000' },
    gives: { action: 'file-delete', strength: 'CHANGED' },
  },
  { provider: 'security', id: '4663', values: { ObjectType: 'Key', AccessMask: '0x2' }, gives: { action: 'registry-change' } },
  {
    provider: 'security',
    id: '4656',
    values: { ObjectType: 'File', AccessMask: '0x10000' },
    gives: { action: 'file-open', strength: 'OPENED' },
  },
  {
    provider: 'security',
    id: '4656',
    values: { ObjectType: 'File', AccessMask: '0x1' },
    keywords: failure,
    gives: { strength: 'ATTEMPTED', outcome: 'audit failure' },
  },
  { provider: 'security', id: '4660', values: subject, gives: { action: 'file-delete', strength: 'CHANGED' } },
  {
    provider: 'security',
    id: '4688',
    values: {
      ...subject,
      NewProcessName: 'C:\\a.exe',
      NewProcessId: '0x2',
      CommandLine: 'a /x',
      ParentProcessName: 'C:\\p.exe',
      TargetUserSid: 'S-1-0-0',
      TargetUserName: '-',
    },
    gives: {
      action: 'process-start',
      strength: 'RUN',
      actor: 'CORP\\anna',
      account: '',
      process: { name: 'C:\\a.exe', commandLine: 'a /x', id: '0x2', parent: 'C:\\p.exe' },
    },
  },
  {
    provider: 'security',
    id: '4689',
    values: { ...subject, ProcessName: 'C:\\a.exe', ProcessId: '0x2' },
    gives: { action: 'process-end', object: { kind: 'file', name: 'C:\\a.exe' } },
  },
  ...['4698', '4699', '4700', '4701', '4702'].map((id): Case => ({
    provider: 'security',
    id,
    values: { ...subject, TaskName: '\\T' },
    gives: { action: 'task-change', strength: 'CHANGED', object: { kind: 'other', name: '\\T' } },
  })),
  {
    provider: 'security',
    id: '5140',
    values: { ...subject, ShareName: '\\\\*\\C$', IpAddress: '10.0.0.9', IpPort: '1' },
    gives: { action: 'share-access', strength: 'OPENED', object: { kind: 'folder', name: '\\\\*\\C$' } },
  },
  {
    provider: 'security',
    id: '5145',
    values: { ...subject, ShareName: '\\\\*\\C$', RelativeTargetName: 'Users\\a.pst', IpAddress: '10.0.0.9' },
    gives: { action: 'share-access', strength: 'PRESENT', object: { kind: 'file', name: '\\\\*\\C$\\Users\\a.pst' }, address: '10.0.0.9' },
  },
  {
    provider: 'eventLog',
    id: '1102',
    values: { ...subject, SubjectLogonId: '0x9' },
    gives: { action: 'log-cleared', actor: 'CORP\\anna', session: '0x9' },
  },
  {
    provider: 'eventLog',
    id: '104',
    values: { SubjectUserName: 'anna', SubjectDomainName: 'CORP', Channel: 'Application' },
    gives: { action: 'log-cleared', object: { kind: 'other', name: 'Application' } },
  },
  {
    provider: 'services',
    id: '7045',
    values: { ServiceName: 'PSEXESVC', AccountName: 'LocalSystem' },
    gives: { action: 'service-change', account: 'LocalSystem', object: { kind: 'other', name: 'PSEXESVC' } },
  },
  {
    provider: 'sysmon',
    id: '1',
    values: { ...sysmonProcess, CommandLine: 'x -y', ParentImage: 'C:\\p.exe', LogonId: '0x7' },
    gives: {
      action: 'process-start',
      actor: 'CORP\\anna',
      session: '0x7',
      process: { name: 'C:\\x.exe', commandLine: 'x -y', id: '12', parent: 'C:\\p.exe' },
    },
  },
  {
    provider: 'sysmon',
    id: '3',
    values: {
      ...sysmonProcess,
      SourceIp: '10.0.0.1',
      DestinationIp: '192.0.2.1',
      DestinationPort: '587',
      DestinationHostname: 'smtp.example',
    },
    gives: {
      action: 'network-connection',
      address: '10.0.0.1',
      peer: { host: 'smtp.example', address: '192.0.2.1', port: 587 },
      object: { kind: 'address', name: 'smtp.example' },
    },
  },
  { provider: 'sysmon', id: '5', values: sysmonProcess, gives: { action: 'process-end' } },
  {
    provider: 'sysmon',
    id: '7',
    values: { ...sysmonProcess, ImageLoaded: 'C:\\outlvba.dll' },
    gives: { action: 'image-load', object: { kind: 'file', name: 'C:\\outlvba.dll' } },
  },
  {
    provider: 'sysmon',
    id: '8',
    values: { SourceImage: 'C:\\s.exe', SourceProcessId: '1', TargetImage: 'C:\\t.exe' },
    gives: { action: 'other', process: { name: 'C:\\s.exe', commandLine: '', id: '1' }, object: { kind: 'file', name: 'C:\\t.exe' } },
  },
  {
    provider: 'sysmon',
    id: '10',
    values: { SourceImage: 'C:\\s.exe', SourceUser: 'CORP\\a', TargetUser: 'CORP\\b' },
    gives: { action: 'other', strength: 'OPENED', actor: 'CORP\\a', account: 'CORP\\b' },
  },
  {
    provider: 'sysmon',
    id: '11',
    values: { ...sysmonProcess, TargetFilename: 'C:\\a.pst' },
    gives: { action: 'file-create', object: { kind: 'file', name: 'C:\\a.pst' } },
  },
  ...['12', '13', '14'].map((id): Case => ({
    provider: 'sysmon',
    id,
    values: { ...sysmonProcess, TargetObject: 'HKU\\x' },
    gives: { action: 'registry-change', object: { kind: 'setting', name: 'HKU\\x' } },
  })),
  { provider: 'sysmon', id: '15', values: { ...sysmonProcess, TargetFilename: 'C:\\a:Zone' }, gives: { action: 'file-create' } },
  {
    provider: 'sysmon',
    id: '22',
    values: { ...sysmonProcess, QueryName: 'mail.example' },
    gives: { action: 'name-query', object: { kind: 'address', name: 'mail.example' } },
  },
  ...['23', '26'].map((id): Case => ({
    provider: 'sysmon',
    id,
    values: { ...sysmonProcess, TargetFilename: 'C:\\a' },
    gives: { action: 'file-delete' },
  })),
  {
    provider: 'powerShell',
    id: '4103',
    values: {
      ContextInfo:
        '        Host Name = ConsoleHost\r\n        Host Application = powershell.exe -c x\r\n        Command Name = New-InboxRule\r\n        User = CORP\\anna\r\n        Runspace ID = r1',
    },
    gives: {
      action: 'script',
      actor: 'CORP\\anna',
      session: 'r1',
      process: { name: 'ConsoleHost', commandLine: 'powershell.exe -c x' },
      object: { kind: 'other', name: 'New-InboxRule' },
    },
  },
  {
    provider: 'powerShell',
    id: '4104',
    values: { MessageNumber: '1', MessageTotal: '2', ScriptBlockText: 'ls', ScriptBlockId: 'b', Path: '' },
    gives: { action: 'script', object: { kind: 'other', name: 'script block b' } },
  },
  {
    provider: 'engine',
    id: '400',
    values: engineData,
    gives: { action: 'process-start', session: '4f', process: { name: 'ConsoleHost', commandLine: 'powershell -enc AA=' } },
  },
  { provider: 'engine', id: '403', values: engineData, gives: { action: 'process-end' } },
  { provider: 'engine', id: '600', values: engineData, gives: { action: 'script' } },
  {
    provider: 'exchange',
    id: '1',
    values: {
      'Data 1': 'New-MailboxExportRequest',
      'Data 2': '-Mailbox "anna" -FilePath "\\\\host\\c$\\a.pst"',
      'Data 3': 'corp.example/Users/Admin',
    },
    gives: {
      action: 'mailbox-export',
      strength: 'EXPORTED',
      actor: 'corp.example/Users/Admin',
      account: 'anna',
      object: { kind: 'mailbox', name: 'anna' },
    },
  },
  {
    provider: 'exchange',
    id: '1',
    values: { 'Data 1': 'Get-MailboxExportRequest', 'Data 2': '' },
    gives: { action: 'other', strength: 'RUN' },
  },
  {
    provider: 'exchange',
    id: '6',
    values: { 'Data 1': 'New-MailboxExportRequest', 'Data 2': '-Mailbox anna' },
    gives: { action: 'mailbox-export', strength: 'ATTEMPTED', outcome: 'failed' },
  },
  {
    provider: 'exchange',
    id: '1',
    values: {
      'Data 1': 'Set-Mailbox',
      'Data 2': '-Identity "anna" -ForwardingSmtpAddress "smtp:x@out.example" -DeliverToMailboxAndForward:$true',
    },
    gives: {
      action: 'forwarding-change',
      change: {
        what: 'mailbox-forwarding',
        name: '',
        state: 'changed',
        of: 'anna',
        destinations: ['x@out.example'],
        actions: [],
        conditions: [],
      },
    },
  },
  {
    provider: 'exchange',
    id: '1',
    values: { 'Data 1': 'Set-Mailbox', 'Data 2': '-Identity anna -ForwardingSmtpAddress $null' },
    gives: {
      action: 'forwarding-change',
      change: { what: 'mailbox-forwarding', name: '', state: 'cleared', of: 'anna', destinations: [], actions: [], conditions: [] },
    },
  },
  {
    provider: 'exchange',
    id: '1',
    values: { 'Data 1': 'Set-Mailbox', 'Data 2': '-Identity anna -MaxSendSize 1' },
    gives: { action: 'setting-change' },
  },
  {
    provider: 'exchange',
    id: '1',
    values: {
      'Data 1': 'New-InboxRule',
      'Data 2': '-Name \'.\' -Mailbox anna -ForwardTo "a@out.example","b@out.example" -DeleteMessage $true',
    },
    gives: {
      action: 'rule-change',
      change: {
        what: 'inbox-rule',
        name: '.',
        state: 'set',
        of: 'anna',
        destinations: ['a@out.example', 'b@out.example'],
        actions: ['delete'],
        conditions: [],
      },
    },
  },
  { provider: 'exchange', id: '1', values: { 'Data 1': 'Get-InboxRule', 'Data 2': '-Mailbox anna' }, gives: { action: 'other' } },
  {
    provider: 'exchange',
    id: '1',
    values: { 'Data 1': 'Add-MailboxPermission', 'Data 2': '-Identity anna -User bert -AccessRights FullAccess' },
    gives: { action: 'permission-change' },
  },
  {
    provider: 'exchange',
    id: '1',
    values: { 'Data 1': 'Search-Mailbox', 'Data 2': '-Identity anna' },
    gives: { action: 'content-search' },
  },
  {
    provider: 'wmi',
    id: '5857',
    values: { HostProcess: 'wmiprvse.exe', ProcessID: '3', ProviderPath: 'C:\\p.dll' },
    gives: { action: 'image-load', object: { kind: 'file', name: 'C:\\p.dll' } },
  },
  {
    provider: 'wmi',
    id: '5858',
    values: { User: 'CORP\\a', ClientMachine: 'WS', Operation: 'Start' },
    gives: { strength: 'ATTEMPTED', actor: 'CORP\\a', client: 'WS' },
  },
  ...['5859', '5860', '5861'].map((id): Case => ({
    provider: 'wmi',
    id,
    values: { User: 'CORP\\a', ESS: 'E' },
    gives: { strength: 'CHANGED', object: { kind: 'other', name: 'E' } },
  })),
  ...['106', '140', '141'].map((id): Case => ({
    provider: 'tasks',
    id,
    values: { TaskName: '\\T', UserContext: 'CORP\\a' },
    gives: { action: 'task-change', actor: 'CORP\\a' },
  })),
  {
    provider: 'tasks',
    id: '200',
    values: { TaskName: '\\T', ActionName: 'C:\\x.exe' },
    gives: { action: 'process-start', process: { name: 'C:\\x.exe', commandLine: '' } },
  },
  { provider: 'tasks', id: '201', values: { TaskName: '\\T' }, gives: { action: 'process-end' } },
  {
    provider: 'sessions',
    id: '21',
    values: { User: 'CORP\\a', SessionID: '2', Address: '10.0.0.9' },
    gives: { action: 'sign-in', session: '2', address: '10.0.0.9' },
  },
  { provider: 'sessions', id: '23', values: { User: 'CORP\\a' }, gives: { action: 'sign-out' } },
  { provider: 'sessions', id: '24', values: { User: 'CORP\\a', Address: 'LOCAL' }, gives: { action: 'sign-out', address: '' } },
  { provider: 'sessions', id: '25', values: { User: 'CORP\\a' }, gives: { action: 'sign-in' } },
  {
    provider: 'connections',
    id: '1149',
    values: { Param1: 'a', Param2: 'CORP', Param3: '10.0.0.9' },
    gives: { action: 'sign-in', strength: 'PRESENT', account: 'CORP\\a', address: '10.0.0.9' },
  },
  {
    provider: 'bits',
    id: '59',
    values: { url: 'http://x.example/a', name: 'job' },
    gives: { action: 'network-connection', client: 'job', object: { kind: 'address', name: 'http://x.example/a' } },
  },
  { provider: 'bits', id: '60', gives: { action: 'network-connection' } },
  {
    provider: 'office',
    id: '300',
    values: { 'Data 1': 'Microsoft Outlook', 'Data 2': 'Delete?' },
    gives: { action: 'alert', client: 'Microsoft Outlook', object: { kind: 'other', name: 'Delete?' } },
  },
];

describe('what events mean', () => {
  it.each(
    cases.map(
      (one) =>
        [
          `${one.provider} ${one.id} ${Object.values(one.values ?? {})
            .join(' ')
            .slice(0, 40)}`,
          one,
        ] as const,
    ),
  )('%s', (_, { provider, id, values = {}, keywords = '', gives }) => {
    const stated = claims({ provider: providers[provider], eventId: id, keywords }, values);
    expect(stated).toMatchObject(gives);
    expect(stated.operation).toMatch(/ \(event \d+\)$/);
    expect(stated.doesNotShow).toMatch(/^(It|Despite) .*\.$/);
    // Whatever was made of them, the values stay.
    for (const [name, value] of Object.entries(values)) expect(stated.facts).toContainEqual({ name, value });
  });

  it('are those of their provider: the same number of another one says nothing', () => {
    for (const { provider, id } of cases) {
      const stranger = claims({ provider: `${providers[provider]} of another`, eventId: id }, { value: 'x' });
      expect(stranger, `${provider} ${id}`).toMatchObject({ action: 'other', strength: 'PRESENT', sourceId: '7', host: 'HOST' });
      expect(stranger.facts).toContainEqual({ name: 'value', value: 'x' });
    }
  });

  it('go by the channel where no provider is stated', () => {
    expect(claims({ channel: 'Security', eventId: '4624' }, target).action).toBe('sign-in');
    expect(claims({ channel: 'Security', eventId: '4999' }, target).action).toBe('other');
  });

  it('name no one where Windows writes a dash, and the SID where there is no name', () => {
    const nobody = { SubjectUserSid: 'S-1-5-18', SubjectUserName: '-', SubjectDomainName: '-' };
    expect(claims({ provider: providers.security, eventId: '4672' }, nobody).actor).toBe('S-1-5-18');
    expect(claims({ provider: providers.security, eventId: '4624' }, { TargetUserName: '-', IpAddress: '-' })).toMatchObject({
      actor: '',
      address: '',
    });
  });

  it('do not end with hostile parameter lists', () => {
    for (const text of [
      '-'.repeat(50_000),
      '-a '.repeat(20_000),
      `-a "${'x'.repeat(50_000)}`,
      '-a ' + '{'.repeat(40_000),
      '-a ,,,,,,,,'.repeat(5000),
    ]) {
      expect(claims({ provider: providers.exchange, eventId: '1' }, { 'Data 1': 'New-InboxRule', 'Data 2': text }).action).toBe(
        'rule-change',
      );
    }
  });
});

describe('places of the XML form', () => {
  it('are fields, named values, data without name, or nothing', () => {
    expect(eventPlace(['Event', 'System', 'Provider'], 'Name', null)).toEqual({ kind: 'system', field: 'provider' });
    expect(eventPlace(['Event', 'System', 'EventID'], null, null)).toEqual({ kind: 'system', field: 'eventId' });
    expect(eventPlace(['Event', 'System', 'New'], 'x', null)).toEqual({ kind: 'value', name: 'System/New@x' });
    expect(eventPlace(['Event', 'System', 'constructor'], null, null)).toEqual({ kind: 'value', name: 'System/constructor' });
    expect(eventPlace(['Event', 'EventData', 'Data'], null, 'Image')).toEqual({ kind: 'value', name: 'Image' });
    expect(eventPlace(['Event', 'EventData', 'Data'], null, null)).toEqual({ kind: 'unnamed' });
    expect(eventPlace(['Event', 'EventData', 'Binary'], null, null)).toEqual({ kind: 'value', name: 'Binary' });
    expect(eventPlace(['Event', 'UserData', 'LogFileCleared', 'Channel'], null, null)).toEqual({ kind: 'value', name: 'Channel' });
    expect(eventPlace(['Event', 'RenderingInfo', 'Message'], null, null)).toEqual({ kind: 'value', name: 'RenderingInfo/Message' });
    expect(eventPlace(['Event'], 'xmlns', null)).toEqual({ kind: 'none' });
  });
});

describe('times of events', () => {
  it('are instants with a zone, and texts without one', () => {
    const instant = (raw: string, zone: 'UTC' | null = null): string | null | undefined => eventTime(raw, 'x', zone)?.instant;
    expect(instant('2026-03-14T09:26:53.1234567Z')).toBe('2026-03-14T09:26:53.123Z');
    expect(instant('2026-03-14T09:26:53+02:00')).toBe('2026-03-14T07:26:53.000Z');
    expect(instant('2026-03-14 09:26:53', 'UTC')).toBe('2026-03-14T09:26:53.000Z');
    expect(instant('2026-03-14 09:26:53')).toBeNull();
    expect(instant('2026-13-14T09:26:53Z')).toBeNull();
    expect(instant('yesterday')).toBeNull();
    expect(eventTime(' ', 'x', null)).toBeNull();
  });
});
