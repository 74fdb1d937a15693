import type { Limits, RuleAction, RuleActionKind, RuleCondition } from '#model/index.ts';
import { bareAddress, statedAddresses } from '../record/addresses.ts';
import { boundedFacts } from '../record/facts.ts';
import type { LogClaims, LogFamily, LogItem, LogStatement } from '../record/log-family.ts';
import { isObject, LogRecord, textOf } from '../record/log-record.ts';
import { isOff, isOn } from '../m365-audit/audit-record.ts';
import { allOf, isTypeName, listedAction, listedAddress, listedFolder, listedPart, listedRule, listedSetting } from './listed-rule.ts';

/**
 * What Exchange lists of rules and settings as they stand: Get-InboxRule, Get-TransportRule, Get-JournalRule, Get-Mailbox,
 * Get-MailboxPermission and their like, exported with Export-Csv, ConvertTo-Json or Export-Clixml. The names of the fields
 * are those of the properties of the commands.
 */
export const exchangeStateFamily: LogFamily = {
  id: 'exchange-settings',
  version: '1',
  title: 'Rules and settings listed by Exchange',
  mark: 'rules, mailboxes or permissions as commands of Exchange list them',
  is: ({ record }) => listingOf(record) !== null,
  read,
};

interface Listing {
  readonly command: string;
  readonly is: (record: LogRecord) => boolean;
  /** The rules that a record says; none where it is but a setting. */
  readonly rules: (record: LogRecord) => readonly LogClaims[];
  /** Whether the record is a setting, beside or in place of rules. */
  readonly isSetting: boolean;
}

const listings: readonly Listing[] = [
  { command: 'Get-InboxRule', is: isInboxRule, rules: inboxRule, isSetting: false },
  { command: 'Get-TransportRule', is: isTransportRule, rules: transportRule, isSetting: false },
  {
    command: 'Get-JournalRule',
    is: (record) => record.has('JournalEmailAddress', 'Scope') || record.has('JournalEmailAddress', 'Recipient'),
    rules: journalRule,
    isSetting: false,
  },
  { command: 'Get-Mailbox', is: isMailbox, rules: mailboxForwarding, isSetting: true },
  {
    command: 'Get-MailboxFolderPermission',
    is: (record) => record.has('FolderName', 'User', 'AccessRights'),
    rules: none,
    isSetting: true,
  },
  { command: 'Get-RecipientPermission', is: (record) => record.has('Trustee', 'AccessRights'), rules: none, isSetting: true },
  {
    command: 'Get-MailboxPermission',
    is: (record) => record.has('Identity', 'User', 'AccessRights') && (record.has('Deny') || record.has('IsInherited')),
    rules: none,
    isSetting: true,
  },
  { command: 'Get-RemoteDomain', is: (record) => record.has('DomainName', 'AutoForwardEnabled'), rules: none, isSetting: true },
  { command: 'Get-HostedOutboundSpamFilterPolicy', is: (record) => record.has('AutoForwardingMode', 'Name'), rules: none, isSetting: true },
  {
    command: 'Get-MailboxAuditBypassAssociation',
    is: (record) => record.has('AuditBypassEnabled') && (record.has('Name') || record.has('Identity')),
    rules: none,
    isSetting: true,
  },
  {
    command: 'Get-AdminAuditLogConfig',
    is: (record) => record.has('UnifiedAuditLogIngestionEnabled', 'AdminAuditLogEnabled'),
    rules: none,
    isSetting: true,
  },
  {
    command: 'Get-OutboundConnector',
    is: (record) => record.has('ConnectorType', 'Name') && (record.has('SmartHosts') || record.has('SenderDomains')),
    rules: none,
    isSetting: true,
  },
  { command: 'Get-CASMailbox', is: (record) => record.has('ImapEnabled', 'PopEnabled', 'OWAEnabled'), rules: none, isSetting: true },
];

function listingOf(record: LogRecord): Listing | null {
  // Events of a log have an operation and its time; a listing has neither.
  if (record.has('Operation') || record.has('CmdletName')) return null;
  return listings.find(({ is }) => is(record)) ?? null;
}

function read({ record, beside }: LogItem, limits: Limits): LogStatement {
  const listing = listingOf(record);
  const { facts, isWhole } = boundedFacts(record.fields, limits, beside);
  const rules = listing?.rules(record) ?? [];
  const isSetting = listing === null || listing.isSetting || rules.length === 0;
  const setting = listedSetting('exchange', listing?.command ?? 'listing', [{ name: 'mailbox', value: ownerOf(record) }, ...facts]);
  return { claims: [...rules, ...(isSetting ? [setting] : [])], isWhole };
}

function none(): readonly LogClaims[] {
  return [];
}

