import { describe, expect, it } from 'vitest';
import { csv } from '#test/support/cloud-logs/audit-records.ts';
import { factOf, logReaderOf, onlyEvent, readLog } from '#test/support/cloud-logs/read-log.ts';
import { unbalanced } from '#test/support/read-source.ts';

describe('message trace', () => {
  const row = {
    Organization: 'corp.example',
    MessageId: '<a@corp.example>',
    Received: '/Date(1715675415250)/',
    SenderAddress: 'a@corp.example',
    RecipientAddress: 'b@corp.example',
    Subject: 'Hello',
    Status: 'Delivered',
    FromIP: '203.0.113.7',
    Size: 10,
    MessageTraceId: 't-1',
    Index: 0,
  };
  const expected = {
    actor: 'a@corp.example',
    account: 'b@corp.example',
    messageIds: ['<a@corp.example>'],
    action: 'mail-delivery',
    strength: 'PRESENT',
    address: '203.0.113.7',
  };

  it('is read as the reporting service gives it', () => {
    expect(onlyEvent(JSON.stringify([row]))).toMatchObject({ ...expected, time: { instant: '2024-05-14T08:30:15.250Z' } });
  });

  it('is read from Get-MessageTrace | Export-Csv, whose time may not tell day from month', () => {
    const of = (received: string): ReturnType<typeof onlyEvent> =>
      onlyEvent(
        csv(
          ['MessageId', 'Received', 'SenderAddress', 'RecipientAddress', 'Subject', 'Status', 'FromIP', 'MessageTraceId'],
          [['<a@corp.example>', received, 'a@corp.example', 'b@corp.example', 'Hello', 'Delivered', '203.0.113.7', 't-1']],
        ),
      );
    expect(of('5/14/2024 8:30:15 AM')).toMatchObject({ ...expected, time: { instant: '2024-05-14T08:30:15.000Z' } });
    expect(of('5/4/2024 8:30:15 AM')).toMatchObject({ ...expected, time: { raw: '5/4/2024 8:30:15 AM', instant: null } });
  });

  it('is read from the extended report of the portal', () => {
    const columns = [
      'origin_timestamp_utc',
      'sender_address',
      'recipient_status',
      'message_subject',
      'total_bytes',
      'message_id',
      'network_message_id',
      'original_client_ip',
      'directionality',
    ];
    const event = onlyEvent(
      csv(columns, [
        [
          '2024-05-14T08:30:15.2500000Z',
          'a@corp.example',
          'b@x.example##Delivered;c@x.example##Failed',
          'Hello',
          '10',
          '<a@corp.example>',
          'n-1',
          '203.0.113.7',
          'Originating',
        ],
      ]),
    );
    expect(event).toMatchObject({ action: 'mail-send', account: 'b@x.example' });
    expect(factOf(event, 'recipients')).toEqual(['b@x.example', 'c@x.example']);
  });

  it('is read from the log search of Google Workspace', () => {
    const columns = [
      'Message ID',
      'Start date',
      'End date',
      'Sender',
      'Subject',
      'Direction',
      'Recipient address',
      'Event target',
      'Event date',
      'Event status',
    ];
    const rows = csv(columns, [
      [
        'a@corp.example',
        '2024/05/14 08:30:15 UTC',
        '',
        'a@corp.example',
        'Hello',
        'Sent',
        'b@x.example',
        'x.example',
        '2024-05-14 08:30:15 UTC',
        'Delivered',
      ],
    ]);
    expect(onlyEvent(rows)).toMatchObject({ action: 'mail-send', account: 'b@x.example', time: { instant: '2024-05-14T08:30:15.000Z' } });
  });
});

