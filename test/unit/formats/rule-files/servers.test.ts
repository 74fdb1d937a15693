import { describe, expect, it } from 'vitest';
import { conditionText } from '#report/rule-wording.ts';
import { readRules } from '#test/support/read-rules.ts';

const conditions = (text: string, path: string): string[] => readRules(text, path).rules.map(({ condition }) => conditionText(condition));

describe('.forward files', () => {
  it('are destinations of all kinds', () => {
    const text =
      '# out\n\\anna, ben@outside.example\n"|/usr/bin/vacation anna"\n/var/mail/copy\n:include:/etc/lists/anna, "x y"@example.org\n';
    const { format, actions, rules, texts, codes } = readRules(text, 'home/anna/.forward');
    expect([format, codes]).toEqual(['forward-file', []]);
    expect(actions).toEqual([
      [
        'copy (kept in the mailbox of the user) anna',
        'redirect ben@outside.example',
        'run-program /usr/bin/vacation anna',
        'copy (appended to a file) /var/mail/copy',
        'redirect (to all in a list) /etc/lists/anna',
        'redirect "x y"@example.org',
      ],
    ]);
    expect(rules[0]?.state).toEqual([]);
    expect(texts[0]).toBe(text.slice(6, -1));
  });

  it('say when no copy is kept, in any line ends and after a byte order mark', () => {
    for (const text of [
      'ben@outside.example',
      'ben@outside.example\r\n',
      '\ufeffben@outside.example\n',
      'ben@outside.example\rcarl@outside.example',
    ]) {
      const { rules, actions } = readRules(text, '.forward');
      expect(rules[0]?.state).toEqual(['no copy is kept']);
      expect(actions[0]?.[0]).toBe('redirect ben@outside.example');
    }
    expect(readRules('|/usr/bin/procmail -t\n', 'u/.forward').actions).toEqual([['run-program /usr/bin/procmail -t']]);
  });

  it('are not taken from ordinary text or mail, nor without the name', () => {
    const strangers = [
      ['ben@outside.example\n', 'notes.txt'],
      ['I am away, write to ben@outside.example\n', '.forward'],
      ['From: a@b.example\nTo: ben@outside.example\n\ntext\n', '.forward'],
      ['<?xml version="1.0"?>', '.forward'],
      ['\n\n', '.forward'],
      ['a@b.example\n', 'x.forward'],
    ] as const;
    for (const [text, path] of strangers) expect(readRules(text, path).format, text).not.toBe('forward-file');
  });
});

describe('a .forward file with the name of its home folder', () => {
  it('keeps the mail there; another name is somebody else', () => {
    expect(readRules('anna\n', 'home/anna/.forward').actions).toEqual([['copy (kept in the mailbox of the user) anna']]);
    expect(readRules('ben\n', 'home/anna/.forward').actions).toEqual([['redirect (on the same server) ben']]);
  });
});

describe('a rule file of a hostile hand', () => {
  const blanks = ' '.repeat(900_000);
  it.each([
    [`:0${blanks}x\n!ben@outside.example\n`, 'p/procmailrc', null],
    [`:0:${blanks}x${blanks.slice(0, 9)}y\n!ben@outside.example\n`, 'p/procmailrc', null],
    [`:0${blanks}\n!ben@outside.example\n`, 'p/procmailrc', 'procmail'],
    [`anna@firm.example ben@outside.example${blanks}x\n`, 'etc/virtual', null],
    [`/x/ ${'A'.repeat(900_000)}\n y\n`, 'etc/header_checks', null],
    [`/x/ OK${blanks}\n y\n`, 'etc/header_checks', null],
    [`inbox-path=x\ndefault-fcc=y\ncustomized-hdrs=Bcc: ben@outside.example${blanks}x\n`, '.pinerc', 'pinerc'],
    [`inbox-path=x\ndefault-fcc=y\npatterns-filters2=LIT:pattern="/FROM=a"${blanks}x\n`, '.pinerc', 'pinerc'],
    [`set from=a\nset record=b\nmy_hdr bcc:${blanks}'x'y\n`, '.muttrc', 'muttrc'],
  ])('is gone through in one go (%#)', (text, path, format) => {
    expect(readRules(text, path).format).toBe(format);
  });
});

