import { expect, test } from 'vitest';
import type { CaseFile } from '#contract/index.ts';
import { evidenceIdOf, fileStep, type ContainerAccount, type EvidenceItem } from '#model/index.ts';
import type { StoredAccount } from '#renderer/case/case-view.ts';
import { answersOf, destinationsOf, type Answer, type Facts } from '#renderer/overview/answers.ts';
import { plainText } from '#renderer/ui/sentence.ts';

function item(ordinal: number, custodian = 'A'): EvidenceItem {
  return {
    evidenceId: evidenceIdOf(ordinal),
    pathAsGiven: '/evidence/a.pst',
    kind: 'file',
    sizeBytes: 1,
    files: 1,
    hashes: { sha256: String(ordinal), sha1: null, md5: null },
    modified: null,
    acquiredAt: '2026-03-14T09:26:53Z',
    custodian,
    note: '',
  };
}

const caseFile: CaseFile = {
  formatVersion: 1,
  caseId: 'c',
  title: 't',
  caseNumber: '',
  examiner: '',
  agency: '',
  zone: 'America/Chicago',
  ownDomains: [],
  createdAt: '',
  createdBy: '',
  writtenBy: '',
  storage: { chromium: '', backend: '' },
  evidence: [item(1)],
  verifications: [],
};

function accountOf(counts: Pick<ContainerAccount, 'expected' | 'records' | 'failed' | 'recovered'>): StoredAccount {
  return { evidenceId: evidenceIdOf(1), account: { locator: [fileStep('a')], kind: 'mbox', ...counts } };
}

const read: Facts = {
  caseFile,
  states: [{ evidenceId: evidenceIdOf(1), batches: 1, messages: 71, state: 'done' }],
  jobs: [],
  accounts: [accountOf({ expected: 71, records: 71, failed: 0, recovered: 0 })],
  diagnosticCounts: [],
  groups: [],
  messages: 71,
};

const group = {
  ruleId: 'forwarding.header.x-forwarded-to',
  title: 'Automatic forward of Gmail',
  technique: 'T1114.003',
  level: 'high',
  count: 10,
  open: 4,
  destinations: [{ address: 'copy@outside.example', count: 10 }],
  first: Date.parse('2001-05-14T03:00:00Z'),
  last: Date.parse('2001-05-26T12:00:00Z'),
};

function textOf(facts: Facts, id: Answer['id']): string[] {
  return answersOf(facts)
    .filter((answer) => answer.id === id)
    .flatMap((answer) => answer.sentences.map(plainText));
}

test('nothing found is told as just that', () => {
  expect(textOf(read, 'forwarded')).toEqual([
    'No artifact of forwarding was found in 71 messages. That is no proof that nothing was forwarded: forwarding on a server may leave no trace in the mailbox.',
  ]);
  expect(textOf({ ...read, messages: 0, accounts: [] }, 'forwarded')).toEqual(['Nothing has been read yet.']);
  expect(textOf({ ...read, messages: 0 }, 'forwarded')[0]).toContain(
    'No artifact of forwarding was found in what was read, which holds no messages.',
  );
  expect(answersOf(read).map(({ id }) => id)).toEqual(['forwarded', 'complete', 'review']);
});

test('findings of access do not answer whether mail was forwarded', () => {
  const cleared = {
    ...group,
    ruleId: 'access.host.log-cleared',
    title: 'An event log was cleared',
    technique: 'T1070.001',
    destinations: [{ address: 'Everyone', count: 3 }],
  };
  const set = { ...group, ruleId: 'access.change.mailbox-forwarding', title: 'Forwarding of a whole mailbox was set' };
  expect(textOf({ ...read, groups: [cleared] }, 'forwarded')[0]).toContain('No artifact of forwarding');
  const both = { ...read, groups: [cleared, set] };
  expect(textOf(both, 'forwarded').join(' ')).not.toMatch(/An event log|Everyone/);
  expect(textOf(both, 'forwarded')[0]).toContain('10 findings of 1 kind');
  expect(textOf(both, 'else').join(' ')).toContain('An event log was cleared');
  expect(textOf(both, 'else')).toHaveLength(2);
});

test('forwarding is told with mechanisms, days of the case zone, counts and destinations', () => {
  const low = {
    ...group,
    ruleId: 'r2',
    title: 'Re-sent',
    level: 'low',
    count: 1,
    open: 1,
    first: null,
    last: null,
    destinations: [{ address: 'x@y.example', count: 1 }],
  };
  const sentences = textOf({ ...read, groups: [group, low] }, 'forwarded');
  expect(sentences).toEqual([
    '11 findings of 2 kinds, with times from 2001-05-13 to 2001-05-26 as their records state them (America/Chicago).',
    'high  Automatic forward of Gmail: 10 findings, first 2001-05-13, last 2001-05-26.',
    'low  Re-sent: 1 finding.',
    'The destinations named are copy@outside.example (10) and x@y.example (1).',
  ]);
});

