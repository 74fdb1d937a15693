import type { FactRecord, Finding, Rule, RuleAction, RulePart, RuleTarget } from '#model/index.ts';
import type { Detector } from '../detector.ts';
import { nameAddresses } from '../forwarding/describe-addresses.ts';
import { citeParts } from './cite-fact.ts';
import { addressesOf } from './rule-facts.ts';

type SettingRecord = Extract<FactRecord, { kind: 'setting' }>;

const delegates: Rule = {
  id: 'forwarding.setting.delegates',
  version: '1',
  title: 'Others act for the owner of the mailbox',
  technique: 'T1114.003',
  level: 'informational',
  needs: ['setting delegates (free/busy item of an Outlook store)'],
  parameters: [],
  benignExplanations: ['Assistants are delegates of a mailbox as a rule.'],
  wouldProve: ['The permissions of the mailbox and its folders on the server, with when and by whom they were given.'],
  references: ['[MS-OXODLGT] 2.2.2', 'MITRE ATT&CK T1098.002'],
};

const homePage: Rule = {
  id: 'forwarding.setting.home-page',
  version: '1',
  title: 'A folder shows a web page in place of its mail',
  technique: 'T1114.003',
  level: 'medium',
  needs: ['setting folder-home-page (PidTagFolderWebViewInfo of an Outlook store)'],
  parameters: [],
  benignExplanations: ['Some organisations set such pages for public folders or the start page.'],
  wouldProve: ['The page itself, and the registry of the workstation (Outlook\\WebView), which says whether Outlook still shows it.'],
  references: ['MITRE ATT&CK T1137.004', 'Sigma ddd171b5-2cc6-4975-9e78-f0eccd08cc76'],
};

/** Looks for settings of a store that let others see its mail or run code at every start: delegates and folder home pages. */
export const storeSettings: Detector = {
  rules: [delegates, homePage],
  start: () => ({
    *consume(record) {
      if (record.kind !== 'setting') return;
      const { claimed } = record;
      if (claimed.setting === 'delegates' && claimed.delegates.length > 0) {
        const people = claimed.delegates.map(({ name, target }) => (target === null ? [] : addressesOf([actionFor(target)]))[0] ?? name);
        yield findingOf(record, delegates, {
          statement: `The setting delegates states that ${nameAddresses(people)} may act for the owner of the mailbox.`,
          mechanism: 'delegate access to the mailbox',
          destinations: people.filter((person) => person.includes('@')),
          parts: claimed.parts,
          excerpt: people.join(', '),
        });
      }
      if (claimed.setting === 'folder-home-page' && claimed.pages.length > 0) {
        const urls = claimed.pages.map(({ url }) => url);
        yield findingOf(record, homePage, {
          statement: `The setting home page of the folder ${JSON.stringify(claimed.folderPath.join('/'))} states ${JSON.stringify((urls[0] ?? '').slice(0, 200))}.`,
          mechanism: 'folder home page',
          destinations: [],
          parts: claimed.parts,
          excerpt: urls.join(', '),
        });
      }
    },
  }),
};

function actionFor(target: RuleTarget): RuleAction {
  return { kind: 'delegate', flavour: [], targets: [target], facts: [], raw: '', isWhole: true };
}

interface Stated {
  readonly statement: string;
  readonly mechanism: string;
  readonly destinations: readonly string[];
  readonly parts: readonly RulePart[];
  readonly excerpt: string;
}

function findingOf(record: SettingRecord, rule: Rule, { statement, mechanism, destinations, parts, excerpt }: Stated): Finding {
  return {
    ruleId: rule.id,
    ruleVersion: rule.version,
    technique: rule.technique,
    level: rule.level,
    strength: 'STATES',
    statement,
    mechanism,
    agency: 'automatic',
    sources: [],
    destinations,
    time: record.claimed.modified,
    citations: citeParts(record, parts, excerpt),
    benignExplanations: rule.benignExplanations,
    wouldProve: rule.wouldProve,
  };
}
