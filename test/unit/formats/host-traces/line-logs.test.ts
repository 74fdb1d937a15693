import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { AccessEventClaims } from '#model/index.ts';
import { corpusPath, skipReason } from '#test/support/corpus.ts';
import { withFlippedBits } from '#test/support/damaged-source.ts';
import { readEvents, type EventReading } from '#test/support/host-traces/read-events.ts';
import { seededRandom } from '#test/support/random.ts';

const brief = ({ strength, action, object, account, time }: AccessEventClaims): unknown[] => [
  strength,
  action,
  object.name,
  account,
  time?.instant ?? time?.raw ?? null,
];

function reading(id: string, content: string | Uint8Array): EventReading {
  const result = readEvents(content);
  expect(result.readerId).toBe(id);
  expect(result.unbalanced).toEqual([]);
  return result;
}

describe('the firewall of Windows', () => {
  const head =
    '#Version: 1.5\r\n#Software: Microsoft Windows Firewall\r\n#Time Format: Local\r\n#Fields: date time action protocol src-ip dst-ip src-port dst-port path\r\n';

  it('tells the other end by the direction, names no instant of local times, and what was dropped as an attempt', () => {
    const { events } = reading(
      'windows-firewall-log',
      `${head}2024-03-14 09:00:00 ALLOW TCP 10.0.0.5 203.0.113.9 50000 993 SEND\r\n2024-03-14 09:00:01 DROP TCP 198.51.100.7 10.0.0.5 40000 445 RECEIVE\r\n`,
    );
    expect(events.map(({ strength, address, peer, time }) => [strength, address, peer?.address, peer?.port, time?.instant])).toEqual([
      ['PRESENT', '10.0.0.5', '203.0.113.9', 993, null],
      ['ATTEMPTED', '10.0.0.5', '198.51.100.7', 40000, null],
    ]);
  });

  it('takes the order of columns from the log, counts lines of no form, and knows no other log of the W3C', () => {
    const { events, diagnostics } = reading(
      'windows-firewall-log',
      '#Software: Microsoft Windows Firewall\n#Time Format: UTC\n#Fields: action date time dst-ip src-ip\nDROP 2024-03-14 09:00:00 10.0.0.1 10.0.0.2\nnonsense\n',
    );
    expect(events[0]?.time?.instant).toBe('2024-03-14T09:00:00.000Z');
    expect(diagnostics[0]?.detail).toContain('1 lines');
    expect(readEvents('#Software: Microsoft Internet Information Services 10.0\n#Fields: date time\n').readerId).not.toBe(
      'windows-firewall-log',
    );
  });
});

describe('transcripts of PowerShell', () => {
  const head = [
    '**********************',
    'Windows PowerShell transcript start',
    'Start time: 20240314092653',
    'Username: CORP\\anna',
    'RunAs User: CORP\\admin',
    'Configuration Name: ',
    'Machine: WS7 (Microsoft Windows NT 10.0.19045.0)',
    'Host Application: C:\\Windows\\System32\\WindowsPowerShell\\v1.0\\powershell.exe',
    'Process ID: 4711',
    '**********************',
  ].join('\r\n');

  it('give who, as whom and where with each command, and the time of a command where it is stated', () => {
    const { events, diagnostics } = reading(
      'powershell-transcript',
      `\ufeff${head}\r\nPS C:\\> New-InboxRule -Name x\r\nName\r\n**********************\r\nCommand start time: 20240314093000\r\n**********************\r\n[srv1]: PS C:\\> whoami\r\nPS C:\\> \r\n`,
    );
    expect(events.map(({ action, actor, account, host, time, object }) => [action, actor, account, host, time?.raw, object.name])).toEqual([
      [
        'process-start',
        'CORP\\anna',
        'CORP\\admin',
        'WS7',
        '20240314092653',
        'C:\\Windows\\System32\\WindowsPowerShell\\v1.0\\powershell.exe',
      ],
      ['script', 'CORP\\anna', 'CORP\\admin', 'WS7', '20240314092653', 'New-InboxRule -Name x'],
      ['script', 'CORP\\anna', 'CORP\\admin', 'WS7', '20240314093000', 'whoami'],
    ]);
    expect(events.every(({ time }) => time?.instant === null)).toBe(true);
    expect(diagnostics.map(({ detail }) => detail)).toEqual([
      'Entries that are no records: 1 lines that are no entries or go on from the line before.',
    ]);
  });
});

