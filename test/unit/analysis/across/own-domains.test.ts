import { describe, expect, test } from 'vitest';
import { isOneSignOff, decodePunycode, skeletonOf } from '#analysis/across/similar-names.ts';
import { proposeOwnDomains } from '#analysis/index.ts';
import { material, messageTrace, times } from '#test/support/case-builder.ts';

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
