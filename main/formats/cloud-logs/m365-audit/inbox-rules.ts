import type { StatedChange } from '#model/index.ts';
import { bareAddress, statedAddresses } from '../record/addresses.ts';
import { anyText, findNamed, isObject, LogRecord, openedJson, type NamedText } from '../record/log-record.ts';
import { isCleared, isOff, isOn, mailboxOfParameter, parameterOf, type AuditRecord } from './audit-record.ts';
import { change, operations, stateOfVerb, type Meaning } from '../record/meaning.ts';

const doesNotShow =
  'The record shows that the rule was made or changed, not that it ever applied to a message; and of a rule that is only named here, what it does was stated when it was made.';

/** Parameters by which mail goes to others. */
const passingOn = ['ForwardTo', 'ForwardAsAttachmentTo', 'RedirectTo', 'RedirectToRecipients', 'SendTextMessageNotificationTo'];

/** Parameters that neither tell when a rule applies nor what it does. */
const administrative = new Set(
  [
    ...passingOn,
    ...[
      'Identity',
      'Mailbox',
      'Name',
      'Force',
      'Confirm',
      'WhatIf',
      'Priority',
      'Enabled',
      'DomainController',
      'AlwaysDeleteOutlookRulesBlob',
    ],
    ...['DeleteMessage', 'SoftDeleteMessage', 'MarkAsRead', 'MoveToFolder', 'CopyToFolder', 'StopProcessingRules', 'MarkImportance'],
    ...[
      'PinMessage',
      'ApplyCategory',
      'DeleteSystemCategory',
      'ApplySystemCategory',
      'ErrorAction',
      'WarningAction',
      'ValidateOutlookRulesBlob',
    ],
    ...['SenderName', 'Provider', 'SourceFolder', 'DestinationFolder', 'Sender', 'KeepForDays', 'KeepLatest'],
  ].map((name) => name.toLowerCase()),
);

/**
 * Rules of a mailbox: the commands, and what Outlook and its web page store by themselves (`UpdateInboxRules`).
 * Parameters as documented for New-InboxRule and New-SweepRule; properties as the schema of the Exchange mailbox audit has them.
 */
export const inboxRuleOperations = operations<AuditRecord>([
  ['New-InboxRule, Set-InboxRule, Enable-InboxRule, Disable-InboxRule, Remove-InboxRule', ruleOfCommand],
  ['New-SweepRule, Set-SweepRule, Enable-SweepRule, Disable-SweepRule, Remove-SweepRule', ruleOfCommand],
  ['UpdateInboxRules', ruleOfMailbox],
]);

function ruleOfCommand(audit: AuditRecord): Meaning {
  const { name, mailbox, id } = identityOf(audit);
  const destinations = passingOn.flatMap((parameter) => statedAddresses(parameterOf(audit, parameter) ?? ''));
  const enabled = parameterOf(audit, 'Enabled');
  const verb = stateOfVerb(audit.operation);
  // Of a rule that was emptied; whether it forwards no more depends on what gave its destinations.
  const given = passingOn.filter((parameter) => parameterOf(audit, parameter) !== null);
  const filled = given.filter((parameter) => !isCleared(parameterOf(audit, parameter) ?? ''));
  const actions = actionsOf(audit);
  const isEmptied = given.length > 0 && filled.length === 0 && actions.length === 0;
  return {
    action: 'rule-change',
    strength: 'CHANGED',
    object: { kind: 'rule', name },
    account: mailbox,
    doesNotShow,
    change: change('inbox-rule', verb !== 'changed' ? verb : isOff(enabled) ? 'disabled' : isEmptied ? 'cleared' : verb, {
      name,
      ...(id === null ? {} : { id }),
      of: mailbox,
      destinations: [...new Set(destinations)],
      ...(given.length === 0 ? {} : { by: isEmptied ? given : filled }),
      actions,
      conditions: [
        ...(verb === 'set' && isOff(enabled) ? ['Enabled: False'] : []),
        ...audit.parameters.filter(isCondition).map(({ name: field, text }) => `${field}: ${text}`.slice(0, 1000)),
      ],
    }),
  };
}

// `Identity` of a rule is MAILBOX\RULE; when a rule is made, `Name` is the name and the identity is in the field ObjectId.
function identityOf(audit: AuditRecord): { readonly name: string; readonly mailbox: string; readonly id: string | null } {
  const identity = parameterOf(audit, 'Identity') ?? '';
  const objectId = audit.record.text('ObjectId', 'OfficeObjectId');
  const stated = [identity, objectId].find((text) => text.includes('\\'));
  const mailbox = mailboxOfParameter(audit, 'Mailbox') || audit.mailbox || (stated === undefined ? '' : mailboxBefore(stated));
  const name = parameterOf(audit, 'Name') ?? nameAfter(objectId) ?? nameAfter(identity) ?? identity;
  // In place of the name there may be the number of the rule.
  const id = [nameAfter(identity) ?? identity, nameAfter(objectId) ?? ''].find((text) => /^-?\d{6,20}$/.test(text)) ?? null;
  return { name, mailbox: mailbox || audit.actor, id };
}

function nameAfter(identity: string): string | null {
  const slash = identity.indexOf('\\');
  return slash === -1 ? null : identity.slice(slash + 1);
}

function mailboxBefore(identity: string): string {
  const before = identity.slice(0, identity.indexOf('\\'));
  return before.slice(before.lastIndexOf('/') + 1);
}

