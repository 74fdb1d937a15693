import type { Limits } from '#model/index.ts';
import { boundedFacts } from '../record/facts.ts';
import type { LogClaims, LogFamily, LogItem, LogStatement } from '../record/log-family.ts';
import type { LogRecord } from '../record/log-record.ts';
import { inboxRule, isInboxRule, isSweepRule, sweepRule } from './inbox-rules.ts';
import { listedSetting, withBeside } from './listed-rule.ts';
import { isRecordWhole } from './listed-values.ts';
import { ownerBeside, ownerOf } from './listing-owner.ts';
import { isMailbox, mailboxForwarding } from './mailbox-forwarding.ts';
import { isJournalRule, isTransportRule, journalRule, transportRule } from './organisation-rules.ts';

/**
 * What Exchange lists of rules and settings as they stand: Get-InboxRule, Get-TransportRule, Get-JournalRule, Get-Mailbox,
 * Get-MailboxPermission and their like, exported with Export-Csv, ConvertTo-Json or Export-Clixml, or printed as
 * lists and tables. The names of the fields
 * are those of the properties of the commands.
 */
export const exchangeStateFamily: LogFamily = {
  id: 'exchange-settings',
  version: '2',
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
  { command: 'Get-JournalRule', is: isJournalRule, rules: journalRule, isSetting: false },
  { command: 'Get-SweepRule', is: isSweepRule, rules: sweepRule, isSetting: false },
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
    command: 'permissions of mailboxes (Microsoft Extractor Suite)',
    is: (record) => record.has('FullAccessUsers', 'SendAsUsers'),
    rules: none,
    isSetting: true,
  },
  {
    // To whom a ForwardingAddress leads.
    command: 'Get-MailContact',
    is: (record) => record.has('ExternalEmailAddress') && ['Name', 'Alias', 'Identity', 'DisplayName'].some((name) => record.has(name)),
    rules: none,
    isSetting: true,
  },
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
  const rules = (listing?.rules(record) ?? []).map((rule) => withBeside(rule, beside, ownerBeside(beside)));
  const isSetting = listing === null || listing.isSetting || rules.length === 0;
  const setting = listedSetting('exchange', listing?.command ?? 'listing', [
    { name: 'mailbox', value: ownerOf(record) || ownerBeside(beside) },
    ...facts,
  ]);
  // What a rule was read from stands among its parts.
  return { claims: [...rules, ...(isSetting ? [setting] : [])], isWhole: isSetting ? isWhole : isRecordWhole(record) };
}

function none(): readonly LogClaims[] {
  return [];
}
