import type { RuleAction } from '#model/index.ts';
import type { LogClaims } from '../record/log-family.ts';
import type { LogRecord } from '../record/log-record.ts';
import { statedTime } from '../record/stated-time.ts';
import { describedRule } from './described-rule.ts';
import { allOf, listedAction, listedRule } from './listed-rule.ts';
import { conditionsOf, enabledBy, partsOf, sequenceOf, settingOf, switchedOn, textsOf, toPeople } from './listed-values.ts';

/** Rules for the mail of a whole organisation, as Get-TransportRule and Get-JournalRule list them. */

const actionFields = [
  ...['BlindCopyTo', 'CopyTo', 'AddToRecipients', 'RedirectMessageTo', 'ModerateMessageByUser', 'GenerateIncidentReport'],
  ...['AddManagerAsRecipientType', 'RouteMessageOutboundConnector', 'DeleteMessage', 'Quarantine', 'RejectMessageReasonText'],
] as const;

/** Whether a record is a transport rule by its fields. */
export function isTransportRule(record: LogRecord): boolean {
  if (!record.has('Name')) return false;
  const acts =
    ['BlindCopyTo', 'RedirectMessageTo', 'AddToRecipients'].some((name) => record.has(name)) || record.has('Conditions', 'Actions');
  if (acts && ['State', 'Mode', 'Priority'].some((name) => record.has(name))) return true;
  // Collections for investigators keep the description alone.
  return record.has('Description', 'State') && ['CreatedBy', 'LastModifiedBy', 'Mode'].some((name) => record.has(name));
}

const conditions =
  /^(?!SenderAddressLocation$|SenderNotificationType$|RecipientAddressType$)(?:From|SentTo|Subject|Sender|Recipient|Attachment|Any|Header|Between|Has|Message|SCLOver|WithImportance|Manager|ADAttribute|ADComparison|Content)\w*$/i;

/** A transport rule. */
export function transportRule(record: LogRecord): readonly LogClaims[] {
  const hasActionFields = actionFields.some((name) => record.has(name));
  const described = hasActionFields ? null : describedRule(record.text('Description'));
  const found = conditionsOf(record, conditions);
  return [
    listedRule({
      client: 'exchange',
      storedAs: 'Get-TransportRule',
      owner: '',
      name: record.text('Name'),
      isEnabled: enabledBy(record.text('State', 'Enabled')),
      sequence: sequenceOf(record, 'Priority'),
      state: [
        'rule of the organisation',
        ...[record.text('Mode')].flatMap((mode) => (mode === '' ? [] : [`mode ${mode}`])),
        ...(described === null ? [] : ['read from its description']),
        ...(!hasActionFields && described === null ? ['the listing does not say what it does'] : []),
      ],
      condition: found.length === 0 && described !== null ? described.condition : allOf(found),
      actions: described?.actions ?? actionsOf(record),
      // PowerShell writes it in the zone of whoever exported it.
      modified: statedTime(record.value('WhenChanged'), 'WhenChanged, in the zone of whoever exported it', { isUtc: false })?.time ?? null,
      parts: partsOf(record, [...actionFields, 'Actions', 'Conditions', 'Exceptions', 'Description'], conditions),
    }),
  ];
}

function actionsOf(record: LogRecord): readonly RuleAction[] {
  return [
    ...toPeople(record, 'BlindCopyTo', 'forward', ['as a blind copy']),
    ...toPeople(record, 'CopyTo', 'forward', ['as a copy']),
    ...toPeople(record, 'AddToRecipients', 'forward', ['as a further recipient']),
    ...toPeople(record, 'RedirectMessageTo', 'redirect'),
    ...incidentReport(record),
    ...toPeople(record, 'ModerateMessageByUser', 'other', ['held until they let it pass']),
    ...settingOf(record, 'AddManagerAsRecipientType', 'other'),
    ...settingOf(record, 'RouteMessageOutboundConnector', 'other'),
    ...switchedOn(record, 'DeleteMessage', 'delete'),
    ...switchedOn(record, 'Quarantine', 'other', ['quarantine']),
    ...settingOf(record, 'RejectMessageReasonText', 'bounce'),
    ...['PrependSubject', 'SetHeaderName', 'SetHeaderValue', 'RemoveHeader', 'SetSCL', 'ApplyClassification'].flatMap((name) =>
      settingOf(record, name),
    ),
    ...switchedOn(record, 'StopRuleProcessing', 'stop'),
  ];
}

// A report of an incident brings the message with it where its contents say so.
function incidentReport(record: LogRecord): readonly RuleAction[] {
  const contents = [...textsOf(record, 'IncidentReportContent'), ...textsOf(record, 'IncidentReportOriginalMail')];
  const brings = contents.some((text) => /AttachOriginalMail|IncludeOriginalMail/i.test(text));
  return toPeople(record, 'GenerateIncidentReport', brings ? 'forward-as-attachment' : 'notify', ['as a report of an incident']);
}

/** Whether a record is a journal rule by its fields. */
export function isJournalRule(record: LogRecord): boolean {
  return record.has('JournalEmailAddress') && (record.has('Scope') || record.has('Recipient') || record.has('Name'));
}

/** A journal rule. */
export function journalRule(record: LogRecord): readonly LogClaims[] {
  const recipient = record.text('Recipient');
  const actions = toPeople(record, 'JournalEmailAddress', 'forward', ['as a journal report']);
  return [
    listedRule({
      client: 'exchange',
      storedAs: 'Get-JournalRule',
      owner: recipient,
      name: record.text('Name'),
      isEnabled: enabledBy(record.text('Enabled', 'State')),
      state: ['rule of the organisation', ...[record.text('Scope')].flatMap((scope) => (scope === '' ? [] : [`scope ${scope}`]))],
      condition: recipient === '' ? null : { kind: 'named', name: 'Recipient', values: [{ name: 'Recipient', value: recipient }] },
      actions: actions.length === 0 ? [listedAction('forward', { flavour: ['as a journal report'], isWhole: false })] : actions,
      parts: partsOf(record, ['JournalEmailAddress', 'Recipient', 'Scope']),
    }),
  ];
}
