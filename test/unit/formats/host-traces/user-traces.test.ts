import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { corpusPath, skipReason } from '#test/support/corpus.ts';
import { withFlippedBits } from '#test/support/damaged-source.ts';
import { readEvents } from '#test/support/host-traces/read-events.ts';
import { seededRandom } from '#test/support/random.ts';

const entered = (content: string | Uint8Array, fileName = 'file') => {
  const { readerId, events, unbalanced } = readEvents(content, { fileName });
  expect([readerId, unbalanced]).toEqual(['shell-history', []]);
  return events.map(({ process, time }) => [process?.commandLine, time?.instant ?? null]);
};

describe('histories of shells', () => {
  it('bash: a time before each command, commands of several lines, none before the first time', () => {
    expect(entered('ls\n#1710408413\ncp a \\\n  b\n#1710408414\ntar czf m.tgz Mail\n')).toEqual([
      ['ls', null],
      ['cp a \\\n  b', '2024-03-14T09:26:53.000Z'],
      ['tar czf m.tgz Mail', '2024-03-14T09:26:54.000Z'],
    ]);
  });

  it('zsh: time and duration, and its own way to write other bytes', () => {
    // U+00E4 is C3 A4 in UTF-8; both are written as 83 and the byte with its sixth bit turned over.
    const metafied = Buffer.concat([
      Buffer.from(': 1710408413:5;echo '),
      Buffer.from([0x83, 0xe3, 0x83, 0x84]),
      Buffer.from('\n: 1710408414:0;ls\n'),
    ]);
    expect(entered(metafied)).toEqual([
      ['echo ä', '2024-03-14T09:26:53.000Z'],
      ['ls', '2024-03-14T09:26:54.000Z'],
    ]);
  });

  it('fish: commands with their time and paths', () => {
    expect(entered('- cmd: cat a\\nb\n  when: 1710408413\n  paths:\n    - a\n- cmd: ls\n  when: 1710408414\n')).toEqual([
      ['cat a\nb', '2024-03-14T09:26:53.000Z'],
      ['ls', '2024-03-14T09:26:54.000Z'],
    ]);
  });

  it('without times only by their name', () => {
    expect(entered('ls\nsudo cat /var/mail/bob\n', '.bash_history')).toEqual([
      ['ls', null],
      ['sudo cat /var/mail/bob', null],
    ]);
    expect(readEvents('ls\nsudo cat /var/mail/bob\n', { fileName: 'notes.txt' }).readerId).toBe(null);
  });

  it.each([
    ['a script with a number', '#1710408413 is a time\nls\nls\n'],
    ['a list of YAML', '- cmd: build\n  run: make\n'],
    ['numbers', '#1\n#2\n'],
    ['a message', 'From: a@b.example\nTo: c@d.example\n\n#1710408413\nls\n'],
  ])('are not taken for: %s', (_, content) => {
    expect(readEvents(content, { fileName: 'file' }).readerId).not.toBe('shell-history');
  });
});

describe('recently used files', () => {
  const list = `<?xml version="1.0" encoding="UTF-8"?>
<xbel version="1.0" xmlns:bookmark="http://www.freedesktop.org/standards/desktop-bookmarks">
  <bookmark href="file:///srv/anna/Mail/In%20box.mbox" added="2024-03-14T09:26:53.123456Z" modified="2024-03-14T09:26:54Z" visited="2024-03-14T09:26:55.5Z">
    <info><metadata owner="http://freedesktop.org"><mime:mime-type type="application/mbox"/>
      <bookmark:applications><bookmark:application name="gedit &amp; co" exec="&apos;gedit %u&apos;" modified="2024-03-14T09:26:55Z" count="3"/></bookmark:applications>
    </metadata></info>
  </bookmark>
  <bookmark href="file:///srv/anna/a%zz" added="x" modified="yesterday" visited="">`;

  it('are an event each, with time and program', () => {
    const { readerId, events, unbalanced, codes } = readEvents(list);
    expect([readerId, unbalanced]).toEqual(['recently-used-xbel', []]);
    expect(events.map(({ object, time, process }) => [object.name, time?.instant ?? null, process?.name ?? null])).toEqual([
      ['file:///srv/anna/Mail/In box.mbox', '2024-03-14T09:26:55.500Z', 'gedit & co'],
      ['file:///srv/anna/a%zz', null, null],
    ]);
    expect(codes.map((code) => code.split(' ')[0])).toEqual(['index-damaged']);
  });

  it('survive damage anywhere', () => {
    const random = seededRandom(3);
    for (let round = 0; round < 100; round += 1) {
      const bytes = withFlippedBits(Buffer.from(list), 1 + random.below(20), random).subarray(0, random.below(list.length));
      expect(readEvents(bytes).unbalanced).toEqual([]);
    }
  });
});

