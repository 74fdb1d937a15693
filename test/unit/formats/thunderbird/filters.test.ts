import { describe, expect, it } from 'vitest';
import { filterLogReader } from '#formats/thunderbird/filters/filter-log-reader.ts';
import { readCondition } from '#formats/thunderbird/filters/filter-condition.ts';
import { filtersReader } from '#formats/thunderbird/filters/filters-reader.ts';
import { formatLocator, type RuleClaims, type RuleCondition } from '#model/index.ts';
import { memorySource } from '#test/support/memory-source.ts';
import { withFlippedBits } from '#test/support/damaged-source.ts';
import { seededRandom } from '#test/support/random.ts';
import { bytesObserved, readFacts } from '#test/support/thunderbird/read-facts.ts';

const head = 'version="9"\nlogging="yes"\n';
const filter = (lines: string, name = 'x'): string => `name="${name}"\nenabled="yes"\ntype="17"\n${lines}\n`;
const rulesOf = (text: string | Uint8Array): readonly RuleClaims[] => {
  const reading = readFacts(filtersReader, text, { folderPath: ['ImapMail', 'imap.example.org'] });
  expect(reading.unbalanced).toEqual([]);
  return reading.of('rule').map(({ claimed }) => claimed);
};
const actionOf = (lines: string) => rulesOf(head + filter(`${lines}\ncondition="ALL"`))[0]?.actions[0];

describe('a filter', () => {
  const text = `${head}${filter('action="Forward"\nactionValue="thief@example.net"\naction="Mark read"\naction="Delete"\ncondition="AND (subject,contains,invoice)"', 'Rechnungen \\"neu\\" é')}name="off"\nenabled="no"\ntype="64"\naction="Stop execution"\ncondition="ALL"\n`;

  it('tells name, state, actions, condition and its bytes', () => {
    const reading = readFacts(filtersReader, text, { folderPath: ['ImapMail'] });
    expect(reading.of('rule').map(({ claimed }) => claimed)).toMatchObject([
      {
        client: 'thunderbird',
        storedAs: 'message filter',
        folderPath: ['ImapMail'],
        name: 'Rechnungen "neu" é',
        isEnabled: true,
        sequence: 1,
        state: ['runs on incoming mail', 'runs by hand'],
        condition: { kind: 'text', field: 'subject', match: 'contains', value: 'invoice' },
        actions: [
          { kind: 'forward', targets: [{ kind: 'address', smtpAddress: 'thief@example.net' }] },
          { kind: 'mark-read' },
          { kind: 'move-to-deleted' },
        ],
      },
      { name: 'off', isEnabled: false, sequence: 2, state: ['runs after sending'], actions: [{ kind: 'stop' }] },
    ]);
    const [first] = reading.of('rule');
    const observed = first === undefined ? '' : bytesObserved(first, text);
    expect(observed).toBe(text.slice(head.length, text.indexOf('name="off"')).trimEnd());
    expect(first?.claimed.parts).toMatchObject([{ field: 'filter', text: observed, decoded: 'whole', trouble: '' }]);
    expect(first?.claimed.parts[0]?.raw.startsWith(Buffer.from('name="Rechnungen').toString('hex'))).toBe(true);
    expect(formatLocator(first?.locator ?? [])).toBe(`file:evidence|bytes:${String(head.length)}+${String(Buffer.byteLength(observed))}`);
    expect(reading.of('setting').map(({ claimed }) => ('values' in claimed ? claimed.values : []))).toEqual([
      [
        { name: 'version', value: '9' },
        { name: 'logging', value: 'yes' },
      ],
    ]);
    expect([reading.diagnostics, reading.unbalanced]).toEqual([[], []]);
  });

  it.each([
    ['UTF-16LE with a mark', 'utf-16le', '\ufeff'],
    ['UTF-16BE with a mark', 'utf-16be', '\ufeff'],
    ['UTF-16LE without', 'utf-16le', ''],
    ['UTF-16BE without', 'utf-16be', ''],
  ])('is the same in %s, at its own bytes', (_name, encoding, mark) => {
    const wide = Buffer.from(`${mark}${text.replace('name="off"', 'name="\u{1f4e7} off"')}`, 'utf16le');
    if (encoding === 'utf-16be') wide.swap16();
    const plain = readFacts(filtersReader, text.replace('name="off"', 'name="\u{1f4e7} off"')).of('rule');
    const reading = readFacts(filtersReader, wide);
    const claims = (one: (typeof plain)[number]) => ({
      ...one.claimed,
      actions: one.claimed.actions.map(({ kind, targets }) => ({ kind, targets })),
      parts: [],
    });
    expect(reading.of('rule').map(claims)).toEqual(plain.map(claims));
    const decoder = new TextDecoder(encoding);
    for (const [index, { observed, claimed }] of reading.of('rule').entries()) {
      const { offsetBytes = 0, lengthBytes = 0 } = observed.range ?? {};
      const stored = wide.subarray(offsetBytes, offsetBytes + lengthBytes);
      expect(decoder.decode(stored)).toBe(plain[index]?.claimed.parts[0]?.text);
      expect(claimed.parts[0]?.raw).toBe(stored.subarray(0, 256).toString('hex'));
    }
    expect(reading.of('rule')).toHaveLength(2);
    expect([reading.diagnostics, reading.unbalanced]).toEqual([[], []]);
  });

  it('keeps its place in a long file of UTF-16', () => {
    const long = `${head}${Array.from({ length: 200 }, (_, index) => filter(`action="Mark read"\ncondition="ALL"`, `é\u{1f4e7} ${String(index)}`)).join('')}`;
    const wide = Buffer.from(`\ufeff${long}`, 'utf16le');
    const rules = readFacts(filtersReader, wide).of('rule');
    expect(rules).toHaveLength(200);
    for (const { observed, claimed } of rules) {
      const { offsetBytes = 0 } = observed.range ?? {};
      expect(wide.toString('utf16le', offsetBytes).startsWith(`name="${claimed.name ?? ''}"`)).toBe(true);
    }
  });

  it('can be run by hand in every file before version 9', () => {
    expect(rulesOf('version="8"\nlogging="no"\nname="x"\nenabled="yes"\ntype="1"\ncondition="ALL"\n')[0]?.state).toEqual([
      'runs on incoming mail',
      'runs by hand',
    ]);
  });

  it('is read with CRLF, CR, a mark of byte order, and in the character set of the machine', () => {
    for (const changed of [text.replaceAll('\n', '\r\n'), text.replaceAll('\n', '\r'), `\ufeff${text}`, text.replaceAll('\n', ' ')]) {
      expect(rulesOf(changed).map(({ name }) => name)).toEqual(['Rechnungen "neu" é', 'off']);
    }
    expect(rulesOf(Buffer.from(text, 'latin1')).map(({ name }) => name)).toEqual(['Rechnungen "neu" é', 'off']);
  });

  it('is told with what was not understood of it', () => {
    const reading = readFacts(filtersReader, `${head}${filter('action="Beam up"\nfuture="1"\nloose words\ncondition="AND (subject)"')}`);
    expect(reading.of('rule')[0]).toMatchObject({
      observed: { intact: false },
      claimed: { actions: [{ kind: 'other', isWhole: false }], condition: { kind: 'unreadable' }, parts: [{ decoded: 'partly' }] },
    });
    expect(reading.diagnostics.map(({ code, effect }) => [code, effect])).toEqual([['rule-undecoded', 'field-lost']]);
    for (const part of ['Beam up', 'future', 'loose words']) expect(reading.diagnostics[0]?.detail).toContain(part);
    expect(reading.unbalanced).toEqual([]);
  });
});

