import { describe, expect, test } from 'vitest';
import { freeDestination } from '#analysis/across/free-destination.ts';
import { loopInTarget } from '#analysis/across/loop-in-target.ts';
import { lookalikeDomain } from '#analysis/across/lookalike-domain.ts';
import { mechanismSummary } from '#analysis/across/mechanism-summary.ts';
import { mostToldDestinations, newDestination } from '#analysis/across/new-destination.ts';
import { sharedDestination } from '#analysis/across/shared-destination.ts';
import { accountRecord, correspondentRecord, smtpTarget } from '#test/support/fact-builder.ts';
import { byHand, findingsAcross, forwarding, messageTrace, onDay, plainMailbox, ruleObserved, times } from '#test/support/case-builder.ts';

const outside = 'collector@outside.example';
const inside = 'ben@mail.firm.example';
const loop = { artifact: 'header X-MS-Exchange-ForwardingLoop', sources: ['anna@firm.example'] } as const;

const eventObserved = (state: string, parts: Parameters<typeof forwarding>[0] = {}) =>
  forwarding({ artifact: `event mailbox-forwarding ${state}`, mailbox: 'account anna@firm.example', ...parts });

describe('mechanismSummary', () => {
  test('sums up messages and the rule behind them', async () => {
    const observations = [
      ...times(3, (index) =>
        forwarding({ at: onDay(4 + index), mechanism: 'server-rule', artifact: 'header X-MS-Exchange-Inbox-Rules-Loop' }),
      ),
      ruleObserved(),
    ];
    const [finding, ...more] = await findingsAcross(mechanismSummary, { observations });
    expect(more).toEqual([]);
    expect(finding).toMatchObject({
      level: 'medium',
      mechanism: 'inbox rule on the server',
      destinations: [outside],
      extent: { count: 3, first: { instant: '2026-03-04T09:00:00.000Z' }, last: { instant: '2026-03-06T09:00:00.000Z' } },
    });
    expect(finding?.statement).toContain('3 messages and 1 record of rules, settings or events from 2026-03-04 UTC to 2026-03-06 UTC');
  });

  test('names sources, artifacts and what it rests on', async () => {
    const [byMessage] = await findingsAcross(mechanismSummary, { observations: [forwarding({ sources: ['anna@firm.example'] })] });
    expect(byMessage).toMatchObject({
      strength: 'STATES',
      sources: ['anna@firm.example'],
      table: { columns: ['artifact'], rows: [['header X-Forwarded-To']] },
    });
    expect(byMessage?.statement).toMatch(/: 1 message on 2026-03-03 UTC\.$/);
    const [byRule] = await findingsAcross(mechanismSummary, { observations: [ruleObserved()] });
    expect(byRule?.strength).toBe('STATES');
    expect(byRule?.statement).toMatch(/: 1 record of rules, settings or events on 2026-03-03 UTC\.$/);
    const weak = times(10, () => forwarding({ artifact: 'envelope sender SRS', mechanism: 'server-alias', destinations: [] }));
    const [indicated] = await findingsAcross(mechanismSummary, { observations: weak });
    expect(indicated).toMatchObject({ strength: 'INDICATES', destinations: [] });
    expect(indicated?.statement).toContain('state forwarding to a destination that they do not name by alias or forward at a mail server');
  });

  test.each([
    ['automatic', [forwarding(), forwarding({ agency: 'undecidable' }), forwarding({ agency: 'manual' })]],
    ['undecidable', [...times(4, () => byHand()), byHand({ agency: 'undecidable' })]],
    ['manual', times(5, () => byHand())],
  ])('is %s where one of its artifacts is', async (agency, observations) => {
    expect((await findingsAcross(mechanismSummary, { observations }))[0]?.agency).toBe(agency);
  });

  test.each([
    ['a delegate', [ruleObserved({ mechanism: 'delegate', artifact: 'setting delegates' })], null],
    ['nine weak artifacts', times(9, () => forwarding({ artifact: 'envelope sender SRS', mechanism: 'server-alias' })), 'informational'],
    ['five weak artifacts', times(5, () => forwarding({ artifact: 'envelope sender SRS', mechanism: 'server-alias' })), 'informational'],
    ['a destination without a domain', [ruleObserved({ destinations: ['/o=firm/cn=ben'] })], 'low'],
    ['a destination that is not named', [ruleObserved({ destinations: [] })], 'medium'],
    [
      'an event that forwarding was removed, and a strong artifact',
      [eventObserved('removed'), forwarding({ mailbox: 'account anna@firm.example' })],
      'medium',
    ],
  ])('%s', async (_, observations, level) => {
    expect((await findingsAcross(mechanismSummary, { observations })).map((one) => one.level)).toEqual(level === null ? [] : [level]);
  });

  test('a log alone: an account at a free provider has no house', async () => {
    const observations = [
      eventObserved('set', { artifact: 'event mail-forward', mailbox: 'account anna@gmail.com', destinations: ['ben@gmail.com'] }),
    ];
    expect((await findingsAcross(mechanismSummary, { observations }, { ownDomains: [] })).map(({ level }) => level)).toEqual(['medium']);
  });

  test('a rule that was recovered is cited by nothing', async () => {
    expect(await findingsAcross(mechanismSummary, { observations: [ruleObserved({ artifact: 'rule, recovered' })] })).toEqual([]);
    const both = [ruleObserved({ artifact: 'rule, recovered' }), ruleObserved()];
    expect((await findingsAcross(mechanismSummary, { observations: both }))[0]?.citations).toEqual(both[1]?.citations);
  });

  test('the messages of a standing copy are the sent ones of the mailbox that name its destination', async () => {
    const copy = ruleObserved({ mechanism: 'standing-copy' });
    const traces = [
      messageTrace({ place: 'sent', to: ['x@else.example', outside], time: onDay(4) }),
      messageTrace({ place: 'sent', to: [outside], time: onDay(6), mailbox: `${copy.mailbox}/account` }),
      messageTrace({ place: 'sent', to: ['x@else.example'] }),
      messageTrace({ place: 'received', to: [outside] }),
      messageTrace({ place: 'sent', to: [outside], mailbox: 'EX-002 box.pst' }),
    ];
    const [finding] = await findingsAcross(mechanismSummary, { observations: [copy], traces });
    expect(finding?.statement).toContain(': 2 messages and 1 record of rules, settings or events from 2026-03-04 UTC to 2026-03-06 UTC.');
    const another = ruleObserved({ mechanism: 'server-rule' });
    expect((await findingsAcross(mechanismSummary, { observations: [another], traces }))[0]?.statement).not.toContain('message');
  });

  test('keeps mechanisms and destinations apart', async () => {
    const observations = [
      forwarding(),
      forwarding({ mechanism: 'sieve', artifact: 'header X-Sieve-Redirected-From' }),
      forwarding({ destinations: ['x@outside.example'] }),
    ];
    expect(await findingsAcross(mechanismSummary, { observations })).toHaveLength(3);
  });

  test.each([
    ['within the own domains', forwarding({ destinations: [inside] }), 'low'],
    ['set on the mailbox, outside', forwarding({ ...loop }), 'high'],
    ['set on the mailbox, within the own domains', forwarding({ ...loop, destinations: [inside] }), 'low'],
    ['a rule in force without a message', ruleObserved(), 'medium'],
  ])('%s', async (_, observation, level) => {
    expect((await findingsAcross(mechanismSummary, { observations: [observation] })).map((finding) => finding.level)).toEqual([level]);
  });

  test.each([
    ['a rule that is switched off', [ruleObserved({ artifact: 'rule, switched off' })]],
    [
      'a switched off rule and events that took forwarding back',
      [
        ruleObserved({ artifact: 'rule, switched off', mailbox: 'account anna@firm.example', mechanism: 'mailbox-setting' }),
        eventObserved('removed'),
      ],
    ],
    ['events of changes alone, which detectors of access tell', [eventObserved('set')]],
    ['few forwards by hand', times(4, () => byHand())],
    ['many forwards by hand within the house', times(20, () => byHand({ destinations: [inside] }))],
    ['a rewritten sender of now and then', times(4, () => forwarding({ artifact: 'envelope sender SRS', mechanism: 'server-alias' }))],
    ['a contradicted header', [forwarding({ agency: 'undecidable', because: 'Contradicted by the chain of servers: none.' })]],
  ])('does not fire: %s', async (_, observations) => {
    expect(await findingsAcross(mechanismSummary, { observations })).toEqual([]);
  });

  test('many forwards by hand to one address outside are told, at the lowest level', async () => {
    expect((await findingsAcross(mechanismSummary, { observations: times(5, () => byHand()) })).map(({ level }) => level)).toEqual([
      'informational',
    ]);
  });

  test('a rule of an organisation is of no mailbox', async () => {
    const observations = [
      ruleObserved({ mechanism: 'transport-rule', mailbox: 'account firm.example', artifact: 'event domain-forwarding set' }),
    ];
    expect((await findingsAcross(mechanismSummary, { observations }))[0]?.statement).toMatch(
      /^The records of the organisation firm\.example /,
    );
  });

  test.each([
    ['of the domain of the account, where no own domains are known', 'ben@firm.example', [], 'low', /to ben@firm\.example by/],
    ['of another domain, where no own domains are known', outside, [], 'medium', /\(of another domain\)/],
    ['outside the own domains', outside, ['firm.example'], 'medium', /\(outside the own domains\)/],
    [
      'of the domain of the account, which is none of the own',
      'ben@firm.example',
      ['house.example'],
      'medium',
      /\(outside the own domains\)/,
    ],
  ] as const)('a log alone: %s', async (_, destination, ownDomains, level, words) => {
    const observations = [eventObserved('set', { destinations: [destination], artifact: 'event mail-forward' })];
    const findings = await findingsAcross(mechanismSummary, { observations }, { ownDomains });
    expect(findings.map((finding) => finding.level)).toEqual([level]);
    expect(findings[0]?.statement).toMatch(words);
  });

  test('in the store of the collector the houses of both ends are compared', async () => {
    // The collector's own account makes the domain of the destination an own one of the case.
    const traces = times(10, () => messageTrace({ place: 'sent', from: outside, to: ['x@else.example'] }));
    const observations = [forwarding({ ...loop, direction: 'in' })];
    expect((await findingsAcross(mechanismSummary, { observations, traces }, { ownDomains: [] })).map(({ level }) => level)).toEqual([
      'high',
    ]);
  });
});

