import { describe, expect, it } from 'vitest';
import { preferencesReader } from '#formats/thunderbird/preferences/preferences-reader.ts';
import { tokenizePrefs } from '#formats/thunderbird/preferences/tokenize-prefs.ts';
import { formatLocator } from '#model/index.ts';
import { memorySource } from '#test/support/memory-source.ts';
import { withFlippedBits } from '#test/support/damaged-source.ts';
import { seededRandom } from '#test/support/random.ts';
import { bytesObserved, readFacts } from '#test/support/thunderbird/read-facts.ts';

const tokens = (text: string | Uint8Array): (readonly [string, unknown] | string)[] => {
  const bytes = Buffer.from(text);
  return [...tokenizePrefs(bytes)].map((token) =>
    token.kind === 'pref'
      ? [token.pref.name, token.pref.value]
      : `! ${bytes.toString('utf8', token.range.offsetBytes, token.range.offsetBytes + token.range.lengthBytes)}`,
  );
};

describe('the tokens', () => {
  it.each([
    [
      'texts, numbers and truth values',
      'user_pref("a", "x");\nuser_pref("b", -5);\nuser_pref("c", true);',
      [
        ['a', 'x'],
        ['b', -5],
        ['c', true],
      ],
    ],
    ['escapes', String.raw`user_pref("a", "q\"\\\n\x41\u00e9\'");`, [['a', 'q"\\\nAé\'']]],
    [
      'UTF-8 and other bytes',
      Buffer.from([...Buffer.from('user_pref("a", "é'), 0x22, ...Buffer.from(');user_pref("b", "'), 0xe9, ...Buffer.from('");')]),
      [
        ['a', 'é'],
        ['b', 'é'],
      ],
    ],
    [
      'comments of three kinds and a mark of byte order',
      '\ufeff# Mozilla\n// x\n/* user_pref("no", 1); */ user_pref("a", 1); // end',
      [['a', 1]],
    ],
    [
      'several lines and single quotes',
      "user_pref(\n  'a',\n  'x'\n);\r\nuser_pref( \"b\" , 2 ) ;",
      [
        ['a', 'x'],
        ['b', 2],
      ],
    ],
    [
      'line ends of CR alone',
      'user_pref("a", 1);\ruser_pref("b", 2);\r',
      [
        ['a', 1],
        ['b', 2],
      ],
    ],
    [
      'names of an administrator',
      'pref("a", 1, locked);\nlockPref("b", "x");sticky_pref("c", 2);',
      [
        ['a', 1],
        ['b', 'x'],
        ['c', 2],
      ],
    ],
    [
      'a line that lost its quote',
      'user_pref("a", 1);\nuser_pref("b, 2);\nuser_pref("c", 3);',
      [['a', 1], '! user_pref("b, 2);', ['c', 3]],
    ],
    [
      'values that are none',
      'user_pref("a", 1.5);\nuser_pref("b", nonsense);\nuser_pref("c", 3);',
      ['! user_pref("a", 1.5);', '! user_pref("b", nonsense);', ['c', 3]],
    ],
    ['a file that was cut', 'user_pref("a", 1);\nuser_pref("b", "lon', [['a', 1], '! user_pref("b", "lon']],
    ['NULs of a crash', 'user_pref("a", 1);\n\u0000\u0000\u0000', [['a', 1]]],
  ] satisfies readonly (readonly [string, string | Uint8Array, unknown])[])('are found in %s', (_, text, expected) => {
    expect(tokens(text)).toEqual(expected);
  });

  it('lose what damage is in, and nothing else', () => {
    const lines = Array.from({ length: 200 }, (_, index) => `user_pref("mail.name${String(index)}", "value ${String(index)}");\n`);
    const bytes = Buffer.from(lines.join(''));
    const random = seededRandom(7);
    for (let round = 0; round < 50; round += 1) {
      const flips = 1 + random.below(5);
      const found = [...tokenizePrefs(Buffer.from(withFlippedBits(bytes, flips, random)))].filter(({ kind }) => kind === 'pref');
      // A flip may spoil a line, the break after it, or begin a comment or text that takes the next line along.
      expect(found.length).toBeGreaterThan(200 - 4 * flips - 1);
    }
  });
});

