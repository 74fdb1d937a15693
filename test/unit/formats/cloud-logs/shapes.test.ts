import { describe, expect, it } from 'vitest';
import type { ByteSource } from '#evidence/byte-source.ts';
import { chooseReader } from '#formats/choose-reader.ts';
import { cloudLogReaders } from '#formats/cloud-logs/index.ts';
import { readers } from '#formats/registry.ts';
import { formatLocator } from '#model/index.ts';
import { auditFields, cell, command, csv, purviewCsv, searchCsv, type AuditFields } from '#test/support/cloud-logs/audit-records.ts';
import { factOf, logReaderOf, readLog, type ReadLog } from '#test/support/cloud-logs/read-log.ts';
import { memorySource } from '#test/support/memory-source.ts';
import { unbalanced } from '#test/support/read-source.ts';

const rule = command('New-InboxRule', { Name: 'x', ForwardTo: 'out@evil.example' });
const records: readonly AuditFields[] = [rule, auditFields('Send'), auditFields('MailItemsAccessed'), auditFields('UserLoggedIn')];
const names = records.map(({ Operation }) => Operation);
const ids = records.map(({ Id }) => Id);

const lines = (list: readonly unknown[]): string => list.map((one) => JSON.stringify(one)).join('\n');

const forms: readonly (readonly [title: string, content: string])[] = [
  ['the CSV of Purview', purviewCsv(records)],
  ['the CSV of Search-UnifiedAuditLog, with a line of types before it', searchCsv(records)],
  ['a CSV with the separator of another country', purviewCsv(records, ';')],
  ['a list in JSON', JSON.stringify(records)],
  ['a list in JSON over several lines', JSON.stringify(records, null, 2)],
  ['a record in each line', lines(records)],
  [
    'rows with AuditData in JSON, as Microsoft-Extractor-Suite writes them',
    JSON.stringify(records.map((record) => ({ Identity: record.Id, AuditData: JSON.stringify(record) }))),
  ],
  ['AuditData as a structure', JSON.stringify(records.map((record) => ({ Identity: record.Id, AuditData: record })))],
  ['a list in an object, as Microsoft Graph gives it', JSON.stringify({ '@odata.context': 'x', value: records })],
  ['records in each line, as Azure Monitor keeps them', lines([{ records: records.slice(0, 2) }, { records: records.slice(2) }])],
  ['results of Splunk', lines(records.map((record) => ({ preview: false, result: { _raw: JSON.stringify(record), host: 'h' } })))],
  [
    'documents of Elasticsearch',
    lines(records.map((record) => ({ _index: 'i', _source: { event: { original: JSON.stringify(record) } } }))),
  ],
];

function expectAll({ events, result }: ReadLog): void {
  expect(events.map(({ operation }) => operation)).toEqual(names);
  expect(events.map(({ sourceId }) => sourceId)).toEqual(ids);
  expect(events[0]?.change?.destinations).toEqual(['out@evil.example']);
  expect(unbalanced(result)).toEqual([]);
  expect(result.codes).toEqual([]);
}

describe('an export is the same in every form', () => {
  it.each(forms)('%s', (_, content) => {
    expectAll(readLog(content));
  });

  it.each(forms)('%s, with a mark of UTF-8, in UTF-16 and in UTF-16 without a mark', (_, content) => {
    expectAll(readLog(`\ufeff${content}`));
    const wide = Buffer.from(content, 'utf16le');
    expectAll(readLog(Buffer.concat([Buffer.from([0xff, 0xfe]), wide])));
    expectAll(readLog(wide));
  });

  it('is known by the registry, by its content alone', () => {
    for (const [title, content] of forms)
      expect(chooseReader(memorySource(Buffer.from(content)), readers).reader?.id, title).toBe('m365-audit');
  });

  it('says where each record stands, so that its bytes are the record', () => {
    const content = Buffer.from(purviewCsv(records));
    const { result } = readLog(content);
    const places = result.outputs.flatMap((output) => (output.kind === 'record' ? [output.record] : []));
    for (const [index, { observed, locator }] of places.entries()) {
      const { offsetBytes = 0, lengthBytes = 0 } = observed.range ?? {};
      expect(content.subarray(offsetBytes, offsetBytes + lengthBytes).toString()).toContain(ids[index]);
      expect(formatLocator(locator)).toBe(`file:evidence|bytes:${String(offsetBytes)}+${String(lengthBytes)}`);
      expect(observed.sha256).toMatch(/^[0-9a-f]{64}$/);
    }
  });
});

