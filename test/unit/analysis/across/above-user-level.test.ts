import { expect, test } from 'vitest';
import { aboveUserLevel } from '#analysis/across/above-user-level.ts';
import { byHand, findingsAcross, forwarding, onDay, ruleObserved, times } from '#test/support/case-builder.ts';

const automatic = (count: number, parts: Parameters<typeof forwarding>[0] = {}) =>
  times(count, (index) => forwarding({ at: onDay(1 + index), ...parts }));
const visible = (count: number) => times(count, (index) => byHand({ at: onDay(1 + index) }));

test('A of 10 without V and R is told with destination, first, last and count', async () => {
  const [finding, ...more] = await findingsAcross(aboveUserLevel, { observations: automatic(10) });
  expect(more).toEqual([]);
  expect(finding).toMatchObject({
    level: 'medium',
    agency: 'automatic',
    destinations: ['collector@outside.example'],
    extent: { count: 10, unit: 'messages', first: { instant: '2026-03-01T09:00:00.000Z' }, last: { instant: '2026-03-10T09:00:00.000Z' } },
  });
  expect(finding?.table?.columns).toEqual(['day', 'A automatic', 'V visible', 'A explained by R', 'A unexplained', 'destinations']);
  expect(finding?.table?.rows[0]).toEqual([
    'whole period, R: 0 rules of the mailbox, 0 in the case',
    '10',
    '0',
    '0',
    '10',
    'collector@outside.example',
  ]);
  expect(finding?.table?.rows).toHaveLength(11);
});

test('counts all messages of a day, also beyond those that an extent names', async () => {
  const observations = times(10_500, () => forwarding({ at: onDay(1) }));
  const [finding] = await findingsAcross(aboveUserLevel, { observations });
  expect(finding?.extent?.count).toBe(10_500);
  expect(finding?.extent?.records).toHaveLength(10_000);
  expect(finding?.statement).toContain('in 10500 messages on 2026-03-01 UTC');
});

test('is high where Exchange says that forwarding is set on the mailbox', async () => {
  const observations = automatic(10, { artifact: 'header X-MS-Exchange-ForwardingLoop' });
  const [finding] = await findingsAcross(aboveUserLevel, { observations });
  expect(finding?.level).toBe('high');
});

test.each([
  ['A below n', automatic(9)],
  ['V accounts for it: A is not more than k times V', [...automatic(10), ...visible(5)]],
  ['a rule explains the destination', [...automatic(10), ruleObserved({ destinations: ['collector@outside.example'] })]],
  [
    'a rule of another mailbox of the case explains it',
    [...automatic(10), ruleObserved({ mailbox: 'EX-002 box.pst', destinations: ['collector@outside.example'] })],
  ],
  [
    'the chain of servers contradicts the markers',
    automatic(10, { because: 'Contradicted by the chain of servers: none.', agency: 'undecidable' }),
  ],
  ['list mail that relays rewrite', automatic(10, { agency: 'undecidable', artifact: 'envelope sender SRS' })],
])('does not fire: %s', async (_, observations) => {
  expect(await findingsAcross(aboveUserLevel, { observations })).toEqual([]);
});

test('A just more than k times V fires', async () => {
  expect(await findingsAcross(aboveUserLevel, { observations: [...automatic(11), ...visible(5)] })).toHaveLength(1);
});

test('a rule that is switched off or goes elsewhere explains nothing', async () => {
  const off = ruleObserved({ artifact: 'rule, switched off' });
  const elsewhere = ruleObserved({ destinations: ['other@outside.example'] });
  const ofAnother = ruleObserved({ mailbox: 'EX-002 box.pst', destinations: ['other@outside.example'] });
  const findings = await findingsAcross(aboveUserLevel, { observations: [...automatic(10), off, elsewhere, ofAnother] });
  expect(findings).toHaveLength(1);
  expect(findings[0]?.table?.rows[0]?.[0]).toBe('whole period, R: 1 rule of the mailbox, 2 in the case');
});

test('weak markers alone stay low, and so does a mailbox with a rule whose recipient is not known', async () => {
  const [weak] = await findingsAcross(aboveUserLevel, {
    observations: automatic(10, { artifact: 'envelope sender SRS', mechanism: 'server-alias' }),
  });
  expect(weak?.level).toBe('low');
  const [unread] = await findingsAcross(aboveUserLevel, {
    observations: [...automatic(10), ruleObserved({ destinations: ['/o=firm/cn=ben'] })],
  });
  expect(unread).toMatchObject({
    level: 'low',
    benignExplanations: expect.arrayContaining([expect.stringContaining('passes mail on to somebody')]) as unknown,
  });
});

test('several artifacts of one message count once, and a message that also looks forwarded is not visible', async () => {
  const observations = automatic(10).flatMap((one) => [
    one,
    { ...one, artifact: 'header X-Forwarded-For' },
    { ...one, artifact: 'last verb forward', agency: 'undecidable' as const },
  ]);
  const [finding] = await findingsAcross(aboveUserLevel, { observations });
  expect(finding?.extent?.count).toBe(10);
  expect(finding?.table?.rows[0]?.[2]).toBe('0');
});

