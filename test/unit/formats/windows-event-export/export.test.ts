import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { chooseReader } from '#formats/choose-reader.ts';
import { readers } from '#formats/registry.ts';
import { windowsEventExportReaders } from '#formats/windows-event-export/index.ts';
import type { AccessEventClaims } from '#model/index.ts';
import { corpusPath, inventory, skipReason } from '#test/support/corpus.ts';
import { withFlippedBits } from '#test/support/damaged-source.ts';
import { memorySource } from '#test/support/memory-source.ts';
import { seededRandom } from '#test/support/random.ts';
import { readSource, unbalanced, type ReadOptions } from '#test/support/read-source.ts';
import { fact, readLog } from '../evtx/reading.ts';

function read(text: string | Uint8Array, options: ReadOptions = {}) {
  const source = memorySource(typeof text === 'string' ? Buffer.from(text) : text);
  const reader = chooseReader(source, readers).reader;
  if (reader === null) return { reader: null, claims: [], codes: [], unbalanced: [], locators: [] };
  const result = readSource(reader, source, options);
  const events = result.outputs.flatMap((output) => (output.kind === 'record' && output.record.kind === 'event' ? [output.record] : []));
  return {
    reader: reader.id,
    claims: events.map(({ claimed }) => claimed),
    codes: result.codes.map((code) => code.split(' ')[0]),
    unbalanced: unbalanced(result),
    locators: events.map(({ locator }) => locator.at(-1)?.at),
  };
}

const namespace = 'xmlns="http://schemas.microsoft.com/win/2004/08/events/event"';
const xmlEvent = (id: string, data: string): string =>
  `<Event ${namespace}><System><Provider Name='Microsoft-Windows-Sysmon' Guid='{5770385f-c22a-43e0-bf4c-06f5698ffbd9}'/><EventID>${id}</EventID>` +
  `<TimeCreated SystemTime='2026-03-14T09:26:53.589793200Z'/><EventRecordID>42</EventRecordID><Correlation/><Channel>Microsoft-Windows-Sysmon/Operational</Channel>` +
  `<Computer>HOST</Computer><Security UserID='S-1-5-18'/></System>${data}</Event>`;
const fileCreated = xmlEvent(
  '11',
  '<EventData><Data Name="Image">C:\\a &amp; b.exe</Data><Data Name=\'TargetFilename\'>C:\\&lt;x&gt;.pst</Data><Data>one</Data><Data>two</Data></EventData>',
);
const expected: Partial<AccessEventClaims> = {
  action: 'file-create',
  host: 'HOST',
  sourceId: '42',
  object: { kind: 'file', name: 'C:\\<x>.pst' },
};