describe('loopInTarget', () => {
  test('tells of the setting at the source', async () => {
    const [finding] = await findingsAcross(loopInTarget, {
      observations: times(2, (index) => forwarding({ ...loop, direction: 'in', at: onDay(2 + index) })),
    });
    expect(finding).toMatchObject({ level: 'high', sources: ['anna@firm.example'], destinations: [outside], extent: { count: 2 } });
  });

  test.each([
    ['in sent mail', [forwarding({ ...loop, direction: 'out' })], []],
    ['another marker', [forwarding({ direction: 'in', sources: ['anna@firm.example'] })], []],
    [
      'the mailbox of the source itself',
      [forwarding({ ...loop, direction: 'in' })],
      times(5, () => messageTrace({ place: 'sent', from: 'anna@firm.example' })),
    ],
  ])('does not fire: %s', async (_, observations, traces) => {
    expect(await findingsAcross(loopInTarget, { observations, traces })).toEqual([]);
  });
});

describe('sharedDestination', () => {
  test('two mailboxes, by different means', async () => {
    const observations = [forwarding(), forwarding(), ruleObserved({ mailbox: 'EX-002 box.pst' })];
    const [finding] = await findingsAcross(sharedDestination, { observations });
    expect(finding).toMatchObject({
      level: 'medium',
      destinations: [outside],
      mechanism: 'forwarding setting of the mailbox; inbox rule on the server',
      extent: { count: 3, unit: 'messages, rules, settings and events' },
    });
    expect(finding?.statement).toContain('2 mailboxes');
    expect(finding?.table?.rows).toEqual([
      ['mailbox "mail" of EX-001', 'forwarding setting of the mailbox', '2', '0'],
      ['mailbox "box.pst" of EX-002', 'inbox rule on the server', '0', '1'],
    ]);
  });

  test('what it rests on is named: rules of two accounts are no messages', async () => {
    const observations = ['anna', 'ben'].map((name) => ruleObserved({ mailbox: `account ${name}@firm.example` }));
    expect(await findingsAcross(sharedDestination, { observations })).toMatchObject([
      { sources: ['anna@firm.example', 'ben@firm.example'], extent: { count: 2, unit: 'rules, settings and events' } },
    ]);
  });

  test('two sources in the store of the destination', async () => {
    const observations = ['anna@firm.example', 'carol@firm.example'].map((source) => forwarding({ direction: 'in', sources: [source] }));
    expect(await findingsAcross(sharedDestination, { observations })).toMatchObject([
      { sources: ['anna@firm.example', 'carol@firm.example'], extent: { count: 2, unit: 'messages' } },
    ]);
    const sentOnes = observations.map((one) => ({ ...one, direction: 'out' as const }));
    expect(await findingsAcross(sharedDestination, { observations: sentOnes })).toEqual([]);
  });

  test('two stores of the destination that name no source count as they are', async () => {
    const observations = ['EX-001 a.pst', 'EX-002 b.pst'].map((mailbox) => forwarding({ direction: 'in', mailbox }));
    expect(await findingsAcross(sharedDestination, { observations })).toMatchObject([{ sources: [], extent: { count: 2 } }]);
  });

  test.each([
    ['one mailbox', [forwarding(), ruleObserved()]],
    ['events of changes alone, which a rule about events tells', [eventObserved('set'), eventObserved('set', { mailbox: 'account ben' })]],
    ['a rule that is switched off', [forwarding(), ruleObserved({ artifact: 'rule, switched off', mailbox: 'EX-002 box.pst' })]],
    ['forwards by hand', [byHand(), byHand({ mailbox: 'EX-002 box.pst' })]],
    [
      'events that do not tell whether mail went by itself',
      [plainMailbox, 'EX-002 box.pst'].map((mailbox) =>
        eventObserved('set', { artifact: 'event mail-forward', mailbox, agency: 'undecidable' }),
      ),
    ],
    [
      'a destination that is no mail address',
      [plainMailbox, 'EX-002 box.pst'].map((mailbox) => ruleObserved({ mailbox, destinations: ['/o=firm/cn=ben'] })),
    ],
    [
      'rewritten senders alone',
      ['a', 'b'].map((mailbox) => forwarding({ mailbox, artifact: 'envelope sender SRS', mechanism: 'server-alias' })),
    ],
    ['different destinations', [forwarding(), forwarding({ mailbox: 'EX-002 box.pst', destinations: ['x@outside.example'] })]],
  ])('does not fire: %s', async (_, observations) => {
    expect(await findingsAcross(sharedDestination, { observations })).toEqual([]);
  });

  test('a store and the log of the same owner are one mailbox', async () => {
    const traces = times(5, () => messageTrace({ place: 'sent', from: 'anna@firm.example' }));
    expect(await findingsAcross(sharedDestination, { observations: [forwarding(), eventObserved('set')], traces })).toEqual([]);
    const ofBen = eventObserved('set', { mailbox: 'account ben@firm.example', at: onDay(9) });
    const [finding] = await findingsAcross(sharedDestination, { observations: [forwarding(), ofBen], traces });
    expect(finding?.sources).toEqual(['anna@firm.example', 'ben@firm.example']);
    expect(finding?.extent).toMatchObject({ count: 2, last: { instant: '2026-03-09T09:00:00.000Z' } });
  });

  test('within the own domains it is low', async () => {
    const observations = [ruleObserved({ destinations: [inside] }), ruleObserved({ destinations: [inside], mailbox: 'EX-002 box.pst' })];
    expect((await findingsAcross(sharedDestination, { observations })).map(({ level }) => level)).toEqual(['low']);
  });
});

