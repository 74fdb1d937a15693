import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { formatLocator, type AccessEventClaims } from '#model/index.ts';
import { corpusPath, skipReason } from '#test/support/corpus.ts';
import { withFlippedBits } from '#test/support/damaged-source.ts';
import { readEvents } from '#test/support/host-traces/read-events.ts';
import { seededRandom } from '#test/support/random.ts';

const head = 'Mar 14 09:26:53 mx1';
const lines = [
  'postfix/smtpd[11]: 7B3643F820: client=out.example.net[198.51.100.9]',
  'postfix/qmgr[13]: 7B3643F820: from=<bob@example.net>, size=1500, nrcpt=1 (queue active)',
  'postfix/smtp[14]: 7B3643F820: to=<anna@outside.example>, orig_to=<anna@corp.example>, relay=mx.outside.example[203.0.113.5]:25, delay=1, dsn=2.0.0, status=sent (250 OK)',
  'sshd[21]: Accepted publickey for anna from 198.51.100.7 port 51111 ssh2: RSA SHA256:x',
  'sudo[22]:     anna : TTY=pts/0 ; PWD=/srv ; USER=root ; COMMAND=/bin/cat /var/mail/bob',
  'cron[23]: (root) CMD (true)',
].map((line) => `${head} ${line}`);

const ndjson = (wrap: (line: string) => unknown): string => lines.map((line) => `${JSON.stringify(wrap(line))}\n`).join('');
const isOfCollector = ({ name }: { readonly name: string }): boolean => name.startsWith('collector: ');
const ofLine = (event: AccessEventClaims): AccessEventClaims => ({ ...event, facts: event.facts.filter((fact) => !isOfCollector(fact)) });

const collectors: Readonly<Record<string, string>> = {
  'Filebeat, a record in each line': ndjson((message) => ({
    '@timestamp': '2024-03-14T10:00:00.000Z',
    message,
    agent: { hostname: 'collector7' },
    log: { offset: 1 },
  })),
  'Elastic Common Schema with a message of its own': ndjson((line) => ({
    '@timestamp': '2024-03-14T10:00:00.000Z',
    event: { original: line, dataset: 'system.syslog' },
    message: line.slice(line.indexOf(': ') + 2),
    process: { name: 'x' },
  })),
  'Elasticsearch, an answer to a search': JSON.stringify({
    took: 3,
    hits: {
      total: { value: lines.length },
      hits: lines.map((message, index) => ({ _index: 'a', _id: String(index), _source: { message } })),
    },
  }),
  'Graylog, a list of messages': JSON.stringify({
    messages: lines.map((message) => ({ index: 'graylog_0', message: { message, source: 'mx1' } })),
  }),
  'GELF of Graylog': ndjson((line) => ({
    version: '1.1',
    host: 'mx1',
    short_message: line.slice(0, 30),
    full_message: line,
    timestamp: 1710410400.25,
  })),
  'Docker and Fluentd': ndjson((line) => ({ log: `${line}\n`, stream: 'stdout', time: '2024-03-14T10:00:00.000000000Z' })),
  'Splunk, an export as JSON': ndjson((_raw) => ({
    preview: false,
    result: { _raw, host: 'mx1', _time: '2024-03-14T10:00:00.000+00:00' },
  })),
  'a list': JSON.stringify(
    lines.map((message) => ({ message })),
    null,
    2,
  ),
  Loki: ndjson((line) => ({ labels: { job: 'syslog' }, line, timestamp: '2024-03-14T10:00:00Z' })),
  'a table with quotes': `TimeGenerated,Computer,SyslogMessage\n${lines.map((line) => `2024-03-14T10:00:00Z,mx1,"${line}"\n`).join('')}`,
};