describe('records that come again', () => {
  it('are told once, and how many there were', () => {
    const { events, result } = readLog(purviewCsv([...records, ...records, rule]));
    expect(events.map(({ sourceId }) => sourceId)).toEqual(ids);
    expect(result.diagnostics).toMatchObject([
      { code: 'record-repeated', effect: 'noted', detail: expect.stringMatching(/^5 records/) as unknown },
    ]);
    expect(unbalanced(result)).toEqual([]);
  });

  it('are two where the identifier is the same and the content is not', () => {
    const other = { ...rule, UserId: 'someone@corp.example' };
    expect(readLog(lines([rule, other])).events).toHaveLength(2);
  });

  it('are remembered up to a limit, which is told', () => {
    const { events, result } = readLog(lines([...records, rule, records[3]]), { logIdentities: 2 });
    expect(events).toHaveLength(records.length + 1);
    expect(result.codes).toEqual([expect.stringContaining('record-repeated'), 'limit-reached file:evidence']);
  });

  it('are told in the order of the file, whatever their times', () => {
    const late = auditFields('Send', { CreationTime: '2024-06-01T00:00:00' });
    const early = auditFields('Send', { CreationTime: '2024-01-01T00:00:00' });
    expect(readLog(lines([late, early])).events.map(({ time }) => time?.raw)).toEqual(['2024-06-01T00:00:00', '2024-01-01T00:00:00']);
  });
});

describe('damage', () => {
  it('of a line costs that line', () => {
    const { events, result } = readLog(`${lines([rule])}\n{"CreationTime": "x\n${lines(records.slice(1))}`);
    expect(events.map(({ operation }) => operation)).toEqual(names);
    expect(result.diagnostics).toMatchObject([{ code: 'item-unreadable', effect: 'item-lost' }]);
    expect(unbalanced(result)).toEqual([]);
  });

  it('of a JSON list that was cut costs what was cut', () => {
    const whole = JSON.stringify(records);
    const { events, result } = readLog(whole.slice(0, whole.indexOf('UserLoggedIn')));
    expect(events.map(({ operation }) => operation)).toEqual(names.slice(0, 3));
    expect(result.diagnostics).toMatchObject([{ code: 'item-unreadable', effect: 'item-lost' }]);
    expect(unbalanced(result)).toEqual([]);
  });

  it('of AuditData leaves what the row says', () => {
    const content = csv(
      ['CreationDate', 'UserIds', 'Operations', 'AuditData'],
      [['2024-05-14T08:30:15', 'a@b.example', 'Send', '{"Id": "cut of']],
    );
    const { events, result } = readLog(content);
    expect(result.diagnostics).toMatchObject([{ code: 'property-unreadable', effect: 'field-lost' }]);
    expect(events).toMatchObject([
      { operation: 'Send', actor: 'a@b.example', action: 'mail-send', time: { instant: '2024-05-14T08:30:15.000Z' } },
    ]);
  });

  it('of AuditData that a spreadsheet cut leaves all before the cut', () => {
    const long = auditFields('MailItemsAccessed', {
      Folders: Array.from({ length: 1000 }, (_, index) => ({
        FolderItems: [{ InternetMessageId: `<${String(index)}@x.example>` }],
        Path: '\\Inbox',
      })),
    });
    const content = csv(
      ['CreationDate', 'Operations', 'UserIds', 'AuditData'],
      [['2024-05-14T08:30:15', 'MailItemsAccessed', 'a@b.example', JSON.stringify(long).slice(0, 32_767)]],
    );
    const { events, result } = readLog(content);
    expect(events).toMatchObject([{ operation: 'MailItemsAccessed', sourceId: long.Id, time: { instant: '2024-05-14T08:30:15.000Z' } }]);
    expect(events[0]?.messageIds?.length).toBeGreaterThan(400);
    expect(result.diagnostics.map(({ code, effect }) => [code, effect])).toContainEqual(['property-unreadable', 'field-lost']);
    expect(unbalanced(result)).toEqual([]);
  });

  it('of a row whose cells are too few leaves the row, and says so', () => {
    const whole = purviewCsv(records);
    const { events, result } = readLog(whole.slice(0, whole.lastIndexOf(',"",""')));
    expect(events).toHaveLength(4);
    expect(result.diagnostics).toMatchObject([{ code: 'property-unreadable', effect: 'field-lost' }]);
  });

  it('of scalars among the records is told', () => {
    const { events, result } = readLog(`[${JSON.stringify(rule)}, 17, ${JSON.stringify(records[1])}]`);
    expect(events).toHaveLength(2);
    expect(result.diagnostics).toMatchObject([{ code: 'item-unreadable', effect: 'item-lost' }]);
    expect(unbalanced(result)).toEqual([]);
  });
});

