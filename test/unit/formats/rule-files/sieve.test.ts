import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { conditionText } from '#report/rule-wording.ts';
import { ruleFileReaders } from '#formats/rule-files/index.ts';
import { memorySource } from '#test/support/memory-source.ts';
import { readRules } from '#test/support/read-rules.ts';
import { readSource, unbalanced } from '#test/support/read-source.ts';

const script = `require ["fileinto", "copy", "vacation", "imap4flags", "enotify", "editheader"];
/* written by
   hand */
# rule:[copy to B\u00e9n]
if allof (header :contains ["Subject", "X-Subject"] "invoice", not address :domain :is "from" "example.org")
{
    redirect :copy "ben@outside.example";
    addflag "\\\\Seen";
}
elsif size :over 1M
{
    fileinto :flags "\\\\Seen" "Large \\"files\\"";
    stop;
}
else
{
    if exists "X-Spam" { discard; }
    keep;
}
# rule:[off]
if false
{
    redirect "off@outside.example";
}
vacation :days 7 :addresses ["anna@example.org"] :subject "away" text:
I am away.
..dot
.
;
notify :message "mail" "mailto:watch@outside.example?body=x";
addheader "X-A" "b";
`;

describe('a Sieve script', () => {
  it('gives a rule for each branch and each run of actions', () => {
    const { format, rules, actions, texts, codes } = readRules(script, 'sieve/managesieve.sieve');
    expect([format, codes]).toEqual(['sieve', []]);
    expect(actions).toEqual([
      ['redirect (a copy is kept) ben@outside.example', 'mark-read \\Seen'],
      ['move Large "files" \\Seen', 'mark-read', 'stop'],
      ['delete (without notice)'],
      ['copy (kept in the inbox)'],
      ['redirect off@outside.example'],
      [
        'out-of-office-reply 7 anna@example.org away I am away.\n.dot\n',
        'notify watch@outside.example mail mailto:watch@outside.example?body=x',
        'tag (addheader) X-A b',
      ],
    ]);
    expect(rules.map(({ name, isEnabled }) => [name, isEnabled])).toEqual([
      ['copy to B\u00e9n', null],
      [null, null],
      [null, null],
      [null, null],
      ['off', false],
      [null, null],
    ]);
    const asked = rules.map(({ condition }) => conditionText(condition));
    expect(asked[0]).toBe(
      '((header Subject contains "invoice" or header X-Subject contains "invoice") and not domain in from is "example.org")',
    );
    expect(asked[1]).toMatch(/^\(not \(.*\) and size of message > 1048576 bytes\)$/);
    expect(asked[2]).toContain('header X-Spam exists');
    expect(texts[2]).toBe('if exists "X-Spam" { discard; }');
    expect(texts[0]?.startsWith('if allof')).toBe(true);
    expect(readRules(script.replaceAll('\n', '\r\n'), 'x').actions).toEqual(
      actions.map((list) => list.map((one) => one.replaceAll('.\n', '.\r\n').replace('dot\n', 'dot\r\n'))),
    );
  });

  it('that is broken keeps what came before, and tells the rest', () => {
    const { rules, codes } = readRules('redirect "a@outside.example";\nif header :is "x" {\n', 'user.sieve');
    expect(rules).toHaveLength(1);
    expect(codes).toEqual(['rule-undecoded']);
    expect(readRules('keep;', '.dovecot.sieve').rules[0]?.isEnabled).toBe(true);
  });

  it('is not found in other languages and texts', () => {
    const strangers = [
      'stop;\n',
      'if (x) { y(); }\n',
      'keep calm;\n',
      'require("fs");\n',
      'require "json"\nputs 1\n',
      'redirect to the other page.\n',
      '# only a comment\n',
      'set x "1";\n',
      'include "a.h";\n',
      'if x then y;\n',
    ];
    for (const text of strangers) expect(readRules(text, 'file').format, text).toBeNull();
    expect(readRules('if true { discard; }', 'file').format).toBe('sieve');
  });

  it('is told from thousands of comments without trying each way to pair them', () => {
    expect(readRules(`${'/**/'.repeat(900)} x`, 'file').format).toBeNull();
    expect(readRules(`${'/* * */ # x\n'.repeat(2000)}redirect "a@outside.example";`, 'file').rules).toHaveLength(1);
  });

  it('nested too deep is given up, not followed', () => {
    expect(readRules(`${'if true {'.repeat(5000)}${'}'.repeat(5000)}`, 'x.sieve').format).toBeNull();
    expect(readRules(`redirect "a@b.example"; if ${'not '.repeat(5000)}true { stop; }`, 'x.sieve').rules).toHaveLength(1);
  });
});

describe('every rule file reader', () => {
  it('never throws and keeps its books, whatever the text', () => {
    const words = fc.constantFrom(
      ...[
        'if ',
        'header ',
        ':contains ',
        '"a" ',
        '{',
        '}',
        ';',
        '[',
        ']',
        '(',
        ')',
        ',',
        'text:\n',
        '.\n',
        '/*',
        '*/',
        '#',
        '\n',
        '\r\n',
        ' ',
      ],
      ...[
        ':0 c\n',
        '* ^x\n',
        '! a@b.example\n',
        '| x\n',
        '\\',
        'a=b\n',
        'a: b\n',
        ':include:/x',
        'redirect ',
        'keep',
        'then ',
        'endif\n',
        'unseen deliver ',
      ],
      ...[
        '<entry>',
        '</entry>',
        "<apps:property name='x' value='y'/>",
        '<!--',
        '{"filter":[',
        '{"query":"x"}',
        ']}',
        'my_hdr Bcc: x@y.example\n',
        'LIT:pattern="',
        '\u00e9',
      ],
    );
    const place = { fileName: 'x', folderPath: [] };
    fc.assert(
      fc.property(fc.array(words, { maxLength: 60 }), (pieces) => {
        const source = memorySource(Buffer.from(pieces.join(''), 'utf8'));
        for (const reader of ruleFileReaders) {
          expect(['yes', 'perhaps', 'no']).toContain(reader.probe(source, place).verdict);
          const result = readSource(reader, source);
          expect(unbalanced(result)).toEqual([]);
          const places = result.outputs.flatMap((one) =>
            one.kind === 'record' ? [`${one.record.kind} ${JSON.stringify(one.record.locator)}`] : [],
          );
          expect(new Set(places).size).toBe(places.length);
        }
      }),
      { numRuns: 400, seed: 1 },
    );
  });
});