it.each([
  [
    'action="Move to folder"\nactionValue="mailbox://nobody@Local%20Folders/RSS%20Feeds"',
    { kind: 'move', targets: [{ kind: 'folder', name: 'mailbox://nobody@Local Folders/RSS Feeds' }] },
  ],
  [
    'action="Copy to folder"\nactionValue="imap://a%40b@c/Archive"',
    { kind: 'copy', targets: [{ kind: 'folder', name: 'imap://a@b@c/Archive' }] },
  ],
  [
    'action="Forward"\nactionValue="A <a@example.net>, b@example.net"',
    { kind: 'forward', targets: [{ name: 'A', smtpAddress: 'a@example.net' }, { smtpAddress: 'b@example.net' }] },
  ],
  [
    'action="Reply"\nactionValue="mailbox://x/Templates?messageId=1@x&subject=Away%20now"',
    {
      kind: 'reply',
      targets: [{ kind: 'template' }],
      facts: [
        { name: 'template messageId', value: '1@x' },
        { name: 'template subject', value: 'Away now' },
      ],
    },
  ],
  ['action="AddTag"\nactionValue="$label1"', { kind: 'tag', flavour: ['tag'], facts: [{ name: 'value', value: '$label1' }] }],
  ['action="JunkScore"\nactionValue="100"', { kind: 'tag', flavour: ['junk score'] }],
  ['action="Delete from Pop3 server"', { kind: 'delete', flavour: ['from the POP3 server'] }],
  ['action="Mark unread"', { kind: 'other', flavour: ['mark unread'], isWhole: true }],
  [
    'action="Custom"\ncustomId="filtaquilla@mesquilla.com#runFile"\nactionValue="C:\\\\steal.bat"',
    { kind: 'run-program', facts: [{ value: 'C:\\steal.bat' }, { value: 'filtaquilla@mesquilla.com#runFile' }] },
  ],
  [
    'action="Custom"\nactionValue="thief@example.net"\ncustomId="mailredirect@example#redirect"',
    { kind: 'redirect', targets: [{ smtpAddress: 'thief@example.net' }] },
  ],
  ['action="Custom"\ncustomId="unknown@example#thing"', { kind: 'other', isWhole: false, flavour: ['by an add-on'] }],
])('reads the action %s', (lines, expected) => {
  expect(actionOf(lines)).toMatchObject(expected);
});

