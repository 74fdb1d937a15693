import { join } from 'node:path';
import { readdirSync, readFileSync } from 'node:fs';
import { pstReader } from '#formats/pst/index.ts';
import { formatLocator, isBalanced, type RuleClaims, type SettingClaims } from '#model/index.ts';
import { corpusPath, skipReason } from '#test/support/corpus.ts';
import { exampleStore } from '#test/support/example-stores.ts';
import { memorySource } from '#test/support/memory-source.ts';
import { readAll, type Reading } from '#test/support/reading.ts';
import { everyAction, rulePeople, storeWithRules } from '#test/support/store-with-rules.ts';
import { temporaryFolder } from '#test/support/temporary-folder.ts';
import { describe, expect, test } from 'vitest';

const rulesOf = ({ facts }: Reading): RuleClaims[] => facts.flatMap((fact) => (fact.kind === 'rule' ? [fact.claimed] : []));
const settingsOf = ({ facts }: Reading): SettingClaims[] => facts.flatMap((fact) => (fact.kind === 'setting' ? [fact.claimed] : []));

describe('a store with rules', () => {
  const reading = readAll(pstReader, memorySource(storeWithRules(join(temporaryFolder('rules'), 'rules.pst'))));
  const rules = rulesOf(reading);

  test.each(['IPM.Rule.Version2.Message', 'IPM.ExtendedRule.Message', 'IPM.Rule.Message'])('has every action decoded in %s', (storedAs) => {
    const named = rules.filter((rule) => rule.storedAs === storedAs && rule.name !== '' && rule.name !== 'damaged');
    expect(named.map(({ name, actions }) => [name, actions.map(({ kind }) => kind)])).toEqual(everyAction.map(([name]) => [name, [name]]));
    const toPeople = named.filter(({ name }) => ['forward', 'redirect', 'forward-as-attachment', 'delegate', 'defer'].includes(name ?? ''));
    expect(toPeople).toHaveLength(5);
    for (const { actions } of toPeople) expect(actions[0]?.targets).toMatchObject([{ name: 'Ben', smtpAddress: rulePeople.outside }]);
    for (const { condition } of named) expect(condition).toMatchObject({ kind: 'text', field: 'PidTagSubject', value: 'invoice' });
  });

  test('has its hidden rule found', () => {
    const hidden = rules.filter(({ isHidden }) => isHidden);
    expect(hidden).toMatchObject([
      {
        name: '',
        provider: '',
        isEnabled: true,
        actions: [{ kind: 'redirect', targets: [{ smtpAddress: rulePeople.outside }] }, { kind: 'delete' }],
      },
    ]);
  });

  test('has the damage of a rule told at that rule', () => {
    const told = reading.diagnostics.filter(({ code }) => code === 'rule-undecoded');
    const damaged = reading.facts.find((fact) => fact.kind === 'rule' && fact.claimed.name === 'damaged');
    expect(told.map(({ effect, locator }) => [effect, formatLocator(locator)])).toEqual([
      ['field-lost', formatLocator(damaged?.locator ?? [])],
    ]);
    expect(damaged?.observed.intact).toBe(false);
    expect(reading.facts.filter(({ observed }) => !observed.intact)).toHaveLength(1);
  });

  test('has the rules of its stream as records within that of the stream', () => {
    const stream = reading.facts.find((fact) => fact.kind === 'setting' && fact.claimed.setting === 'rules-stream');
    const within = reading.facts.filter(({ parent }) => parent !== null && formatLocator(parent) === formatLocator(stream?.locator ?? []));
    expect(within.map((fact) => (fact.kind === 'rule' ? [fact.claimed.name, fact.locator.at(-1)] : []))).toEqual([
      ['stream rule', { kind: 'rule', at: '0' }],
      ['another', { kind: 'rule', at: '1' }],
    ]);
    expect(reading.recordsIn('rules')).toBe(2);
  });

  test('has home page, template and delegates as settings', () => {
    const settings = settingsOf(reading);
    expect(settings.filter(({ setting }) => setting === 'folder-home-page')).toMatchObject([
      { folderPath: ['Top of Outlook data file', 'Inbox'], pages: [{ url: 'http://evil.example/x.html', isShownByDefault: true }] },
    ]);
    // Parents are records; a folder is none.
    const beside = reading.facts
      .filter(({ locator }) => locator.at(-1)?.kind === 'setting')
      .map(({ locator, parent }) => [locator.at(-1)?.at, parent]);
    expect(beside.map(([at]) => at)).toEqual(['home-page', '0']);
    expect(beside[0]?.[1]).toBeNull();
    const parents = new Set(reading.facts.flatMap(({ parent }) => (parent === null ? [] : [formatLocator(parent)])));
    const locators = new Set(reading.records.map(({ locator }) => formatLocator(locator)));
    expect([...parents].filter((parent) => !locators.has(parent))).toEqual([]);
    expect(settings.filter(({ setting }) => setting === 'reply-template')).toMatchObject([{ subject: 'Away', text: 'I am away.' }]);
    expect(settings.filter(({ setting }) => setting === 'delegates')).toMatchObject([
      { delegates: [{ name: 'Dora', target: { x500Address: rulePeople.delegate } }] },
    ]);
  });

  test('keeps its books: what folders list, and what lies beside it, each in balance', () => {
    expect(reading.accounts.filter((account) => !isBalanced(account))).toEqual([]);
    expect(reading.recordsIn('associated-items')).toBe(3 * everyAction.length + 4);
    expect(reading.recordsIn('store-folder')).toBe(2);
    expect(reading.recordsIn('settings')).toBe(2);
    const locators = reading.records.map(({ locator }) => formatLocator(locator));
    expect(new Set(locators).size).toBe(locators.length);
  });

  test('gives records that are JSON and nothing else', () => {
    for (const { claimed } of reading.facts) expect(JSON.parse(JSON.stringify(claimed))).toEqual(claimed);
  });
});

