import type { AccessAction } from '#model/index.ts';
import type { EventCondition } from '../event-condition.ts';
import { eventRule, type EventRule, type RuleTexts } from '../event-rule.ts';
import { listParameter } from '../parameter-values.ts';
import { commandActions, commandText } from './store-commands.ts';

const told = ['process-start, script (PowerShell 4103, 4104, 400), or the cmdlet log of Exchange (MSExchange Management)'] as const;

/** What the cmdlet log of Exchange may tell of. */
const cmdletActions: readonly AccessAction[] = [
  ...(['mailbox-export', 'content-search', 'mail-search', 'rule-change', 'forwarding-change', 'transport-change'] as const),
  ...(['permission-change', 'role-change', 'setting-change', 'other'] as const),
];

const words = (name: string, ...texts: string[]) => listParameter(name, 'Parts of the command; one of them must stand in it.', texts);
const has = (parameter: string): EventCondition => ({ field: 'command', how: 'contains', parameter });

/** A rule about commands in which a part of each list stands. */
function commandRule(
  texts: Omit<RuleTexts, 'needs'> & { readonly lists: readonly (readonly string[])[] },
  row: { readonly what: string; readonly mechanism: string; readonly on?: readonly AccessAction[]; readonly and?: EventCondition },
): EventRule {
  const { lists, ...rule } = texts;
  const names = lists.map((_, index) => (lists.length === 1 ? 'words' : `words ${String(index + 1)}`));
  return eventRule(
    {
      ...rule,
      needs: told,
      parameters: [...lists.map((list, index) => words(names[index] ?? '', ...list)), ...(rule.parameters ?? [])],
    },
    {
      actions: row.on ?? [...commandActions, ...cmdletActions],
      when: { all: [...names.map(has), ...(row.and === undefined ? [] : [row.and])] },
      strength: 'RUN',
      mechanism: row.mechanism,
      says: (event) => `a command ${row.what}: ${commandText(event)}`,
      cites: 'command',
    },
  );
}

const asked = ['Administrators do so on request of the owner, of counsel, or for a migration.'] as const;
const exchangeProof = [
  'The administrator audit log of Exchange for the same time, with actor and parameters.',
  'The sign-in under which the command ran, and from where.',
] as const;
const forwardingWords = [
  ...['-forwardto', '-forwardasattachmentto', '-redirectto', '-redirecttorecipients', '-forwardingaddress', '-forwardingsmtpaddress'],
  ...['-delivertomailboxandforward', '-blindcopyto', '-redirectmessageto', '-copyto'],
];

