import { describe, expect, test } from 'vitest';
import { distinctAddresses, nameAddresses, nameDestinations } from '#analysis/forwarding/describe-addresses.ts';
import { isOutside } from '#model/index.ts';
import { destinationsNamed } from '#report/index.ts';

describe('addresses in statements', () => {
  test.each([
    [[], ''],
    [['a@x.example'], 'a@x.example'],
    [['a@x.example', 'b@x.example'], 'a@x.example and b@x.example'],
    [['a@x.example', 'b@x.example', 'c@x.example'], 'a@x.example, b@x.example and c@x.example'],
    [['a@x.example', 'b@x.example', 'c@x.example', 'd@x.example'], 'a@x.example, b@x.example, c@x.example and 1 more'],
  ])('%j', (addresses, text) => {
    expect(nameAddresses(addresses)).toBe(text);
  });

  test('are shortened beyond 120 characters', () => {
    expect(nameAddresses(['a'.repeat(120)])).toBe('a'.repeat(120));
    expect(nameAddresses(['a'.repeat(121)])).toBe(`${'a'.repeat(117)}…`);
  });

  test('are the same whatever their case, in the spelling that came first', () => {
    expect(distinctAddresses(['A@x.example', 'b@x.example', 'a@X.example'])).toEqual(['A@x.example', 'b@x.example']);
  });
});

describe('own domains', () => {
  const ownDomains = ['firm.example', 'firm.test'];

  test.each([
    ['a@firm.example', false],
    ['a@firm.test', false],
    ['a@mail.firm.example', false],
    ['a@notfirm.example', true],
    ['a@outside.example', true],
    ['x500', false],
  ])('%s', (address, is) => {
    expect(isOutside(address, ownDomains)).toBe(is);
    expect(nameDestinations([address], ownDomains)).toBe(is ? `${address} (outside the own domains)` : address);
    expect(destinationsNamed(['b@firm.test', address], ownDomains)).toBe(`b@firm.test, ${nameDestinations([address], ownDomains)}`);
  });

  test('that are not known leave nothing outside', () => {
    expect(isOutside('a@outside.example', [])).toBe(false);
  });
});