const profile = `// Mozilla User Preferences
user_pref("app.update.lastUpdateTime.addon-background-update-timer", 1747364000);
user_pref("browser.cache.disk.capacity", 1000);
user_pref("extensions.copyall.target", "Thief <thief@example.net>");
user_pref("mail.account.account1.identities", "id1,id2");
user_pref("mail.account.account1.server", "server1");
user_pref("mail.account.account2.server", "server2");
user_pref("mail.accountmanager.accounts", "account1,account2");
user_pref("mail.accountmanager.defaultaccount", "account1");
user_pref("mail.forward_message_mode", 2);
user_pref("mail.identity.id1.doBcc", true);
user_pref("mail.identity.id1.doBccList", "Thief <thief@example.net>, copy@example.org");
user_pref("mail.identity.id1.doCcList", "off@example.org");
user_pref("mail.identity.id1.fcc_folder", "imap://anna%40example.org@imap.example.org/Sent");
user_pref("mail.identity.id1.fullName", "Anna Example");
user_pref("mail.identity.id1.reply_to", "reply@example.org");
user_pref("mail.identity.id1.smtpServer", "smtp1");
user_pref("mail.identity.id1.useremail", "anna@example.org");
user_pref("mail.identity.id2.bcc_other_list", "old@example.net");
user_pref("mail.identity.id2.bcc_others", true);
user_pref("mail.identity.id2.useremail", "sales@example.org");
user_pref("mail.identity.id9.useremail", "removed@example.org");
user_pref("mail.server.server1.directory-rel", "[ProfD]ImapMail/imap.example.org");
user_pref("mail.server.server1.hostname", "imap.example.org");
user_pref("mail.server.server1.lastFilterTime", 29122742);
user_pref("mail.server.server1.login_at_startup", true);
user_pref("mail.server.server1.name", "Work");
user_pref("mail.server.server1.port", 993);
user_pref("mail.server.server1.type", "imap");
user_pref("mail.server.server1.userName", "anna@example.org");
user_pref("mail.server.server2.type", "none");
user_pref("mail.server.server7.hostname", "pop.example.net");
user_pref("mail.server.server7.type", "pop3");
user_pref("mail.smtpserver.smtp1.hostname", "smtp.example.org");
user_pref("mail.smtpserver.smtp1.port", 587);
user_pref("mail.smtpserver.smtp1.username", "anna");
user_pref("toolkit.startup.last_success", 1747364552);
`;