describe('a condition', () => {
  const text = (field: string, match: string, value: string, options: string[] = []): unknown => ({
    kind: 'text',
    field,
    match,
    options,
    value,
  });
  it.each<readonly [string, unknown]>([
    ['ALL', { kind: 'named', name: 'all messages', values: [] }],
    ['AND (from,contains,a)', text('from', 'contains', 'a')],
    ['OR (from,is,a) OR (to or cc,begins with,b)', { kind: 'any', of: [text('from', 'is', 'a'), text('to or cc', 'begins with', 'b')] }],
    [
      'AND (from,ends with,a) AND (subject,matches,x.*)',
      { kind: 'all', of: [text('from', 'contains', 'a', ['at the end']), text('subject', 'contains', 'x.*', ['as a pattern'])] },
    ],
    ["AND (body,doesn't contain,a)", { kind: 'not', of: text('body', 'contains', 'a') }],
    ['AND ("X-Spam",contains,yes)', text('header X-Spam', 'contains', 'yes')],
    ['AND (subject,contains,"a (b), c")', text('subject', 'contains', 'a (b), c')],
    ['AND (subject,contains,"say \\"x\\")")', text('subject', 'contains', 'say "x")')],
    ['AND (size,is greater than,10)', { kind: 'size', field: 'size', relation: '>', sizeBytes: 10240 }],
    ['AND (age in days,is less than,5)', { kind: 'compare', field: 'age in days', relation: '<', value: '5' }],
    ['AND (date,is before,01-Jan-2020)', { kind: 'compare', field: 'date', relation: '<', value: '01-Jan-2020' }],
    ["AND (status,isn't,read)", { kind: 'not', of: { kind: 'compare', field: 'status', relation: '=', value: 'read' } }],
    ['AND (tag,is empty,)', { kind: 'not', of: { kind: 'exists', field: 'tag' } }],
    ['AND (has attachment status,is,true)', { kind: 'exists', field: 'attachment' }],
    [
      "AND (from,isn't in ab,jsaddrbook://abook.sqlite)",
      {
        kind: 'not',
        of: { kind: 'named', name: 'from is in an address book', values: [{ name: 'address book', value: 'jsaddrbook://abook.sqlite' }] },
      },
    ],
    [
      'AND (filtaquilla@mesquilla.com#subjectRegex,contains,x)',
      {
        kind: 'named',
        name: 'term of an add-on: filtaquilla@mesquilla.com#subjectRegex',
        values: [
          { name: 'operator', value: 'contains' },
          { name: 'value', value: 'x' },
        ],
      },
    ],
    [
      'AND (from,is,a) OR (from,is,b) OR (from,is,c) AND (to,is,d)',
      {
        kind: 'all',
        of: [{ kind: 'any', of: [text('from', 'is', 'a'), text('from', 'is', 'b'), text('from', 'is', 'c')] }, text('to', 'is', 'd')],
      },
    ],
  ])('%s is understood', (condition, expected) => {
    expect(readCondition(condition)).toEqual({ condition: expected, trouble: '' });
  });

  it('is told as far as it goes', () => {
    expect(readCondition('')).toEqual({ condition: null, trouble: '' });
    expect(readCondition('nonsense')).toMatchObject({ condition: { kind: 'unreadable' } });
    expect(readCondition('AND (from,is,a')).toMatchObject({
      condition: text('from', 'is', 'a'),
      trouble: 'The last term of the condition has no end.',
    });
    expect(readCondition('AND (from,is,a) and more')).toMatchObject({
      condition: text('from', 'is', 'a'),
      trouble: 'Text follows the last term of the condition.',
    });
  });

  it('is read to its end, whatever is repeated in it', () => {
    expect(readCondition(`AND (${' '.repeat(300_000)}`).trouble).not.toBe('');
    expect(readCondition(`AND (${'"'.repeat(300_001)},x,y)`).condition).not.toBeNull();
    expect(readCondition(`AND (from,${'is '.repeat(200_000)},y)`)).toMatchObject({ condition: { kind: 'named' }, trouble: '' });
  });

  it('never grows deep, however many terms it has', () => {
    const { condition } = readCondition(
      Array.from({ length: 5000 }, (_, index) => `${index % 2 === 0 ? 'AND' : 'OR'} (from,is,a)`).join(' '),
    );
    let depth = 0;
    for (let inner: RuleCondition | undefined = condition ?? undefined; inner?.kind === 'all' || inner?.kind === 'any'; inner = inner.of[0])
      depth += 1;
    expect(depth).toBeLessThan(70);
  });
});