/** Rules about commands to Exchange and its management shell. */
export const exchangeCommandRules: readonly EventRule[] = [
  commandRule(
    {
      id: 'access.command.mailbox-export',
      title: 'A command asked Exchange to export a mailbox to a file',
      technique: 'T1114.002',
      level: 'high',
      lists: [['new-mailboxexportrequest']],
      parameters: [words('arguments', '-filepath', '-mailbox', '-contentfilter', '.pst', '.aspx')],
      benign: asked,
      proof: ['The exported file on the share that the command names.', ...exchangeProof],
      references: [
        'Sigma 516376b4-05cd-4122-bae0-ad7641c38d48, 889719ef-dd62-43df-86c3-768fb08dc7c0, 4a241dea-235b-4a7e-8d76-50d817b146c4',
        'Elastic 6aace640-e631-4870-ba8e-5fdda09325db, 54a81f68-5f2a-421e-8eed-f888278bb712',
        'MITRE ATT&CK T1114.002',
      ],
    },
    {
      what: 'asks Exchange to export a mailbox',
      mechanism: 'mailbox export (New-MailboxExportRequest)',
      // An audit event states the arguments as values of their own.
      and: { any: [has('arguments'), { how: 'test', test: ({ record }) => record.claimed.action === 'mailbox-export' }] },
    },
  ),
  commandRule(
    {
      id: 'access.command.mailbox-export-removed',
      title: 'A command removed the record of a mailbox export',
      technique: 'T1070.008',
      level: 'high',
      lists: [['remove-mailboxexportrequest']],
      benign: ['Finished requests are removed so that new ones of the name can be made.'],
      proof: exchangeProof,
      references: ['Sigma 09570ae5-889e-43ea-aac0-0e1221fb3d95', 'MITRE ATT&CK T1070.008'],
    },
    { what: 'removes the record of a mailbox export', mechanism: 'traces of a mailbox export removed' },
  ),
  commandRule(
    {
      id: 'access.command.exchange-cmdlets',
      title: 'A command searched mailboxes or listed recipients of Exchange',
      technique: 'T1114.002',
      level: 'low',
      lists: [['new-mailboxsearch', 'search-mailbox', 'get-recipient', 'get-messagetrace', 'get-mailboxfolderstatistics']],
      benign: ['These are the everyday commands of those who run Exchange.'],
      proof: exchangeProof,
      references: [
        'Splunk 396de86f-25e7-4b0e-be09-a330be35249d, 2d10095e-05ae-11ec-8fdf-acde48001122',
        'MITRE ATT&CK T1114.002, DET0048 (AN0132)',
      ],
    },
    { what: 'searches mailboxes or lists recipients', mechanism: 'search by the management shell of Exchange' },
  ),
  commandRule(
    {
      id: 'access.command.exchange-snap-in',
      title: 'The management snap-in of Exchange was loaded into PowerShell',
      technique: 'T1114',
      level: 'high',
      lists: [
        ['add-pssnapin'],
        [
          'microsoft.exchange.powershell.snapin',
          'microsoft.exchange.management.powershell.snapin',
          'microsoft.exchange.management.powershell',
        ],
      ],
      benign: ['Older scripts of administrators load the snap-in, and so does the installer of Exchange.'],
      proof: exchangeProof,
      references: ['Sigma 25676e10-2121-446e-80a4-71ff8506af47', 'MITRE ATT&CK T1114, T1059.001'],
      parameters: [
        listParameter('installers', 'Names of programs that start it when Exchange is installed.', ['msiexec', 'exsetupui', 'exsetup']),
      ],
    },
    {
      what: 'loads the management snap-in of Exchange',
      mechanism: 'management snap-in of Exchange',
      and: { not: { field: 'parent', how: 'names', parameter: 'installers' } },
    },
  ),
  commandRule(
    {
      id: 'access.command.forwarding-set',
      title: 'A command set up forwarding of mail in Exchange',
      technique: 'T1114.003',
      level: 'medium',
      lists: [['new-inboxrule', 'set-inboxrule', 'set-mailbox', 'new-transportrule', 'set-transportrule'], forwardingWords],
      benign: asked,
      proof: ['The setting itself (Get-Mailbox, Get-InboxRule, Get-TransportRule).', ...exchangeProof],
      references: [
        'Sigma 0c7686d5-c74e-4292-b224-2a08e956ebc4, 15b7abbb-8b40-4d01-9ee2-b51994b1d474',
        'MITRE ATT&CK T1114.003, DET0576 (AN1589)',
      ],
    },
    { what: 'sets up forwarding', mechanism: 'forwarding set by a command of Exchange' },
  ),
  commandRule(
    {
      id: 'access.command.inbox-rule-set',
      title: 'A command made an inbox rule that deletes, moves or marks mail',
      technique: 'T1564.008',
      level: 'medium',
      lists: [
        ['new-inboxrule', 'set-inboxrule'],
        ['-deletemessage', '-markasread', '-movetofolder', '-subjectorbodycontainswords', '-softdeletemessage'],
      ],
      benign: asked,
      proof: ['The rule itself (Get-InboxRule) and the mail that it caught.', ...exchangeProof],
      references: ['Sigma 04580eed-e1d6-426b-a570-f6e64a4577f7', 'MITRE ATT&CK T1564.008'],
    },
    { what: 'makes an inbox rule', mechanism: 'inbox rule made by a command of Exchange' },
  ),
  commandRule(
    {
      id: 'access.command.transport-agent',
      title: 'A command installed a transport agent into Exchange',
      technique: 'T1505.002',
      level: 'medium',
      lists: [['install-transportagent']],
      benign: ['Filters for spam, disclaimers and archives are installed as transport agents.'],
      proof: ['The library of the agent, by hash and signature (Get-TransportAgent).', ...exchangeProof],
      references: ['Sigma 4fe151c2-ecf9-4fae-95ae-b88ec9c2fca6, 83809e84-4475-4b69-bc3e-4aad8568612f', 'MITRE ATT&CK T1505.002'],
    },
    { what: 'installs a transport agent', mechanism: 'transport agent of Exchange' },
  ),
  commandRule(
    {
      id: 'access.command.compliance-export',
      title: 'A command exported the result of a content search',
      technique: 'T1114.002',
      level: 'medium',
      lists: [['new-compliancesearchaction'], ['export'], ['pst']],
      benign: ['Counsel and data protection officers export mail by content searches.'],
      proof: ['The case and search in the compliance portal, and who downloaded the result.', ...exchangeProof],
      references: ['Sigma 6897cd82-6664-11ed-9022-0242ac120002', 'MITRE ATT&CK T1114.002'],
    },
    { what: 'exports the result of a content search', mechanism: 'export of a content search' },
  ),
  commandRule(
    {
      id: 'access.command.active-sync-device',
      title: 'A command allowed a device to synchronise a mailbox',
      technique: 'T1098.002',
      level: 'medium',
      lists: [['set-casmailbox'], ['activesyncalloweddeviceids']],
      benign: ['New telephones are allowed that way.'],
      proof: ['The device (Get-MobileDevice): who uses it, since when.', ...exchangeProof],
      references: ['Elastic ce64d965-6cb0-466d-b74f-8d2c76f47f05', 'MITRE ATT&CK T1098.002'],
    },
    { what: 'allows a device to synchronise a mailbox', mechanism: 'device allowed for ActiveSync' },
  ),
  commandRule(
    {
      id: 'access.command.audit-off',
      title: 'A command switched off the recording of access to mail',
      technique: 'T1562.008',
      level: 'high',
      lists: [
        [
          'set-mailboxauditbypassassociation',
          '-auditenabled $false',
          '-auditenabled:$false',
          'unifiedauditlogingestionenabled $false',
          'unifiedauditlogingestionenabled:$false',
          'auditdisabled $true',
          'auditdisabled:$true',
          '-adminauditlogenabled $false',
          '-adminauditlogenabled:$false',
        ],
      ],
      benign: ['Accounts of backup programs are left out of the audit log for its size.'],
      proof: exchangeProof,
      references: ['Elastic 675239ea-c1bc-4467-a6d3-b9e2cc7f676d', 'MITRE ATT&CK T1562.008'],
    },
    { what: 'switches off the recording of access', mechanism: 'audit of mailboxes switched off', on: [...commandActions, 'other'] },
  ),
];
