import type { Limits, RuleAction, RuleCondition } from '#model/index.ts';
import { isOn } from '../m365-audit/audit-record.ts';
import { boundedFacts } from '../record/facts.ts';
import type { LogClaims, LogFamily, LogItem, LogStatement } from '../record/log-family.ts';
import { textOf, type LogRecord } from '../record/log-record.ts';
import { allOf, listedAction, listedAddress, listedFolder, listedPart, listedRule, listedSetting } from './listed-rule.ts';

/**
 * Settings of a Gmail mailbox as the Gmail API gives them (users.settings): forwarding addresses, automatic forwarding,
 * filters, delegates and addresses to send as. Whose mailbox it is does not stand in them.
 */
export const gmailStateFamily: LogFamily = {
  id: 'gmail-settings',
  version: '1',
  title: 'Gmail settings (Gmail API)',
  mark: 'forwarding addresses, filters, delegates or send-as addresses as the Gmail API gives them',
  is: ({ record }) => kindOf(record) !== null,
  read,
};

type Kind = 'forwarding address' | 'automatic forwarding' | 'delegate' | 'send-as address' | 'filter';

function kindOf(record: LogRecord): Kind | null {
  if (record.has('forwardingEmail')) return 'forwarding address';
  if (record.has('delegateEmail')) return 'delegate';
  if (record.has('sendAsEmail')) return 'send-as address';
  if (record.has('emailAddress', 'disposition') || record.has('enabled', 'disposition')) return 'automatic forwarding';
  return record.has('criteria', 'action') && record.has('id') ? 'filter' : null;
}

function read({ record, beside }: LogItem, limits: Limits): LogStatement {
  const kind = kindOf(record);
  const { facts, isWhole } = boundedFacts(record.fields, limits, beside);
  const claims: readonly LogClaims[] =
    kind === 'automatic forwarding' && record.text('emailAddress') !== ''
      ? [forwarding(record)]
      : kind === 'filter'
        ? [filter(record)]
        : [listedSetting('gmail', kind ?? 'setting', facts)];
  return { claims, isWhole };
}

function forwarding(record: LogRecord): LogClaims {
  const address = record.text('emailAddress');
  const disposition = record.text('disposition');
  return listedRule({
    client: 'gmail',
    storedAs: 'autoForwarding of the Gmail API',
    owner: '',
    name: 'automatic forwarding',
    isEnabled: record.has('enabled') ? isOn(record.text('enabled')) : null,
    state: ['set on the mailbox'],
    actions: [
      listedAction('redirect', {
        flavour: disposition === '' ? [] : [`the copy that stays: ${disposition}`],
        targets: [listedAddress({ address, name: '', type: '' })],
      }),
    ],
    parts: [listedPart('emailAddress', address), listedPart('disposition', disposition)],
  });
}

const contains = ['from', 'to', 'subject'] as const;

function filter(record: LogRecord): LogClaims {
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
    owner: '',
    name: null,
    isEnabled: null,
    condition: allOf(conditions),
    actions,
    parts: forward === '' ? [listedPart('id', record.text('id'))] : [listedPart('action.forward', forward)],
  });
}

function labels(action: LogRecord, name: string): readonly string[] {
  return action
    .list(name)
    .slice(0, 200)
    .map(textOf)
    .filter((text) => text !== '');
}