describe('TeamViewer', () => {
  it('keeps sessions to the machine in UTC, and those from it without a zone', () => {
    const incoming = reading(
      'teamviewer-connections',
      '\r\n1660360496\tAnna Other\t16-02-2024 14:16:32\t16-02-2024 14:18:36\tben\tRemoteControl\t{b3a4df33-d027-44d5-b50f-4e61115494d4}\t\r\n',
    ).events;
    expect(incoming[0]).toMatchObject({
      actor: 'Anna Other',
      account: 'ben',
      time: { instant: '2024-02-16T14:16:32.000Z' },
      strength: 'LOGGED ON',
    });
    const outgoing = reading(
      'teamviewer-connections',
      '1660360496                      20-02-2024 13:10:33             20-02-2024 13:11:52             ben                          FileTransfer                   {b35110b2-7dc5-4bb9-8d54-ca80953f65f8}\n',
    ).events;
    expect(outgoing[0]).toMatchObject({
      actor: 'ben',
      object: { name: 'FileTransfer' },
      time: { raw: '20-02-2024 13:10:33', instant: null },
    });
  });

  it('knows no session in a line of blanks, however long', () => {
    expect(readEvents(Buffer.from(`1660360496${' '.repeat(4000)}x`)).readerId).not.toBe('teamviewer-connections');
    const session = '1660360496\tAnna\t16-02-2024 14:16:32\t\t\tRemoteControl\t\n';
    const { events } = reading('teamviewer-connections', `${session}1660360496${' '.repeat(100_000)}x\n`);
    expect(events.map(({ actor, account }) => [actor, account])).toEqual([['Anna', '']]);
  });

  const line = (said: string): string => `2024/02/16 06:16:47.499  2216       2492 S0   ${said}\n`;
  it('takes the zone of its log from the block of a start, and the machine itself for no visitor', () => {
    const { events } = reading(
      'teamviewer-log',
      `${line('Logger started.')}Start:              2024/02/16 06:05:19.548 (UTC-8:00)\nID:                 111222333\n${line('CParticipantManagerBase participant WS7 (ID [111222333,5]) was added with the role 3')}${line('CParticipantManagerBase participant Anna Other (ID [444555666,-7]) was added with the role 6')}${line('CLoginServer::AuthenticateServer()')}`,
    );
    expect(events.map(brief)).toEqual([['LOGGED ON', 'sign-in', 'Anna Other', '', '2024-02-16T14:16:47.499Z']]);
    expect(events[0]?.facts).toContainEqual({ name: 'identifier of the side named', value: '444555666' });
  });
});

describe('vsftpd', () => {
  it('tells log-ins, files that left and came, and what failed', () => {
    const at = 'Mon Jun  6 18:43:28 2016 [pid 3]';
    const { events } = reading(
      'vsftpd-log',
      `${at} CONNECT: Client "192.0.2.9"\n${at} [anna] OK LOGIN: Client "192.0.2.9"\n${at} [anna] OK DOWNLOAD: Client "192.0.2.9", "/srv/mail, old.pst", 1884648 bytes, 41.44Kbyte/sec\n${at} [anna] FAIL DOWNLOAD: Client "192.0.2.9", "/x", 0.00Kbyte/sec\n${at} [anna] FTP response: Client "192.0.2.9", "230 Login"\n`,
    );
    expect(events.map(brief)).toEqual([
      ['PRESENT', 'network-connection', 'vsftpd', '', 'Mon Jun  6 18:43:28 2016'],
      ['LOGGED ON', 'sign-in', 'vsftpd', 'anna', 'Mon Jun  6 18:43:28 2016'],
      ['EXPORTED', 'file-copy', '/srv/mail, old.pst', 'anna', 'Mon Jun  6 18:43:28 2016'],
      ['ATTEMPTED', 'file-copy', '/x', 'anna', 'Mon Jun  6 18:43:28 2016'],
    ]);
    expect(events[2]?.facts).toContainEqual({ name: 'bytes', value: 1884648 });
  });
});

