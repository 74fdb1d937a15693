import { describe, expect, it } from 'vitest';
import { emlReader } from '#formats/eml/eml-reader.ts';
import { mboxReader } from '#formats/mbox/index.ts';
import { mozillaFlags, mozillaTags } from '#formats/mime/index.ts';
import { memorySource } from '#test/support/memory-source.ts';
import { readSource, unbalanced } from '#test/support/read-source.ts';

/** The flags of a message with these header fields. */
function flagsOf(...fields: readonly string[]): readonly string[] {
  const text = ['From: anna@example.org', ...fields, '', 'text'].join('\n');
  return readSource(emlReader, memorySource(text)).messages[0]?.claimed.flags ?? [];
}

describe('the state that Thunderbird keeps in header fields', () => {
  it.each<readonly [readonly string[], readonly string[]]>([
    [['X-Mozilla-Status: 0000'], []],
    [['X-Mozilla-Status: 0001'], ['read']],
    [['X-Mozilla-Status: 1007'], ['flagged', 'forwarded', 'read', 'replied']],
    [['X-Mozilla-Status: 2001'], ['read', 'redirected']],
    // Priorities of old versions: low, normal and highest.
    [['X-Mozilla-Status: 6001'], ['read']],
    [['X-Mozilla-Status: 8001'], ['read']],
    [['X-Mozilla-Status: c001'], ['read']],
    [['X-Mozilla-Status: 0d40'], ['feed', 'partial', 'queued', 'watched'].sort()],
    [
      ['X-Mozilla-Status: 0001', 'X-Mozilla-Status2: 00200000'],
      ['deleted', 'read'],
    ],
    [
      ['X-Mozilla-Status: 0001', 'X-Mozilla-Status2: 10c40001'],
      ['attachment', 'ignored', 'read', 'receipt-requested', 'receipt-sent'],
    ],
    [['X-Mozilla-Status2: 06000000'], ['label-3']],
    [['X-Mozilla-Keys: $label1 NonJunk                        '], ['tag:$label1', 'tag:NonJunk']],
    [['X-Mozilla-Keys:                                  '], []],
    [['X-Mozilla-Status: 00g1', 'X-Mozilla-Status2: zz'], []],
  ])('%j is %j', (fields, flags) => {
    expect(flagsOf(...fields)).toEqual(flags);
  });

  it('has a bound for tags', () => {
    expect(mozillaTags(`${'x'.repeat(5000)} ${'a '.repeat(5000)}`).length).toBe(64);
    expect(mozillaTags('x'.repeat(5000))).toEqual([`tag:${'x'.repeat(100)}`]);
  });

  it('knows every bit, whatever its sign', () => {
    expect(mozillaFlags(-1)).toContain('attachment');
    expect(mozillaFlags(0xffffffff)).not.toContain('redirected');
  });
});

it('a message that is marked as expunged is recovered, not expected, in a mailbox', () => {
  const message = (status: string, text: string): string =>
    `From - Thu Jul 16 03:13:49 1998\nX-Mozilla-Status: ${status}\nFrom: a@b.example\n\n${text}\n\n`;
  const result = readSource(mboxReader, memorySource(message('1001', 'here') + message('1009', 'gone') + message('0000', 'here too')));
  expect(result.messages.map(({ observed, claimed }) => [observed.allocation, claimed.flags])).toEqual([
    ['allocated', ['forwarded', 'read']],
    ['deleted', ['expunged', 'forwarded', 'read']],
    ['allocated', []],
  ]);
  expect(result.books.get('mbox file:evidence')).toEqual({ expected: 2, records: 2, failed: 0, recovered: 1 });
  expect(unbalanced(result)).toEqual([]);
});