/** The mailbox that a listing is about, as stated. */
function ownerOf(record: LogRecord): string {
  const stated = record.text(
    'MailboxOwnerId',
    'PrimarySmtpAddress',
    'UserPrincipalName',
    'Mailbox',
    'WindowsEmailAddress',
    'Identity',
    'Name',
  );
  return stated || record.inner('MailboxOwnerId', 'Identity').text('Name', 'RawIdentity', 'DistinguishedName');
}

/** The texts of a field, which is a list in JSON and one cell in a table. */
function textsOf(record: LogRecord, name: string): readonly string[] {
  const value = record.value(name);
  const list = Array.isArray(value) ? value : [value];
  return list
    .slice(0, 200)
    .flatMap((one) => {
      if (isObject(one)) {
        const said = new LogRecord(one);
        const text = said.text('SmtpAddress', 'Address', 'PrimarySmtpAddress', 'RawIdentity', 'Name', 'DisplayName', 'value');
        return text === '' ? said.list('value').map(textOf) : [text];
      }
      return [textOf(one)];
    })
    .filter((text) => text !== '');
}

function addressesOf(record: LogRecord, name: string): readonly string[] {
  return textsOf(record, name)
    .filter((text) => !isTypeName(text))
    .flatMap(statedAddresses);
}

function partsOf(record: LogRecord, names: readonly string[]): ReturnType<typeof listedPart>[] {
  return names.flatMap((name) => {
    const texts = textsOf(record, name);
    return texts.length === 0 ? [] : [listedPart(name, texts.join('; '))];
  });
}

/** An action that names people, where its field is not empty. */
function toPeople(record: LogRecord, field: string, kind: RuleActionKind, flavour: readonly string[] = []): readonly RuleAction[] {
  const texts = textsOf(record, field);
  if (texts.length === 0) return [];
  return [listedAction(kind, { flavour, targets: addressesOf(record, field).map(listedAddress), isWhole: !texts.some(isTypeName) })];
}

function switchedOn(record: LogRecord, field: string, kind: RuleActionKind): readonly RuleAction[] {
  return isOn(record.text(field)) ? [listedAction(kind)] : [];
}

function toFolder(record: LogRecord, field: string, kind: RuleActionKind): readonly RuleAction[] {
  const [folder] = textsOf(record, field);
  return folder === undefined ? [] : [listedAction(kind, { targets: [listedFolder(folder)] })];
}

function enabledBy(text: string): boolean | null {
  return isOn(text) || /^enabled$/i.test(text) ? true : isOff(text) || /^disabled$/i.test(text) ? false : null;
}

function isInboxRule(record: LogRecord): boolean {
  const isRule = record.has('ForwardTo', 'RedirectTo') || record.has('RuleIdentity', 'Enabled') || record.has('ForwardAsAttachmentTo');
  return isRule && (record.has('Name') || record.has('Identity') || record.has('Description'));
}

function inboxRule(record: LogRecord): readonly LogClaims[] {
  const actions = [
    ...toPeople(record, 'ForwardTo', 'forward'),
    ...toPeople(record, 'ForwardAsAttachmentTo', 'forward-as-attachment'),
    ...toPeople(record, 'RedirectTo', 'redirect'),
    ...toFolder(record, 'MoveToFolder', 'move'),
    ...toFolder(record, 'CopyToFolder', 'copy'),
    ...switchedOn(record, 'DeleteMessage', 'move-to-deleted'),
    ...switchedOn(record, 'SoftDeleteMessage', 'move-to-deleted'),
    ...switchedOn(record, 'MarkAsRead', 'mark-read'),
    ...switchedOn(record, 'StopProcessingRules', 'stop'),
  ];
  const priority = record.text('Priority');
  return [
    listedRule({
      client: 'exchange',
      storedAs: 'Get-InboxRule',
      owner: ownerOf(record),
      name: record.has('Name') ? record.text('Name') : null,
      isEnabled: enabledBy(record.text('Enabled')),
      sequence: /^\d{1,9}$/.test(priority) ? Number(priority) : null,
      state: isOn(record.text('InError')) ? ['in error'] : [],
      condition: allOf(conditionsOf(record, inboxConditions)),
      actions,
      parts: partsOf(record, [
        'ForwardTo',
        'ForwardAsAttachmentTo',
        'RedirectTo',
        'MoveToFolder',
        'CopyToFolder',
        'DeleteMessage',
        'MarkAsRead',
        'Description',
      ]),
    }),
  ];
}

const inboxConditions =
  /^(?:ExceptIf)?(?:From|SentTo|SubjectContainsWords|BodyContainsWords|SubjectOrBodyContainsWords|FromAddressContainsWords|RecipientAddressContainsWords|HeaderContainsWords|MyNameIn\w+|HasAttachment|WithImportance|WithinSizeRange\w+|ReceivedAfterDate|ReceivedBeforeDate|FlaggedForAction|HasClassification|MessageTypeMatches|WithSensitivity|SentOnlyToMe|FromSubscription)$/i;