describe('hostile values', () => {
  it('with line ends, quotes and separators in a cell stay in their cell', () => {
    const odd = command('New-InboxRule', { Name: 'a,"b"\r\nc;d', ForwardTo: 'x@y.example' });
    const { events } = readLog(purviewCsv([odd, rule]));
    expect(events.map(({ change }) => change?.name)).toEqual(['a,"b"\r\nc;d', 'x']);
    const broken = csv(
      ['CreationDate', 'Operation', 'UserId', 'AuditData'],
      [['2024-05-14T08:30:15', 'Send', 'line\nbreak', JSON.stringify(rule)]],
    );
    expect(factOf(readLog(broken).events[0] as never, 'beside: UserId')).toBe('line\nbreak');
  });

  it('of a megabyte are cut in the facts, and both event and log say so', () => {
    const { events, result } = readLog(purviewCsv([command('New-InboxRule', { Name: 'y'.repeat(1024 * 1024), ForwardTo: 'x@y.example' })]));
    expect(events[0]?.change?.destinations).toEqual(['x@y.example']);
    expect(JSON.stringify(events[0]?.facts).length).toBeLessThan(100_000);
    expect(result.diagnostics).toMatchObject([{ code: 'limit-reached', effect: 'limit-reached' }]);
  });

  it('of thousands of fields are counted where they are not kept', () => {
    const wide = auditFields('Send', Object.fromEntries(Array.from({ length: 5000 }, (_, index) => [`Field${String(index)}`, index])));
    const { events, result } = readLog(JSON.stringify(wide));
    expect(events[0]?.facts.length).toBeLessThan(400);
    expect(events[0]?.facts.at(-1)).toMatchObject({ name: 'fields not kept' });
    expect(result.codes).toEqual(['limit-reached file:evidence']);
  });

  it('nested without end, and named like members of every object, are read', () => {
    const deep = `${'{"a":'.repeat(4000)}1${'}'.repeat(4000)}`;
    const text = JSON.stringify(auditFields('Send')).replace('{', `{"__proto__":{"x":1},"constructor":"c","Deep":${deep},`);
    const { events } = readLog(text);
    expect(events).toHaveLength(1);
    expect(factOf(events[0] as never, 'constructor')).toBe('c');
  });
});

describe('the probe', () => {
  const counting = (content: Buffer): { readonly source: ByteSource; readonly read: () => number } => {
    let bytes = 0;
    const whole = memorySource(content);
    return {
      source: {
        sizeBytes: content.length,
        read(offset, length) {
          const piece = whole.read(offset, length);
          bytes += piece.length;
          return piece;
        },
      },
      read: () => bytes,
    };
  };

  it.each([
    ['a text without line ends', 'x,'.repeat(4_000_000)],
    ['a text whose quotes never close', `a,b\n"${'x\n'.repeat(4_000_000)}`],
    ['mail', `From: a@b.example, "c\nTo: d@e.example\n\n${'Hello, world\n'.repeat(500_000)}`],
  ])('reads little of %s', (_, text) => {
    const { source, read } = counting(Buffer.from(text));
    for (const reader of cloudLogReaders) expect(reader.probe(source).verdict).toBe('no');
    expect(read()).toBeLessThan(1024 * 1024);
  });

  it('knows a table without rows by its names', () => {
    expect(readLog(purviewCsv([]))).toMatchObject({ readerId: 'm365-audit', events: [] });
  });
});

