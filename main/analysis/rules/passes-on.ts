import { isOutside, type Finding, type Level, type Rule, type RuleAction } from '#model/index.ts';
import type { CaseContext } from '../detector.ts';
import { nameDestinations } from '../forwarding/describe-addresses.ts';
import { eachRule } from './each-rule.ts';
import { addressesOf, findingOfRule, ownerOf, passingOn, ruleText, stateText, type RuleRecord } from './rule-facts.ts';

const rule: Rule = {
  id: 'forwarding.rule.passes-on',
  version: '1',
  title: 'A rule passes mail on to someone',
  technique: 'T1114.003',
  level: 'medium',
  needs: ['rule', 'its actions'],
  parameters: [],
  benignExplanations: [
    'Owners forward mail to an assistant, to a ticket system, or to another mailbox of their own.',
    'Delegates of a mailbox receive its meeting mail by such a rule.',
  ],
  wouldProve: [
    'Mail of the period in the mailbox of the destination, or in the logs of the sending server.',
    'The audit log of the server for the creation of the rule (New-InboxRule, Set-InboxRule, UpdateInboxRules), with actor and address.',
    'The owner, asked whether the rule is known.',
  ],
  references: ['MITRE ATT&CK T1114.003, DET0576', '[MS-OXORULE] 2.2.5.1', 'Sigma c726e007-2cd0-4a55-abfb-79730fbedee5'],
};

/**
 * Looks for rules of any program or server that forward, redirect, delegate or answer by forwarding. A copy of what the
 * owner sends is another rule (`standing-copy.ts`).
 */
export const rulePassesOn = eachRule(rule, (record, context) => {
  const actions = record.claimed.actions.filter(({ kind }) => passingOn.has(kind) && kind !== 'carbon-copy');
  return actions.length === 0 ? null : findingOf(record, actions, context);
});

function findingOf(record: RuleRecord, actions: readonly RuleAction[], { ownDomains }: CaseContext): Finding {
  const destinations = addressesOf(actions);
  const verbs = [...new Set(actions.map(({ kind }) => verbOf(kind)))].join(' and ');
  const lists = listsOf(actions);
  const named = destinations.length === 0 ? unnamed(record, actions) : nameDestinations(destinations, ownDomains);
  const whom = (destinations.length === 0 && lists.length > 0 ? lists : [named, ...lists]).join(' and ');
  const statement = `${ruleText(record)} states that the program is to ${verbs} mail to ${whom}.${stateText(record)}`;
  return findingOfRule(rule, record, {
    level: levelOf(record, destinations, ownDomains),
    strength: 'STATES',
    statement,
    mechanism: mechanismOf(record),
    sources: ownerOf(record),
    destinations,
  });
}

// A list lies in a file of the server; who stands in it is not known from the rule.
function listsOf(actions: readonly RuleAction[]): readonly string[] {
  return actions.flatMap(({ facts }) =>
    facts.flatMap(({ name, value }) =>
      name === 'list file' ? [`everyone in the list ${JSON.stringify(String(value).slice(0, 200))}`] : [],
    ),
  );
}

function unnamed({ claimed, observed }: RuleRecord, actions: readonly RuleAction[]): string {
  const isWhole = observed.allocation === 'allocated' && claimed.parts.every(({ decoded }) => decoded === 'whole');
  const isRead = isWhole && actions.every((action) => action.isWhole && action.targets.length === 0);
  return !isRead ? 'a recipient that could not be read' : 'a recipient that it does not name';
}

// Within the own domains, or switched off and never recovered, a rule explains little by itself.
function levelOf({ claimed }: RuleRecord, destinations: readonly string[], ownDomains: readonly string[]): Level {
  if (claimed.isEnabled === false) return 'low';
  const isInside =
    ownDomains.length > 0 &&
    destinations.length > 0 &&
    listsOf(claimed.actions).length === 0 &&
    destinations.every((address) => !isOutside(address, ownDomains));
  return isInside ? 'low' : rule.level;
}

function verbOf(kind: RuleAction['kind']): string {
  switch (kind) {
    case 'redirect':
      return 'redirect';
    case 'delegate':
      return 'pass on as to a delegate';
    default:
      return 'forward';
  }
}

function mechanismOf({ claimed }: RuleRecord): string {
  return {
    outlook: 'inbox rule of an Outlook or Exchange mailbox',
    'outlook-mac': 'rule of Outlook for Mac',
    thunderbird: 'message filter of Thunderbird',
    'apple-mail': 'rule of Apple Mail',
    'apple-accounts': 'setting of macOS or iOS',
    evolution: 'filter of Evolution',
    kmail: 'filter of KMail',
    'claws-mail': 'filter of Claws Mail',
    sieve: 'Sieve script on the server',
    gmail: 'Gmail filter',
    exchange: 'rule of Exchange',
    'mail-server': 'setting of a mail server',
    procmail: 'procmail recipe',
    'text-client': 'setting of a mail program',
    other: 'rule of a mail program',
  }[claimed.client];
}
