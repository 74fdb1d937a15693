import { expect, test } from 'vitest';
import { newFactDigest } from '#report/index.ts';
import { accountsAndUse } from '#report/sections/accounts-and-use.ts';
import { accountRecord } from '#test/support/fact-builder.ts';
import { reportInput } from '#test/support/report-input.ts';
import { factDigestOf, sampleFacts } from '#test/support/sample-facts.ts';

const rowsOf = (facts = factDigestOf(sampleFacts)): readonly (readonly string[])[][] =>
  accountsAndUse
    .blocks({ ...reportInput(), facts }, 6)
    .flatMap((block) => (block.kind === 'table' ? [block.rows as (readonly string[])[]] : []));

test('an account stands with service, identities and record; traces of use are added up by source', () => {
  expect(rowsOf()).toEqual([
    [['EX-002', 'account1', 'imap, mail.example.org, anna', 'anna@example.org', 'not stated', 'file:prefs.js']],
    [
      [
        'EX-002',
        'Thunderbird folder index, MRUTime',
        'OPENED',
        '2',
        expect.stringContaining('2020-09-13'),
        expect.stringContaining('2023-11-14'),
        'Who sat at the machine.',
      ],
    ],
  ]);
});

test('an account of a system stands with its type and whether it can hold mail', () => {
  const facts = newFactDigest();
  const account = accountRecord('anna@example.org');
  if (account.kind !== 'account') throw new Error('no account');
  const claimed = { ...account.claimed, type: 'com.apple.account.CalDAV', canHoldMail: { answer: 'no', because: 'It has none.' } as const };
  facts.add({ ...account, claimed });
  expect(rowsOf(facts)[0]?.map((row) => row[2])).toEqual(['imap, com.apple.account.CalDAV, anna@example.org, holds no mail']);
});

test('what is beyond the lists is said, with its number', () => {
  const facts = newFactDigest(1);
  for (const fact of sampleFacts) facts.add(fact);
  for (const fact of sampleFacts) facts.add(fact);
  const notices = accountsAndUse.blocks({ ...reportInput(), facts }, 6).filter(({ kind }) => kind === 'notice');
  expect(notices).toEqual([{ kind: 'notice', text: '1 further account stands in records.ndjson.' }]);
});
