import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { AccessEventClaims } from '#model/index.ts';
import { readers } from '#formats/registry.ts';
import { systemLogReaders } from '#formats/system-log/index.ts';
import { corpusPath, skipReason } from '#test/support/corpus.ts';
import { withFlippedBits } from '#test/support/damaged-source.ts';
import { readEvents } from '#test/support/host-traces/read-events.ts';
import { nothingAround } from '#test/support/reading-room.ts';
import { seededRandom } from '#test/support/random.ts';
import { defaultLimits, fileStep } from '#model/index.ts';

const at = '2024-03-14T09:26:53.120000+01:00 mx1';
const brief = ({ action, strength, account, change, messageIds }: AccessEventClaims) => [
  action,
  strength,
  account,
  change?.of ?? null,
  change?.destinations ?? null,
  messageIds ?? null,
];
const eventsOf = (...lines: readonly string[]) => {
  const result = readEvents(lines.map((line) => `${at} ${line}\n`).join(''));
  expect(result.readerId).toBe('system-log');
  expect(result.unbalanced).toEqual([]);
  return result.events;
};

describe('Postfix', () => {
  const queue = (qid: string): string[] => [
    `postfix/smtpd[11]: ${qid}: client=out.example.net[198.51.100.9]`,
    `postfix/cleanup[12]: ${qid}: message-id=<m1@example.net>`,
    `postfix/qmgr[13]: ${qid}: from=<bob@example.net>, size=1500, nrcpt=1 (queue active)`,
  ];

  it('proves forwarding where mail of one address went to another outside, and tells sender and identifier with it', () => {
    const events = eventsOf(
      ...queue('4TvXyz1234z9Bc'),
      'postfix/smtp[14]: 4TvXyz1234z9Bc: to=<anna@outside.example>, orig_to=<anna@corp.example>, relay=mx.outside.example[203.0.113.5]:25, delay=1.2, delays=0.1/0/0.5/0.6, dsn=2.0.0, status=sent (250 2.0.0 OK, queued)',
      'postfix/qmgr[13]: 4TvXyz1234z9Bc: removed',
    );
    expect(events.map(brief)).toEqual([
      ['mail-forward', 'EXPORTED', 'anna@corp.example', 'anna@corp.example', ['anna@outside.example'], ['<m1@example.net>']],
    ]);
    expect(events[0]).toMatchObject({ host: 'mx1', session: '4TvXyz1234z9Bc', outcome: 'sent (250 2.0.0 OK, queued)' });
    expect(events[0]?.time).toMatchObject({ instant: '2024-03-14T08:26:53.120Z', offsetMinutes: 60 });
    expect(events[0]?.facts).toContainEqual({ name: 'sender', value: 'bob@example.net' });
    expect(events[0]?.facts).toContainEqual({ name: 'address of the client', value: '198.51.100.9' });
  });

  it('sees none where an alias leads to a mailbox here, a filter or a server of the own net, nor where only a domain was added', () => {
    const to = (rest: string): string => `postfix/smtp[14]: 7B3643F820: ${rest}, delay=1, delays=0/0/0/1, dsn=2.0.0, status=sent (250 Ok)`;
    const events = eventsOf(
      to('to=<anna@corp.example>, orig_to=<sales@corp.example>, relay=local'),
      to('to=<anna@corp.example>, orig_to=<sales@corp.example>, relay=127.0.0.1[127.0.0.1]:10024'),
      to('to=<anna@corp.example>, orig_to=<sales@corp.example>, relay=1.2.3.4[1.2.3.4]:10024'),
      to('to=<anna@corp.example>, orig_to=<sales@corp.example>, relay=store.corp.example[10.1.2.3]:25'),
      to('to=<root@corp.example>, orig_to=<root>, relay=mx.outside.example[203.0.113.5]:25'),
      to('to=<anna@outside.example>, relay=mx.outside.example[203.0.113.5]:25'),
    );
    expect(events.map(({ action }) => action)).toEqual(Array.from({ length: 6 }, () => 'mail-delivery'));
  });

  it('calls what could not be passed on no forward, and still says where it was to go', () => {
    const events = eventsOf(
      'postfix/smtp[14]: 7B3643F820: to=<anna@outside.example>, orig_to=<anna@corp.example>, relay=mx.outside.example[203.0.113.5]:25, delay=1, dsn=4.0.0, status=deferred (try again)',
    );
    expect(events.map(brief)).toEqual([
      ['mail-delivery', 'ATTEMPTED', 'anna@corp.example', 'anna@corp.example', ['anna@outside.example'], null],
    ]);
  });

  it('joins a forward by .forward with the message that it became', () => {
    const events = eventsOf(
      ...queue('7B3643F820'),
      'postfix/local[15]: 7B3643F820: to=<anna@corp.example>, relay=local, delay=0.1, delays=0/0/0/0, dsn=2.0.0, status=sent (forwarded as 8C4754A931)',
      'postfix/smtp[16]: 8C4754A931: to=<anna@outside.example>, orig_to=<anna@corp.example>, relay=mx.outside.example[2001:db8::5]:25, delay=1, delays=0/0/0/1, dsn=2.0.0, status=sent (250 OK)',
    );
    expect(events.map(({ action, change }) => [action, change?.of, change?.destinations])).toEqual([
      ['mail-forward', 'anna@corp.example', []],
      ['mail-forward', 'anna@corp.example', ['anna@outside.example']],
    ]);
    expect(events[0]?.object).toEqual({ kind: 'message', name: '8C4754A931' });
    expect(events[1]?.facts).toContainEqual({ name: 'made of the message with queue identifier', value: '7B3643F820' });
  });

  it('tells log-ins and failed ones, and deliveries that failed as attempts', () => {
    const events = eventsOf(
      'postfix/submission/smtpd[11]: 7B3643F820: client=home.example[198.51.100.9], sasl_method=PLAIN, sasl_username=anna@corp.example',
      'postfix/smtpd[11]: warning: unknown[198.51.100.66]: SASL LOGIN authentication failed: UGFzc3dvcmQ6, sasl_username=anna',
      'postfix/smtp[14]: 7B3643F820: to=<x@outside.example>, relay=none, delay=30, delays=0/0/30/0, dsn=4.4.1, status=deferred (connect to x: timed out)',
    );
    expect(events.map(({ action, strength, account, address }) => [action, strength, account, address])).toEqual([
      ['sign-in', 'LOGGED ON', 'anna@corp.example', '198.51.100.9'],
      ['sign-in', 'ATTEMPTED', 'anna', '198.51.100.66'],
      ['mail-delivery', 'ATTEMPTED', 'x@outside.example', ''],
    ]);
    expect(events[2]?.actor).toBe('anna@corp.example');
  });
});