function actionsOf(audit: AuditRecord): string[] {
  const words: string[] = [];
  if (isOn(parameterOf(audit, 'DeleteMessage')) || isOn(parameterOf(audit, 'SoftDeleteMessage'))) words.push('delete');
  if (isOn(parameterOf(audit, 'MarkAsRead'))) words.push('mark-read');
  const folder = parameterOf(audit, 'MoveToFolder', 'DestinationFolder');
  if (folder !== null && folder !== '') words.push(`move ${folderName(folder)}`);
  const copy = parameterOf(audit, 'CopyToFolder');
  if (copy !== null && copy !== '') words.push(`copy ${folderName(copy)}`);
  if (isOn(parameterOf(audit, 'StopProcessingRules'))) words.push('stop');
  return words;
}

// A folder may be named with its mailbox before it: `a@b.example:\RSS Feeds`.
function folderName(text: string): string {
  return text.replace(/^[^:\\]*:\\/, '').slice(0, 500);
}

// A word that is looked for may be `no` or `0`.
function isCondition({ name, text }: NamedText): boolean {
  return !administrative.has(name.toLowerCase()) && text !== '' && !/^\$?false$/i.test(text);
}

/** A rule that a program stored in the mailbox: the record says what it is now, in the words of the store. */
function ruleOfMailbox(audit: AuditRecord): Meaning {
  const { record, properties } = audit;
  const told = (name: string): string => findNamed(properties, name) ?? record.text(name);
  const name = told('RuleName');
  const state = told('RuleState');
  const effects = [...listOf(told('RuleActions')), ...serverRuleActions(told('ServerRule'))].map(effectOf);
  const words = effects.flatMap(({ words: own }) => own);
  const stops = /ExitAfterExecution/i.test(state);
  const mailbox = audit.mailbox || audit.actor;
  const id = told('RuleId');
  const isMadeOff = /^add/i.test(told('RuleOperation')) && /\bDisabled\b/i.test(state);
  return {
    action: 'rule-change',
    strength: 'CHANGED',
    object: { kind: 'rule', name },
    account: mailbox,
    doesNotShow: `${doesNotShow} What a rule leaves to the mail program (DeferAction) is not told.`,
    change: change('inbox-rule', mailboxRuleState(told('RuleOperation'), state), {
      name,
      ...(id === '' ? {} : { id: id.slice(0, 200) }),
      of: mailbox,
      destinations: [...new Set(effects.flatMap(({ destinations }) => destinations))],
      actions: [...new Set([...words, ...(stops ? ['stop'] : [])])],
      conditions: [...(isMadeOff ? [`RuleState: ${state}`] : []), told('RuleCondition')]
        .filter((text) => text !== '')
        .map((text) => text.slice(0, 4000)),
    }),
  };
}

function mailboxRuleState(operation: string, ruleState: string): StatedChange['state'] {
  if (/^add/i.test(operation)) return 'set';
  if (/^remove/i.test(operation)) return 'removed';
  if (!/^modify/i.test(operation)) return 'unknown';
  return /\bDisabled\b/i.test(ruleState) ? 'disabled' : 'changed';
}

function listOf(text: string): readonly unknown[] {
  const value = openedJson(text);
  return Array.isArray(value) ? value.slice(0, 100) : isObject(value) ? [value] : [];
}

// `ServerRule` is the rule as the server keeps it: an object whose list of actions may lie at its top or one step deeper.
function serverRuleActions(text: string): readonly unknown[] {
  const rule = openedJson(text);
  if (!isObject(rule)) return [];
  const outer = new LogRecord(rule);
  const actions = outer.value('Actions', 'RuleActions', 'ActionList') ?? outer.inner('Rule').value('Actions');
  if (Array.isArray(actions)) return actions.slice(0, 100);
  if (!isObject(actions)) return [];
  return Object.entries(actions).map(([type, stated]) =>
    isObject(stated) ? { ActionType: type, ...stated } : { ActionType: type, Value: stated },
  );
}

interface Effect {
  readonly words: readonly string[];
  readonly destinations: readonly string[];
}

function effectOf(action: unknown): Effect {
  if (!isObject(action)) return { words: [], destinations: [] };
  const record = new LogRecord(action);
  const type = record.text('ActionType', 'Type', '$type', 'Name').toLowerCase();
  if (/forward|redirect|delegate/.test(type)) return { words: [], destinations: recipientsOf(record) };
  if (/delete/.test(type)) return { words: ['delete'], destinations: [] };
  if (/markasread|markread/.test(type)) return { words: ['mark-read'], destinations: [] };
  if (/move/.test(type)) return { words: [`move ${folderOf(record)}`.trim()], destinations: [] };
  if (/copy/.test(type)) return { words: [`copy ${folderOf(record)}`.trim()], destinations: [] };
  if (/stop/.test(type)) return { words: ['stop'], destinations: [] };
  return { words: type === '' ? [] : [type], destinations: [] };
}

function folderOf(record: LogRecord): string {
  return record.text('FolderName', 'Folder', 'DestinationFolder', 'FolderPath', 'DestinationFolderId', 'FolderEntryId').slice(0, 500);
}

function recipientsOf(record: LogRecord): readonly string[] {
  return record
    .list('Recipients', 'To', 'Value')
    .slice(0, 100)
    .flatMap((one) => {
      if (!isObject(one)) return statedAddresses(anyText(one));
      const recipient = new LogRecord(one);
      return [bareAddress(recipient.text('SmtpAddress', 'EmailAddress', 'Address', 'Name', 'DisplayName'))].filter((text) => text !== '');
    });
}