test('destinations are summed over rules, most named first, ties by address', () => {
  const groups = [
    { ...group, destinations: [{ address: 'b@x', count: 2 }] },
    {
      ...group,
      destinations: [
        { address: 'a@x', count: 2 },
        { address: 'c@x', count: 1 },
        { address: 'b@x', count: 1 },
      ],
    },
  ];
  expect(destinationsOf(groups)).toEqual([
    { address: 'b@x', count: 3 },
    { address: 'a@x', count: 2 },
    { address: 'c@x', count: 1 },
  ]);
});

test('more destinations than fit are counted', () => {
  const destinations = Array.from({ length: 8 }, (_, index) => ({ address: `${String(index)}@x`, count: 1 }));
  expect(textOf({ ...read, groups: [{ ...group, destinations }] }, 'forwarded').at(-1)).toBe(
    'The destinations named are 0@x (1), 1@x (1), 2@x (1), 3@x (1), 4@x (1) and 3 others.',
  );
});

test('losses, parts and diagnostics are told, each with its way on', () => {
  const facts: Facts = {
    ...read,
    caseFile: { ...caseFile, evidence: [item(1), item(2), item(3)] },
    states: [...read.states, { evidenceId: evidenceIdOf(2), batches: 1, messages: 4, state: 'partial' }],
    accounts: [accountOf({ expected: 4031, records: 4019, failed: 12, recovered: 2 })],
    diagnosticCounts: [
      { code: 'item-unreadable', effect: 'item-lost', count: 12 },
      { code: 'charset-mismatch', effect: 'recovered', count: 1 },
    ],
    messages: 75,
  };
  expect(textOf(facts, 'complete')).toEqual([
    '1 of 3 evidence items was read to the end; the case holds 75 messages.',
    'EX-002 was read in part; its reading can be resumed.',
    'EX-003 has not been read yet.',
    '12 of 4,031 expected items could not be read; the others are in the case. Show the 12.',
    '2 items beyond the expected ones were recovered.',
    '13 diagnostics tell of trouble in processing: 12 items lost and 1 overcome.',
  ]);
  // What the sentence counts is what it leads to.
  expect(JSON.stringify(answersOf(facts))).toContain(
    JSON.stringify({ screen: 'evidence', evidenceId: null, tab: 'diagnostics', effect: 'item-lost' }),
  );
});

test('exhibits that share what they hold are named, for their sums count it twice', () => {
  const folder = { ...item(1), kind: 'folder', pathAsGiven: '/evidence' } as const;
  const facts = { ...read, caseFile: { ...caseFile, evidence: [folder, item(2)] } };
  expect(textOf(facts, 'complete')).toContain('EX-002 lies within EX-001: its messages are counted in both.');
  expect(textOf(read, 'complete').join(' ')).not.toContain('counted in both');
});

test('review begins with the gravest rule that has open findings, and ends with the report', () => {
  const grave = { ...group, ruleId: 'r2', title: 'Mailbox forward', open: 0 };
  const slight = { ...group, ruleId: 'r3', title: 'Re-sent', level: 'low' };
  expect(textOf({ ...read, groups: [slight, grave, group] }, 'review')).toEqual([
    '8 of 30 findings are still open.',
    'Begin with Automatic forward of Gmail: 4 open, level high.',
  ]);
  expect(textOf({ ...read, groups: [grave] }, 'review')).toEqual(['All 10 findings have been reviewed. The report can be exported.']);
});

test('evidence without a custodian is named', () => {
  const facts = { ...read, caseFile: { ...caseFile, evidence: [item(1), item(2, ' ')] } };
  expect(textOf(facts, 'review').at(-1)).toBe('1 evidence item names no custodian: EX-002.');
});

test('what searches found and nobody can read is told, of each place once', () => {
  const search = { searchId: 's', root: '/image', begunAt: '', phase: 'done', found: 12, unreadable: 9, places: 0, sha256: '' } as const;
  const searches = [search, { ...search, unreadable: 1 }, { ...search, root: '/other', unreadable: 0 }];
  const sentences = textOf({ ...read, caseFile: { ...caseFile, searches } }, 'complete');
  expect(sentences.filter((text) => text.includes('search'))).toEqual([
    'The search of /image found 1 mail profile or store that cannot be read; the report lists it.',
  ]);
});