describe('lines that a collector wrapped', () => {
  const plain = readEvents(lines.map((line) => `${line}\n`).join(''));
  // What GELF and Docker add at the end of a line is no part of what the line states.
  const expected = plain.events.map(ofLine);

  it.each(Object.entries(collectors))('are told as from the plain log: %s', (_, content) => {
    const { readerId, events, records, unbalanced, diagnostics } = readEvents(content);
    expect(readerId).toBe('wrapped-system-log');
    expect(events.map(ofLine).map((event) => JSON.parse(JSON.stringify(event).replaceAll('\\n', '')) as unknown)).toEqual(expected);
    expect(unbalanced).toEqual([]);
    expect(diagnostics.map(({ code }) => code)).toEqual(['log-entries-left-out']);
    expect(diagnostics[0]?.detail).toContain('2 tell sender, client');
    expect(diagnostics[0]?.detail).toContain('cron 1');
    for (const { locator } of records) expect(formatLocator(locator)).toMatch(/\|bytes:\d+\+\d+\|field:/);
  });

  it('says where in the file and in the record a line stands', () => {
    const content = collectors['Elasticsearch, an answer to a search'] ?? '';
    const { records } = readEvents(content);
    const [first] = records;
    const { offsetBytes = 0, lengthBytes = 0 } = first?.observed.range ?? {};
    expect(JSON.parse(content.slice(offsetBytes, offsetBytes + lengthBytes))).toEqual({
      _index: 'a',
      _id: '2',
      _source: { message: lines[2] },
    });
    expect(first?.locator.at(-1)).toEqual({ kind: 'field', at: '_source.message' });
  });

  it('take a record that has a line for the record, whatever else is in it', () => {
    const { records } = readEvents(
      JSON.stringify({ input: { type: 'log' }, events: [{ a: 1 }], event: { dataset: 'x' }, message: lines[3] }),
    );
    expect(records.map(({ locator }) => locator.at(-1))).toEqual([{ kind: 'field', at: 'message' }]);
    expect(records[0]?.claimed.facts).toContainEqual({ name: 'collector: input.type', value: 'log' });
  });

  it('keep what the collector says apart from what they say', () => {
    const [event] = readEvents(collectors['Filebeat, a record in each line'] ?? '').events;
    expect(event).toMatchObject({ host: 'mx1', time: { raw: 'Mar 14 09:26:53', instant: null }, clock: 'clock of the server' });
    expect(event?.facts).toContainEqual({ name: 'collector: @timestamp', value: '2024-03-14T10:00:00.000Z' });
    expect(event?.facts).toContainEqual({ name: 'collector: agent.hostname', value: 'collector7' });
  });
});

describe('messages without the head of their line', () => {
  const message = '7B3643F820: to=<anna@corp.example>, relay=local, delay=1, dsn=2.0.0, status=sent (delivered to mailbox)';

  it('have program, machine and time of the collector, and say so', () => {
    const [event] = readEvents(
      JSON.stringify({
        '@timestamp': '2024-03-14T10:00:00.5Z',
        message,
        log: { syslog: { appname: 'postfix/local' } },
        host: { name: 'mx1' },
      }),
    ).events;
    expect(event).toMatchObject({ action: 'mail-delivery', host: 'mx1', source: 'Postfix, postfix/local' });
    expect(event?.time).toMatchObject({
      raw: '2024-03-14T10:00:00.5Z',
      instant: '2024-03-14T10:00:00.500Z',
      statedBy: 'field @timestamp of the collector',
    });
    expect(event?.clock).toContain('collector');
    expect(event?.doesNotShow).toContain('may be when it received the line');
  });

  it('prefer the time that the collector read from the line', () => {
    const [event] = readEvents(
      JSON.stringify({
        TimeGenerated: '2024-03-14T10:00:09Z',
        EventTime: '2024-03-14T10:00:00Z',
        Computer: 'mx1',
        ProcessName: 'postfix/local',
        SyslogMessage: message,
      }),
    ).events;
    expect(event?.time).toMatchObject({ instant: '2024-03-14T10:00:00.000Z', statedBy: 'field EventTime of the collector' });
    expect(event).toMatchObject({ host: 'mx1', clock: 'clock of the server' });
  });

  it('are known by what they say where nothing names the program', () => {
    const [event] = readEvents(JSON.stringify({ input: { message }, expected: { message: 'x' } })).events;
    expect(event).toMatchObject({ action: 'mail-delivery', source: 'Postfix, postfix/unknown', time: null });
    expect(event?.doesNotShow).toContain('names no time');
  });

  it('read counts of time by their size', () => {
    const instant = (timestamp: number | string): string | null | undefined =>
      readEvents(JSON.stringify({ timestamp, message })).events[0]?.time?.instant;
    expect(instant(1710410400)).toBe('2024-03-14T10:00:00.000Z');
    expect(instant(1710410400.25)).toBe('2024-03-14T10:00:00.250Z');
    expect(instant(1710410400250)).toBe('2024-03-14T10:00:00.250Z');
    expect(instant('1710410400250000')).toBe('2024-03-14T10:00:00.250Z');
    expect(instant('1710410400250000000')).toBe('2024-03-14T10:00:00.250Z');
    expect(instant('yesterday')).toBeNull();
  });
});

