import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { chooseReader } from '#formats/choose-reader.ts';
import { readers } from '#formats/registry.ts';
import type { AccessEventClaims } from '#model/index.ts';
import { corpusPath, inventory, skipReason } from '#test/support/corpus.ts';
import { readLog, type ReadLog } from '#test/support/cloud-logs/read-log.ts';
import { memorySource } from '#test/support/memory-source.ts';
import { unbalanced } from '#test/support/read-source.ts';

const root = corpusPath();
const rooms = ['m365/', 'gws/', 'exchange/'] as const;
// The rules are written for people and machines of another trade: they are no export, though they quote records of logs.
const files = rooms.flatMap((room) => inventory(room)).filter(({ path }) => !path.endsWith('.yml'));

const bytesOf = (path: string): Buffer => readFileSync(corpusPath(path) ?? '');
const logOf = (path: string): ReadLog => readLog(bytesOf(path));

describe.skipIf(root === null)(`real exports of cloud logs (${root === null ? skipReason : 'present'})`, () => {
  it('are known by content and read without loss', () => {
    expect(files.length).toBeGreaterThan(150);
    for (const { path } of files) {
      const content = bytesOf(path);
      const chosen = chooseReader(memorySource(content), readers).reader?.id;
      const { readerId, events, result } = readLog(content);
      expect(chosen, path).toBe(readerId);
      expect(unbalanced(result), path).toEqual([]);
      expect(events.length, path).toBeGreaterThan(0);
      expect(
        result.diagnostics.filter(({ effect }) => effect === 'item-lost'),
        path,
      ).toEqual([]);
    }
  });

  it('hold as many records as the inventory says, less those that come again', () => {
    const counted = files.flatMap(({ path, facts }) => {
      const stated = /^(\d+) records/.exec(facts)?.[1];
      return stated === undefined ? [] : [{ path, stated: Number(stated) }];
    });
    expect(counted.length).toBeGreaterThan(4);
    for (const { path, stated } of counted) {
      const { events, result } = logOf(path);
      const folded =
        result.diagnostics.flatMap(({ code, detail }) => (code === 'record-repeated' ? [Number.parseInt(detail, 10)] : []))[0] ?? 0;
      // An activity of Google may hold several events.
      const records = new Set(
        result.outputs.flatMap((output) => (output.kind === 'record' ? [output.record.observed.range?.offsetBytes] : [])),
      ).size;
      expect(records + folded, path).toBe(stated);
      expect(events.length, path).toBeGreaterThanOrEqual(records);
    }
  });

  it('agree with what another pipeline makes of the same records', () => {
    const compared = { time: 0, address: 0, operation: 0 };
    for (const { path } of files.filter((file) => /sekoia-(?:o365|google-report|azuread|message-trace)\//.test(file.path))) {
      const { expected } = JSON.parse(bytesOf(path).toString('utf8')) as { readonly expected: Expected };
      const [event] = logOf(path).events;
      if (event === undefined) throw new Error(`${path} has no event.`);
      compared.time += compareTime(event, expected, path);
      compared.operation += compareOperation(event, expected, path);
      compared.address += compareAddress(event, expected, path);
    }
    expect(compared.time).toBeGreaterThan(100);
    expect(compared.operation).toBeGreaterThan(60);
    expect(compared.address).toBeGreaterThan(70);
  });
});

describe.skipIf(root === null)('the audit log of an organisation that was broken into', () => {
  const { events, result } = root === null ? { events: [], result: null } : logOf('m365/invictus/DEV_SLICE_before_2021-05-01.csv');

  it('has each of its 1,723 records once, and says that 259 rows repeat one', () => {
    expect(events).toHaveLength(1723);
    expect(new Set(events.map(({ sourceId }) => sourceId)).size).toBe(1723);
    expect(result?.diagnostics).toMatchObject([{ code: 'record-repeated', detail: expect.stringMatching(/^259 /) as unknown }]);
    expect(events.every(({ time }) => time?.instant != null)).toBe(true);
  });

  it('tells the transport rule with its blind copy, by whom, from where and when', () => {
    expect(events.filter(({ operation }) => operation === 'New-TransportRule')).toMatchObject([
      {
        action: 'transport-change',
        actor: 'A.Thulile@dutchmasterz.onmicrosoft.com',
        address: '62.149.20.10',
        time: { raw: '2021-04-16T12:08:47', instant: '2021-04-16T12:08:47.000Z' },
        change: { what: 'transport-rule', name: '.', state: 'set', destinations: ['ITCornpany@gmail.com'], actions: ['blind copy'] },
      },
    ]);
  });

  it('tells the two inbox rules, one of them named by a full stop', () => {
    expect(
      events
        .filter(({ operation }) => operation === 'New-InboxRule')
        .map(({ change, account }) => [account, change?.name, change?.actions]),
    ).toEqual([
      ['A.Thulile@dutchmasterz.onmicrosoft.com', '.', ['delete', 'stop']],
      ['GradyA@dutchmasterz.onmicrosoft.com', 'Move meetings to junk folder', ['delete', 'copy Junk', 'stop']],
    ]);
  });

  it('tells who may send as another since that day', () => {
    expect(events.filter(({ operation }) => operation === 'Add-RecipientPermission')).toMatchObject([
      { change: { what: 'send-permission', name: 'SendAs', of: 'HenriettaM', destinations: ['ITCornpany'] } },
    ]);
  });
});

describe.skipIf(root === null)('records that detection rules are tried on', () => {
  it('name a destination wherever forwarding is expected', () => {
    const lines = bytesOf('m365/derived/panther-tests.jsonl').toString('utf8').trim().split('\n');
    const tests = lines.map((line) => JSON.parse(line) as { readonly rule: string; readonly expected: boolean });
    const positives = lines.filter(
      (_, index) => tests[index]?.rule === 'Microsoft365.Exchange.External.Forwarding' && tests[index].expected,
    );
    expect(positives).toHaveLength(6);
    for (const line of positives) {
      const [event] = readLog(line).events;
      expect(event?.change?.destinations.length, line).toBeGreaterThan(0);
      expect(['forwarding-change', 'rule-change']).toContain(event?.action);
    }
  });
});

interface Expected {
  readonly '@timestamp'?: string;
  readonly event?: { readonly action?: string };
  readonly source?: { readonly ip?: string };
}

function compareTime({ time }: AccessEventClaims, expected: Expected, path: string): number {
  const stated = expected['@timestamp'];
  if (stated === undefined || time?.instant == null) return 0;
  // Of risk detections that pipeline takes when they were reported, this program when they happened.
  if (/user_risk|sign-in|graph_activity|add_|remove_|update_st|recover|change_user|app_role|empty_geo/.test(path)) return 0;
  expect(Math.abs(Date.parse(stated) - Date.parse(time.instant)), path).toBeLessThan(1);
  return 1;
}

function compareOperation({ operation }: AccessEventClaims, expected: Expected, path: string): number {
  const action = expected.event?.action;
  // Of that verdict the pipeline takes what was done with the message.
  if (action === undefined || !path.includes('sekoia-o365') || path.endsWith('threatintelligence_mail.json')) return 0;
  expect(operation.replace(/\.$/, ''), path).toBe(action.replace(/\.$/, ''));
  return 1;
}

function compareAddress({ address }: AccessEventClaims, expected: Expected, path: string): number {
  const ip = expected.source?.ip;
  // There the field ClientIP was made anonymous and ClientIPAddress was not.
  if (ip === undefined || address === '' || path.endsWith('exchange_item_update.json')) return 0;
  expect(normal(address), path).toBe(normal(ip));
  return 1;
}

// Groups of zeros may be written in several ways.
function normal(address: string): string {
  return address.includes(':') ? new URL(`http://[${address}]/`).hostname : address;
}