test('a week that stands out is found where the whole period does not', async () => {
  // Two a day over one week in March, and much forwarding by hand in the months before.
  const observations = [
    ...times(60, (index) => byHand({ at: onDay(1) - index * 86_400_000 * 2 })),
    ...times(12, (index) => forwarding({ at: onDay(9 + Math.floor(index / 2), 9 + index) })),
  ];
  const [finding] = await findingsAcross(aboveUserLevel, { observations });
  expect(finding?.statement).toContain('of that week');
  expect(finding?.extent?.count).toBe(12);
});

test('n and k are taken from the case', async () => {
  const parameters = { 'forwarding.across.above-user-level': { fewestAutomatic: 3, timesVisible: 1 } };
  const observations = [...automatic(3), ...visible(2)];
  expect(await findingsAcross(aboveUserLevel, { observations })).toEqual([]);
  expect(await findingsAcross(aboveUserLevel, { observations }, { parameters })).toHaveLength(1);
});

test('a message counts for the destination that its best artifact names', async () => {
  const weak = { artifact: 'header Delivered-To', mechanism: 'server-alias' as const, destinations: ['alias@outside.example'] };
  const observations = automatic(10, { artifact: 'header X-Forwarded-For', destinations: [] }).flatMap((one) => [
    { ...one, ...weak },
    { ...one, artifact: 'header X-Forwarded-To', destinations: ['collector@outside.example'] },
    one,
  ]);
  const [finding] = await findingsAcross(aboveUserLevel, { observations });
  expect(finding?.destinations).toEqual(['collector@outside.example']);
  const unnamed = observations.filter(({ artifact }) => artifact !== 'header X-Forwarded-To').reverse();
  expect((await findingsAcross(aboveUserLevel, { observations: unnamed }))[0]?.destinations).toEqual(['alias@outside.example']);
});

test('markers that name nobody are told without a destination', async () => {
  const [finding] = await findingsAcross(aboveUserLevel, {
    observations: automatic(10, { destinations: [], sources: ['anna@firm.example'] }),
  });
  expect(finding).toMatchObject({ destinations: [], sources: ['anna@firm.example'], mechanism: 'forwarding above the rules of the user' });
  expect(finding?.statement).toMatch(
    /in 10 messages from 2026-03-01 UTC to 2026-03-10 UTC; 0 messages of that period .* explains the forwarding:/,
  );
  expect(finding?.table?.rows[0]?.at(-1)).toBe('not named');
});

test('names the setting by which Exchange forwards, and the destinations that no rule explains', async () => {
  const [finding] = await findingsAcross(aboveUserLevel, {
    observations: automatic(10, { artifact: 'header X-MS-Exchange-ForwardingLoop', sources: ['anna@firm.example'] }),
  });
  expect(finding?.mechanism).toBe('mailbox setting (ForwardingSmtpAddress or ForwardingAddress)');
  expect(finding?.statement).toContain('to collector@outside.example; 0 messages');
  expect(finding?.statement).toContain('no rule in the case explains the destinations:');
});

test('the table counts the rules of the mailbox and those of the case', async () => {
  const [own, ofAnother] = [{ destinations: ['ben@else.example'] }, { destinations: ['ben@else.example'], mailbox: 'EX-002 box.pst' }];
  const observations = [...automatic(10), ruleObserved(own), ruleObserved(ofAnother), ruleObserved(ofAnother)];
  const [finding] = await findingsAcross(aboveUserLevel, { observations });
  expect(finding?.table?.rows[0]?.[0]).toBe('whole period, R: 1 rule of the mailbox, 3 in the case');
});

test('a rule of another mailbox whose recipient is not known lowers nothing', async () => {
  const unread = ruleObserved({ destinations: ['/o=firm/cn=ben'], mailbox: 'EX-002 box.pst' });
  expect(await findingsAcross(aboveUserLevel, { observations: [...automatic(10), unread] })).toMatchObject([{ level: 'medium' }]);
});

test('the table has the days on which something was forwarded, of more than 120 the weeks', async () => {
  const ofDays = (count: number) => times(count, (index) => forwarding({ at: onDay(2) + index * 86_400_000 }));
  const tableFor = async (count: number) => (await findingsAcross(aboveUserLevel, { observations: ofDays(count) }))[0]?.table;
  expect((await tableFor(120))?.columns[0]).toBe('day');
  const weeks = await tableFor(121);
  expect(weeks?.columns[0]).toBe('week from');
  expect(weeks?.rows.slice(0, 3).map(([name, count]) => [name, count])).toEqual([
    ['whole period, R: 0 rules of the mailbox, 0 in the case', '121'],
    ['2026-03-02 UTC', '7'],
    ['2026-03-09 UTC', '7'],
  ]);
  const [timeless] = await findingsAcross(aboveUserLevel, {
    observations: [...ofDays(10), byHand({ at: onDay(20) }), ...ofDays(1).map((one) => ({ ...one, time: null }))],
  });
  expect(timeless?.table?.rows.map(([name, count, visibleCount]) => [name, count, visibleCount])).toEqual(
    expect.arrayContaining([
      ['no time', '1', '0'],
      ['2026-03-20 UTC', '0', '1'],
    ]),
  );
});