describe('a profile', () => {
  const reading = readFacts(preferencesReader, profile, { folderPath: ['profile'] });

  it('is known by its content', () => {
    const verdict = (text: string): string => preferencesReader.probe(memorySource(text)).verdict;
    expect(verdict(profile)).toBe('yes');
    expect(verdict('/* x */ user_pref("a", 1);')).toBe('yes');
    expect([verdict('user_pref = 1;'), verdict('// a script\nvar x;'), verdict(''), verdict('/*')]).toEqual(['no', 'no', 'no', 'no']);
  });

  it('is the same in UTF-16, at its own bytes', () => {
    const wide = Buffer.from(`\ufeff${profile}`, 'utf16le');
    expect(preferencesReader.probe(memorySource(wide)).verdict).toBe('yes');
    const inWide = readFacts(preferencesReader, wide, { folderPath: ['profile'] });
    expect(inWide.of('account').map(({ claimed }) => claimed)).toEqual(reading.of('account').map(({ claimed }) => claimed));
    const rules = inWide.of('rule');
    expect(rules.length).toBe(reading.of('rule').length);
    for (const { observed, claimed } of rules) {
      const { offsetBytes = 0, lengthBytes = 0 } = observed.range ?? {};
      expect(wide.toString('utf16le', offsetBytes, offsetBytes + lengthBytes)).toBe(claimed.parts.at(-1)?.text);
    }
    expect(inWide.diagnostics).toEqual([]);
  });

  it('adds up', () => {
    expect(reading.unbalanced).toEqual([]);
    expect(reading.diagnostics).toEqual([]);
  });

  it('has accounts with servers and identities, and what is left of removed ones', () => {
    const accounts = reading.of('account').map(({ claimed }) => claimed);
    expect(accounts.map(({ key, service, server, port, userName }) => [key, service, server, port, userName])).toEqual([
      ['account1/server1', 'imap', 'imap.example.org', 993, 'anna@example.org'],
      ['account2/server2', 'local', '', null, ''],
      ['server7', 'pop3', 'pop.example.net', null, ''],
      ['smtp1', 'smtp', 'smtp.example.org', 587, 'anna'],
      ['id9', 'other', '', null, ''],
    ]);
    expect(accounts[0]).toMatchObject({
      name: 'Work',
      identities: [
        { name: 'Anna Example', address: 'anna@example.org', replyTo: 'reply@example.org' },
        { name: '', address: 'sales@example.org', replyTo: '' },
      ],
      storedAt: '[ProfD]ImapMail/imap.example.org',
      lastUsed: { raw: '29122742', instant: '2025-05-16T03:02:00.000Z' },
    });
    expect(accounts[0]?.facts).toContainEqual({ name: 'state', value: 'default account' });
    expect(accounts[0]?.facts).toContainEqual({ name: 'id1.fcc_folder', value: 'imap://anna%40example.org@imap.example.org/Sent' });
    expect(accounts[2]?.facts).toContainEqual({ name: 'state', value: 'no account names this server' });
    expect(accounts[3]?.identities.map(({ address }) => address)).toEqual(['anna@example.org']);
    // The bytes of an account are those of its server, from the first preference to the last.
    const [first] = reading.of('account');
    const observed = first === undefined ? '' : bytesObserved(first, profile);
    expect([
      observed.startsWith('user_pref("mail.server.server1.directory-rel"'),
      observed.endsWith('"mail.server.server1.userName", "anna@example.org");'),
    ]).toEqual([true, true]);
  });

  it('has a rule for every standing copy of sent mail, on or off', () => {
    const rules = reading.of('rule');
    expect(
      rules.map(({ claimed }) => [
        claimed.owner,
        claimed.isEnabled,
        claimed.actions[0]?.kind,
        claimed.actions[0]?.flavour,
        claimed.storedAs,
      ]),
    ).toEqual([
      ['anna@example.org', true, 'carbon-copy', ['blind'], 'preference mail.identity.id1.doBccList'],
      ['anna@example.org', false, 'carbon-copy', [], 'preference mail.identity.id1.doCcList'],
      ['sales@example.org', true, 'carbon-copy', ['blind'], 'preference mail.identity.id2.bcc_other_list'],
    ]);
    expect(
      rules[0]?.claimed.actions[0]?.targets.map((target) => (target.kind === 'address' ? [target.name, target.smtpAddress] : [])),
    ).toEqual([
      ['Thief', 'thief@example.net'],
      ['', 'copy@example.org'],
    ]);
    const line = 'user_pref("mail.identity.id1.doBccList", "Thief <thief@example.net>, copy@example.org");';
    expect(rules[0] === undefined ? '' : bytesObserved(rules[0], profile)).toBe(line);
    expect(rules[0]?.claimed.parts.map(({ field, text }) => [field, text])).toEqual([
      ['mail.identity.id1.doBcc', 'user_pref("mail.identity.id1.doBcc", true);'],
      ['mail.identity.id1.doBccList', line],
    ]);
    expect(formatLocator(rules[0]?.locator ?? [])).toBe(
      `file:evidence|rule:mail.identity.id1.doBccList|bytes:${String(profile.indexOf(line))}+${String(line.length)}`,
    );
  });

  it('has the times that preferences keep', () => {
    expect(
      reading.of('event').map(({ claimed }) => [claimed.strength, claimed.operation, claimed.time?.instant, claimed.precision]),
    ).toEqual([
      ['RUN', 'a task that the running program does by itself', '2025-05-16T02:53:20.000Z', 'second'],
      ['RUN', 'filters that run at intervals were due', '2025-05-16T03:02:00.000Z', 'minute'],
      ['RUN', 'program started without fault', '2025-05-16T03:02:32.000Z', 'second'],
    ]);
  });

  it('tells every preference that bears on mail, with its line, and counts the others', () => {
    const settings = reading.of('setting');
    const names = settings.map(({ claimed }) => ('name' in claimed ? claimed.name : ''));
    expect(names).toContain('mail.forward_message_mode');
    expect(names).toContain('extensions.copyall.target');
    expect(names).not.toContain('browser.cache.disk.capacity');
    const forward = settings.find(({ claimed }) => 'name' in claimed && claimed.name === 'mail.forward_message_mode');
    expect(forward === undefined ? '' : bytesObserved(forward, profile)).toBe('user_pref("mail.forward_message_mode", 2);');
    expect(settings.at(-1)?.claimed).toMatchObject({
      name: 'preferences file',
      values: [
        { name: 'preferences', value: 36 },
        { name: 'of these not told, for they do not bear on mail', value: 1 },
        { name: 'set twice', value: 0 },
      ],
    });
  });
});