describe('aliases', () => {
  it('are a rule each, with lines that go on', () => {
    const text =
      '# mail\npostmaster: root\nall: anna, ben@outside.example,\n  "|/usr/local/bin/log all"\n\n"sales team": :include:/etc/sales\nold:\t:fail: gone away, sorry\nhole: :blackhole:\n';
    const { format, rules, actions, texts } = readRules(text, 'etc/aliases');
    expect(format).toBe('aliases');
    expect(rules.map(({ name }) => name)).toEqual(['postmaster', 'all', 'sales team', 'old', 'hole']);
    expect(actions).toEqual([
      ['copy (to a user of the server) root'],
      ['copy (to a user of the server) anna', 'redirect ben@outside.example', 'run-program /usr/local/bin/log all'],
      ['redirect (to all in a list) /etc/sales'],
      ['bounce (fail) gone away, sorry'],
      ['delete'],
    ]);
    expect(texts[1]).toBe('all: anna, ben@outside.example,\n  "|/usr/local/bin/log all"');
  });

  it('are not the aliases of a shell, nor settings', () => {
    for (const text of [
      "alias ll='ls -l'\n",
      'name: a value with words\n',
      'From: a@b.example\nSubject: x y\n\n',
      'a: {b: c}\n',
      ': x\n',
    ]) {
      expect(readRules(text, 'aliases').format, text).not.toBe('aliases');
    }
    expect(readRules('postmaster: root\n', 'etc/config').format).toBeNull();
  });
});

describe('procmail', () => {
  const text = [
    'PATH=/usr/bin',
    'MAILDIR=$HOME/Mail   # where mail lies',
    'INCLUDERC=$HOME/.procmail/more.rc',
    '',
    ':0 c',
    '! ben@outside.example',
    '',
    ':0 Bfhw: lock',
    '* ^Subject:.*invoice',
    '* ! ^From:.*boss',
    '* < 256000',
    '| /usr/bin/formail -I "X-Seen: 1"',
    '',
    ':0',
    '* ^TO_sales',
    '{',
    '  :0 E',
    '  ! -f anna@example.org carl@outside.example dora@outside.example',
    '',
    '  :0:',
    '  sales/',
    '}',
    ':0 a',
    '* long \\',
    '  condition',
    '/dev/null',
    '',
  ].join('\n');

  it('recipes are rules with the conditions around them', () => {
    const { format, actions, settings, texts, codes } = readRules(text, 'home/anna/.procmailrc');
    expect([format, codes]).toEqual(['procmail', []]);
    expect(actions).toEqual([
      ['forward (a copy; the mail goes on) ben@outside.example'],
      ['run-program (as a filter) /usr/bin/formail -I "X-Seen: 1"'],
      ['forward carl@outside.example dora@outside.example anna@example.org -f'].map(
        () => 'forward anna@example.org carl@outside.example dora@outside.example -f',
      ),
      ['move sales/'],
      ['delete'],
    ]);
    expect(conditions(text, '.procmailrc')[1]).toContain('body matches expression "^Subject:.*invoice" and not body matches');
    expect(conditions(text, '.procmailrc')[2]).toContain('^TO_sales');
    expect(settings).toContain('INCLUDERC: $HOME/.procmail/more.rc');
    expect(texts[0]).toBe(':0 c\n! ben@outside.example');
    expect(readRules(text.replaceAll('\n', '\r\n'), 'rc').actions).toEqual(actions);
  });

  it('is known without its name, and not in other texts', () => {
    expect(readRules(text, 'rc.mine').format).toBe('procmail');
    for (const other of [
      "time 12\n:0 o'clock\nwe meet\n",
      'From: a@b.example\nTo: c@d.example\n\n:0\n* x\n! y\n',
      ':0\n',
      'a=b\n',
      'x: y\n:0\n! a@b.example\n',
    ]) {
      expect(readRules(other, 'text').format, other).not.toBe('procmail');
    }
  });

  it('tells what it did not understand', () => {
    const { codes, format } = readRules(':0\n! a@b.example\nwhat is this line\n:0 \n* x\n', '.procmailrc');
    expect([format, codes]).toEqual(['procmail', ['rule-undecoded', 'rule-undecoded']]);
  });
});

