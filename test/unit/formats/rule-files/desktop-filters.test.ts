import { describe, expect, it } from 'vitest';
import { mechanismOfRule } from '#analysis/observe/rule-mechanism.ts';
import { conditionText } from '#report/rule-wording.ts';
import { ruleFileReader } from '#formats/rule-files/rule-file.ts';
import { memorySource } from '#test/support/memory-source.ts';
import { readAll } from '#test/support/reading.ts';
import { readRules } from '#test/support/read-rules.ts';

describe('filters of desktop programs', () => {
  it('Evolution: who gets the mail, what is run, whether it is switched on', () => {
    const rule = (attributes: string, title: string, asked: string, done: string): string =>
      `<rule ${attributes}><title>${title}</title><partset>${asked}</partset><actionset>${done}</actionset></rule>\n`;
    const sender =
      '<part name="sender"><value name="sender-type" type="option" value="contains"/><value name="sender" type="string"><string>boss@example.org</string></value></part>';
    const text = `<?xml version="1.0"?>\n<filteroptions><ruleset>\n${rule(
      'grouping="all" source="incoming"',
      'Gr\u00fc\u00dfe &amp; mehr',
      sender,
      '<part name="forward"><value name="recipient" type="address"><address>ben@outside.example</address></value></part><part name="move-to-folder"><value name="folder" type="folder"><folder uri="folder://local/Archive"/></value></part><part name="stop"/>',
    )}${rule(
      'enabled="false" grouping="any" source="outgoing"',
      'program',
      sender + sender,
      '<part name="pipe-message"><value name="command" type="command"><command>/tmp/x.sh -a</command></value></part><part name="set-color"><value name="color" type="color"><color spec="red"/></value></part>',
    )}</ruleset></filteroptions>\n`;
    const { format, rules, actions, texts, codes } = readRules(text, '.config/evolution/mail/filters.xml');
    expect([format, codes]).toEqual(['evolution-filters', []]);
    expect(actions).toEqual([
      ['forward ben@outside.example', 'move folder://local/Archive', 'stop'],
      ['run-program /tmp/x.sh -a', 'other (set-color)'],
    ]);
    expect(rules.map(({ client, name, isEnabled, state }) => [client, name, isEnabled, state])).toEqual([
      ['evolution', 'Gr\u00fc\u00dfe & mehr', null, ['incoming mail']],
      ['evolution', 'program', false, ['outgoing mail']],
    ]);
    expect(conditionText(rules[0]?.condition ?? null)).toContain('boss@example.org');
    expect(rules[1]?.condition?.kind).toBe('any');
    expect(texts[0]).toMatch(/^<rule grouping="all"[^]*<\/rule>$/);
    const cut = readRules(text.slice(0, text.indexOf('<part name="stop"/>')), 'filters.xml');
    expect([cut.actions[0]?.[0], cut.codes]).toEqual(['forward ben@outside.example', ['rule-undecoded']]);
    expect(readRules('<filters><rule/></filters>', 'filters.xml').format).toBeNull();
  });

  it('Evolution: a filter whose end is missing hides none; searches are settings', () => {
    const forward = (to: string): string =>
      `<rule source="incoming"><title>t</title><actionset><part name="forward"><value name="recipient"><address>${to}@outside.example</address></value></part>`;
    const text = `<filteroptions><ruleset>${forward('ben')}</actionset>\n${forward('carl')}</actionset></rule></ruleset></filteroptions>`;
    const damaged = readRules(text, 'filters.xml');
    expect([damaged.actions, damaged.codes]).toEqual([
      [['forward ben@outside.example'], ['forward carl@outside.example']],
      ['rule-undecoded'],
    ]);
    const folder =
      '<filteroptions><ruleset><rule grouping="any" source="incoming"><title>Unread</title><partset><part name="subject"><value name="subject" type="string"><string>invoice</string></value></part></partset><sources with="local"/></rule></ruleset></filteroptions>';
    const searches = readRules(folder, 'vfolders.xml');
    expect([searches.format, searches.rules, searches.codes]).toEqual(['evolution-filters', [], []]);
    expect(searches.settings).toEqual(['search: Unread,any,invoice']);
  });

  it('KMail: the template of a forward is no part of the address; a filter for all messages asks nothing', () => {
    const text =
      '[Filter #0]\noperator=all\nfieldA=From\nfuncA=contains\ncontentsA=boss\naction-name-0=forward\naction-args-0=ben@outside.example@$$@\naction-name-1=forward\naction-args-1=carl@outside.example, dora@outside.example@$$@My template\n';
    const { rules, actions } = readRules(text, '.config/akonadi_mailfilter_agentrc');
    expect(actions).toEqual([['forward ben@outside.example', 'forward carl@outside.example dora@outside.example My template']]);
    expect(rules.map(({ condition, state }) => [condition, state])).toEqual([
      [null, ['applied to all messages, whatever conditions it keeps']],
    ]);
  });

  it('Claws Mail: a text whose end is missing is one text, not looked for anew at each of its quotes', () => {
    const text = `[filtering]\nall delete\nenabled rulename "${'\\"'.repeat(400_000)}forward 1 x@outside.example\nall redirect 1 "ben@outside.example\n`;
    const { actions, codes } = readRules(text, 'matcherrc');
    expect([actions, codes]).toEqual([[['delete'], ['redirect ben@outside.example']], ['rule-undecoded']]);
  });

  it('KMail: filters among other settings', () => {
    const text =
      '[Filter #0]\nEnabled=true\nname=Gr\u00fc\u00dfe\\san alle\noperator=or\nfieldA=From\nfuncA=contains\ncontentsA=boss@example.org\nfieldB=Subject\nfuncB=equals\ncontentsB=pay\naction-name-0=redirect\naction-args-0=Ben <ben@outside.example>\naction-name-1=transfer\naction-args-1=12\n\n[General]\naction-name-0=forward\naction-args-0=none@outside.example\n\n[Filter #1]\nEnabled=false\napply-on=check-mail\naction-name-0=filter app\naction-args-0=/tmp/x.sh\naction-name-1=forward\naction-args-1=carl@outside.example\n';
    const { format, rules, actions, texts, codes } = readRules(text, '.config/akonadi_mailfilter_agentrc');
    expect([format, codes]).toEqual(['kmail-filters', []]);
    expect(actions).toEqual([
      ['redirect ben@outside.example', 'move 12'],
      ['run-program /tmp/x.sh', 'forward carl@outside.example'],
    ]);
    expect(rules.map(({ client, name, isEnabled, state }) => [client, name, isEnabled, state])).toEqual([
      ['kmail', 'Gr\u00fc\u00dfe an alle', true, []],
      ['kmail', null, false, ['applied on check-mail']],
    ]);
    expect(rules[0]?.condition).toMatchObject({ kind: 'any', of: [{ name: 'From' }, { name: 'Subject' }] });
    expect(texts[0]).toMatch(/^\[Filter #0\]\n[^]*action-args-1=12$/);
    expect(readRules('[Filter #0]\nname=x\n', 'a').format).toBeNull();
  });

  it('Claws Mail: rules of all sections; names of actions in quotes are none', () => {
    const text =
      '[preglobal]\n\n[filtering]\nenabled rulename "away \\"now\\"" account 2 from matchcase "forward" redirect 1 "ben@outside.example"\ndisabled rulename "run" subject match "x" execute "/tmp/x.sh %F" stop\nall forward_as_attachment 1 "carl@outside.example" delete\nnothing here\n';
    const { format, rules, actions, texts, codes } = readRules(text, '.claws-mail/matcherrc');
    expect([format, codes]).toEqual(['claws-filters', ['rule-undecoded']]);
    expect(actions).toEqual([
      ['redirect ben@outside.example'],
      ['run-program /tmp/x.sh %F', 'stop'],
      ['forward-as-attachment carl@outside.example', 'delete'],
    ]);
    expect(rules.map(({ name, isEnabled, state, condition }) => [name, isEnabled, state, condition === null])).toEqual([
      ['away "now"', true, ['for account 2'], false],
      ['run', false, [], false],
      [null, null, [], true],
    ]);
    expect(conditionText(rules[0]?.condition ?? null)).toContain('from matchcase');
    expect(texts[2]).toBe('all forward_as_attachment 1 "carl@outside.example" delete');
    expect(rules.map((rule) => mechanismOfRule(rule, rule.actions))).toEqual(['client-rule', 'client-rule', 'client-rule']);
    expect(readRules(text, 'other').format).toBeNull();
    expect(readRules('[a]\ntext only\n', 'matcherrc').format).toBeNull();
  });
});

describe('files of servers', () => {
  it('one line that does not fit hides no other: it is told', () => {
    const lines = Array.from({ length: 9 }, (_, index) => `user${index}: ben${index}@outside.example\n`).join('');
    const aliases = readRules(`${lines}!! what is this\n`, 'etc/aliases');
    expect([aliases.format, aliases.rules.length, aliases.codes]).toEqual(['aliases', 9, ['rule-undecoded']]);
    const map = readRules(`${lines.replaceAll(':', '@example.org')}a sentence, not a pair\n`, 'etc/postfix/virtual');
    expect([map.format, map.rules.length, map.codes]).toEqual(['postfix-map', 9, ['rule-undecoded']]);
    const forward = readRules('ben@outside.example\n??? what\n', 'home/anna/.forward');
    expect([forward.format, forward.actions, forward.codes]).toEqual([
      'forward-file',
      [['redirect ben@outside.example']],
      ['rule-undecoded'],
    ]);
    expect(readRules('Dear Anna, please\ncome over\n', 'home/anna/.forward').format).toBeNull();
  });

  it('may be as large as servers have them', () => {
    const count = 60_000;
    const text = Array.from({ length: count }, (_, index) => `user${index}@example.org\tben${index}@outside.example\n`).join('');
    expect(text.length).toBeGreaterThan(2 * 1024 * 1024);
    const { format, rules, codes } = readRules(text, 'etc/postfix/virtual');
    expect([format, rules.length, codes]).toEqual(['postfix-map', count, []]);
    expect(rules.map(({ sequence }) => sequence)).toEqual(rules.map((_, index) => index + 1));
  });

  it('has no more than a piece of a large file in memory, and cuts no rule', () => {
    const entry = 'team: ben@outside.example,\n  # a remark\n  carl@outside.example\n';
    const source = memorySource(Buffer.from(`\ufeff${entry.repeat(50_000)}`));
    const longest: number[] = [];
    const reader = ruleFileReader({
      id: 'pieces',
      version: '1',
      title: 'Pieces',
      extensions: [],
      client: 'mail-server',
      storedAs: 'pieces',
      mayBeLarge: 'in-pieces',
      recognise: () => ({ verdict: 'yes', because: '' }),
      parse(text) {
        longest.push(text.length);
        const rules = Array.from(text.matchAll(/team[^]*?carl@outside\.example/g), ({ 0: whole, index }) => ({
          ...{ name: null, isEnabled: null, state: [], condition: null, actions: [], trouble: null },
          ...{ start: index, end: index + whole.length },
        }));
        return { rules, settings: [], strangeText: [] };
      },
    });
    const { facts } = readAll(reader, source, { fileName: 'aliases', folderPath: [], locator: [] });
    expect(facts).toHaveLength(50_000);
    expect(Math.max(...longest)).toBeLessThan(1024 * 1024 + 2 * entry.length);
    const last = facts.at(-1)?.observed.range ?? { offsetBytes: 0, lengthBytes: 0 };
    expect(Buffer.from(source.read(last.offsetBytes, last.lengthBytes)).toString()).toBe(entry.trimEnd());
  });
});