describe('XML of events', () => {
  it('is read alone, in a list and one after the other', () => {
    for (const text of [
      fileCreated,
      `<?xml version="1.0" encoding="utf-8"?>\r\n<Events>${fileCreated}</Events>`,
      `${fileCreated}\r\n`,
      Buffer.from(`\uFEFF${fileCreated}`, 'utf16le'),
    ]) {
      const { reader, claims, codes } = read(text);
      expect([reader, claims.length, codes]).toEqual(['windows-event-xml', 1, []]);
      const [claim] = claims;
      expect(claim).toMatchObject({ ...expected, time: { instant: '2026-03-14T09:26:53.589Z' }, precision: 'sub-millisecond' });
      if (claim === undefined) throw new Error('no event');
      expect(['Image', 'Data 1', 'Data 2', 'System UserID', 'System/Correlation'].map((name) => fact(claim, name))).toEqual([
        'C:\\a & b.exe',
        'one',
        'two',
        'S-1-5-18',
        undefined,
      ]);
    }
    const two = read(`${fileCreated}\n${fileCreated}`);
    expect(two.locators).toEqual([`0+${String(fileCreated.length)}`, `${String(fileCreated.length + 1)}+${String(fileCreated.length)}`]);
  });

  it('takes UserData by its elements and CDATA as text', () => {
    const data = '<UserData><LogFileCleared xmlns="x"><Channel>Security</Channel><Path><![CDATA[<a>&]]></Path></LogFileCleared></UserData>';
    const [claim] = read(xmlEvent('1', data)).claims;
    expect(claim === undefined ? null : [fact(claim, 'Channel'), fact(claim, 'Path')]).toEqual([
      'Microsoft-Windows-Sysmon/Operational',
      '<a>&',
    ]);
    expect(claim?.facts.filter(({ name, value }) => name === 'Channel' && value === 'Security')).toHaveLength(1);
  });

  it('costs an event that does not end, and keeps what it says', () => {
    const { claims, codes, unbalanced: books } = read(`${fileCreated.slice(0, -40)}\n${fileCreated}`);
    expect([claims.length, codes, books]).toEqual([2, ['property-unreadable'], []]);
    const lost = read(`<Events><Event ${namespace}><System><EventID>`);
    expect([lost.claims, lost.codes, lost.unbalanced]).toEqual([[], ['item-unreadable'], []]);
  });

  it('ends with hostile text', () => {
    for (const text of [
      `<Events>${`<Event ${namespace}>`.repeat(3000)}`,
      `<Event ${namespace}>${'<a>'.repeat(20_000)}</Event>`,
      `<Event ${namespace} ${'a='.repeat(20_000)}></Event>`,
      `<Event ${namespace}>${'&'.repeat(50_000)}&#x110000;</Event>`,
      `<Event ${namespace}>${'<'.repeat(50_000)}</Event>`,
    ]) {
      const { reader, claims, unbalanced: books } = read(text);
      expect([reader, claims, books]).toEqual(['windows-event-xml', [], []]);
    }
  });

  it('is no other XML', () => {
    for (const text of [
      '<Events><Event>party</Event></Events>',
      '<html><Event></html>',
      `text <Event ${namespace}>`,
      `<x ${namespace}/>`,
      `<Eventual ${namespace}>`,
    ])
      expect(windowsEventExportReaders.map((reader) => reader.probe(memorySource(text)).verdict)).toEqual(['no', 'no', 'no']);
  });
});

const system = {
  Provider: { '#attributes': { Name: 'Microsoft-Windows-Sysmon' } },
  EventID: 11,
  TimeCreated: { '#attributes': { SystemTime: '2026-03-14T09:26:53.589793Z' } },
  EventRecordID: 42,
  Channel: 'Microsoft-Windows-Sysmon/Operational',
  Computer: 'HOST',
  Correlation: null,
};
const values = { Image: 'C:\\a.exe', TargetFilename: 'C:\\<x>.pst' };
const shapes: readonly (readonly [name: string, value: unknown])[] = [
  ['evtx_dump', { Event: { '#attributes': { xmlns: 'x' }, System: system, EventData: values } }],
  [
    'separate attributes',
    {
      Event: {
        System: {
          ...system,
          Provider: undefined,
          Provider_attributes: { Name: 'Microsoft-Windows-Sysmon' },
          EventID: { '#text': 11, '#attributes': { Qualifiers: 1 } },
        },
        EventData: {
          Data: [
            { '@Name': 'Image', '#text': 'C:\\a.exe' },
            { '#attributes': { Name: 'TargetFilename' }, '#text': 'C:\\<x>.pst' },
          ],
        },
      },
    },
  ],
  [
    'winlogbeat',
    {
      '@timestamp': '2026-03-14T09:26:53.589Z',
      agent: { name: 'w' },
      winlog: {
        provider_name: 'Microsoft-Windows-Sysmon',
        event_id: 11,
        record_id: 42,
        channel: 'Microsoft-Windows-Sysmon/Operational',
        computer_name: 'HOST',
        event_data: values,
      },
    },
  ],
  [
    'flat',
    {
      EventID: 11,
      SourceName: 'Microsoft-Windows-Sysmon',
      Channel: 'Microsoft-Windows-Sysmon/Operational',
      Hostname: 'HOST',
      RecordNumber: 42,
      EventTime: '2026-03-14 11:26:53',
      '@timestamp': '2026-03-14T09:26:53.589Z',
      ...values,
    },
  ],
  [
    'EvtxECmd',
    {
      EventId: 11,
      Provider: 'Microsoft-Windows-Sysmon',
      Channel: 'Microsoft-Windows-Sysmon/Operational',
      Computer: 'HOST',
      EventRecordId: 42,
      TimeCreated: '2026-03-14T09:26:53.5897932+00:00',
      Payload: JSON.stringify({
        EventData: {
          Data: [
            { '@Name': 'Image', '#text': 'C:\\a.exe' },
            { '@Name': 'TargetFilename', '#text': 'C:\\<x>.pst' },
          ],
        },
      }),
    },
  ],
];

