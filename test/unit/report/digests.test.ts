import { expect, test } from 'vitest';
import { evidenceIdOf, fileStep, type ContainerAccount, type Diagnostic } from '#model/index.ts';
import { newAccountDigest, newDiagnosticDigest, newFactDigest } from '#report/index.ts';
import { settingRecord } from '#test/support/fact-builder.ts';
import { findingDigestOf, sampleFindings } from '#test/support/report-input.ts';
import { formatInstant, formatRange, formatSize, joinWords } from '#report/wording.ts';

test('accounts are added up by exhibit and kind, and those in trouble are kept apart', () => {
  const digest = newAccountDigest(1);
  const account = (kind: string, expected: number, records: number, failed: number): ContainerAccount => ({
    locator: [fileStep(`${kind}${String(expected)}`)],
    kind,
    expected,
    records,
    failed,
    recovered: 1,
  });
  digest.add(evidenceIdOf(1), account('mbox', 3, 3, 0));
  digest.add(evidenceIdOf(1), account('mbox', 4, 4, 0));
  digest.add(evidenceIdOf(1), account('mbox', 5, 4, 1));
  digest.add(evidenceIdOf(2), account('mbox', 6, 4, 1));
  expect(digest.sums()).toEqual([
    { evidenceId: 'EX-001', kind: 'mbox', containers: 3, expected: 12, records: 11, failed: 1, recovered: 3, counted: null },
    { evidenceId: 'EX-002', kind: 'mbox', containers: 1, expected: 6, records: 4, failed: 1, recovered: 1, counted: null },
  ]);
  expect([digest.wholeCount(), digest.troubledCount(), digest.mismatchCount()]).toEqual([2, 2, 1]);
  expect([digest.whole().length, digest.troubled().length]).toEqual([1, 1]);
});

test('containers that two counts differ on are listed, whether or not items are missing', () => {
  const digest = newAccountDigest();
  const account = (counted: number): ContainerAccount => ({
    locator: [],
    kind: 'store-folder',
    expected: 3,
    records: 3,
    failed: 0,
    recovered: 0,
    counted,
  });
  digest.add(evidenceIdOf(1), account(3));
  digest.add(evidenceIdOf(1), account(5));
  expect(digest.sums().map(({ expected, counted }) => [expected, counted])).toEqual([[6, 8]]);
  expect(digest.differing().map((reported) => reported.account.counted)).toEqual([5]);
  expect([digest.differingCount(), digest.mismatchCount()]).toEqual([1, 0]);
});

test('of containers of one item only those in trouble are listed', () => {
  const digest = newAccountDigest();
  const account = (records: number): ContainerAccount => ({
    locator: [],
    kind: 'message-file',
    expected: 1,
    records,
    failed: 1 - records,
    recovered: 0,
  });
  digest.add(evidenceIdOf(1), account(1));
  digest.add(evidenceIdOf(1), account(0));
  expect([digest.whole(), digest.wholeCount(), digest.troubled().length]).toEqual([[], 1, 1]);
});

test('diagnostics are counted by code and effect, and listed up to the limit', () => {
  const digest = newDiagnosticDigest(2);
  const diagnostic = (code: Diagnostic['code'], effect: Diagnostic['effect']): Diagnostic => ({
    code,
    effect,
    stage: 'read',
    locator: [],
    detail: '',
  });
  for (const effect of ['item-lost', 'item-lost', 'noted'] as const) digest.add(evidenceIdOf(1), diagnostic('item-unreadable', effect));
  digest.add(evidenceIdOf(1), diagnostic('charset-unknown', 'recovered'));
  expect(digest.total()).toBe(4);
  expect(digest.groups().map((group) => [group.code, group.count, group.shown.length, [...group.byEffect]])).toEqual([
    ['charset-unknown', 1, 1, [['recovered', 1]]],
    [
      'item-unreadable',
      3,
      2,
      [
        ['item-lost', 2],
        ['noted', 1],
      ],
    ],
  ]);
});

test('findings are counted with their destinations, without case, and their interval', () => {
  const [, plain] = sampleFindings();
  if (plain?.time == null) throw new Error('no finding with a time');
  const later = {
    ...plain,
    destinations: plain.destinations.map((address) => address.toUpperCase()),
    time: { ...plain.time, instant: '2026-04-01T00:00:00.000Z' },
  };
  const [group] = findingDigestOf([later, plain, { ...plain, time: null }], { mostPerRule: 2, selection: 'all' }).groups();
  expect(group?.count).toBe(3);
  expect(group?.shown).toHaveLength(2);
  expect([...(group?.destinations ?? [])]).toEqual([['I.PRIOR.77@MAIL.EXAMPLE', 3]]);
  expect([group?.first, group?.last]).toEqual([Date.parse('2026-03-03T08:26:53.000Z'), Date.parse('2026-04-01T00:00:00.000Z')]);
});

test('the wording of sizes, ranges, times and lists', () => {
  expect([formatSize(0), formatSize(1), formatSize(999), formatSize(2_140_160)]).toEqual([
    '0 bytes',
    '1 byte',
    '999 bytes',
    '2.1 MB (2,140,160 bytes)',
  ]);
  expect(formatRange({ offsetBytes: 1042, lengthBytes: 49 })).toBe('bytes 1,042–1,090 (49 bytes)');
  expect(formatRange(null)).toContain('no run of bytes');
  expect(formatInstant('2026-03-14T08:26:53.000Z', 'UTC')).toBe('2026-03-14 08:26:53 UTC');
  expect(formatInstant('never', 'UTC')).toBe('never');
  expect([joinWords([]), joinWords(['a']), joinWords(['a', 'b', 'c'])]).toEqual(['', 'a', 'a, b and c']);
});

test('of the many settings of a mail program the first hundred are listed, and none keeps a setting of a store out', () => {
  const facts = newFactDigest(150);
  const program = settingRecord({
    setting: 'client-setting',
    client: 'thunderbird',
    name: 'preference',
    folderPath: [],
    modified: null,
    values: [],
  });
  const store = settingRecord({
    setting: 'folder-home-page',
    messageClass: '',
    subject: '',
    folderPath: [],
    modified: null,
    propertyTags: [],
    pages: [],
    parts: [],
  });
  for (let count = 0; count < 300; count += 1) facts.add(program);
  facts.add(store);
  expect(facts.settingCount()).toBe(301);
  expect(facts.settings()).toHaveLength(101);
  expect(facts.settings()).toContain(store);
});