it('Exim tells arrivals with log-in and deliveries; the address behind the recipient proves forwarding', () => {
  const log = [
    '2024-03-14 09:26:53 1rkgXX-0000AB-CD <= bob@example.net H=out.example.net (helo) [198.51.100.9] P=esmtps S=1500 id=m1@example.net',
    '2024-03-14 09:26:54 1rkgXX-0000AB-CD => anna@outside.example <anna@corp.example> R=dnslookup T=remote_smtp H=mx.outside.example [203.0.113.5] X=TLS1.3 C="250 OK, queued"',
    '2024-03-14 09:26:54 1rkgXX-0000AB-CD -> anna <anna@corp.example> R=localuser T=local_delivery',
    '2024-03-14 09:26:55 1rkgXX-0000AB-CD Completed',
    '2024-03-14 09:27:00 +0100 1rkgXX-000000000AB-00CD <= anna@corp.example H=home.example [198.51.100.7] P=esmtpsa A=plain_login:anna S=10',
    '2024-03-14 09:27:01 plain_login authenticator failed for (helo) [198.51.100.66]: 535 Incorrect authentication data (set_id=anna)',
    '2024-03-14 09:27:02 1rkgXX-0000AB-CE ** x@outside.example R=dnslookup T=remote_smtp: SMTP error from remote mail server: 550 no such user',
  ].join('\n');
  const { events, readerId, unbalanced } = readEvents(log);
  expect([readerId, unbalanced]).toEqual(['system-log', []]);
  expect(events.map(brief)).toEqual([
    ['mail-forward', 'EXPORTED', 'anna@corp.example', 'anna@corp.example', ['anna@outside.example'], ['<m1@example.net>']],
    ['mail-delivery', 'PRESENT', 'anna@corp.example', null, null, ['<m1@example.net>']],
    ['sign-in', 'LOGGED ON', 'anna', null, null, null],
    ['sign-in', 'ATTEMPTED', 'anna', null, null, null],
    ['mail-delivery', 'ATTEMPTED', 'x@outside.example', null, null, null],
  ]);
  expect(events.map(({ time }) => time?.instant)).toEqual([null, null, '2024-03-14T08:27:00.000Z', null, null]);
  expect(events[0]?.doesNotShow).toContain('does not name the zone');
});