describe('JSON of events', () => {
  it.each(shapes)('%s', (_, value) => {
    const compact = JSON.stringify(value);
    for (const text of [compact, JSON.stringify(value, null, 2), `[${compact}]`, JSON.stringify({ hits: [{ _source: value }] })]) {
      const { reader, claims, codes } = read(text);
      expect([reader, claims.length, codes]).toEqual(['windows-event-json', 1, []]);
      const [claim] = claims;
      expect(claim).toMatchObject({ ...expected, time: { instant: expect.stringMatching(/^2026-03-14T09:26:53\.589Z$/) as string } });
      expect(claim === undefined ? null : fact(claim, 'Image')).toBe('C:\\a.exe');
    }
    expect(read(`${compact}\n${compact}\n`).claims).toHaveLength(2);
  });

  it('is what Get-WinEvent gives', () => {
    const value = {
      Id: 300,
      ProviderName: 'Microsoft Office 16 Alerts',
      LogName: 'OAlerts',
      RecordId: 3,
      MachineName: 'HOST',
      TimeCreated: '/Date(1773480413589)/',
      UserId: { BinaryLength: 28, Value: 'S-1-5-18' },
      Properties: [{ Value: 'Microsoft Outlook' }, { Value: 'Delete?' }],
    };
    const [claim] = read(JSON.stringify(value)).claims;
    expect(claim).toMatchObject({
      action: 'alert',
      client: 'Microsoft Outlook',
      time: { instant: '2026-03-14T09:26:53.589Z' },
      actor: 'S-1-5-18',
    });
  });

  it('keeps data without names in order', () => {
    const value = {
      Event: {
        System: { ...system, Provider: { '#attributes': { Name: 'PowerShell' } }, EventID: 400 },
        EventData: { Data: ['Available', 'None', '\tHostApplication=ps -c x'] },
      },
    };
    expect(read(JSON.stringify(value)).claims[0]).toMatchObject({ action: 'process-start', process: { commandLine: 'ps -c x' } });
  });

  it('costs a value that is none, or no event', () => {
    const event = JSON.stringify(shapes[0]?.[1]);
    const { claims, codes, unbalanced: books } = read(`${event}\n{"a": \n${event}\n{"b": 1}\n`);
    expect(claims.length).toBeGreaterThanOrEqual(1);
    expect(codes).toContain('item-unreadable');
    expect(books).toEqual([]);
  });

  it('is no other JSON', () => {
    for (const value of [
      {},
      { Event: 1 },
      { Event: { System: 1 } },
      { EventID: 1 },
      { Id: 1, Name: 'x' },
      { winlog: {} },
      [1],
      { EventID: 1, Channel: 'x' },
    ]) {
      expect(windowsEventExportReaders.map((reader) => reader.probe(memorySource(JSON.stringify(value))).verdict)).toEqual([
        'no',
        'no',
        'no',
      ]);
    }
  });
});