const transportConditions =
  /^(?:ExceptIf)?(?:From|SentTo|Subject|Sender|Recipient|Attachment|Any|Header|Between|Has|Message|SCL|WithImportance|Manager|ADAttribute)\w*$/i;

function conditionsOf(record: LogRecord, form: RegExp): readonly RuleCondition[] {
  return Object.keys(record.fields)
    .filter((name) => form.test(name))
    .slice(0, 100)
    .flatMap((name) => {
      const texts = textsOf(record, name).filter((text) => !isOff(text));
      if (texts.length === 0) return [];
      const isExcept = /^ExceptIf/i.test(name);
      const field = name.replace(/^ExceptIf/i, '');
      const one: RuleCondition = /Words$|Patterns$/i.test(field)
        ? { kind: 'any', of: texts.map((value) => ({ kind: 'text', field, match: 'contains', options: [], value })) }
        : { kind: 'named', name: field, values: [{ name: field, value: texts }] };
      return [isExcept ? { kind: 'not', of: one } : one];
    });
}

function isTransportRule(record: LogRecord): boolean {
  const acts =
    record.has('BlindCopyTo') || record.has('RedirectMessageTo') || record.has('AddToRecipients') || record.has('Conditions', 'Actions');
  return acts && record.has('Name') && (record.has('State') || record.has('Mode') || record.has('Priority'));
}

function transportRule(record: LogRecord): readonly LogClaims[] {
  const priority = record.text('Priority');
  return [
    listedRule({
      client: 'exchange',
      storedAs: 'Get-TransportRule',
      owner: '',
      name: record.text('Name'),
      isEnabled: enabledBy(record.text('State')),
      sequence: /^\d{1,9}$/.test(priority) ? Number(priority) : null,
      state: ['rule of the organisation', ...[record.text('Mode')].flatMap((mode) => (mode === '' ? [] : [`mode ${mode}`]))],
      condition: allOf(conditionsOf(record, transportConditions)),
      actions: [
        ...toPeople(record, 'BlindCopyTo', 'forward', ['as a blind copy']),
        ...toPeople(record, 'CopyTo', 'forward', ['as a copy']),
        ...toPeople(record, 'AddToRecipients', 'forward', ['as a further recipient']),
        ...toPeople(record, 'RedirectMessageTo', 'redirect'),
        ...switchedOn(record, 'DeleteMessage', 'delete'),
        ...switchedOn(record, 'StopRuleProcessing', 'stop'),
      ],
      parts: partsOf(record, ['BlindCopyTo', 'CopyTo', 'AddToRecipients', 'RedirectMessageTo', 'Actions', 'Conditions', 'Description']),
    }),
  ];
}

function journalRule(record: LogRecord): readonly LogClaims[] {
  return [
    listedRule({
      client: 'exchange',
      storedAs: 'Get-JournalRule',
      owner: record.text('Recipient'),
      name: record.text('Name'),
      isEnabled: enabledBy(record.text('Enabled')),
      state: ['rule of the organisation', ...[record.text('Scope')].flatMap((scope) => (scope === '' ? [] : [`scope ${scope}`]))],
      actions: toPeople(record, 'JournalEmailAddress', 'forward', ['as a journal report']),
      parts: partsOf(record, ['JournalEmailAddress', 'Recipient']),
    }),
  ];
}

function isMailbox(record: LogRecord): boolean {
  const forwards = record.has('ForwardingSmtpAddress') || record.has('ForwardingAddress') || record.has('DeliverToMailboxAndForward');
  return (
    forwards &&
    (record.has('PrimarySmtpAddress') ||
      record.has('UserPrincipalName') ||
      record.has('DisplayName') ||
      record.has('Name') ||
      record.has('Identity') ||
      record.has('Alias'))
  );
}

/** Forwarding that is set on the mailbox is a rule without a name: all mail goes on. */
function mailboxForwarding(record: LogRecord): readonly LogClaims[] {
  const keeps = record.text('DeliverToMailboxAndForward');
  const flavour = isOn(keeps) ? ['keeps a copy in the mailbox'] : isOff(keeps) ? ['keeps no copy in the mailbox'] : [];
  return ['ForwardingSmtpAddress', 'ForwardingAddress'].flatMap((field) => {
    const texts = textsOf(record, field)
      .map(bareAddress)
      .filter((text) => text !== '');
    if (texts.length === 0) return [];
    return [
      listedRule({
        client: 'exchange',
        storedAs: `${field} of Get-Mailbox`,
        owner: ownerOf(record),
        name: field,
        isEnabled: true,
        state: ['set on the mailbox'],
        actions: [listedAction('redirect', { flavour, targets: texts.map(listedAddress), isWhole: !texts.some(isTypeName) })],
        parts: partsOf(record, [field, 'DeliverToMailboxAndForward']),
      }),
    ];
  });
}
