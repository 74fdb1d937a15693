import type { RuleAction } from '#model/index.ts';
import { isOn } from '../m365-audit/audit-record.ts';
import type { LogClaims } from '../record/log-family.ts';
import type { LogRecord } from '../record/log-record.ts';
import { describedRule } from './described-rule.ts';
import { allOf, listedAction, listedFolder, listedRule } from './listed-rule.ts';
import { conditionsOf, enabledBy, partsOf, sequenceOf, settingOf, switchedOn, textsOf, toFolder, toPeople } from './listed-values.ts';
import { ownerOf } from './listing-owner.ts';

/**
 * Inbox rules as Get-InboxRule lists them and as collections of investigators put them into tables: the same under the
 * names that the Microsoft Extractor Suite, Hawk and common scripts give to their columns. Sweep rules as Get-SweepRule does.
 */

const actionFields = [
  ...['ForwardTo', 'ForwardAsAttachmentTo', 'ForwardAsAttachment', 'RedirectTo', 'MoveToFolder', 'CopyToFolder'],
  ...['DeleteMessage', 'SoftDeleteMessage', 'Delete', 'PermanentDelete', 'MarkAsRead', 'StopProcessingRules'],
] as const;
const nameFields = ['Name', 'RuleName', 'Identity', 'Description', 'RuleDescription', 'TextDescription'] as const;

/** Whether a record is an inbox rule by its fields. */
export function isInboxRule(record: LogRecord): boolean {
  if (!nameFields.some((name) => record.has(name))) return false;
  if (record.has('ForwardTo', 'RedirectTo') || record.has('ForwardAsAttachmentTo')) return true;
  if (record.has('RuleIdentity') && (record.has('Enabled') || record.has('Name'))) return true;
  const isNamed = ['RuleName', 'RuleIdentity', 'MailboxOwnerId', 'StopProcessingRules'].some((name) => record.has(name));
  const isListed = isNamed || ['Enabled', 'Priority'].some((name) => record.has(name));
  // The names alone would let other tables in: what a rule does must stand beside them.
  if (isListed && actionFields.some((name) => /^(?:Forward|Redirect|Move|Copy|SoftD|MarkAs)/.test(name) && record.has(name))) return true;
  const description = record.text('Description', 'RuleDescription', 'TextDescription');
  const isDescribed = ['Description', 'RuleDescription', 'TextDescription'].some((name) => record.has(name));
  if (record.has('RuleName', 'Mailbox') && isDescribed) return true;
  return record.has('Name') && record.has('Mailbox') && isDescription(description);
}

function isDescription(text: string): boolean {
  return /^\s*(?:If the message|Take the following actions|Apply to all messages)/i.test(text);
}

const conditions =
  /^(?:From|SentTo|SubjectContainsWords|BodyContainsWords|SubjectOrBodyContainsWords|FromAddressContainsWords|RecipientAddressContainsWords|HeaderContainsWords|SubjectContains|BodyContains|SubjectOrBodyContains|FromAddressContains|MyName(?:Not)?In\w+|HasAttachments?|WithImportance|WithinSizeRange\w+|ReceivedAfterDate|ReceivedBeforeDate|FlaggedForAction|HasClassification|MessageTypeMatches|WithSensitivity|SentOnlyToMe|FromSubscription)$/i;

/** An inbox rule. */
export function inboxRule(record: LogRecord): readonly LogClaims[] {
  const stated = actionsOf(record);
  const hasActionFields = actionFields.some((name) => record.has(name));
  const described = hasActionFields ? null : describedRule(record.text('Description', 'RuleDescription', 'TextDescription'));
  const found = conditionsOf(record, conditions);
  return [
    listedRule({
      client: 'exchange',
      storedAs: 'Get-InboxRule',
      owner: ownerOfRule(record),
      name: nameOf(record),
      isEnabled: enabledBy(record.text('Enabled', 'RuleEnabled', 'IsEnabled', 'State')),
      sequence: sequenceOf(record, 'Priority', 'RulePriority', 'Sequence'),
      state: [
        ...(isOn(record.text('InError')) ? ['in error'] : []),
        ...(described === null ? [] : ['read from its description']),
        ...(!hasActionFields && described === null ? ['the listing does not say what it does'] : []),
      ],
      condition: found.length === 0 && described !== null ? described.condition : allOf(found),
      actions: described?.actions ?? stated,
      parts: partsOf(record, [...actionFields, 'Description', 'RuleDescription', 'TextDescription'], conditions),
    }),
  ];
}