describe('message tracking', () => {
  const head = [
    '#Software: Microsoft Exchange Server',
    '#Version: 15.02.1118.007',
    '#Log-type: Message Tracking Log',
    '#Date: 2024-05-14T08:00:00.000Z',
  ];
  const fields =
    '#Fields: date-time,client-ip,client-hostname,server-ip,server-hostname,source-context,connector-id,source,event-id,internal-message-id,message-id,network-message-id,recipient-address,recipient-status,total-bytes,recipient-count,related-recipient-address,reference,message-subject,sender-address,return-path,message-info,directionality';
  const line = (source: string, event: string, recipient: string, related = ''): string =>
    `2024-05-14T08:30:15.250Z,203.0.113.7,client,10.0.0.1,EX01,"a,""b""",,${source},${event},17,<a@corp.example>,n,${recipient},250 OK,100,1,${related},,Hello,a@corp.example,a@corp.example,,Originating`;
  const log = (...lines: readonly string[]): string => [...head, fields, ...lines, ''].join('\r\n');

  it('tells what was received, delivered and sent, by the clock of the server', () => {
    const { readerId, events, result } = readLog(
      log(
        line('SMTP', 'RECEIVE', 'b@corp.example'),
        line('STOREDRIVER', 'DELIVER', 'b@corp.example'),
        line('SMTP', 'SEND', 'c@x.example'),
        line('SMTP', 'FAIL', 'd@x.example'),
      ),
    );
    expect(readerId).toBe('exchange-message-tracking');
    expect(events.map(({ action, strength }) => [action, strength])).toEqual([
      ['mail-delivery', 'PRESENT'],
      ['mail-delivery', 'PRESENT'],
      ['mail-send', 'EXPORTED'],
      ['mail-delivery', 'ATTEMPTED'],
    ]);
    expect(events[0]).toMatchObject({
      host: 'EX01',
      address: '203.0.113.7',
      precision: 'millisecond',
      clock: 'clock of the server',
      time: { instant: '2024-05-14T08:30:15.250Z' },
    });
    expect(unbalanced(result)).toEqual([]);
  });

  it('tells what a redirection or a rule of a mailbox passed on', () => {
    const { events } = readLog(
      log(line('ROUTING', 'REDIRECT', 'out@evil.example', 'victim@corp.example'), line('MAILBOXRULE', 'RECEIVE', 'out@evil.example')),
    );
    expect(events).toMatchObject([
      { action: 'mail-forward', strength: 'EXPORTED', account: 'victim@corp.example' },
      { action: 'mail-forward', operation: 'MAILBOXRULE RECEIVE' },
    ]);
    expect(events.map((event) => factOf(event, 'recipients'))).toEqual([['out@evil.example'], ['out@evil.example']]);
  });

  it('follows names that change within the log', () => {
    const other = '#Fields: date-time,event-id,source,internal-message-id,message-id,sender-address';
    const { events } = readLog(
      `${log(line('SMTP', 'RECEIVE', 'b@corp.example'))}${other}\r\n2024-05-14T09:00:00.000Z,SEND,SMTP,18,<b@corp.example>,z@corp.example\r\n`,
    );
    expect(events[1]).toMatchObject({ actor: 'z@corp.example', action: 'mail-send', messageIds: ['<b@corp.example>'] });
  });
});