describe('the audit log of Linux', () => {
  const id = 'msg=audit(1710408413.123:77)';
  const opened = [
    `type=SYSCALL ${id}: arch=c000003e syscall=257 success=yes exit=3 items=1 ppid=1 pid=9 auid=1000 uid=0 ses=4 comm="cat" exe="/usr/bin/cat" key="mail"`,
    `type=CWD ${id}: cwd="/root"`,
    `type=PATH ${id}: item=0 name=2F7661722F6D61696C2F6120626F62 inode=1 nametype=NORMAL`,
    `type=PROCTITLE ${id}: proctitle=636174002F7661722F6D61696C2F6120626F62`,
  ];

  it('joins the records of an event, also where others stand between them', () => {
    const other =
      'type=USER_LOGIN msg=audit(1710408413.123:78): pid=5 uid=0 auid=1000 ses=4 msg=\'op=login acct="anna" exe="/usr/sbin/sshd" hostname=x addr=192.0.2.7 terminal=ssh res=failed\'';
    const content = `${[opened[0], opened[1], other, opened[2], opened[3]].join('\n')}\n`;
    const { readerId, events, records, unbalanced } = readEvents(content);
    expect([readerId, unbalanced]).toEqual(['linux-audit', []]);
    expect(
      events.map(({ action, strength, object, actor, account, address, time }) => [
        action,
        strength,
        object.name,
        actor,
        account,
        address,
        time?.instant,
      ]),
    ).toEqual([
      ['file-open', 'OPENED', '/var/mail/a bob', 'user number 1000', 'user number 0', '', '2024-03-14T09:26:53.123Z'],
      ['sign-in', 'ATTEMPTED', 'ssh', 'user number 1000', 'anna', '192.0.2.7', '2024-03-14T09:26:53.123Z'],
    ]);
    expect(events[0]?.process).toEqual({ name: '/usr/bin/cat', commandLine: 'cat /var/mail/a bob', id: '9', parent: 'process 1' });
    expect(events[0]?.facts).toContainEqual({ name: 'key of the rule', value: ['mail'] });
    expect(events[0]?.facts.find(({ name }) => name === 'further records of it')?.value).toHaveLength(2);
    const range = records[0]?.observed.range;
    expect(content.slice(range?.offsetBytes, (range?.offsetBytes ?? 0) + (range?.lengthBytes ?? 0))).toBe(
      `${opened[0] ?? ''}\n${opened[1] ?? ''}`,
    );
  });

  it.each([
    ['a rename', 'arch=c000003e syscall=82 success=yes', ['PARENT', 'DELETE', 'CREATE'], 'file-rename', 'CHANGED'],
    ['a deletion', 'arch=c000003e syscall=87 success=yes', ['PARENT', 'DELETE'], 'file-delete', 'CHANGED'],
    ['a new file', 'arch=c00000b7 syscall=56 success=yes', ['PARENT', 'CREATE'], 'file-create', 'CHANGED'],
    ['a refused open', 'arch=40000003 syscall=5 success=no', ['NORMAL'], 'file-open', 'ATTEMPTED'],
  ])('tells %s', (_, call, kinds, action, strength) => {
    const lines = [
      `type=SYSCALL ${id}: ${call} exit=-13 pid=9 exe="/bin/x"`,
      ...kinds.map((kind, item) => `type=PATH ${id}: item=${String(item)} name="/srv/f${String(item)}" nametype=${kind}`),
    ];
    const { events } = readEvents(lines.join('\n'));
    expect(events.map((event) => [event.action, event.strength])).toEqual([[action, strength]]);
  });

  it('tells where a connection went', () => {
    const lines = [
      `type=SYSCALL ${id}: arch=c000003e syscall=42 success=yes pid=9 exe="/bin/curl"`,
      `type=SOCKADDR ${id}: saddr=020001BBC00002070000000000000000`,
    ];
    expect(readEvents(lines.join('\n')).events[0]).toMatchObject({
      action: 'network-connection',
      peer: { address: '192.0.2.7', port: 443 },
    });
  });

  it('keeps a bounded number of events open and loses none', () => {
    const lines = Array.from({ length: 500 }, (_, index) => `type=CWD msg=audit(1710408413.123:${String(index)}): cwd="/"`);
    const { events, unbalanced } = readEvents([...lines, ...lines].join('\n'));
    expect([events.length, unbalanced]).toEqual([1000, []]);
  });

  it('survives damage anywhere', () => {
    const random = seededRandom(4);
    const content = Buffer.from(opened.join('\n'));
    for (let round = 0; round < 150; round += 1) {
      const bytes = withFlippedBits(content, 1 + random.below(30), random).subarray(0, random.below(content.length));
      expect(readEvents(bytes).unbalanced).toEqual([]);
    }
  });
});

