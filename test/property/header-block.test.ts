import fc from 'fast-check';
import { expect, it } from 'vitest';
import { headerFields, keptText } from '#model/index.ts';

const pieces = [
  'Subject',
  'X-A',
  ':',
  ' ',
  '\t',
  '\n',
  '\r\n',
  '\r',
  'text',
  'From someone',
  '=?utf-8?Q?a?=',
  '\0',
  '\u007f',
  '::',
  'a\n b',
];
const block = fc.array(fc.constantFrom(...pieces), { maxLength: 40 }).map((parts) => Buffer.from(parts.join(''), 'latin1'));

it('a block of ASCII, which is read at once, gives the fields that reading one by one gives', () => {
  // A byte beyond ASCII makes each field be read by itself; it stands in the last one, which ends what is compared.
  const foreign = Buffer.from('Last: \u00e9', 'latin1');
  fc.assert(
    fc.property(block, (bytes) => {
      const whole = Buffer.concat([bytes, Buffer.from('\nLast: e', 'latin1')]);
      const oneByOne = Buffer.concat([bytes, Buffer.from('\n', 'latin1'), foreign]);
      const same = headerFields(whole).map((field) => (field.name === 'Last' ? { ...field, value: '\u00e9' } : field));
      expect(headerFields(oneByOne)).toEqual(same);
      for (const { range } of same) expect(range.offsetBytes + range.lengthBytes).toBeLessThanOrEqual(whole.length);
    }),
    { numRuns: 3000 },
  );
});

it('keeps every text as it is, lone surrogates too', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), fc.integer({ min: 0xd800, max: 0xdfff }), (text, unit) => {
      const odd = text + String.fromCharCode(unit) + text;
      expect(keptText(odd)).toBe(odd);
    }),
  );
});
