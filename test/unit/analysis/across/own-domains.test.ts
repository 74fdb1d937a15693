import { describe, expect, test } from 'vitest';
import { isOneSignOff, decodePunycode, skeletonOf } from '#analysis/across/similar-names.ts';
import { proposeOwnDomains } from '#analysis/index.ts';
import { material, messageTrace, times } from '#test/support/case-builder.ts';
import { accountRecord } from '#test/support/fact-builder.ts';

const proposed = async (traces: Parameters<typeof material>[0]['traces']) =>
  (await proposeOwnDomains([material({ traces: traces ?? [] })])).map(({ domain }) => domain);

describe('own domains', () => {
  test('are those of sent mail, as they were registered', async () => {
    expect(await proposed(times(5, () => messageTrace({ place: 'sent', from: 'anna@mail.firm.co.uk' })))).toEqual(['firm.co.uk']);
  });

  test('say why', async () => {
    const [first] = await proposeOwnDomains([
      material({ traces: times(5, () => messageTrace({ place: 'sent', from: 'anna@firm.example' })) }),
    ]);
    expect(first).toEqual({
      domain: 'firm.example',
      because: '5 sent messages come from it.',
      accounts: 0,
      sentMessages: 5,
      receivedMessages: 0,
    });
  });

  test('are never those of free providers', async () => {
    expect(await proposed(times(9, () => messageTrace({ place: 'sent', from: 'anna@gmail.com' })))).toEqual([]);
  });

  test('need more than a few messages', async () => {
    expect(await proposed(times(4, () => messageTrace({ place: 'sent', from: 'anna@firm.example', to: ['x@y.example'] })))).toEqual([]);
  });

  test('are those of accounts, however little they sent', async () => {
    const proposals = async (...facts: readonly ReturnType<typeof accountRecord>[]) =>
      (await proposeOwnDomains([material({ facts })])).map(({ domain, because, accounts }) => [domain, because, accounts]);
    const anna = accountRecord('anna@mail.firm.example', ['Anna@mail.firm.example']);
    expect(await proposals(anna)).toEqual([['firm.example', 'An account has an address of it.', 1]]);
    expect(await proposals(anna, accountRecord('ben@firm.example', []))).toEqual([
      ['firm.example', '2 addresses of accounts are of it.', 2],
    ]);
    expect(await proposals(accountRecord('anna', ['anna@gmail.com', 'anna@localhost']))).toEqual([]);
  });

  test('are those from which one sent message in twenty comes', async () => {
    const sent = (count: number, from: string) => times(count, () => messageTrace({ place: 'sent', from, to: [] }));
    expect(await proposed([...sent(95, 'anna@firm.example'), ...sent(5, 'office@guest.example')])).toEqual([
      'firm.example',
      'guest.example',
    ]);
    expect(await proposed([...sent(96, 'anna@firm.example'), ...sent(5, 'office@guest.example')])).toEqual(['firm.example']);
  });

  test('are those to which half of the received mail comes', async () => {
    const received = (count: number) => [
      ...times(5, () => messageTrace({ to: ['anna@firm.example'] })),
      ...times(count, (index) => messageTrace({ to: [`x@other${String(index)}.example`] })),
    ];
    expect(await proposed(received(5))).toEqual(['firm.example']);
    expect(await proposed(received(6))).toEqual([]);
    const [proposal] = await proposeOwnDomains([material({ traces: received(5) })]);
    expect(proposal?.because).toBe('5 received messages are addressed to it.');
  });

  test('are those to which most mail comes where nothing was sent, lists left out', async () => {
    const received = times(6, () => messageTrace({ to: ['anna@firm.example'] }));
    const lists = times(30, () => messageTrace({ to: ['dev@lists.example'], marks: ['list'] }));
    expect(await proposed([...received, ...lists])).toEqual(['firm.example']);
    expect(await proposed([...received, ...times(7, () => messageTrace({ to: ['x@other.example'] }))])).toEqual(['other.example']);
  });
});

describe('similar names', () => {
  test.each([
    ['firm', 'firms', true],
    ['firm', 'firn', true],
    ['firm', 'fimr', true],
    ['firm', 'firm', false],
    ['firm', 'fism', true],
    ['firm', 'farms', false],
    ['firm', 'mrif', false],
  ])('%s and %s: %s', (one, other, expected) => {
    expect(isOneSignOff(one, other)).toBe(expected);
    expect(isOneSignOff(other, one)).toBe(expected);
  });

  test.each([
    ['mnchen-3ya', 'münchen'],
    ['bcher-kva', 'bücher'],
    ['e1afmkfd', 'пример'],
    ['a-!', null],
    ['99999999', null],
  ])('%s is %s', (encoded, expected) => {
    expect(decodePunycode(encoded)).toBe(expected);
  });

  test('signs that look alike fall together', () => {
    expect(skeletonOf('rnicr0s0ft')).toBe(skeletonOf('microsoft'));
    expect(skeletonOf('pаypal')).toBe(skeletonOf('paypal'));
    expect(skeletonOf('paypal')).not.toBe(skeletonOf('paypol'));
  });
});