describe('tables of events', () => {
  it('are those of Event Viewer, whose times have no zone', () => {
    const text =
      '\uFEFFLevel,Date and Time,Source,Event ID,Task Category\r\nInformation,3/14/2026 10:26:53 AM,Microsoft-Windows-Security-Auditing,4624,Logon,"An account\r\nwas logged on."\r\n';
    const { reader, claims } = read(text);
    expect(reader).toBe('windows-event-table');
    expect(claims).toHaveLength(1);
    expect(claims[0]).toMatchObject({ action: 'sign-in', time: { raw: '3/14/2026 10:26:53 AM', instant: null } });
    expect(claims[0] === undefined ? null : fact(claims[0], 'Message')).toBe('An account\r\nwas logged on.');
  });

  it('are those of EvtxECmd, whose times are UTC', () => {
    const payload = '"{""EventData"":{""Data"":[{""@Name"":""TargetFilename"",""#text"":""C:\\\\<x>.pst""}]}}"';
    const text = `RecordNumber,EventRecordId,TimeCreated,EventId,Level,Provider,Channel,ProcessId,Computer,Payload\n1,42,2026-03-14 09:26:53.5897932,11,Info,Microsoft-Windows-Sysmon,Microsoft-Windows-Sysmon/Operational,7,HOST,${payload}\n`;
    const { claims, codes } = read(text);
    expect(codes).toEqual([]);
    expect(claims[0]).toMatchObject({ ...expected, time: { instant: '2026-03-14T09:26:53.589Z' } });
    expect(claims[0] === undefined ? null : fact(claims[0], 'System ProcessID')).toBe('7');
  });

  it('are those of Export-Csv', () => {
    const text =
      '#TYPE System.Diagnostics.Eventing.Reader.EventLogRecord\r\n"Message","Id","ProviderName","LogName","RecordId","MachineName","TimeCreated"\r\n"x","4104","Microsoft-Windows-PowerShell","Microsoft-Windows-PowerShell/Operational","9","HOST","3/14/2026 10:26:53 AM"\r\n';
    expect(read(text).claims[0]).toMatchObject({ action: 'script', sourceId: '9', host: 'HOST' });
  });

  it('are no other tables', () => {
    for (const text of ['a,b,c\n1,2,3\n', 'Level,Source\nx,y\n', 'EventID,Name\n1,x\n', 'Id,TimeCreated\n1,2\n']) {
      expect(windowsEventExportReaders.map((reader) => reader.probe(memorySource(text)).verdict)).toEqual(['no', 'no', 'no']);
    }
  });
});

describe('chance damage', () => {
  it('never throws, and the books add up', () => {
    const texts = [`<Events>${fileCreated.repeat(5)}</Events>`, shapes.map(([, value]) => JSON.stringify(value)).join('\n')];
    for (let seed = 1; seed <= 40; seed += 1) {
      const random = seededRandom(seed);
      for (const text of texts) {
        const damaged = withFlippedBits(Buffer.from(text), 1 + random.below(30), random);
        for (const reader of windowsEventExportReaders) expect(unbalanced(readSource(reader, memorySource(damaged)))).toEqual([]);
      }
    }
  });
});

const exported = inventory('evtx/').filter(({ path }) => path.endsWith('.json'));

describe.skipIf(exported.length === 0)(`exports of the corpus (${skipReason} where it is)`, () => {
  /** From evtx_dump GUIDs come without braces, hexadecimal numbers with leading zeros, and texts without blanks around them. */
  const comparable = (value: unknown): string =>
    String(value)
      .trim()
      .replaceAll(/[{}]/g, '')
      .toLowerCase()
      .replace(/^0x0*(?=.)/, '0x');

  it.each(exported.map(({ path }) => [path] as const))('%s says what the log beside it says', (path) => {
    const { reader, claims, codes } = read(readFileSync(corpusPath(path) ?? ''));
    expect([reader, codes]).toEqual(['windows-event-json', []]);
    const log = readLog(readFileSync(corpusPath(path.replace(/json$/, 'evtx')) ?? ''));
    const live = log.events.filter(({ observed }) => observed.allocation === 'allocated').map(({ claimed }) => claimed);
    expect(claims.length).toBeGreaterThan(0);
    for (const claim of claims) {
      const twin = live.find(({ sourceId }) => sourceId === claim.sourceId);
      if (twin === undefined) throw new Error(`no event ${claim.sourceId ?? ''} in the log`);
      expect([twin.action, twin.operation, twin.time?.instant?.slice(0, 19)]).toEqual([
        claim.action,
        claim.operation,
        claim.time?.instant?.slice(0, 19),
      ]);
      for (const { name, value } of claim.facts) {
        if (name === 'UtcTime' || name.startsWith('System ')) continue;
        expect(comparable(fact(twin, name)), `${path} ${name}`).toBe(comparable(value));
      }
    }
  });
});