describe('freeDestination without messages', () => {
  test('counts the rules, settings and events that state it', async () => {
    const observations = [ruleObserved({ destinations: ['anna.private@gmail.com'] })];
    const [finding] = await findingsAcross(freeDestination, { observations });
    expect(finding?.extent).toMatchObject({ count: 1, unit: 'rules, settings and events', first: { instant: '2026-03-03T09:00:00.000Z' } });
    expect(finding?.time?.instant).toBe('2026-03-03T09:00:00.000Z');
  });
});

describe('newDestination', () => {
  const traffic = times(50, () => messageTrace());

  test('a destination of forwards alone', async () => {
    expect(await findingsAcross(newDestination, { observations: [forwarding()], traces: traffic })).toMatchObject([
      { level: 'medium', destinations: [outside] },
    ]);
  });

  test.each([
    ['it was written to', [forwarding()], [...traffic, messageTrace({ place: 'sent', to: [outside] })]],
    ['it has written', [forwarding()], [...traffic, messageTrace({ from: outside })]],
    ['too little mail to say with whom the owner corresponds', [forwarding()], traffic.slice(1)],
    ['within the own domains', [forwarding({ destinations: [inside] })], traffic],
    ['in the store of the destination', [forwarding({ direction: 'in' })], traffic],
    ['forwarded by hand now and then', times(2, () => byHand()), traffic],
  ])('does not fire: %s', async (_, observations, traces) => {
    expect(await findingsAcross(newDestination, { observations, traces })).toEqual([]);
  });

  test('of a mailbox whose messages are not in the case it is low, and rests on the rule', async () => {
    const observations = [ruleObserved({ mailbox: 'account anna@elsewhere.example' })];
    const [finding] = await findingsAcross(newDestination, { observations, traces: traffic });
    expect(finding).toMatchObject({ level: 'low', strength: 'CONSISTENT WITH', extent: { count: 1, unit: 'rules, settings and events' } });
    expect(finding?.statement).toContain('The case holds no message of that mailbox itself.');
  });

  describe('a flood of forged destinations', () => {
    const forged = (count: number) => times(count, (index) => forwarding({ destinations: [`x${String(index)}@made-up.example`] }));

    test('is told in one finding beyond a number, and buries neither a rule nor what occurs more often', async () => {
      const observations = [
        ...forged(mostToldDestinations + 50),
        ...times(3, () => forwarding()),
        ruleObserved({ destinations: ['r@outside.example'] }),
      ];
      const findings = await findingsAcross(newDestination, { observations, traces: traffic });
      expect(findings).toHaveLength(mostToldDestinations + 1);
      expect(findings.filter(({ destinations }) => [outside, 'r@outside.example'].includes(destinations.join()))).toHaveLength(2);
      const rest = findings.at(-1);
      expect(rest).toMatchObject({ level: 'low', extent: { count: 52, unit: 'messages' } });
      expect(rest?.statement).toContain('52 further destinations');
      expect(rest?.table?.rows).toHaveLength(52);
      expect(await findingsAcross(newDestination, { observations: [...observations].reverse(), traces: traffic })).toHaveLength(
        findings.length,
      );
    });

    test('goes by the number of messages and then by the address, whatever the order of the evidence', async () => {
      const often = times(mostToldDestinations, (index) => `often${String(index).padStart(3, '0')}@made-up.example`);
      const observations = [
        ...['b', 'f', 'a', 'd', 'c', 'e'].map((name) => forwarding({ destinations: [`${name}@made-up.example`] })),
        ...often.flatMap((address) => [forwarding({ destinations: [address] }), forwarding({ destinations: [address] })]),
        ...times(3, () => forwarding()),
      ];
      for (const ordered of [observations, [...observations].reverse()]) {
        const findings = await findingsAcross(newDestination, { observations: ordered, traces: traffic });
        const rest = findings.at(-1);
        const named = [often.at(-1) ?? '', ...['a', 'b', 'c', 'd', 'e', 'f'].map((name) => `${name}@made-up.example`)];
        expect(rest?.table?.rows).toEqual(named.map((address, at) => [address, at === 0 ? '2' : '1']));
        expect(rest?.destinations).toEqual(named.slice(0, 5));
        expect(rest?.statement).toContain(`${named.slice(0, 5).join(', ')} and others.`);
      }
      const few = observations.slice(2);
      expect((await findingsAcross(newDestination, { observations: few, traces: traffic })).at(-1)?.statement).toMatch(
        /: often199@made-up\.example, a@\S+, c@\S+, d@\S+, e@made-up\.example\. So many/,
      );
    });

    test('is no flood as long as each can be told', async () => {
      const findings = await findingsAcross(newDestination, { observations: forged(mostToldDestinations), traces: traffic });
      expect(findings).toHaveLength(mostToldDestinations);
      expect(findings.filter(({ statement }) => statement.includes('further destination'))).toEqual([]);
    });
  });

  test('says what it rests on, and what explains it', async () => {
    const observations = [forwarding({ sources: ['anna@firm.example'] })];
    const [finding] = await findingsAcross(newDestination, { observations, traces: traffic });
    expect(finding).toMatchObject({ agency: 'automatic', strength: 'INDICATES', sources: ['anna@firm.example'] });
    expect(finding?.statement).toMatch(/forwards to it, 1 message on 2026-03-03 UTC\.$/);
    expect(finding?.benignExplanations.join()).not.toContain('address book');
    expect(finding?.benignExplanations.join()).not.toContain('not in the case');
    const byRule = await findingsAcross(newDestination, { observations: [ruleObserved()], traces: traffic });
    expect(byRule[0]?.statement).toMatch(/forwards to it\.$/);
    const [listed] = await findingsAcross(newDestination, {
      observations,
      traces: traffic,
      facts: [correspondentRecord(smtpTarget(outside))],
    });
    expect(listed).toMatchObject({ level: 'low' });
    expect(listed?.benignExplanations[0]).toBe('The destination stands in an address book of the case.');
    const [elsewhere] = await findingsAcross(newDestination, {
      observations: [ruleObserved({ mailbox: 'account anna@elsewhere.example' })],
      traces: traffic,
    });
    expect(elsewhere?.benignExplanations[0]).toContain('its messages are not in the case');
    const [manual] = await findingsAcross(newDestination, { observations: times(3, () => byHand()), traces: traffic });
    expect(manual?.agency).toBe('undecidable');
  });

  test('mail that was forwarded to it is no correspondence', async () => {
    const traces = [...traffic, messageTrace({ place: 'sent', to: [outside], marks: ['fw-subject'] })];
    expect(await findingsAcross(newDestination, { observations: times(3, () => byHand()), traces })).toMatchObject([{ level: 'low' }]);
  });
});

