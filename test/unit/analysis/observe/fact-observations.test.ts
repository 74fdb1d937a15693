import { describe, expect, test } from 'vitest';
import { observeRecord, startAnalysis } from '#analysis/index.ts';
import { accessEvent, type AccessEventClaims, type EvidenceRecord, type IndexEntryClaims, type StatedChange } from '#model/index.ts';
import { ruleRecord, settingRecord, smtpTarget } from '#test/support/fact-builder.ts';

const observationsOf = (record: EvidenceRecord) => observeRecord(record, [...startAnalysis().consume(record)]).observations;
const time = { raw: '1772526413', instant: '2026-03-03T08:26:53.000Z', offsetMinutes: 0, statedBy: 'log' };

const plainEntry: IndexEntryClaims = {
  ...{ client: 'thunderbird', folderPath: [], messageId: null, subject: 'Report', sender: '', date: time, flags: [] },
  ...{ storedAt: 'offset 1042', inStore: 'yes', facts: [] },
};

test('delegates of a mailbox are observed as such, and another setting is not', () => {
  const common = { messageClass: 'IPM.Microsoft.ScheduleData.FreeBusy', subject: '', folderPath: [], modified: null, propertyTags: [] };
  const delegates = settingRecord({
    ...{ ...common, setting: 'delegates', state: [], parts: [] },
    delegates: [{ name: 'Ben', target: smtpTarget('Ben@Outside.example'), seesPrivateItems: null }],
  });
  const observed = observationsOf(delegates);
  expect(observed).toMatchObject([{ artifact: 'setting delegates', mechanism: 'delegate', destinations: ['ben@outside.example'] }]);
  expect(observed[0]?.citations[0].recordId).toBe(delegates.recordId);
  const homePage = settingRecord({
    ...{ ...common, setting: 'folder-home-page', parts: [] },
    pages: [{ url: 'http://outside.example/', isShownByDefault: true, version: 2, type: 1 }],
  });
  expect(observationsOf(homePage)).toEqual([]);
});

describe('entries of an index', () => {
  const entry = (flags: readonly string[]): EvidenceRecord => ({
    ...ruleRecord(),
    kind: 'index-entry',
    claimed: { ...plainEntry, flags },
  });

  test.each([
    [['read', 'forwarded'], 'by-hand'],
    [['redirected'], 'resent'],
    [['redirected', 'forwarded'], 'by-hand'],
  ])('%j: %s', (flags, mechanism) => {
    const observed = observationsOf(entry(flags));
    expect(observed).toMatchObject([
      { artifact: 'index state forwarded', mechanism, agency: 'undecidable', destinations: [], time: plainEntry.date },
    ]);
    expect(observed[0]?.citations).toMatchObject([{ field: 'index entry', excerpt: `${flags.join(' ')}: Report` }]);
  });

  test('of a message that was only answered show no forward', () => {
    expect(observationsOf(entry(['read', 'answered']))).toEqual([]);
  });
});

describe('events', () => {
  const event = (claims: Partial<AccessEventClaims>): EvidenceRecord => ({
    ...ruleRecord(),
    kind: 'event',
    claimed: accessEvent({
      ...{ time, precision: 'second', clock: '', strength: 'CHANGED', action: 'mail-forward', operation: 'forward' },
      ...{ object: { kind: 'mailbox', name: 'anna' }, source: 'log of the server', doesNotShow: '' },
      ...claims,
    }),
  });
  const change = (parts: Partial<StatedChange>): StatedChange => ({
    ...{ what: 'inbox-rule', name: 'x', state: 'set', of: '', destinations: ['Ben@Outside.example'], actions: [], conditions: [] },
    ...parts,
  });

  test('of a program that forwarded name it, its account and what they state', () => {
    const observed = observationsOf(event({ account: 'Anna@Firm.example', object: { kind: 'address', name: 'Ben@Outside.example' } }));
    expect(observed).toMatchObject([
      {
        ...{ artifact: 'event mail-forward', mechanism: 'server-alias', agency: 'automatic', time },
        ...{ sources: ['anna@firm.example'], destinations: ['ben@outside.example'] },
      },
    ]);
    expect(observed[0]?.citations).toMatchObject([{ field: 'event forward', excerpt: 'forward' }]);
  });

  test('of a filter are those of a client, and without an account they have no source', () => {
    expect(observationsOf(event({ source: 'Filter log of Thunderbird' }))).toMatchObject([
      { mechanism: 'client-rule', sources: [], destinations: [] },
    ]);
  });

  test.each([
    ['of the change', { change: change({}) }, ['ben@outside.example']],
    ['of facts with the name of a destination', { facts: [{ name: 'Recipients', value: 'Ben@Outside.example' }] }, ['ben@outside.example']],
    ['not of other facts', { facts: [{ name: 'from', value: 'anna@firm.example' }] }, []],
    ['not of what is no address', { facts: [{ name: 'to', value: 'Ben' }] }, []],
    ['not of what is no text', { facts: [{ name: 'to', value: 7 }] }, []],
    ['not of an object that is no address', { object: { kind: 'mailbox', name: 'ben@outside.example' } }, []],
  ] as const)('of forwarding have the destinations %s', (_, claims, destinations) => {
    expect(observationsOf(event(claims))).toMatchObject([{ artifact: 'event mail-forward', destinations }]);
  });

  test.each([
    ['inbox-rule', 'server-rule'],
    ['mailbox-forwarding', 'mailbox-setting'],
    ['transport-rule', 'transport-rule'],
    ['journal-rule', 'transport-rule'],
    ['domain-forwarding', 'transport-rule'],
    ['alias', 'server-alias'],
  ] as const)('of a change of %s: %s', (what, mechanism) => {
    const observed = observationsOf(event({ action: 'forwarding-change', operation: 'Set', actor: 'admin', change: change({ what }) }));
    expect(observed).toMatchObject([{ artifact: `event ${what} set`, mechanism, sources: [], time }]);
    expect(observed[0]?.citations).toMatchObject([
      { field: 'event Set', excerpt: `Set; by admin; ${what} x set of : Ben@Outside.example` },
    ]);
  });

  test('of other changes, and without a change, are none', () => {
    expect(observationsOf(event({ action: 'forwarding-change', change: change({ what: 'mailbox-permission' }) }))).toEqual([]);
    expect(observationsOf(event({ action: 'sign-in' }))).toEqual([]);
  });
});
