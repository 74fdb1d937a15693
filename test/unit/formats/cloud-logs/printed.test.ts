import { logReaderOf, readLog } from '#test/support/cloud-logs/read-log.ts';
import { unbalanced } from '#test/support/read-source.ts';
import { seededRandom } from '#test/support/random.ts';
import { describe, expect, it } from 'vitest';

const list = `

RunspaceId                            : 6f1c1f5e-0000-4000-8000-000000000001
Description                           : If the message:
                                            the message includes specific words in the subject 'invoice'
                                        Take the following actions:
                                            forward the message to 'Ben Out'
Enabled                               : True
Identity                              : ann\\3345287221547630593
InError                               : False
Name                                  : Rule : one
Priority                              : 1
RuleIdentity                          : 3345287221547630593
From                                  :
SubjectContainsWords                  : {invoice, wire transfer}
ForwardTo                             : {"Out, Ben" [SMTP:ben@evil.example],
                                        two@evil.example}
ForwardAsAttachmentTo                 : {}
RedirectTo                            : {a@evil.example, b@evil.example, c@evil.example, d@evil.example...}
MarkAsRead                            : False
StopProcessingRules                   : True
MailboxOwnerId                        : ann

RunspaceId                            : 6f1c1f5e-0000-4000-8000-000000000001
Enabled                               : False
Identity                              : ann\\2
Name                                  : two
RuleIdentity                          : 2
RedirectTo                            :
ForwardTo                             :
MailboxOwnerId                        : ann



`;

describe('rules that PowerShell printed as a list', () => {
  const expected = [
    {
      owner: 'ann',
      name: 'Rule : one',
      isEnabled: true,
      sequence: 1,
      condition: { kind: 'any', of: [{ value: 'invoice' }, { value: 'wire transfer' }] },
      actions: [
        {
          kind: 'forward',
          isWhole: true,
          targets: [{ name: 'Out, Ben', smtpAddress: 'ben@evil.example' }, { smtpAddress: 'two@evil.example' }],
        },
        { kind: 'redirect', isWhole: false, targets: ['a', 'b', 'c', 'd'].map((name) => ({ smtpAddress: `${name}@evil.example` })) },
        { kind: 'stop' },
      ],
    },
    { name: 'two', isEnabled: false, actions: [] },
  ];

  it.each([
    ['in UTF-8', Buffer.from(list)],
    ['with CRLF', Buffer.from(list.replaceAll('\n', '\r\n'))],
    ['in UTF-16', Buffer.from(`\ufeff${list.replaceAll('\n', '\r\n')}`, 'utf16le')],
  ])('are read with their places %s', (_, content) => {
    const { rules, result, readerId } = readLog(content);
    expect(readerId).toBe('exchange-settings');
    expect(rules).toMatchObject(expected);
    expect(rules[0]?.parts.find(({ field }) => field === 'Description')?.text).toMatch(/^If the message:\n\s+the message includes/);
    expect(unbalanced(result)).toEqual([]);
    expect(result.diagnostics).toMatchObject([{ code: 'property-unreadable', effect: 'field-lost' }]);
    const ranges = result.outputs.flatMap((output) => (output.kind === 'record' ? [output.record.observed.range] : []));
    for (const range of ranges) {
      const bytes = content.subarray(range?.offsetBytes, (range?.offsetBytes ?? 0) + (range?.lengthBytes ?? 0));
      const text = bytes.toString(content[0] === 0xff ? 'utf16le' : 'utf8');
      expect([text.slice(0, 10), text.slice(-3)]).toEqual(['RunspaceId', 'ann']);
    }
  });

  it('after the command are known, and the command is told', () => {
    const { rules, result } = readLog(`PS C:\\> Get-InboxRule -Mailbox ann | fl\n${list}PS C:\\>\n`);
    expect(rules).toHaveLength(2);
    expect(result.diagnostics.filter(({ detail }) => detail.includes('no property'))).toHaveLength(2);
  });

  it('are mailboxes too, and addresses that were cut at the end of a line', () => {
    const long = `smtp:${'x'.repeat(60)}@evil.example`;
    const printed = `DeliverToMailboxAndForward : True\nForwardingAddress          :\nForwardingSmtpAddress      : ${long.slice(0, 51)}\n                             ${long.slice(51)}\n`;
    expect(readLog(printed).rules).toMatchObject([
      { name: 'ForwardingSmtpAddress', actions: [{ targets: [{ smtpAddress: long.slice(5) }], flavour: ['keeps a copy in the mailbox'] }] },
    ]);
  });

  it('are not seen in mail and other texts', () => {
    for (const other of ['From: a@b.example\nTo: c@d.example\n\nName : x\nEnabled : y\n', 'key   : value\nother : value\n', 'a\n--\nb\n']) {
      expect(logReaderOf(other)).toBeNull();
    }
  });
});

describe('rules that PowerShell printed as a table', () => {
  it('are read by the places of their columns, and what was cut is told', () => {
    const table = `
Name            Enabled Priority RuleIdentity ForwardTo
----            ------- -------- ------------ ---------
Forward all in… True           1   3345287221 {"Out" [SMTP:out@evil.example]}
..              False         12            7 {out@evil.example, two@evil.exa…

`;
    const { rules, result } = readLog(table);
    expect(rules).toMatchObject([
      { name: 'Forward all in…', isEnabled: true, sequence: 1, actions: [{ targets: [{ smtpAddress: 'out@evil.example' }] }] },
      { name: '..', isEnabled: false, sequence: 12, actions: [{ isWhole: false }] },
    ]);
    expect(result.diagnostics.map(({ effect }) => effect)).toEqual(['field-lost', 'field-lost']);
    expect(unbalanced(result)).toEqual([]);
  });
});

describe('printed texts of any content', () => {
  it('are read in bounded time, and the books add up', () => {
    const random = seededRandom(31);
    for (let round = 0; round < 150; round += 1) {
      const bytes = Buffer.from(list);
      for (let flip = 0; flip < 5; flip += 1) bytes[random.below(bytes.length)] = random.below(256);
      const content = bytes.subarray(0, random.below(bytes.length));
      if (logReaderOf(content) !== null) expect(unbalanced(readLog(content).result)).toEqual([]);
    }
    for (const line of [
      ' '.repeat(200),
      'a '.repeat(100),
      'x : {',
      '-- '.repeat(100),
      `${' '.repeat(60)}[`,
      `${' '.repeat(12)}${'['.repeat(3000)}`,
    ]) {
      const begun = performance.now();
      const content = `ForwardTo : x\nRedirectTo: y\nForwardTo : {\nName      : x\n${`${line}\n`.repeat(2_000)}`;
      if (logReaderOf(content) !== null) readLog(content);
      expect(performance.now() - begun).toBeLessThan(4000);
    }
  });
});
