import { describe, expect, it } from 'vitest';
import { emlReader } from '#formats/eml/eml-reader.ts';
import { conditionText } from '#report/rule-wording.ts';
import { memorySource } from '#test/support/memory-source.ts';
import { readRules } from '#test/support/read-rules.ts';
import { readSource } from '#test/support/read-source.ts';

describe('text clients', () => {
  it('mutt: headers added to what is sent, in hooks too, and keys that bounce', () => {
    const text =
      'set from="anna@example.org" record=+Sent\nset imap_pass = "secret"\nmy_hdr Bcc: watch@outside.example\nsend-hook \'~t boss\' \'my_hdr Cc: ben@outside.example\'\nmacro index b "<bounce-message>carl@outside.example\\ny"\nfcc-hook boss +Boss\ncolor index red \\\n  default ~N\nunmy_hdr *\n';
    const { format, actions, rules, settings } = readRules(text, 'home/anna/.muttrc');
    expect(format).toBe('muttrc');
    expect(actions.map((list) => list[0])).toEqual([
      'carbon-copy (blind) watch@outside.example Bcc',
      'carbon-copy ben@outside.example Cc',
      'other (bounce by a key) carl@outside.example index b "<bounce-message>carl@outside.example\\ny"',
    ]);
    expect(conditionText(rules[1]?.condition ?? null)).toBe('send-hook pattern "~t boss"');
    expect(settings).toEqual(['from: anna@example.org', 'record: +Sent', 'fcc-hook: boss +Boss']);
    for (const other of [
      'set x\nexport y\nls\n',
      'set -e\n',
      'source a\nmake b\n',
      'macro economics is fun\n',
      'lists\nmailboxes\nmacro\n',
    ])
      expect(readRules(other, 'script').format).toBeNull();
  });

  it('mail(1): copies of all that is sent', () => {
    const { format, actions, settings } = readRules(
      'set autobcc="watch@outside.example" record=sent\nalias team anna ben@outside.example\nignore received\n',
      '.mailrc',
    );
    expect([format, actions]).toEqual(['mailrc', [['carbon-copy (blind) watch@outside.example bcc']]]);
    expect(settings).toEqual(['record: sent', 'alias: team,anna,ben@outside.example']);
    expect(readRules('set autobcc=x@y.example\n', 'notes').format).toBeNull();
    expect(readRules('dear anna\n', '.mailrc').format).toBeNull();
  });

  it('Pine: headers and filters', () => {
    const text =
      '# Pine\npersonal-name=Anna\ninbox-path={imap.example.org}inbox\ndefault-fcc=sent-mail\ncustomized-hdrs=Bcc: watch@outside.example,\n\tReply-To: other@outside.example\npatterns-filters2=LIT:pattern="/NICK=away/FROM=boss" action="/FILTER=1/FOLDER=x\\/y",\n\tLIT:pattern="/SUBJ=bad" action="/FILTER=1"\nempty=\n';
    const { format, actions, rules, settings, texts } = readRules(text, '.pinerc');
    expect(format).toBe('pinerc');
    expect(actions).toEqual([
      ['carbon-copy (blind) watch@outside.example Bcc', 'tag (answers go to) other@outside.example Reply-To'],
      ['move x/y /FILTER=1/FOLDER=x\\/y'],
      ['delete /FILTER=1'],
    ]);
    expect(rules.map(({ name }) => name)).toEqual(['customized-hdrs', 'away', 'patterns-filters2']);
    expect(texts[2]).toBe('LIT:pattern="/SUBJ=bad" action="/FILTER=1"');
    expect(settings).toContain('default-fcc: sent-mail');
    expect(readRules('inbox-path=x\ntext follows here\nand here\n', 'x').format).toBeNull();
  });
});