it('Sendmail: the controlling user of mail from elsewhere forwarded it, of own mail sent it', () => {
  const events = eventsOf(
    'sendmail[21]: 42E8QrAB012345: from=<bob@example.net>, size=1500, class=0, nrcpts=1, msgid=<m1@example.net>, proto=ESMTP, daemon=MTA, relay=out.example.net [198.51.100.9]',
    'sendmail[22]: 42E8QrAB012345: to=anna@outside.example, ctladdr=<anna@corp.example> (1000/1000), delay=00:00:01, xdelay=00:00:01, mailer=esmtp, pri=121500, relay=mx.outside.example. [203.0.113.5], dsn=2.0.0, stat=Sent (OK, queued)',
    'sendmail[23]: 42E8QrAB012346: from=anna, size=10, class=0, nrcpts=1, msgid=<m2@corp.example>, relay=anna@localhost',
    'sendmail[24]: 42E8QrAB012346: to=x@outside.example, ctladdr=anna (1000/1000), delay=00:00:01, mailer=esmtp, relay=mx.outside.example. [203.0.113.5], dsn=2.0.0, stat=Sent (OK)',
    'sendmail[25]: AUTH=server, relay=home.example [198.51.100.7], authid=anna, mech=PLAIN, bits=0',
  );
  expect(events.map(brief)).toEqual([
    ['mail-forward', 'EXPORTED', 'anna@corp.example', 'anna@corp.example', ['anna@outside.example'], ['<m1@example.net>']],
    ['mail-delivery', 'PRESENT', 'anna', null, null, ['<m2@corp.example>']],
    ['sign-in', 'LOGGED ON', 'anna', null, null, null],
  ]);
});

it('Dovecot: log-ins, failed ones, forwards of Sieve, deliveries, deletions', () => {
  const events = eventsOf(
    'dovecot: imap-login: Login: user=<anna>, method=PLAIN, rip=198.51.100.7, lip=10.0.0.1, mpid=7, TLS, session=<Ab/cd>',
    'dovecot[9]: pop3-login: Disconnected (auth failed, 3 attempts in 6 secs): user=<root>, method=PLAIN, rip=198.51.100.66, lip=10.0.0.1, session=<x>',
    'dovecot: lmtp(anna)<77><xyz>: sieve: msgid=<m1@example.net>: forwarded to <anna@outside.example>',
    "dovecot: lda(anna): sieve: msgid=<m1@example.net>: stored mail into mailbox 'INBOX'",
    'dovecot: imap(anna)<8><Ab/cd>: expunge: box=INBOX, uid=7, msgid=<m1@example.net>, size=100',
    'dovecot: imap(anna)<8><Ab/cd>: Disconnected: Logged out in=10 out=20',
    'dovecot: imap-login: Disconnected (no auth attempts in 0 secs): user=<>, rip=198.51.100.66, lip=10.0.0.1',
  );
  expect(events.map(brief)).toEqual([
    ['sign-in', 'LOGGED ON', 'anna', null, null, null],
    ['sign-in', 'ATTEMPTED', 'root', null, null, null],
    ['mail-forward', 'EXPORTED', 'anna', 'anna', ['anna@outside.example'], ['<m1@example.net>']],
    ['mail-delivery', 'PRESENT', 'anna', null, null, ['<m1@example.net>']],
    ['mail-delete', 'CHANGED', 'anna', null, null, ['<m1@example.net>']],
    ['sign-out', 'LOGGED ON', 'anna', null, null, null],
  ]);
  expect(events[0]).toMatchObject({ address: '198.51.100.7', session: 'Ab/cd' });
});

