import type { Limits, RuleAction, RuleCondition } from '#model/index.ts';
import { boundedFacts } from '../record/facts.ts';
import type { LogClaims, LogFamily, LogItem, LogStatement } from '../record/log-family.ts';
import { gamFilter, isGamFilter } from './gam-filter.ts';
import { textOf, type LogRecord } from '../record/log-record.ts';
import { allOf, listedAction, listedAddress, listedFolder, listedPart, listedRule, listedSetting, withBeside } from './listed-rule.ts';
import { enabledBy, isRecordWhole, partsOf } from './listed-values.ts';
import { ownerBeside } from './listing-owner.ts';

/**
 * Settings of a Gmail mailbox as the Gmail API gives them (users.settings): forwarding addresses, automatic forwarding,
 * filters, delegates and addresses to send as, and as the tool GAM puts them into tables. Whose mailbox it is stands only
 * in the tables.
 */
export const gmailStateFamily: LogFamily = {
  id: 'gmail-settings',
  version: '2',
  title: 'Gmail settings (Gmail API, GAM)',
  mark: 'forwarding addresses, filters, delegates or send-as addresses as the Gmail API gives them',
  is: ({ record }) => kindOf(record) !== null,
  read,
};

type Kind = 'forwarding address' | 'automatic forwarding' | 'delegate' | 'send-as address' | 'filter' | 'filter of a table';

function kindOf(record: LogRecord): Kind | null {
  if (record.has('forwardingEmail')) return 'forwarding address';
  if (record.has('delegateEmail') || record.has('delegateAddress', 'delegationStatus')) return 'delegate';
  if (record.has('sendAsEmail')) return 'send-as address';
  const forwards =
    record.has('emailAddress', 'disposition') || record.has('enabled', 'disposition') || record.has('forwardEnabled', 'forwardTo');
  if (forwards) return 'automatic forwarding';
  if (isGamFilter(record)) return 'filter of a table';
  return record.has('criteria', 'action') && record.has('id') ? 'filter' : null;
}

function read({ record, beside }: LogItem, limits: Limits): LogStatement {
  const kind = kindOf(record);
  const { facts, isWhole } = boundedFacts(record.fields, limits, beside);
  const owner = record.text('User', 'userId', 'email') || ownerBeside(beside);
  const setting = listedSetting('gmail', kind ?? 'setting', [...(owner === '' ? [] : [{ name: 'mailbox', value: owner }]), ...facts]);
  const rule =
    kind === 'automatic forwarding' && addressOf(record) !== ''
      ? forwarding(record, owner)
      : kind === 'filter'
        ? filter(record, owner)
        : kind === 'filter of a table'
          ? gamFilter(record, owner)
          : null;
  return rule === null ? { claims: [setting], isWhole } : { claims: [withBeside(rule, beside, owner)], isWhole: isRecordWhole(record) };
}

/** The address that mail is forwarded to; GAM has another name for it. */
function addressOf(record: LogRecord): string {
  return record.text('emailAddress', 'forwardTo');
}

function forwarding(record: LogRecord, owner: string): LogClaims {
  const address = addressOf(record);
  const disposition = record.text('disposition');
  return listedRule({
    client: 'gmail',
    storedAs: 'autoForwarding of the Gmail API',
    owner,
    name: 'automatic forwarding',
    isEnabled: enabledBy(record.text('enabled', 'forwardEnabled')),
    state: ['set on the mailbox'],
    actions: [
      listedAction('redirect', {
        flavour: disposition === '' ? [] : [`the copy that stays: ${disposition}`],
        targets: [listedAddress({ address, name: '', type: '' })],
      }),
    ],
    parts: partsOf(record, ['emailAddress', 'forwardTo', 'disposition']),
  });
}

const contains = ['from', 'to', 'subject'] as const;

function filter(record: LogRecord, owner: string): LogClaims {
  const [criteria, action] = [record.inner('criteria'), record.inner('action')];
  const conditions: RuleCondition[] = [
    ...contains.flatMap((field): RuleCondition[] => {
      const value = criteria.text(field);
      return value === '' ? [] : [{ kind: 'text', field, match: 'contains', options: [], value }];
    }),
    ...['query', 'negatedQuery', 'size', 'sizeComparison', 'hasAttachment'].flatMap((name): RuleCondition[] => {
      const value = criteria.text(name);
      if (value === '') return [];
      const one: RuleCondition = { kind: 'named', name, values: [{ name, value }] };
      return [name === 'negatedQuery' ? { kind: 'not', of: one } : one];
    }),
  ];
  const forward = action.text('forward');
  const actions: RuleAction[] = [
    ...(forward === '' ? [] : [listedAction('forward', { targets: [listedAddress({ address: forward, name: '', type: '' })] })]),
    ...labels(action, 'addLabelIds').map((label) =>
      label === 'TRASH' ? listedAction('move-to-deleted') : listedAction('tag', { flavour: ['label'], targets: [listedFolder(label)] }),
    ),
    ...labels(action, 'removeLabelIds').map((label) =>
      label === 'UNREAD'
        ? listedAction('mark-read')
        : label === 'INBOX'
          ? listedAction('move', { flavour: ['out of the inbox, to the archive'] })
          : listedAction('tag', { flavour: ['label taken away'], targets: [listedFolder(label)] }),
    ),
  ];
  return listedRule({
    client: 'gmail',
    storedAs: 'filter of the Gmail API',
    owner,
    name: null,
    isEnabled: null,
    condition: allOf(conditions),
    actions,
    parts: [...(forward === '' ? [] : [listedPart('action.forward', forward)]), ...partsOf(record, ['id'])],
  });
}

function labels(action: LogRecord, name: string): readonly string[] {
  return action
    .list(name)
    .slice(0, 200)
    .map(textOf)
    .filter((text) => text !== '');
}