function actionsOf(record: LogRecord): readonly RuleAction[] {
  return [
    ...toPeople(record, 'ForwardTo', 'forward'),
    ...toPeople(record, 'ForwardAsAttachmentTo', 'forward-as-attachment'),
    ...toPeople(record, 'ForwardAsAttachment', 'forward-as-attachment'),
    ...toPeople(record, 'RedirectTo', 'redirect'),
    ...toFolder(record, 'MoveToFolder', 'move'),
    ...toFolder(record, 'CopyToFolder', 'copy'),
    ...switchedOn(record, 'DeleteMessage', 'move-to-deleted'),
    ...switchedOn(record, 'Delete', 'move-to-deleted'),
    ...switchedOn(record, 'SoftDeleteMessage', 'move-to-deleted'),
    ...switchedOn(record, 'PermanentDelete', 'delete'),
    ...switchedOn(record, 'MarkAsRead', 'mark-read'),
    ...toPeople(record, 'SendTextMessageNotificationTo', 'notify', ['as a text message']),
    ...['ApplyCategory', 'DeleteSystemCategory', 'ApplySystemCategory', 'MarkImportance', 'PinMessage'].flatMap((name) =>
      settingOf(record, name),
    ),
    ...switchedOn(record, 'StopProcessingRules', 'stop'),
  ];
}

function nameOf(record: LogRecord): string | null {
  return ['Name', 'RuleName'].some((name) => record.has(name)) ? record.text('Name', 'RuleName') : null;
}

// `Identity` of a rule is MAILBOX\RULE.
function ownerOfRule(record: LogRecord): string {
  const owner = record.text('MailboxOwnerId', 'UserName', 'UserPrincipalName', 'MailboxOwner', 'Mailbox', 'PrimarySmtpAddress', 'User');
  if (owner !== '') return owner;
  const [identity = ''] = textsOf(record, 'Identity');
  // The name of a rule may hold such a mark, that of a mailbox not.
  const slash = identity.indexOf('\\');
  return slash > 0 ? identity.slice(0, slash) : ownerOf(record, ['MailboxOwnerId']);
}

/** Whether a record is a sweep rule by its fields. */
export function isSweepRule(record: LogRecord): boolean {
  return (
    record.has('Name') &&
    (record.has('KeepForDays') || record.has('KeepLatest')) &&
    (record.has('Sender') || record.has('DestinationFolder'))
  );
}

/** A rule that puts mail of a sender away some days after it came. */
export function sweepRule(record: LogRecord): readonly LogClaims[] {
  const facts = ['KeepForDays', 'KeepLatest'].flatMap((name) => {
    const text = record.text(name);
    return text === '' || text === '0' ? [] : [{ name, value: text }];
  });
  const folder = record.text('DestinationFolder');
  return [
    listedRule({
      client: 'exchange',
      storedAs: 'Get-SweepRule',
      owner: ownerOfRule(record),
      provider: record.has('Provider') ? record.text('Provider') : null,
      name: record.text('Name'),
      isEnabled: enabledBy(record.text('Enabled')),
      state: ['runs from time to time, not when a message comes'],
      condition: allOf(conditionsOf(record, /^(?:Sender|SourceFolder|SystemCategory|Flagged|Pinned)$/i)),
      // By its documentation the folder is that of deleted items where none is stated.
      actions: [listedAction(folder === '' ? 'move-to-deleted' : 'move', { facts, targets: folder === '' ? [] : [listedFolder(folder)] })],
      parts: partsOf(record, ['Sender', 'SourceFolder', 'DestinationFolder', 'KeepForDays', 'KeepLatest']),
    }),
  ];
}