it('log-ins of the machine: OpenSSH, sudo, PAM, systemd', () => {
  const events = eventsOf(
    'sshd[3]: Accepted publickey for anna from 198.51.100.7 port 50022 ssh2: ED25519 SHA256:abc',
    'sshd[3]: Failed password for invalid user admin from 198.51.100.66 port 50023 ssh2',
    'sshd[3]: pam_unix(sshd:session): session closed for user anna',
    'sudo: anna : TTY=pts/0 ; PWD=/srv/anna ; USER=root ; COMMAND=/bin/cat /var/mail/bob',
    'sudo: anna : command not allowed ; TTY=pts/0 ; PWD=/srv/anna ; USER=root ; COMMAND=/bin/sh',
    'systemd-logind[4]: New session 12 of user anna.',
    'sshd[3]: Connection closed by 198.51.100.66 port 50023',
  );
  expect(events.map(({ action, strength, account, outcome }) => [action, strength, account, outcome])).toEqual([
    ['sign-in', 'LOGGED ON', 'anna', 'accepted'],
    ['sign-in', 'ATTEMPTED', 'admin', 'failed, no such user'],
    ['sign-out', 'LOGGED ON', 'anna', ''],
    ['privilege-use', 'RUN', 'root', ''],
    ['privilege-use', 'ATTEMPTED', 'root', 'command not allowed'],
    ['sign-in', 'LOGGED ON', 'anna', ''],
  ]);
  expect(events[3]?.process?.commandLine).toBe('/bin/cat /var/mail/bob');
});