describe('what is no wrapped system log', () => {
  it.each([
    '{"message":"hello"}',
    '{"message":"GET /index.html 200","process":{"name":"nginx"}}',
    '{"log":"{\\"level\\":\\"info\\"}","stream":"stdout"}',
    '{"message":{"subject":"x"},"from":"a@b.example"}',
    '{"name":"package","version":"1.0.0","log":{"syslog":1}}',
    '[1,2,3]',
    '[[[[[[[[[[',
    '{"message":"to=<a@b.example> was sent (250 OK)"}',
  ])('%s', (content) => {
    expect(readEvents(content).readerId).not.toBe('wrapped-system-log');
  });
});

describe('damaged and hostile exports', () => {
  const content = collectors['Filebeat, a record in each line'] ?? '';

  it('cost a record where it is cut, told', () => {
    const { events, diagnostics, unbalanced } = readEvents(content.slice(0, content.indexOf('sudo[22]')));
    expect(events.map(({ action }) => action)).toEqual(['mail-forward', 'sign-in']);
    expect(diagnostics.map(({ code }) => code)).toEqual(['item-unreadable', 'log-entries-left-out']);
    expect(unbalanced).toEqual([]);
  });

  it('balance whatever bits are turned over', () => {
    const random = seededRandom(61);
    for (let round = 0; round < 60; round += 1) {
      const { unbalanced } = readEvents(withFlippedBits(Buffer.from(content), 12, random));
      expect(unbalanced).toEqual([]);
    }
  });

  it('take no name for a member that every object has, and are bounded in depth and number of fields', () => {
    const deep = `${'{"message":'.repeat(5000)}1${'}'.repeat(5000)}`;
    expect(readEvents(deep).readerId).toBe(null);
    const wide = JSON.stringify({
      message: lines[3],
      constructor: 'x',
      ['__proto__x']: 'y',
      ...Object.fromEntries(Array.from({ length: 2000 }, (_, index) => [`f${String(index)}`, 'v'])),
    });
    const [event] = readEvents(wide).events;
    expect(event?.facts.filter(isOfCollector).length).toBe(41);
    expect(event?.facts.at(-1)).toEqual({ name: 'collector: further fields', value: 1962 });
  });
});

const corpus = corpusPath('host/sekoia-postfix');
describe.skipIf(corpus === null)(corpus === null ? skipReason : 'real messages of Postfix, each wrapped', () => {
  const files = corpus === null ? [] : readdirSync(corpus);

  it('are all recognised, and what each says is what it says without the wrapper', () => {
    let deliveries = 0;
    let expectedDeliveries = 0;
    for (const name of files) {
      const content = readFileSync(`${corpus ?? ''}/${name}`, 'utf8');
      const { message } = (JSON.parse(content) as { readonly input: { readonly message: string } }).input;
      if (/^\w{8,20}: to=[^]*, status=/.test(message)) expectedDeliveries += 1;
      const { readerId, events, unbalanced } = readEvents(content);
      expect([name, readerId, unbalanced]).toEqual([name, 'wrapped-system-log', []]);
      deliveries += events.filter(({ action }) => action === 'mail-delivery' || action === 'mail-forward').length;
    }
    expect(files.length).toBe(264);
    expect(deliveries).toBe(expectedDeliveries);
  });
});