describe('Gmail', () => {
  const feed = (entries: string): string =>
    `<?xml version='1.0' encoding='UTF-8'?><feed xmlns='http://www.w3.org/2005/Atom' xmlns:apps='http://schemas.google.com/apps/2006'>\n<title>Mail Filters</title>${entries}</feed>`;

  it('filters exported as mailFilters.xml', () => {
    const entry =
      "<entry>\n<!-- <entry> -->\n<category term='filter'></category>\n<updated>2026-01-02T03:04:05Z</updated>\n<apps:property name='from' value='bank &amp; b\u00e9n &gt;'/>\n<apps:property name='hasTheWord' value='list:x'/>\n<apps:property name='size' value='5'/><apps:property name='sizeOperator' value='s_sl'/><apps:property name='sizeUnit' value='s_smb'/>\n<apps:property name='forwardTo' value='ben@outside.example'/>\n<apps:property name='shouldArchive' value='true'/><apps:property name='shouldTrash' value='false'/>\n<apps:property name='shouldMarkAsRead' value='true'/><apps:property name='shouldNeverSpam' value='true'/><apps:property name='label' value='Work'/></entry>";
    const { format, actions, rules, texts, codes } = readRules(
      feed(`<author><name>Anna</name><email>anna@example.org</email></author>${entry}<entry><apps:property name='odd' value='1'/></entry>`),
      'mailFilters.xml',
    );
    expect([format, codes]).toEqual(['gmail-filters', ['rule-undecoded']]);
    expect(rules.map(({ owner }) => owner)).toEqual(['anna@example.org', 'anna@example.org']);
    expect(actions[0]).toEqual([
      'forward ben@outside.example',
      'move (out of the inbox, to the archive)',
      'mark-read',
      'tag true',
      'tag (label) Work',
    ]);
    expect(conditionText(rules[0]?.condition ?? null)).toBe(
      '(from contains "bank & b\u00e9n >" and matches the search query "list:x" and size of message > 5242880 bytes)',
    );
    expect(rules[0]?.modified?.instant).toBe('2026-01-02T03:04:05.000Z');
    expect(texts[0]).toBe(entry);
    expect(readRules(feed(entry).slice(0, -20), 'x').rules).toHaveLength(1);
    expect(readRules("<feed xmlns='http://www.w3.org/2005/Atom'><entry></entry></feed>", 'mailFilters.xml').format).toBeNull();
  });

  it('filters have the time of their export, which is not that of their last change', () => {
    const entry = (updated: string): string =>
      `<entry><id>tag:mail.google.com,2008:filter:z0000001672931917606*6098330141305684368</id><updated>${updated}</updated><apps:property name='forwardTo' value='ben@outside.example'/></entry>`;
    const head =
      '<id>tag:mail.google.com,2008:filters:z1*2</id><updated>2023-01-05T15:18:50Z</updated><author><email>a@b.example</email></author>';
    const { rules } = readRules(feed(`${head}${entry('2023-01-05T15:18:50Z')}${entry('2023-01-04T00:00:00Z')}`), 'mailFilters.xml');
    const made = 'its identifier, taken as milliseconds since 1970, is of 2023-01-05T15:18:37.606Z';
    expect(rules.map(({ owner, modified, state }) => [owner, modified?.raw, state])).toEqual([
      ['a@b.example', undefined, ['exported at 2023-01-05T15:18:50Z', made]],
      ['a@b.example', '2023-01-04T00:00:00Z', [made]],
    ]);
  });

  it('filters and addresses of Takeout', () => {
    const text =
      '{ "filter": [ {"query": "from:(\\"a, b\\") ]", "forwardTo": "ben@outside.example", "shouldArchive": true},\n {"query":"x","labelsToAdd":["Work"],"labelsToRemove":["Inbox"],"new":1} ] }';
    const { format, actions, texts, codes } = readRules(text, 'Takeout/Mail/User Settings/Filters.json');
    expect([format, codes]).toEqual(['takeout-settings', ['rule-undecoded']]);
    expect(actions).toEqual([
      ['forward ben@outside.example', 'move (out of the inbox, to the archive)'],
      ['tag (label) Work', 'tag (label taken away) Inbox'],
    ]);
    expect(texts[0]).toBe('{"query": "from:(\\"a, b\\") ]", "forwardTo": "ben@outside.example", "shouldArchive": true}');
    const list = readRules('{"addresses":["ben@outside.example"]}', 'Takeout/Mail/User Settings/Forwarding Addresses.json');
    expect([list.format, list.rules, list.settings]).toEqual(['takeout-settings', [], ['Forwarding Addresses: ben@outside.example']]);
    for (const other of ['{"addresses":["x@y.example"]}', '{"filter":[{"q":1}]}', '{"filter":1}', '[1]', '{"a":1,"filter":[]}']) {
      expect(readRules(other, 'data.json').format, other).toBeNull();
    }
  });

  it('labels of messages are claims of their own, with the states that they say', () => {
    const message =
      'From: a@b.example\nTo: c@d.example\nX-GM-THRID: 1\nX-Gmail-Labels: Opened,Sent,=?UTF-8?Q?B=C3=BCro?=,\n "a, b",Starred\n\ntext\n';
    const [read] = readSource(emlReader, memorySource(message)).messages;
    expect(read?.claimed.labels).toEqual(['Opened', 'Sent', 'B\u00fcro', 'a, b', 'Starred']);
    expect(read?.claimed.flags).toEqual(['flagged', 'read']);
    expect(readSource(emlReader, memorySource('From: a@b.example\nTo: x\n\n')).messages[0]?.claimed).not.toHaveProperty('labels');
  });
});
