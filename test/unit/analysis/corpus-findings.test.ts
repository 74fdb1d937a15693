import { join } from 'node:path';
import { expect, test } from 'vitest';
import { analyseCase, observeRecord, startAnalysis, type CaseMaterial } from '#analysis/index.ts';
import { evidenceIdOf, type Finding } from '#model/index.ts';
import { corpusPath, skipReason } from '#test/support/corpus.ts';
import { readMessages } from '#test/support/read-messages.ts';

/**
 * What the rules find in real evidence in which nobody is known to have forwarded a mailbox. Each line was looked at in
 * the message; a change here must be looked at again. Nothing stands above low.
 */
const reviewed = {
  // A mailing service that re-sends to its subscriber (mailshell), and aliases of one house.
  spamassassin: { 'forwarding.header.resent informational': 1, 'forwarding.header.delivered-to informational': 10 },
  // SRS of providers' aliases; redirects by a person in the MIME torture test; forwards in Thunderbird's own tests.
  eml: {
    'forwarding.envelope.srs low': 3,
    'forwarding.header.resent low': 3,
    'forwarding.header.x-forwarded-message-id low': 2,
  },
  // List servers and aliases of one house.
  mbox: { 'forwarding.header.delivered-to informational': 5 },
  maildir: {},
  // A message that its owner forwarded by hand.
  pst: { 'forwarding.mapi.last-verb-forward informational': 1 },
  enron: {},
} as const;

const present = corpusPath();
if (present === null) console.warn(skipReason);

test.skipIf(present === null).each(Object.entries(reviewed))('%s holds the reviewed findings and no others', (folder, expected) => {
  const analysis = startAnalysis({ ownDomains: [] });
  const findings: Record<string, number> = {};
  let messages = 0;
  for (const record of readMessages(join(present ?? '', folder))) {
    messages += 1;
    for (const finding of analysis.consume(record)) {
      const key = `${finding.ruleId} ${finding.level}`;
      findings[key] = (findings[key] ?? 0) + 1;
    }
  }
  expect(messages).toBeGreaterThan(0);
  expect(findings).toEqual(expected);
});

/**
 * The same across the records of each collection, each taken as one case. Above low nothing may stand that was not looked at.
 */
const reviewedAcross: Readonly<Record<keyof typeof reviewed, Readonly<Record<string, number>>>> = {
  spamassassin: {},
  eml: {},
  mbox: {},
  maildir: {},
  pst: {},
  enron: {},
};

test.skipIf(present === null).each(Object.entries(reviewedAcross))(
  '%s holds across its records the reviewed findings and no others',
  async (folder, expected) => {
    const analysis = startAnalysis({ ownDomains: [] });
    const pieces: CaseMaterial[] = [];
    for (const record of readMessages(join(present ?? '', folder))) {
      const { observations, trace } = observeRecord(record, [...analysis.consume(record)]);
      pieces.push({ evidenceId: evidenceIdOf(1), facts: [], observations, traces: trace === null ? [] : [trace] });
    }
    const findings: Finding[] = [];
    for await (const finding of analyseCase(() => pieces, { ownDomains: [], parameters: {} })) findings.push(finding);
    if (process.env['SHOW'] === '1') console.log(findings.map(({ level, statement }) => `${level}: ${statement}`).join('\n'));
    const counts: Record<string, number> = {};
    for (const { ruleId, level } of findings) counts[`${ruleId} ${level}`] = (counts[`${ruleId} ${level}`] ?? 0) + 1;
    expect(counts).toEqual(expected);
  },
);