test.each([
  ['outlook', 'pstextractortest@outlook.com'],
  ['outlookPdf', 'pstextractortestpdf@outlook.com'],
] as const)('the junk rule of %s is decoded whole', (name, owner) => {
  const reading = readAll(pstReader, memorySource(exampleStore(name)));
  expect(reading.diagnostics.filter(({ code }) => code === 'rule-undecoded')).toEqual([]);
  expect(rulesOf(reading)).toMatchObject([
    {
      storedAs: 'IPM.ExtendedRule.Message',
      owner,
      provider: 'JunkEmailRule',
      name: 'Junk E-mail Rule',
      isEnabled: true,
      isHidden: false,
      state: ['ends the evaluation of rules', 'skipped for mail that is no spam'],
      condition: { kind: 'all', of: [{ kind: 'any' }, { kind: 'not' }] },
      actions: [
        { kind: 'move', targets: [{ kind: 'folder', store: { form: 'store', name: owner }, folder: { sizeBytes: 46 } }] },
        { kind: 'tag', facts: [{ name: '{PS_PUBLIC_STRINGS} http://schemas.microsoft.com/exchange/junkemailmovestamp' }] },
      ],
      parts: [{ decoded: 'whole' }, { decoded: 'whole' }],
    },
  ]);
});

const corpus = corpusPath('pst');
if (corpus === null) console.log(skipReason);

test.skipIf(corpus === null)('in the stores of the corpus nothing of rules and settings is left undecoded', () => {
  const values = readdirSync(corpus ?? '.')
    .filter((name) => name.endsWith('.pst'))
    .flatMap((name) => {
      const reading = readAll(pstReader, memorySource(readFileSync(join(corpus ?? '.', name))));
      expect(reading.diagnostics.filter(({ code }) => code === 'rule-undecoded')).toEqual([]);
      return settingsOf(reading).flatMap((setting) => (setting.setting === 'item' ? setting.values.map((value) => value.name) : []));
    });
  expect(values.filter((name) => name === 'piRuleOnAllRss')).toHaveLength(2);
});