it('books what is damaged as lost, and takes the last of a preference that is set twice', () => {
  const reading = readFacts(
    preferencesReader,
    'user_pref("mail.a", 1);\nuser_pref("mail.server.server1.type, "imap");\nuser_pref("mail.forward_x", 1);\nuser_pref("mail.forward_x", 2);\n',
  );
  expect(reading.unbalanced).toEqual([]);
  expect(reading.codes).toEqual(['index-damaged file:evidence|bytes:24+45']);
  expect(reading.books.get('preferences file:evidence')).toMatchObject({ failed: 1 });
  expect(reading.of('setting').map(({ claimed }) => ('values' in claimed ? claimed.values[0]?.value : null))).toEqual([2, 2]);
});

it('stops at its limits', () => {
  const reading = readFacts(preferencesReader, profile, { limits: { indexRows: 10 } });
  expect([reading.codes, reading.unbalanced]).toEqual([['limit-reached file:evidence'], []]);
  expect(readFacts(preferencesReader, profile, { limits: { indexBytes: 200 } }).codes).toContain('limit-reached file:evidence');
});

it('adds up, of a file cut anywhere', () => {
  for (let length = 0; length < profile.length; length += 41)
    expect(readFacts(preferencesReader, profile.slice(0, length)).unbalanced).toEqual([]);
});

it('stands thousands of servers, identities and characters', () => {
  const lines = Array.from(
    { length: 3000 },
    (_, index) =>
      `user_pref("mail.server.server${String(index)}.type", "imap");user_pref("mail.identity.id${String(index)}.smtpServer", "smtp1");`,
  );
  const reading = readFacts(preferencesReader, `${lines.join('\n')}user_pref("mail.smtpserver.smtp1.hostname", "${'x'.repeat(5000)}");`);
  expect(reading.of('account').length).toBe(6001);
  expect(reading.unbalanced).toEqual([]);
});

it('goes through a file of beginnings once', () => {
  expect(tokens('user_pref(/*\n'.repeat(100_000)).length).toBe(100_000);
  expect(tokens(`user_pref("a", 1);\n${'user_pref("'.repeat(50_000)}`)[0]).toEqual(['a', 1]);
});
