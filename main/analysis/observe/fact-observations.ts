import type { FactRecord, Finding, ForwardingMechanism, ForwardingObservation, StatedChange } from '#model/index.ts';
import { isAddress } from '../address-text.ts';
import { distinctAddresses } from '../forwarding/describe-addresses.ts';
import { citeFact } from '../rules/cite-fact.ts';
import { addressesOf, citeRule, ownerOf, passingOn, ruleText, type RuleRecord } from '../rules/rule-facts.ts';
import { visibleArtifacts } from './artifact-meaning.ts';
import { mechanismOfRule } from './rule-mechanism.ts';

type FactOf<Kind extends FactRecord['kind']> = Extract<FactRecord, { kind: Kind }>;

/** Names of the artifacts that rules are: in force, switched off, or recovered. */
export const ruleArtifacts = { inForce: 'rule', off: 'rule, switched off', recovered: 'rule, recovered' } as const;

/** What rules, settings, index entries and events of a mailbox say of forwarding, in one form. */
export function observationsOfFact(record: FactRecord, mailbox: string, findings: readonly Finding[]): readonly ForwardingObservation[] {
  switch (record.kind) {
    case 'rule':
      return observationsOfRule(record, mailbox);
    case 'setting':
      return findings
        .filter(({ ruleId }) => ruleId === 'forwarding.setting.delegates')
        .map((finding) => delegatesObserved(record, mailbox, finding));
    case 'index-entry':
      return record.claimed.flags.includes('forwarded') || record.claimed.flags.includes('redirected')
        ? [indexStateObserved(record, mailbox)]
        : [];
    case 'event':
      return observationsOfEvent(record, mailbox);
    case 'account':
    case 'correspondent':
      return [];
  }
}

function observationsOfRule(record: RuleRecord, mailbox: string): ForwardingObservation[] {
  const { claimed, observed } = record;
  const actions = claimed.actions.filter(({ kind }) => passingOn.has(kind));
  if (actions.length === 0) return [];
  const artifact =
    observed.allocation !== 'allocated' ? ruleArtifacts.recovered : claimed.isEnabled === false ? ruleArtifacts.off : ruleArtifacts.inForce;
  return [
    {
      ...placeOfRecord(record, mailbox),
      artifact,
      mechanism: mechanismOfRule(claimed, actions),
      direction: 'out',
      agency: 'automatic',
      because: 'A rule works by itself once it is made.',
      sources: lowered(ownerOf(record)),
      destinations: lowered(addressesOf(actions)),
      time: claimed.modified ?? claimed.created,
      citations: citeRule(record, ruleText(record)),
    },
  ];
}

function delegatesObserved(record: FactRecord, mailbox: string, finding: Finding): ForwardingObservation {
  return {
    ...placeOfRecord(record, mailbox),
    artifact: 'setting delegates',
    mechanism: 'delegate',
    direction: 'out',
    agency: 'automatic',
    because: 'Delegates have access by themselves; meeting mail may go to them by rule.',
    sources: [],
    destinations: lowered(finding.destinations),
    time: finding.time,
    citations: finding.citations,
  };
}

function indexStateObserved(record: FactOf<'index-entry'>, mailbox: string): ForwardingObservation {
  const { flags, date, subject } = record.claimed;
  return {
    ...placeOfRecord(record, mailbox),
    artifact: visibleArtifacts.indexFlag,
    mechanism: flags.includes('forwarded') ? 'by-hand' : 'resent',
    direction: 'out',
    agency: 'undecidable',
    because: 'The program notes it when a person passes the message on; some programs note it for rules as well.',
    sources: [],
    destinations: [],
    time: date,
    citations: [citeFact(record, 'index entry', `${flags.join(' ')}: ${subject}`)],
  };
}

const mechanismsOfChanges: Partial<Readonly<Record<StatedChange['what'], ForwardingMechanism>>> = {
  'inbox-rule': 'server-rule',
  'mailbox-forwarding': 'mailbox-setting',
  'transport-rule': 'transport-rule',
  'journal-rule': 'transport-rule',
  'domain-forwarding': 'transport-rule',
  alias: 'server-alias',
};

function observationsOfEvent(record: FactOf<'event'>, mailbox: string): ForwardingObservation[] {
  const { claimed } = record;
  const { change } = claimed;
  const ofChange = change === undefined ? undefined : mechanismsOfChanges[change.what];
  if (claimed.action === 'mail-forward') {
    const destinations = [
      ...(change?.destinations ?? []),
      ...(claimed.object.kind === 'address' ? [claimed.object.name] : []),
      ...statedAddresses(record),
    ];
    return [
      {
        ...placeOfRecord(record, mailbox),
        artifact: 'event mail-forward',
        mechanism: /filter/i.test(claimed.source) ? 'client-rule' : 'server-alias',
        direction: 'out',
        agency: 'automatic',
        because: `${claimed.source} states that the program or server passed it on by itself.`,
        sources: lowered(claimed.account === '' ? [] : [claimed.account]),
        destinations: lowered(destinations),
        time: claimed.time,
        citations: [citeFact(record, `event ${claimed.operation}`, excerptOfEvent(record))],
      },
    ];
  }
  // A rule that passes nothing on is no forwarding; a setting of forwarding is, also where the log names no destination.
  // A further address of a mailbox (an alias that no group is) brings mail in and takes none out.
  if (change?.what === 'alias' && claimed.action === 'setting-change' && change.name !== 'members') return [];
  if (change === undefined || ofChange === undefined || (change.what !== 'mailbox-forwarding' && change.destinations.length === 0))
    return [];
  return [
    {
      ...placeOfRecord(record, mailbox),
      artifact: `event ${change.what} ${change.state}`,
      mechanism: ofChange,
      direction: 'out',
      agency: 'automatic',
      because: 'What was set works by itself until it is taken back.',
      sources: lowered(change.of === '' ? [] : [change.of]),
      destinations: lowered(change.destinations),
      time: claimed.time,
      citations: [citeFact(record, `event ${claimed.operation}`, excerptOfEvent(record))],
    },
  ];
}

function statedAddresses({ claimed }: FactOf<'event'>): readonly string[] {
  return claimed.facts.flatMap(({ name, value }) =>
    /^(?:to|destination|recipient|forwarded to)s?$/i.test(name) && typeof value === 'string' && isAddress(value) ? [value] : [],
  );
}

function excerptOfEvent({ claimed }: FactOf<'event'>): string {
  const { operation, actor, change, facts } = claimed;
  const what =
    change === undefined ? [] : [`${change.what} ${change.name} ${change.state} of ${change.of}: ${change.destinations.join(', ')}`];
  const stated = facts.slice(0, 8).map(({ name, value }) => `${name} = ${typeof value === 'object' ? value.join(', ') : String(value)}`);
  return [operation, ...(actor === '' ? [] : [`by ${actor}`]), ...what, ...stated].join('; ');
}

function placeOfRecord(record: FactRecord, mailbox: string): Pick<ForwardingObservation, 'recordId' | 'evidenceId' | 'mailbox'> {
  return { recordId: record.recordId, evidenceId: record.evidenceId, mailbox };
}

function lowered(addresses: readonly string[]): string[] {
  return distinctAddresses(addresses.map((address) => address.toLowerCase()));
}