describe('the log of the web server', () => {
  const head = [
    '#Software: Microsoft Internet Information Services 10.0',
    '#Version: 1.0',
    '#Date: 2024-05-14 08:00:00',
    '#Fields: date time s-ip cs-method cs-uri-stem cs-uri-query s-port cs-username c-ip cs(User-Agent) cs(Referer) sc-status sc-substatus sc-win32-status time-taken',
  ];
  const line = (method: string, path: string, query = '-', status = 200, user = 'CORP\\anna'): string =>
    `2024-05-14 08:30:15 10.0.0.1 ${method} ${path} ${query} 443 ${user} 203.0.113.7 Apple-iPhone/1 - ${String(status)} 0 0 15`;
  const log = (...lines: readonly string[]): string => [...head, ...lines, ''].join('\n');

  it('tells requests to Exchange, in UTC, and counts the others', () => {
    const { events, result } = readLog(
      log(
        line('POST', '/Microsoft-Server-ActiveSync/default.eas', 'User=anna&DeviceId=D1&Cmd=Sync'),
        line('GET', '/'),
        line('GET', '/favicon.ico'),
        line('POST', '/EWS/Exchange.asmx'),
        line('GET', '/owaX'),
      ),
    );
    expect(events).toMatchObject([
      {
        action: 'mail-sync',
        strength: 'SYNCED',
        actor: 'CORP\\anna',
        session: 'D1',
        client: 'Apple-iPhone/1',
        address: '203.0.113.7',
        time: { raw: '2024-05-14 08:30:15', instant: '2024-05-14T08:30:15.000Z' },
      },
      { action: 'mail-access', strength: 'OPENED' },
    ]);
    expect(result.diagnostics).toMatchObject([
      { code: 'log-entries-left-out', effect: 'noted', detail: expect.stringMatching(/^3 requests/) as unknown },
    ]);
    expect(unbalanced(result)).toEqual([]);
  });

  it('tells rules that were made in the page of administration', () => {
    expect(readLog(log(line('POST', '/ecp/RulesEditor/InboxRules.svc/NewObject', 'msExchEcpCanary=x'))).events).toMatchObject([
      { action: 'rule-change', strength: 'CHANGED' },
    ]);
    expect(readLog(log(line('POST', '/ecp/RulesEditor/InboxRules.svc/NewObject', '-', 500, '-'))).events).toMatchObject([
      { action: 'rule-change', strength: 'ATTEMPTED', outcome: '500.0', actor: '' },
    ]);
    expect(readLog(log(line('GET', '/ecp/'))).events).toMatchObject([{ action: 'page-visit' }]);
  });

  it('is read in the older format too, whose times are local', () => {
    const old = (path: string): string =>
      `203.0.113.7, anna, 5/14/2024, 8:30:15, W3SVC1, EX01, 10.0.0.1, 2, 769, 143, 200, 0, GET, ${path}, -,`;
    const { events, result } = readLog([old('/owa/'), old('/other'), ''].join('\r\n'));
    expect(events).toMatchObject([
      { action: 'mail-access', actor: 'anna', address: '203.0.113.7', host: 'EX01', time: { raw: '5/14/2024 8:30:15', instant: null } },
    ]);
    expect(result.diagnostics).toMatchObject([{ code: 'log-entries-left-out', detail: expect.stringMatching(/^1 requests/) as unknown }]);
    expect(unbalanced(result)).toEqual([]);
  });

  it('is no log of Exchange where it has other fields', () => {
    expect(
      logReaderOf('#Software: x\n#Fields: date time action protocol src-ip dst-ip\n2024-05-14 08:30:15 DROP TCP 1.2.3.4 5.6.7.8\n'),
    ).toBeNull();
  });
});

describe('audit logs of Exchange', () => {
  it('tell what was done in a mailbox', () => {
    const columns = [
      'Operation',
      'OperationResult',
      'LogonType',
      'ExternalAccess',
      'FolderPathName',
      'ClientInfoString',
      'ClientIPAddress',
      'ClientProcessName',
      'MailboxOwnerUPN',
      'LogonUserDisplayName',
      'SourceItemSubjectsList',
      'SourceItemInternetMessageIdsList',
      'LastAccessed',
      'Identity',
    ];
    const rows = csv(columns, [
      [
        'SoftDelete',
        'Succeeded',
        'Delegate',
        'False',
        '\\Inbox',
        'Client=OWA',
        '203.0.113.7',
        'OUTLOOK.EXE',
        'victim@corp.example',
        'Mallory',
        'Invoice',
        '<a@x.example>;<b@x.example>',
        '2024-05-14T08:30:15+02:00',
        'i-1',
      ],
    ]);
    expect(readLog(rows)).toMatchObject({
      readerId: 'exchange-audit',
      events: [
        {
          action: 'mail-delete',
          actor: 'Mallory',
          account: 'victim@corp.example',
          messageIds: ['<a@x.example>', '<b@x.example>'],
          sourceId: 'i-1',
          time: { instant: '2024-05-14T06:30:15.000Z' },
        },
      ],
    });
  });

  it('tell what administrators did', () => {
    const entry = {
      ObjectModified: 'corp.example/victim',
      CmdletName: 'Set-Mailbox',
      CmdletParameters: [
        { Name: 'Identity', Value: 'victim' },
        { Name: 'ForwardingSmtpAddress', Value: 'smtp:out@evil.example' },
      ],
      Caller: 'corp.example/mallory',
      Succeeded: true,
      RunDate: '2024-05-14T08:30:15Z',
      Identity: 'i-2',
    };
    expect(onlyEvent(JSON.stringify([entry]))).toMatchObject({
      action: 'forwarding-change',
      actor: 'corp.example/mallory',
      change: { what: 'mailbox-forwarding', state: 'set', destinations: ['out@evil.example'] },
    });
  });
});
