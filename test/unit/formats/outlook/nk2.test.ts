import { describe, expect, it } from 'vitest';
import { chooseReader } from '#formats/choose-reader.ts';
import { nk2Reader } from '#formats/nk2/index.ts';
import { readers } from '#formats/registry.ts';
import { formatLocator } from '#model/index.ts';
import { memorySource } from '#test/support/memory-source.ts';
import { autocompleteStream } from '#test/support/outlook/autocomplete.ts';
import { integer, narrow, wide } from '#test/support/outlook/properties.ts';
import { readAll } from '#test/support/reading.ts';

const anna = [
  wide(0x3001, 'Anna Example\0'),
  wide(0x3002, 'SMTP\0'),
  wide(0x3003, 'anna@example.org\0'),
  wide(0x6001, 'ann\0'),
  integer(0x0ffe, 6),
];
const boss = [wide(0x3001, 'Boss\0'), wide(0x3002, 'EX\0'), wide(0x3003, '/o=Org/cn=boss\0'), wide(0x39fe, 'boss@example.org\0')];
const fax = [narrow(0x3001, 'Office\0'), narrow(0x3002, 'FAX\0'), narrow(0x3003, '+49 1\0'), integer(0x0ffe, 8)];

describe('completed addresses', () => {
  const bytes = autocompleteStream([anna, boss, fax], { modified: 0x01cd0f58a66aacc0n });
  const reading = readAll(nk2Reader, memorySource(bytes));
  const people = reading.facts.flatMap((fact) => (fact.kind === 'correspondent' ? [fact] : []));

  it('are correspondents, each with the bytes it stands in', () => {
    expect(chooseReader(memorySource(bytes), readers).reader?.id).toBe('nk2');
    expect(people.map(({ claimed }) => [claimed.name, claimed.addresses[0]])).toMatchObject([
      ['Anna Example', { smtpAddress: 'anna@example.org', x500Address: null, addressType: 'SMTP' }],
      ['Boss', { smtpAddress: 'boss@example.org', x500Address: '/o=Org/cn=boss', addressType: 'EX' }],
      ['Office', { smtpAddress: null, otherAddress: '+49 1', addressType: 'FAX' }],
    ]);
    expect(people[0]?.claimed.facts).toContainEqual({ name: 'what the owner typed (PR_NICK_NAME)', value: 'ann' });
    expect(people[2]?.claimed.facts).toContainEqual({ name: 'kind (PR_OBJECT_TYPE)', value: 'distribution list' });
    expect(people.map(({ observed }) => observed.range?.offsetBytes)).toEqual([
      16,
      16 + (people[0]?.observed.sizeBytes ?? 0),
      expect.any(Number),
    ]);
    expect(formatLocator(people[0]?.locator ?? [])).toBe(`file:evidence|bytes:16+${String(people[0]?.observed.sizeBytes)}`);
  });

  it('say when they were written last', () => {
    const [setting] = reading.facts.flatMap((fact) => (fact.kind === 'setting' ? [fact] : []));
    expect(setting?.claimed).toMatchObject({ modified: { instant: '2012-03-31T16:09:28.716Z' } });
  });

  it('that are cut off are one loss, whatever the stream states', () => {
    for (const cut of [
      bytes.subarray(0, 200),
      autocompleteStream([anna], { statedRows: 1_000_000 }),
      autocompleteStream([anna], { statedRows: 3 }),
    ]) {
      const { accounts, diagnostics } = readAll(nk2Reader, memorySource(cut));
      const [account] = accounts;
      expect(account?.expected).toBe((account?.records ?? 0) + 1);
      expect(account?.failed).toBe(1);
      expect(diagnostics).toMatchObject([{ code: 'item-unreadable', effect: 'item-lost' }]);
    }
  });

  it('that the stream does not count are told as bytes left over', () => {
    const full = Buffer.from(bytes);
    full.writeUInt32LE(1, 12);
    const { accounts, diagnostics } = readAll(nk2Reader, memorySource(full));
    expect(accounts).toMatchObject([{ expected: 1, records: 1, failed: 0 }]);
    expect(diagnostics).toMatchObject([
      { code: 'index-damaged', detail: expect.stringMatching(/^Behind the 1 .* bytes are left over/) as string },
    ]);
    expect(reading.diagnostics).toEqual([]);
  });

  it('in 8-bit texts that no code page is stated for say so', () => {
    const { diagnostics } = readAll(nk2Reader, memorySource(autocompleteStream([anna, [narrow(0x3001, 'Müller\0')], fax])));
    expect(diagnostics).toMatchObject([
      { code: 'codepage-assumed', effect: 'noted', detail: expect.stringMatching(/^1 completed/) as string },
    ]);
  });

  it('never throw, whatever byte is changed', () => {
    for (let at = 0; at < bytes.length; at += 1) {
      const changed = Buffer.from(bytes);
      changed.writeUInt8((changed.readUInt8(at) + 0x7f) & 0xff, at);
      const { accounts } = readAll(nk2Reader, memorySource(changed));
      for (const { expected, records, failed } of accounts) expect(expected, String(at)).toBe(records + failed);
    }
  });

  it('are told from other files', () => {
    expect(nk2Reader.probe(memorySource('0df0adba')).verdict).toBe('no');
    expect(nk2Reader.probe(memorySource(bytes.subarray(0, 10))).verdict).toBe('no');
  });
});