describe('Santa', () => {
  it('tells starts, refused starts, and changes of files', () => {
    const at = '[2022-02-09T16:47:01.893Z] I santad: ';
    const { events, diagnostics } = reading(
      'santa-log',
      `${at}action=EXEC|decision=ALLOW|pid=7|ppid=1|user=anna|path=/bin/cp|args=/bin/cp a<pipe>b c\n${at}action=EXEC|decision=DENY|pid=8|user=anna|path=/tmp/x|args=/tmp/x\n${at}action=DELETE|path=/Volumes/anna/Library/Mail/a.emlx|pid=9|process=rm|processpath=/bin/rm|user=anna\n[2022-02-09T16:47:01.893Z] *** LOG MESSAGE QUOTA EXCEEDED - SOME MESSAGES FROM THIS PROCESS HAVE BEEN DISCARDED ***\n`,
    );
    expect(events.map(brief)).toEqual([
      ['RUN', 'process-start', '/bin/cp', 'anna', '2022-02-09T16:47:01.893Z'],
      ['ATTEMPTED', 'process-start', '/tmp/x', 'anna', '2022-02-09T16:47:01.893Z'],
      ['CHANGED', 'file-delete', '/Volumes/anna/Library/Mail/a.emlx', 'anna', '2022-02-09T16:47:01.893Z'],
    ]);
    expect(events[0]?.process?.commandLine).toBe('/bin/cp a|b c');
    expect(diagnostics[0]?.detail).toContain('discarded');
  });
});

describe('Microsoft Configuration Manager', () => {
  const entry = (said: string): string =>
    `<![LOG[${said}]LOG]!><time="19:33:19.766-330" date="11-28-2014" component="AppEnforce" context="" type="1" thread="8744" file="a.cpp:1">\n`;
  it('has entries of several lines, of which those that name mail are events; its offset is added to have UTC', () => {
    const { events, diagnostics } = reading(
      'configuration-manager-log',
      `${entry('Nothing')}${entry('Removing\nMicrosoft Outlook\nof anna')}<![LOG[cut here\n${entry('again')}<![LOG[never ends\n`,
    );
    expect(events.map(brief)).toEqual([['PRESENT', 'other', 'Outlook', '', '2014-11-28T14:03:19.766Z']]);
    expect(diagnostics.map(({ code }) => code)).toEqual(['item-unreadable', 'log-entries-left-out']);
    expect(diagnostics[1]?.detail).toContain('AppEnforce 2');
  });
});

describe('the popularity contest of Debian', () => {
  it('gives the last reading of each program, which is no proof of a start', () => {
    const { events } = reading(
      'popularity-contest',
      'POPULARITY-CONTEST-0 TIME:1277185301 ID:abc ARCH:i386\n1277192082 1270556742 thunderbird /usr/bin/thunderbird <RECENT-CTIME>\n0 0 fonts <NOFILES>\nEND-POPULARITY-CONTEST-0 TIME:1277185301\n',
    );
    expect(events.map(brief)).toEqual([['PRESENT', 'program-use', '/usr/bin/thunderbird', '', '2010-06-22T07:34:42.000Z']]);
  });
});

