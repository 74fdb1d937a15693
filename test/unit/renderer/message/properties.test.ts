import { expect, test } from 'vitest';
import { propertyInstant } from '#renderer/message/properties.ts';

const submitted = { tag: 0x00390040, name: 'PidTagClientSubmitTime', value: '126488961880000000' };

test('a time property is given as an instant beside its value', () => {
  expect(propertyInstant(submitted)).toBe('2001-10-30 06:16:28 UTC');
  expect(propertyInstant({ ...submitted, value: '116444736000000000' })).toBe('1970-01-01 00:00:00 UTC');
});

test('what is no time, or none of the calendar, gets no instant', () => {
  expect(propertyInstant({ ...submitted, tag: 0x0e070003, value: 1 })).toBeNull();
  for (const value of ['0', '', 'ff', '-1', '9223372036854775807', '18446744073709551615']) {
    expect(propertyInstant({ ...submitted, value }), value).toBeNull();
  }
});