it('knows filter files by their content', () => {
  const verdict = (text: string): string => filtersReader.probe(memorySource(text)).verdict;
  expect([verdict('version="9"\r\nlogging="no"\r\n'), verdict('version="9"'), verdict('name="x"\nenabled="yes"')]).toEqual([
    'yes',
    'yes',
    'yes',
  ]);
  expect([
    verdict(''),
    verdict('version=1\nuri=x'),
    verdict('a="b"'),
    verdict('version="1.0" encoding="utf-8"'),
    verdict('name="x"'),
  ]).toEqual(['no', 'no', 'no', 'no', 'no']);
});

it('adds up, of a file cut or damaged anywhere', () => {
  const text =
    head +
    Array.from({ length: 20 }, (_, index) =>
      filter('action="Forward"\nactionValue="a@b.example"\ncondition="AND (subject,contains,x)"', `n${String(index)}`),
    ).join('');
  for (let length = 0; length < text.length; length += 29) rulesOf(text.slice(0, length));
  const random = seededRandom(3);
  for (let round = 0; round < 40; round += 1) {
    const rules = rulesOf(withFlippedBits(Buffer.from(text), 3, random));
    expect(rules.length).toBeGreaterThan(13);
  }
});

it('stands names of 4,000 characters and thousands of actions', () => {
  const [rule] = rulesOf(
    `${head}name="${'n'.repeat(4000)}${'m'.repeat(4000)}"\nenabled="yes"\n${'action="Mark read"\n'.repeat(3000)}condition="ALL"\n`,
  );
  expect([rule?.name?.startsWith('nnn'), (rule?.name?.length ?? 0) < 4100, rule?.actions.length]).toEqual([true, true, 1000]);
});

describe('a log', () => {
  const log =
    '<!DOCTYPE html>\n<html>\n<head>\n<meta charset="UTF-8">\n</head>\n<body>\n' +
    '<p>\n[2026-11-26 16:12:58 GMT+1] Applied filter "Copy &lt;all&gt;" to message from Anna &lt;a@b.example&gt; - Invoice - May at 11/26/26, 3:00:00 PM\nforwarded\n</p>\n' +
    '<p>\n[11/26/26, 4:13:00 PM GMT+1] Applied filter "x" to message from A - S at 1/1/26\nmoved message id = 1@x.example to mailbox://x/Trash\n</p>\n' +
    '<p>\n[11/26/26, 4:14:00 PM] Filter action failed: "Move failed" with error code=0x80004005 while attempting:\nApplied filter "x" to message from A - S at 1/1/26\ndeleted\n</p>\n' +
    '<p>\n[26.11.2026, 16:15:00] Filter „x“ auf Nachricht angewendet\n';

  it('tells each entry as an event', () => {
    const reading = readFacts(filterLogReader, log);
    expect(
      reading
        .of('event')
        .map(({ claimed }) => [
          claimed.strength,
          claimed.operation,
          claimed.time?.raw,
          claimed.time?.instant,
          claimed.object.name,
          claimed.outcome,
        ]),
    ).toEqual([
      ['EXPORTED', 'forwarded', '2026-11-26 16:12:58 GMT+1', '2026-11-26T15:12:58.000Z', 'Invoice - May', ''],
      ['CHANGED', 'moved message id = 1@x.example to mailbox://x/Trash', '11/26/26, 4:13:00 PM GMT+1', null, 'S', ''],
      ['ATTEMPTED', 'deleted', '11/26/26, 4:14:00 PM', null, 'S', 'Move failed (0x80004005)'],
      ['CHANGED', 'filter log entry', '26.11.2026, 16:15:00', null, '', ''],
    ]);
    expect(reading.of('event')[0]?.claimed.facts).toContainEqual({ name: 'filter', value: 'Copy <all>' });
    expect(reading.of('event').at(-1)?.observed.intact).toBe(false);
    expect([reading.unbalanced, reading.diagnostics]).toEqual([[], []]);
  });

  it('is known by its first entry', () => {
    const verdict = (text: string): string => filterLogReader.probe(memorySource(text)).verdict;
    expect([verdict(log), verdict('<p>\nApplied filter "x" to message from A')]).toEqual(['yes', 'yes']);
    expect([verdict('<html><body><div><p>[1] note'), verdict('<p>Hello</p>'), verdict('')]).toEqual(['no', 'no', 'no']);
  });

  it('stops at its limits', () => {
    const reading = readFacts(filterLogReader, log, { limits: { indexRows: 2 } });
    expect([reading.of('event').length, reading.codes]).toEqual([2, ['limit-reached file:evidence']]);
  });
});