describe('lookalikeDomain', () => {
  const partner = times(20, () => messageTrace({ from: 'carl@partnerhouse.example' }));
  const to = (destination: string) => [forwarding({ destinations: [destination] })];

  test.each([
    ['one sign more', to('carl@partnerhousee.example'), partner, 'medium', 'partnerhouse.example'],
    ['one sign less than a correspondent', to('carl@partnerhous.example'), partner, 'medium', 'partnerhouse.example'],
    ['signs that look alike', to('anna@f1rm.example'), [], 'medium', 'firm.example'],
    ['Cyrillic letters as IDN', to('carl@xn--prtnerhouse-yij.example'), partner, 'medium', 'partnerhouse.example'],
    ['the same name under another suffix', to('anna@firm.com'), [], 'low', 'firm.example'],
    [
      'a sender that imitates a correspondent',
      [],
      [...partner, messageTrace({ from: 'carl@partnerhousse.example' })],
      'low',
      'partnerhouse.example',
    ],
  ])('%s', async (_, observations, traces, level, like) => {
    const findings = await findingsAcross(lookalikeDomain, { observations, traces });
    expect(findings.map((finding) => finding.level)).toEqual([level]);
    expect(findings[0]?.statement).toContain(`resembles ${like}`);
    const isDestination = observations.length > 0;
    expect(findings[0]?.statement.includes(', as destination of forwarding')).toBe(isDestination);
    expect(findings[0]?.mechanism).toBe(isDestination ? 'forwarding to a domain that imitates another' : 'domain that imitates another');
  });

  test('names the destinations, and counts the messages of the domain', async () => {
    const traces = [...partner, messageTrace({ from: 'x@partnerhous.example' })];
    const [finding] = await findingsAcross(lookalikeDomain, { observations: to('carl@partnerhous.example'), traces });
    expect(finding).toMatchObject({ destinations: ['carl@partnerhous.example'], extent: { count: 1 } });
  });

  test('of two houses with alike names the smaller is told, up to fifty messages, or where mail is forwarded to it', async () => {
    const house = times(100, () => messageTrace({ from: 'carl@partnerhouse.example' }));
    const like = async (count: number, destination: string) => {
      const traces = [...house, ...times(count, () => messageTrace({ from: 'carl@partnerhouses.example' }))];
      const findings = await findingsAcross(lookalikeDomain, { observations: to(destination), traces });
      return findings.map(({ level, statement }) => `${level} ${/resembles (\S+)/.exec(statement)?.[1] ?? ''}`);
    };
    expect(await like(50, 'x@elsewhere.example')).toEqual(['low partnerhouse.example']);
    expect(await like(51, 'x@elsewhere.example')).toEqual([]);
    expect(await like(51, 'x@partnerhouses.example')).toEqual(['medium partnerhouse.example']);
    expect(await like(100, 'x@partnerhouses.example')).toEqual([]);
  });

  test('what was forwarded to an imitation does not make it a house', async () => {
    const traces = [
      ...partner,
      ...times(60, () => messageTrace({ place: 'sent', to: ['x@partnerhouses.example'], marks: ['fw-subject'] })),
    ];
    expect(await findingsAcross(lookalikeDomain, { observations: to('x@partnerhouses.example'), traces })).toMatchObject([
      { level: 'medium', extent: { count: 60 } },
    ]);
  });

  test('forwards by hand make no destination, and free providers are no imitations', async () => {
    const manual = [byHand({ destinations: ['carl@partnerhous.example'] })];
    expect(await findingsAcross(lookalikeDomain, { observations: manual, traces: partner })).toEqual([]);
    const traces = times(20, () => messageTrace({ from: 'carl@gmial.example' }));
    expect(await findingsAcross(lookalikeDomain, { observations: to('carl@gmail.com'), traces })).toEqual([]);
  });

  test.each([
    ['another name', to('x@elsewhere.example'), partner],
    ['two signs differ', to('x@partnerhosts.example'), partner],
    ['a domain below the own', to('x@mail.firm.example'), partner],
    ['a correspondent with whom little mail is exchanged is imitated', to('x@partnerhous.example'), partner.slice(1)],
    ['a sender under another suffix', [], [...partner, messageTrace({ from: 'carl@partnerhouse.com' })]],
    [
      'a house with much mail of its own',
      [],
      [...partner, ...partner, ...partner, ...times(51, () => messageTrace({ from: 'carl@partnerhouses.example' }))],
    ],
  ])('does not fire: %s', async (_, observations, traces) => {
    expect(await findingsAcross(lookalikeDomain, { observations, traces })).toEqual([]);
  });
});

