import { describe, expect, test } from 'vitest';
import { evidenceIdOf, fileStep, type RecordId } from '#model/index.ts';
import type { OtherRecord } from '#renderer/case/case-view.ts';
import { factKinds, factLine, factRows, storedForms, timeText } from '#renderer/records/words.ts';

const common = {
  recordId: '00' as RecordId,
  evidenceId: evidenceIdOf(1),
  parentRecordId: null,
  parent: null,
  locator: [fileStep('prefs.js')],
  observed: { range: null, sizeBytes: 9, sha256: null, allocation: 'allocated', intact: true },
} as const;
const time = { raw: '1700000000', instant: '2023-11-14T22:13:20.000Z', offsetMinutes: 0, statedBy: 'MRUTime' };

const rule: OtherRecord = {
  ...common,
  kind: 'rule',
  claimed: {
    client: 'thunderbird',
    storedAs: 'filter file',
    folderPath: [],
    owner: '',
    provider: null,
    name: null,
    isEnabled: false,
    isHidden: true,
    hiddenBecause: ['It has no name.'],
    sequence: null,
    state: [],
    condition: { kind: 'text', field: 'subject', match: 'contains', options: [], value: 'invoice' },
    actions: [],
    created: null,
    modified: time,
    parts: [
      { field: 'action', tag: null, sizeBytes: 7, raw: '00', isRawWhole: false, text: 'Forward', decoded: 'partly', trouble: 'no address' },
    ],
    strayAddresses: [],
  },
};

describe('a rule', () => {
  test('without a name or action says so, and that it is off and hidden', () => {
    expect(factLine(rule)).toEqual({ name: 'unnamed (filter file)', states: '[off, hidden] no action that could be read', time });
  });

  test('states its condition and why it is hidden; its raw form stands apart', () => {
    const rows = factRows(rule);
    expect(rows).toContainEqual({ name: 'applies when', value: 'subject contains "invoice"', isMono: false });
    expect(rows).toContainEqual({ name: 'hidden', value: 'It has no name.', isMono: false });
    expect(rows.map(({ name }) => name)).not.toContain('parts');
    expect(storedForms(rule)).toEqual([{ title: 'action', state: '7 bytes, decoded in part: no address', raw: 'Forward…' }]);
  });
});

test('an account is named by the first thing that names it, and lists its facts by their names', () => {
  const account: OtherRecord = {
    ...common,
    kind: 'account',
    claimed: {
      client: 'thunderbird',
      key: 'account1',
      name: '',
      service: 'imap',
      server: 'mail.example.org',
      port: 993,
      userName: 'anna',
      identities: [{ name: 'Anna', address: 'anna@example.org', replyTo: '' }],
      storedAt: '',
      lastUsed: null,
      facts: [{ name: 'check_new_mail', value: true }],
    },
  };
  expect(factLine(account)).toEqual({ name: 'anna@example.org', states: 'imap at mail.example.org: anna@example.org', time: null });
  expect(factRows(account)).toContainEqual({ name: 'check_new_mail', value: 'true', isMono: false });
  expect(factRows(account)).toContainEqual({ name: 'identities', value: 'Anna <anna@example.org>', isMono: false });
});

test('an account of a system says what it is called there, whether mail may lie behind it and why, and what its times are of', () => {
  const account: OtherRecord = {
    ...common,
    kind: 'account',
    claimed: {
      client: 'apple-accounts',
      key: 'A-1',
      name: 'Work',
      service: 'other',
      server: '',
      port: null,
      userName: 'anna',
      identities: [],
      storedAt: '',
      lastUsed: null,
      times: [{ raw: '600000000.5', instant: '2020-01-06T10:40:00.500Z', offsetMinutes: 0, statedBy: 'ZACCOUNT.ZDATE' }],
      type: 'com.apple.account.Google',
      partOf: 'A-0',
      canHoldMail: { answer: 'perhaps', because: 'It may.' },
      facts: [],
    },
  };
  expect(factLine(account)).toEqual({ name: 'Work', states: 'other, com.apple.account.Google (may hold mail)', time: null });
  expect(factRows(account)).toEqual(
    expect.arrayContaining([
      { name: 'client', value: 'Internet Accounts of macOS or iOS', isMono: false },
      { name: 'times', value: '2020-01-06T10:40:00.500Z (ZACCOUNT.ZDATE states 600000000.5)', isMono: false },
      { name: 'can hold mail', value: 'perhaps: It may.', isMono: false },
      { name: 'part of', value: 'A-0', isMono: false },
    ]),
  );
});

test('claims are told in words: the program, the folder, and what an event is about', () => {
  const event: OtherRecord = {
    ...common,
    kind: 'event',
    claimed: {
      time,
      precision: 'second',
      clock: 'clock of the machine',
      strength: 'OPENED',
      action: 'folder-access',
      operation: 'folder viewed',
      actor: '',
      account: '',
      host: '',
      address: '',
      process: null,
      object: { kind: 'folder', name: 'INBOX' },
      outcome: '',
      source: 'index',
      doesNotShow: 'who',
      facts: [],
    },
  };
  expect(factRows(event)).toContainEqual({ name: 'object', value: 'folder INBOX', isMono: false });
  const entry: OtherRecord = {
    ...common,
    kind: 'index-entry',
    claimed: {
      client: 'apple-mail',
      folderPath: ['V10', 'INBOX'],
      messageId: '<1@example.org>',
      subject: '',
      sender: '',
      date: null,
      flags: ['read'],
      storedAt: '1.emlx',
      inStore: 'yes',
      facts: [],
    },
  };
  expect(factLine(entry)).toEqual({ name: '<1@example.org>', states: 'read', time: null });
  expect(factRows(entry)).toContainEqual({ name: 'client', value: 'Apple Mail', isMono: false });
  expect(factRows(entry)).toContainEqual({ name: 'folder path', value: 'V10 / INBOX', isMono: false });
});

test('a time is told with its raw text and who states it, also where it is none', () => {
  expect(timeText(time)).toBe('2023-11-14T22:13:20.000Z (MRUTime states 1700000000)');
  expect(timeText({ ...time, instant: null })).toBe('not understood as a time (MRUTime states 1700000000)');
});

test('every kind of record has its place on the screen', () => {
  expect(factKinds.map(({ kind }) => kind).sort()).toEqual(['account', 'correspondent', 'event', 'file', 'index-entry', 'rule', 'setting']);
});