describe('the unified log of macOS', () => {
  const entry = (path: string, message: string): Record<string, unknown> => ({
    eventMessage: message,
    processImagePath: path,
    timestamp: '2024-03-14 09:26:53.123456+0100',
    machTimestamp: 1,
    processID: 7,
    category: 'access',
  });
  const entries = [entry('/System/Applications/Mail.app/Contents/MacOS/Mail', 'opened'), entry('/usr/libexec/kextd', 'x')];
  it.each([
    ['a list', JSON.stringify(entries, null, 2)],
    ['a value in each line', entries.map((one) => JSON.stringify(one)).join('\n')],
  ])('as %s gives entries of programs that matter, and counts the others', (_, content) => {
    const { readerId, events, diagnostics, unbalanced } = readEvents(content);
    expect([readerId, unbalanced]).toEqual(['macos-unified-log', []]);
    expect(events.map(({ action, time, process }) => [action, time?.instant, process?.id])).toEqual([
      ['program-use', '2024-03-14T08:26:53.123Z', '7'],
    ]);
    expect(diagnostics.map(({ detail }) => detail)).toEqual(['Entries of other programs are no records: kextd 1.']);
  });
  it('books a value that is damaged', () => {
    const { events, codes, unbalanced } = readEvents(
      `${JSON.stringify(entries[0])}\n{"eventMessage": broken}\n${JSON.stringify(entries[0])}\n`,
    );
    expect([events.length, unbalanced]).toEqual([2, []]);
    expect(codes.map((code) => code.split(' ')[0])).toEqual(['item-unreadable']);
  });
  it('is not taken for other JSON', () => {
    expect(readEvents('[{"eventMessage": "x"}]').readerId).not.toBe('macos-unified-log');
  });
});

const corpus = corpusPath('host');
describe.skipIf(corpus === null)(corpus === null ? skipReason : 'real files', () => {
  it.each([
    ['plaso/bash_history', 'shell-history', 4],
    ['plaso/bash_history_desync', 'shell-history', 5],
    ['plaso/zsh_extended_history.txt', 'shell-history', 4],
    ['plaso/fish_history', 'shell-history', 10],
    ['plaso/selinux.log', 'linux-audit', 6],
    ['plaso-git/audit_enriched.log', 'linux-audit', 12],
    ['otrf/linux__sh_arp_cache_2020-11-10074812.log', 'linux-audit', 2],
    ['otrf/linux__sh_binary_padding_dd_2020-11-10081941.log', 'linux-audit', 1],
  ])('%s', (path, reader, count) => {
    const { readerId, events, unbalanced } = readEvents(readFileSync(`${corpus ?? ''}/${path}`), { fileName: 'file' });
    expect([readerId, events.length, unbalanced]).toEqual([reader, count, []]);
  });
});
