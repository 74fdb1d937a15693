import { describe, expect, test } from 'vitest';
import { addressesIn, isAddress, oneAddressIn } from '#analysis/address-text.ts';

describe('addressesIn', () => {
  test.each([
    ['a@example.org', ['a@example.org']],
    ['a@example.org b@example.net', ['a@example.org', 'b@example.net']],
    ['<a@example.org>,b@example.net;', ['a@example.org', 'b@example.net']],
    ['"Last, First (Dr.)" <a@example.org>, Plain Name <b@example.net>', ['a@example.org', 'b@example.net']],
    ['a@example.org (the old <account>)', ['a@example.org']],
    ['  müller@bücher.example  ', ['müller@bücher.example']],
    ['"quote \\" inside" <a@example.org>', ['a@example.org']],
  ])('%s', (text, expected) => {
    expect(addressesIn(text)).toEqual(expected);
  });

  test.each([
    '',
    ' ',
    '192.0.2.1',
    '203.0.113.50, 198.51.100.7',
    '2001:db8::1',
    'a@example.org 192.0.2.1',
    'nobody',
    'Name <>',
    'a@example.org Name',
    '<a@example.org',
    '(a@example.org)',
    '"a@example.org"',
    'a@b@example.org',
    'a@192.0.2.1',
  ])('refuses %j', (text) => {
    expect(addressesIn(text)).toBeNull();
  });

  test('reads a megabyte of addresses, names or brackets in one pass', () => {
    const size = 1024 * 1024;
    expect(addressesIn('a@example.org,'.repeat(size / 14))).toHaveLength(Math.floor(size / 14));
    for (const piece of ['(', '"', '<', ' ', 'a', 'a@', '<a@b.example> ', 'word ', '\\', '.'])
      addressesIn(piece.repeat(size / piece.length));
    expect(addressesIn('<'.repeat(size))).toBeNull();
  });
});

test('oneAddressIn takes one address and no more', () => {
  expect(oneAddressIn('<a@example.org>')).toBe('a@example.org');
  expect(oneAddressIn('a@example.org, b@example.net')).toBeNull();
  expect(oneAddressIn('mailing list dev@example.org')).toBeNull();
});

test.each([
  ['a@example.org', true],
  ['a@localhost', true],
  ['a@example.org.', true],
  ['a@-', true],
  ['a@example..org', false],
  ['@example.org', false],
  ['a@', false],
  ['a b@example.org', false],
  ['a@exa mple.org', false],
  ['a@10.0.0.1', false],
  [`${'a'.repeat(600)}@example.org`, false],
])('isAddress(%j) is %j', (text, expected) => {
  expect(isAddress(text)).toBe(expected);
});
