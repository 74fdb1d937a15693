import { describe, expect, test } from 'vitest';
import { citeHeader } from '#analysis/cite-header.ts';
import { citeProperty, propertyOf } from '#analysis/cite-property.ts';
import { excerptLength, excerptOf } from '#analysis/excerpt.ts';
import { citeParts } from '#analysis/rules/cite-fact.ts';
import { ruleRecord } from '#test/support/fact-builder.ts';
import { messageRecord, messageRecordOf } from '#test/support/record-builder.ts';

describe('citeHeader', () => {
  const text = 'From: a@example.org\r\nX-Forwarded-To:\r\n b@example.net\r\nSubject: x\r\n\r\n';

  test('gives the bytes within the evidence file, folding included', () => {
    const citation = citeHeader(messageRecordOf(text, { headerOffsetBytes: 5000 }), 1);
    expect(citation).toMatchObject({
      field: 'header X-Forwarded-To',
      excerpt: 'X-Forwarded-To:\r\n b@example.net',
      range: { offsetBytes: 5021, lengthBytes: 31 },
      headerIndex: 1,
    });
  });

  test('names the property and no bytes where the header block lies in an Outlook store', () => {
    const record = messageRecordOf(text, { headerOffsetBytes: null, headerOrigin: 'transport-property' });
    expect(citeHeader(record, 1)).toMatchObject({
      field: 'header X-Forwarded-To (PidTagTransportMessageHeaders 0x007D)',
      range: null,
      headerIndex: 1,
    });
  });

  test('refuses a field that the record does not have', () => {
    expect(() => citeHeader(messageRecordOf(text), 3)).toThrow(RangeError);
  });

  test('does not split a letter when it shortens a long field', () => {
    const citation = citeHeader(messageRecordOf(`X-Long: ${'ü'.repeat(100_000)}\n\n`), 0);
    expect(citation.excerpt).toHaveLength(excerptLength - 1);
    expect(citation.excerpt).toMatch(/^X-Long: ü+…$/);
    expect(citation.range?.lengthBytes).toBe(200_008);
  });
});

describe('excerptOf', () => {
  test('leaves a short text alone', () => {
    expect(excerptOf('x'.repeat(excerptLength))).toHaveLength(excerptLength);
  });

  test('shows the mark of a long text', () => {
    const text = `${'a'.repeat(2000)}MARK${'b'.repeat(2000)}`;
    const excerpt = excerptOf(text, 'MARK');
    expect(excerpt).toMatch(/^…a+MARKb+…$/);
    expect(excerpt).toHaveLength(excerptLength);
    expect(excerptOf(text, 'absent')).toMatch(/^a+…$/);
    expect(excerptOf(`${'a'.repeat(2000)}MARK`, 'MARK')).toMatch(/^…a+MARK$/);
  });
});

test('citeProperty names tag and value', () => {
  const record = messageRecord({ properties: [{ tag: 0x0005000b, name: 'PidTagAutoForwarded', value: true }] });
  const property = propertyOf(record, 0x0005);
  expect(property).not.toBeNull();
  expect(propertyOf(record, 0x0006)).toBeNull();
  expect(property === null ? null : citeProperty(record, property)).toMatchObject({
    field: 'property PidTagAutoForwarded (0x0005)',
    excerpt: 'PidTagAutoForwarded = true',
    range: null,
    headerIndex: null,
  });
});

describe('citeParts', () => {
  const part = (field: string, text: string) =>
    ({ field, tag: null, sizeBytes: 1, raw: '00', isRawWhole: true, text, decoded: 'whole', trouble: '' }) as const;
  const parts = ['a', 'b', 'c', 'd', 'e', 'f'].map((field) => part(field, field === 'e' ? 'to BEN@outside.example' : 'nobody'));
  const fieldsOf = (addresses: readonly string[]) => citeParts(ruleRecord(), parts, 'x', addresses).map(({ field }) => field);

  test('of many it cites the one that names an address of interest, in the order in which they are stored', () => {
    expect(fieldsOf(['ben@outside.example', 'else@outside.example'])).toEqual(['rule a', 'rule b', 'rule c', 'rule e']);
  });

  test('else the first, and the record as a whole where none was kept', () => {
    expect(fieldsOf([])).toEqual(['rule a', 'rule b', 'rule c', 'rule d']);
    expect(citeParts(ruleRecord(), [], 'said')).toMatchObject([{ field: 'rule', excerpt: 'said' }]);
  });
});