describe('the history of Vim', () => {
  const head = "# This viminfo file was generated by Vim 8.2.\n# You may edit it if you're careful!\n\n|1,4\n*encoding=utf-8\n\n";
  it('gives commands, searches, registers and files with the time of the line behind', () => {
    const { events, diagnostics } = reading(
      'vim-history',
      `${head}:w\n|2,0,1234567890,,"w"\n?/secret\n|2,1,1234567891,47,"secret"\n""1\tLINE\t0\n\tDear Anna\n|3,1,1,1,1,0,1234567892,"Dear Anna"\n'0  12  3  ~/Mail/inbox\n|4,48,12,3,1234567893,"~/Mail/inbox"\n> ~/.forward\n\t*\t1234567894\t0\n\t"\t1\t0\n`,
    );
    expect(events.map(brief)).toEqual([
      ['RUN', 'script', 'w', '', '2009-02-13T23:31:30.000Z'],
      ['RUN', 'other', 'secret', '', '2009-02-13T23:31:31.000Z'],
      ['PRESENT', 'other', 'register 1', '', '2009-02-13T23:31:32.000Z'],
      ['OPENED', 'file-open', '~/Mail/inbox', '', '2009-02-13T23:31:33.000Z'],
      ['OPENED', 'file-open', '~/.forward', '', '2009-02-13T23:31:34.000Z'],
    ]);
    expect(events[2]?.facts).toContainEqual({ name: 'text', value: 'Dear Anna' });
    expect(diagnostics).toEqual([]);
  });

  it('has no times before version 8', () => {
    const { events } = reading('vim-history', `# This viminfo file was generated by Vim 7.4.\n:q\n'1  1  0  /var/mail/anna\n`);
    expect(events.map(brief)).toEqual([
      ['RUN', 'script', 'q', '', null],
      ['OPENED', 'file-open', '/var/mail/anna', '', null],
    ]);
  });
});

const corpus = corpusPath('host/plaso');
describe.skipIf(corpus === null)(corpus === null ? skipReason : 'real logs of programs', () => {
  const file = (name: string): Buffer => readFileSync(`${corpus ?? ''}/${name}`);
  const linesThat = (name: string, form: RegExp): number =>
    file(name)
      .toString('utf8')
      .split(/\r?\n/)
      .filter((line) => form.test(line)).length;

  // What a line must have to be an entry, counted without the readers.
  it.each([
    ['windows_firewall.log', 'windows-firewall-log', /^\d{4}-.* (?:DROP|OPEN|CLOSE) /],
    ['vsftpd.log', 'vsftpd-log', /\[pid \d+\]/],
    ['santa.log', 'santa-log', /action=/],
    ['santa2.log', 'santa-log', /action=/],
    ['popcontest1.log', 'popularity-contest', /^\d+ \d+ \S+ \//],
    ['.viminfo', 'vim-history', /^(?::|[?/]|"\d|'\d|-'|> )/],
    ['.viminfo_alt', 'vim-history', /^(?::|[?/]|"\d|'\d|-'|> )/],
    ['teamviewer/Connections.txt', 'teamviewer-connections', /^\d/],
    ['teamviewer/connections_incoming.txt', 'teamviewer-connections', /^\d/],
    ['powershell_transcript.txt', 'powershell-transcript', /^(?:PS [^>]*> \S|Start time)/],
    ['powershell_transcript_ger.txt', 'powershell-transcript', /^(?:PS [^>]*> (?!TerminatingError)\S|Startzeit)/],
  ])('%s', (name, id, form) => {
    expect(reading(id, file(name)).events.length).toBe(linesThat(name, form));
  });

  it('agree with each other: the session that TeamViewer lists is in its log', () => {
    const [listed] = reading('teamviewer-connections', file('teamviewer/connections_incoming.txt')).events;
    const logged = reading('teamviewer-log', file('teamviewer/TeamViewer15_Logfile.log')).events;
    const asked = logged.find(({ operation }) => operation === 'session asked for from elsewhere');
    expect(asked?.time?.instant?.slice(0, 19)).toBe(listed?.time?.instant?.slice(0, 19));
  });

  it('tell every entry of a log that is of no concern as a number', () => {
    const { events, diagnostics } = reading('configuration-manager-log', file('sccm_various.log'));
    expect(events).toEqual([]);
    const counted = Array.from(diagnostics[0]?.detail.matchAll(/ (\d+)(?=[,.])/g) ?? [], ([, count]) => Number(count));
    expect(counted.reduce((sum, count) => sum + count, 0)).toBe(linesThat('sccm_various.log', /\]LOG\]!>/));
  });

  it('survive damage anywhere', () => {
    const random = seededRandom(62);
    for (const name of ['.viminfo', 'santa2.log', 'powershell_transcript_ger.txt', 'sccm_various.log', 'vsftpd.log']) {
      for (let round = 0; round < 15; round += 1) expect(readEvents(withFlippedBits(file(name), 30, random)).unbalanced).toEqual([]);
    }
  });
});