describe('Postfix', () => {
  const main =
    'myhostname = mail.example.org\nmydestination = $myhostname,\n    localhost\nalways_bcc = watcher@outside.example\nsender_bcc_maps = hash:/etc/postfix/sender_bcc\n# relayhost = x\nrelayhost =\nsmtpd_tls_security_level = may\n';

  it('copies of all mail are a rule, what else decides of it settings', () => {
    const { format, actions, settings, texts } = readRules(main, 'etc/postfix/main.cf');
    expect(format).toBe('postfix-main');
    expect(actions).toEqual([['carbon-copy (blind) watcher@outside.example']]);
    expect(texts).toEqual(['always_bcc = watcher@outside.example']);
    expect(settings).toEqual([
      'myhostname: mail.example.org',
      'mydestination: $myhostname, localhost',
      'sender_bcc_maps: hash:/etc/postfix/sender_bcc',
    ]);
    expect(readRules(main, 'backup').format).toBe('postfix-main');
    expect(readRules('name = value\nother = value\n', 'main.cf').format).toBeNull();
    expect(readRules(`${main}[section]\n`, 'main.cf').format).toBeNull();
  });

  it('tables are rules by their names', () => {
    expect(
      readRules('anna@example.org watcher@outside.example\n@example.org  all@outside.example\n', 'etc/postfix/sender_bcc').actions,
    ).toEqual([['carbon-copy (blind) watcher@outside.example'], ['carbon-copy (blind) all@outside.example']]);
    expect(readRules('info@example.org anna, ben@outside.example\nexample.org  anything\n', 'virtual').actions).toEqual([
      ['copy (to a user of the server) anna', 'redirect ben@outside.example'],
      ['copy (to a user of the server) anything'],
    ]);
    expect(readRules('example.org smtp:[relay.example]:25\n*  :\n', 'transport').actions).toEqual([
      ['other (sent by another way) smtp:[relay.example]:25'],
      ['other (sent by another way) :'],
    ]);
    expect(readRules('/^From: boss/i BCC watcher@outside.example\n!/^To:/ REDIRECT x@outside.example\n', 'header_checks').actions).toEqual([
      ['carbon-copy (blind) watcher@outside.example'],
      ['redirect x@outside.example'],
    ]);
  });

  it('tables are not texts of that name, nor pairs elsewhere', () => {
    expect(readRules('a long story about transport\n', 'transport').format).toBeNull();
    expect(readRules('anna@example.org watcher@outside.example\n', 'list').format).toBeNull();
    expect(readRules('this is virtual reality, they said.\n', 'virtual').format).toBeNull();
  });
});

describe('Exim filters', () => {
  const text =
    '# Exim filter\n\nif $header_subject: contains "invoice" and not personal then\n  unseen deliver ben@outside.example\n  save $home/mail/invoices\nelif error_message then\n  finish\nelse\n  pipe "/usr/bin/log all"\nendif\nmail to carl@outside.example subject "fail"\n';

  it('commands are rules under the conditions around them', () => {
    const { format, actions, codes } = readRules(text, 'home/anna/.forward');
    expect([format, codes]).toEqual(['exim-filter', []]);
    expect(actions).toEqual([
      ['redirect (the mail goes on to the mailbox) ben@outside.example'],
      ['move $home/mail/invoices'],
      ['stop'],
      ['run-program /usr/bin/log all'],
      ['reply carl@outside.example to,carl@outside.example,subject,fail'],
    ]);
    const asked = conditions(text, '.forward');
    expect(asked[0]).toBe('condition text "$header_subject: contains \\"invoice\\" and not personal"');
    expect(asked[2]).toContain('not condition');
    expect(asked[4]).toBe('none stored: it applies to all mail');
    expect(readRules(text.slice(2), 'x').format).toBeNull();
  });
});