describe('freeDestination', () => {
  test.each([
    ['a free provider', 'anna.private@gmail.com', 'low'],
    ['a national domain of one', 'anna@yahoo.co.uk', 'low'],
    ['a disposable address', 'x@mailinator.com', 'medium'],
    ['below one', 'x@box.yopmail.com', 'medium'],
  ])('%s', async (_, destination, level) => {
    expect(
      (await findingsAcross(freeDestination, { observations: [forwarding({ destinations: [destination] })] })).map((one) => one.level),
    ).toEqual([level]);
  });

  test.each([
    ['a house of its own', forwarding()],
    ['a name that only ends alike', forwarding({ destinations: ['x@notgmail.com'] })],
    ['by hand', byHand({ destinations: ['x@gmail.com'] })],
    ['a rewritten sender', forwarding({ destinations: ['x@gmail.com'], artifact: 'envelope sender SRS' })],
  ])('does not fire: %s', async (_, observation) => {
    expect(await findingsAcross(freeDestination, { observations: [observation] })).toEqual([]);
  });

  test('says of what kind, and what it rests on', async () => {
    const statementOf = async (observation: ReturnType<typeof forwarding>) =>
      (await findingsAcross(freeDestination, { observations: [observation] }))[0]?.statement;
    const free = ['x@gmail.com'];
    expect(await statementOf(forwarding({ destinations: free }))).toMatch(/, a mailbox of a free provider: 1 message on 2026-03-03 UTC\.$/);
    expect(await statementOf(ruleObserved({ destinations: free }))).toMatch(/, a mailbox of a free provider\.$/);
    expect(await statementOf(ruleObserved({ destinations: ['x@yopmail.com'] }))).toMatch(/ a service of disposable addresses\.$/);
    expect(await statementOf(ruleObserved({ destinations: free, artifact: 'rule, switched off' }))).toBeUndefined();
  });

  test('names who forwards to whom', async () => {
    const observations = [forwarding({ destinations: ['x@gmail.com'], sources: ['anna@firm.example'] })];
    expect(await findingsAcross(freeDestination, { observations })).toMatchObject([
      { sources: ['anna@firm.example'], destinations: ['x@gmail.com'] },
    ]);
  });

  test('an account of the case at a free provider is no destination of that kind', async () => {
    const parts = { observations: [forwarding({ destinations: ['anna@gmail.com'] })], facts: [accountRecord('anna@gmail.com')] };
    expect(await findingsAcross(freeDestination, parts)).toEqual([]);
  });

  test('takes further domains from the case', async () => {
    const parameters = { 'forwarding.across.free-destination': { furtherDomains: ['Outside.example'] } };
    expect(await findingsAcross(freeDestination, { observations: [forwarding()] }, { parameters })).toHaveLength(1);
  });
});