describe('the forms of a log', () => {
  const message = 'Accepted password for anna from 198.51.100.7 port 50022 ssh2';
  it.each([
    ['RFC 3164', `Mar  6 04:07:28 host sshd[3]: ${message}`, null, 'host'],
    ['RFC 3164 with priority', `<38>Mar  6 04:07:28 host sshd[3]: ${message}`, null, 'host'],
    ['ISO 8601', `2021-03-06T04:07:28.5-02:00 host sshd[3]: ${message}`, '2021-03-06T06:07:28.500Z', 'host'],
    ['RFC 5424', `<38>1 2021-03-06T04:07:28Z host sshd 3 - [a@1 b="\\"]"][c@2] ${message}`, '2021-03-06T04:07:28.000Z', 'host'],
    ['RFC 5424 without data', `<38>1 2021-03-06T04:07:28Z host sshd 3 - - \ufeff${message}`, '2021-03-06T04:07:28.000Z', 'host'],
    [
      'journal as JSON',
      JSON.stringify({
        __CURSOR: 's=1',
        __REALTIME_TIMESTAMP: '1615003648500000',
        _HOSTNAME: 'host',
        SYSLOG_IDENTIFIER: 'sshd',
        MESSAGE: [...Buffer.from(message)],
      }),
      '2021-03-06T04:07:28.500Z',
      'host',
    ],
    [
      'journal export',
      Buffer.concat([
        Buffer.from('__CURSOR=s=1\n__REALTIME_TIMESTAMP=1615003648500000\n_HOSTNAME=host\nSYSLOG_IDENTIFIER=sshd\nMESSAGE\n'),
        Buffer.from([message.length, 0, 0, 0, 0, 0, 0, 0]),
        Buffer.from(`${message}\n\n`),
      ]),
      '2021-03-06T04:07:28.500Z',
      'host',
    ],
  ])('%s', (_, content, instant, host) => {
    const { events, unbalanced } = readEvents(content);
    expect(events.map(({ account, time, host: machine }) => [account, time?.instant, machine])).toEqual([['anna', instant, host]]);
    expect(unbalanced).toEqual([]);
    if (instant === null) expect(events[0]?.doesNotShow).toContain('neither the year nor the zone');
  });

  it('cites each entry with its bytes, also behind a mark and with ends of two characters', () => {
    const lines = [`${at} sshd[3]: ${message}`, `${at} sshd[3]: Accepted password for bob from 198.51.100.7 port 1 ssh2`];
    const content = Buffer.from(`\ufeff${lines.join('\r\n')}\r\n`);
    const ranges = readEvents(content).records.map(({ observed }) => observed.range);
    expect(
      ranges.map((range) => content.subarray(range?.offsetBytes, (range?.offsetBytes ?? 0) + (range?.lengthBytes ?? 0)).toString()),
    ).toEqual(lines);
  });

  it('parts entries that stand in one line, as from the network, each with its bytes', () => {
    const frames = [
      `<38>Mar  6 04:07:28 host sshd[3]: ${message}`,
      `<38>Mar  6 04:07:29 hôst sshd[3]: ${message} <5>1 x`,
      `<38>Mar  6 04:07:30 host cron[3]: x`,
    ];
    const content = Buffer.from(frames.join(''));
    const { records, unbalanced } = readEvents(content);
    const cited = records.map(({ observed: { range } }) =>
      content.subarray(range?.offsetBytes, (range?.offsetBytes ?? 0) + (range?.lengthBytes ?? 0)),
    );
    expect([cited.map(String), unbalanced]).toEqual([frames.slice(0, 2), []]);
  });

  it('makes no entry of a message that quotes one', () => {
    const quoting = `<38>Mar  6 04:07:28 host cron[3]: <38>Mar  6 04:07:28 host sshd[3]: ${message}`;
    expect(readEvents(`${Array.from({ length: 3 }, () => `<38>Mar  6 04:07:28 host cron[3]: x`).join('\n')}\n${quoting}\n`).events).toEqual(
      [],
    );
  });

  it('counts what is no event, by program', () => {
    const { diagnostics } = readEvents(
      `${at} cron[1]: x\n${at} kernel: y\n${at} sshd[3]: ${message}\n\tgoes on\n${at} sshd[3]: Server listening\n`,
    );
    expect(diagnostics.map(({ detail }) => detail)).toEqual([
      'Entries that are no records: of known services without an event: OpenSSH 1; of other programs: cron 1, kernel 1; 1 lines that are no entries or go on from the line before.',
    ]);
  });

  it.each([
    ['a letter', 'Dear Anna,\nMar  6 was a good day: I was glad.\n'],
    ['a log of another program', '2024-03-14T09:26:53Z INFO main: started\n2024-03-14T09:26:54Z WARN net: slow\n'],
    ['vsftpd', 'Mon Jun  6 18:43:28 2016 [pid 2] CONNECT: Client "192.168.1.9"\n'],
    ['lines with dates', '2024-03-14 09:26:53 bought milk\n2024-03-14 09:27:53 went home\n'],
    ['a message that quotes a log', `From: a@b.example\nTo: c@d.example\nSubject: log\n\n${at} sshd[3]: ${message}\n`],
    ['JSON', '{"MESSAGE": "x", "time": 1}\n'],
    ['web server', '192.0.2.1 - - [14/Mar/2024:09:26:53 +0000] "GET / HTTP/1.1" 200 5\n'],
  ])('are not taken for: %s', (_, content) => {
    const ids = systemLogReaders.map(({ id }) => id);
    expect(ids).not.toContain(readEvents(content).readerId);
  });
});

it('remembers a bounded number of messages, and says when one was forgotten', () => {
  const lines = Array.from(
    { length: 50_010 },
    (_, index) => `${at} postfix/cleanup[1]: ${(0x10000000 + index).toString(16).toUpperCase()}: message-id=<${String(index)}@x>`,
  );
  lines.push(`${at} postfix/smtp[2]: 10000000: to=<a@b.example>, relay=local, delay=1, dsn=2.0.0, status=sent (ok)`);
  const { events, codes } = readEvents(lines.join('\n'));
  expect(events[0]?.messageIds).toBeUndefined();
  expect(codes).toContain('limit-reached file:evidence');
});