describe('what looks like an export and is none', () => {
  it.each([
    ['a table of something', 'Name,Size,Date\nfoo,1,2024-05-14\n'],
    ['a table of operations', 'Operation,Cost,Date\nappendectomy,100,2024-05-14\n'],
    ['a list of numbers', '[1,2,3]'],
    ['a package', '{"name":"x","version":"1.0.0","description":"Operation CreationTime"}'],
    ['text with commas', 'Dear Anna, how are you, my friend\nOperation, CreationTime and Workload\n'],
    ['an empty list', '[]'],
    ['a contact list', 'Display Name,E-mail Address\nAnna,a@b.example\n'],
    ['a rule of something else', JSON.stringify({ id: 1, criteria: 'x' })],
    ['a message with a wrapper', JSON.stringify({ message: 'hello', log: { level: 'info' } })],
    ['an address book with permissions in its names', csv(['Name', 'AccessRights'], [['a', cell('b')]])],
  ])('%s', (_, content) => {
    expect(logReaderOf(content)).toBeNull();
  });
});

describe('tables of Microsoft Sentinel', () => {
  it('are read as CSV, whose columns hold structures as text and whose times are UTC', () => {
    const row = {
      TenantId: 't',
      'TimeGenerated [UTC]': '2024-05-14T08:30:15.000Z',
      RecordType: 'ExchangeItemAggregated',
      Operation: 'MailItemsAccessed',
      OfficeWorkload: 'Exchange',
      UserId: 'mallory@corp.example',
      Client_IPAddress: '203.0.113.7',
      MailboxOwnerUPN: 'victim@corp.example',
      Logon_Type: 'Delegate',
      Folders: '[{"Path":"\\\\Inbox","FolderItems":[{"InternetMessageId":"<a@x.example>"}]}]',
      OperationProperties: '[{"Name":"MailAccessType","Value":"Bind"},{"Name":"IsThrottled","Value":"True"}]',
      OfficeId: 'o-1',
      Type: 'OfficeActivity',
    };
    const { readerId, events } = readLog(csv(Object.keys(row), [Object.values(row)]));
    expect(readerId).toBe('m365-audit');
    expect(events).toMatchObject([
      {
        action: 'mail-access',
        account: 'victim@corp.example',
        address: '203.0.113.7',
        messageIds: ['<a@x.example>'],
        sourceId: 'o-1',
        time: { instant: '2024-05-14T08:30:15.000Z' },
      },
    ]);
    expect(events[0]?.doesNotShow).toContain('throttled');
  });

  it('of advanced hunting give the record of the audit log that they carry', () => {
    const row = {
      Timestamp: '2024-05-14T08:31:00Z',
      ActionType: 'New-InboxRule',
      AccountObjectId: 'x',
      Application: 'Microsoft Exchange Online',
      RawEventData: JSON.stringify(rule),
    };
    expect(readLog(JSON.stringify([row])).events).toMatchObject([
      { action: 'rule-change', sourceId: rule.Id, change: { destinations: ['out@evil.example'] } },
    ]);
  });

  it('of devices are events with their program', () => {
    const row = {
      Timestamp: '2024-05-14T08:31:00Z',
      ActionType: 'ProcessCreated',
      DeviceName: 'pc1',
      FileName: 'outlook.exe',
      ProcessCommandLine: 'outlook.exe /safe',
      AccountUpn: 'anna@corp.example',
    };
    expect(readLog(JSON.stringify([row]))).toMatchObject({
      readerId: 'sentinel-table',
      events: [
        { action: 'process-start', strength: 'RUN', host: 'pc1', process: { name: 'outlook.exe', commandLine: 'outlook.exe /safe' } },
      ],
    });
  });
});