it('streams: a log of any size is read in pieces, and entries come before its end is asked for', () => {
  const line = Buffer.from(`${at} sshd[3]: Accepted password for anna from 198.51.100.7 port 50022 ssh2\n`);
  const sizeBytes = line.length * 60_000_000;
  let furthest = 0;
  let most = 0;
  const source = {
    sizeBytes,
    read(offsetBytes: number, lengthBytes: number): Uint8Array {
      furthest = Math.max(furthest, offsetBytes + lengthBytes);
      most = Math.max(most, lengthBytes);
      const bytes = Buffer.alloc(Math.min(lengthBytes, sizeBytes - offsetBytes));
      for (let index = 0; index < bytes.length; index += 1) bytes[index] = line[(offsetBytes + index) % line.length] ?? 0;
      return bytes;
    },
  };
  const reader = systemLogReaders.find(({ id }) => id === 'system-log');
  expect(reader?.probe(source).verdict).toBe('yes');
  let records = 0;
  const context = {
    locator: [fileStep('log')],
    folderPath: [],
    fileName: 'log',
    limits: defaultLimits,
    enter: () => true,
    ...nothingAround,
    readers,
  };
  for (const output of reader?.read(source, context) ?? []) {
    if (output.kind === 'record') records += 1;
    if (records === 20_000) break;
  }
  expect(records).toBe(20_000);
  expect(furthest).toBeLessThan(8 * 1024 * 1024);
  expect(most).toBeLessThanOrEqual(1024 * 1024);
});

it('survives damage anywhere', () => {
  const random = seededRandom(20260314);
  const log = Buffer.from(
    [
      `${at} postfix/smtp[14]: 7B3643F820: to=<a@outside.example>, orig_to=<a@corp.example>, relay=mx[203.0.113.5]:25, delay=1, dsn=2.0.0, status=sent (ok)`,
      `${at} sshd[3]: Failed password for root from 198.51.100.66 port 1 ssh2`,
      `${at} dovecot: imap-login: Login: user=<anna>, method=PLAIN, rip=198.51.100.7, lip=10.0.0.1, session=<Ab/cd>`,
      `${at} sendmail[22]: 42E8QrAB012345: to=anna@outside.example, ctladdr=<a> (1/1), mailer=esmtp, relay=mx. [203.0.113.5], stat=Sent (OK)`,
      `${at} exim[22]: 1rkgXX-0000AB-CD => a@outside.example <a@corp.example> R=r T=t H=mx [203.0.113.5]`,
    ].join('\n'),
  );
  for (let round = 0; round < 150; round += 1) {
    const bytes = withFlippedBits(log, 1 + random.below(30), random).subarray(0, random.below(log.length));
    expect(readEvents(bytes).unbalanced).toEqual([]);
  }
});

const corpus = corpusPath('host');
describe.skipIf(corpus === null)(corpus === null ? skipReason : 'real logs', () => {
  const folder = `${corpus ?? ''}/plaso/syslog`;
  it.each(corpus === null ? [] : readdirSync(folder))('%s', (name) => {
    const { readerId, unbalanced, diagnostics, events } = readEvents(readFileSync(`${folder}/${name}`));
    expect(readerId).toBe('system-log');
    expect(unbalanced).toEqual([]);
    expect(events.length).toBe(name === 'syslog_ssh.log' ? 7 : 0);
    expect(diagnostics.map(({ code }) => code)).toEqual(['log-entries-left-out']);
  });

  it('messages of Postfix without the head of their lines', () => {
    const content = readFileSync(`${corpus ?? ''}/derived/sekoia-postfix.raw.log`);
    const { readerId, events, unbalanced } = readEvents(content);
    const deliveries = content
      .toString('utf8')
      .split('\n')
      .filter((line) => /^\w{8,20}: to=[^]*, status=/.test(line)).length;
    expect([readerId, unbalanced]).toEqual(['system-log', []]);
    expect(events.filter(({ action }) => action === 'mail-delivery').length).toBe(deliveries);
    expect(events.every(({ time }) => time === null)).toBe(true);
  });
});
