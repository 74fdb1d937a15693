import { eventRule, type EventRule } from '../event-rule.ts';
import { quote } from '../event-statement.ts';
import { factText, type EventText } from '../event-text.ts';
import { mailboxNameOf } from '../mailbox-event.ts';
import { listParameter } from '../parameter-values.ts';
import { accountText } from './named-parts.ts';

const mailAccess = ['mail-access', 'mail-sync', 'folder-access', 'attachment-access'] as const;
const accessProof = [
  'The messages that the event names (InternetMessageId), in the mailbox.',
  'The sign-in of the same session, and the registration of the application.',
] as const;

/** Rules about access to mailboxes that a service recorded. */
export const cloudAccessRules: readonly EventRule[] = [
  eventRule(
    {
      id: 'access.cloud.not-owner',
      title: 'A mailbox was accessed by someone who is not its owner',
      technique: 'T1114.002',
      level: 'medium',
      needs: ['events of mail access or sign-in to a mailbox, with LogonType or with mailbox and actor'],
      parameters: [
        listParameter('kinds', 'What LogonType says of those who are not the owner.', [
          '1',
          '2',
          'admin',
          'administrator',
          'delegate',
          'delegated',
          'delegatedadmin',
          'bestaccess',
        ]),
        listParameter('system actors', 'Beginnings of the names of accounts of the service itself.', [
          'nt authority\\system',
          'nt service\\',
          's-1-5-18',
          'microsoft.exchange.',
        ]),
      ],
      benign: ['Assistants, substitutes and shared mailboxes: whoever has the permission reads the mail of others.'],
      proof: ['The permission by which it was possible, and who gave it.', ...accessProof],
      references: [
        'Azure Sentinel hunting 271e8881-3044-4332-a5f4-42264c2e0315, 0a8f410d-38b5-4d75-90da-32b472b97230',
        'MITRE ATT&CK T1114.002',
      ],
    },
    {
      actions: [...mailAccess, 'mail-search', 'mail-copy', 'sign-in'],
      when: {
        all: [
          { how: 'test', test: ({ record }) => record.claimed.strength !== 'ATTEMPTED' },
          {
            any: [
              { field: 'fact LogonType', how: 'is', parameter: 'kinds' },
              { field: 'fact Logon_Type', how: 'is', parameter: 'kinds' },
              { how: 'test', test: isOfAnother },
            ],
          },
          // A sign-in to a machine has a LogonType of its own; only one to a mailbox counts.
          {
            any: [
              { not: { how: 'test', test: ({ record }) => record.claimed.action === 'sign-in' } },
              { field: 'fact MailboxOwnerUPN', how: 'exists' },
            ],
          },
          { not: { field: 'actor', how: 'starts', parameter: 'system actors' } },
        ],
      },
      strength: 'OPENED',
      mechanism: 'mailbox read by another',
      says: (event) => `the mailbox ${quote(mailboxNameOf(event.record))} was accessed by someone who is not its owner`,
      cites: 'fact LogonType',
      together: ['account', 'fact MailboxOwnerUPN', 'fact LogonType'],
    },
  ),
  eventRule(
    {
      id: 'access.cloud.folder-synchronised',
      title: 'A folder of mail was synchronised',
      technique: 'T1114.002',
      level: 'low',
      needs: ['MailItemsAccessed with MailAccessType, or logs of ActiveSync, IMAP and POP'],
      parameters: [listParameter('kinds', 'What MailAccessType says of synchronisation.', ['sync'])],
      benign: ['Every mail program with a copy of the mailbox synchronises its folders all the time.'],
      proof: [
        'The client and address of the events, compared with those of the owner.',
        'The copy of the mailbox on the machine that synchronised.',
      ],
      references: ['Microsoft Purview, use MailItemsAccessed to investigate compromised accounts', 'MITRE ATT&CK T1114.002'],
    },
    {
      actions: ['mail-sync', 'mail-access', 'folder-access'],
      when: {
        any: [
          { how: 'test', test: ({ record }) => record.claimed.action === 'mail-sync' },
          { field: 'fact MailAccessType', how: 'is', parameter: 'kinds' },
        ],
      },
      strength: 'SYNCED',
      mechanism: 'folder synchronised',
      says: (event) =>
        `a folder of ${accountText(event)} was synchronised; any message that was then in it may have been downloaded, none is named`,
      cites: 'fact MailAccessType',
      together: ['account', 'client'],
    },
  ),
  eventRule(
    {
      id: 'access.cloud.through-web-services',
      title: 'Mail was accessed through Exchange Web Services',
      technique: 'T1114.002',
      level: 'informational',
      needs: ['MailItemsAccessed with ClientInfoString'],
      parameters: [
        listParameter('clients', 'Beginnings of what such clients state of themselves.', [
          'client=webservices;exchangewebservices',
          'client=webservices',
        ]),
      ],
      benign: ['Older mail programs, calendars, archives and telephones use the service.'],
      proof: accessProof,
      references: ['Splunk e600cf1a-0bef-4426-b42e-00176d610a4d', 'MITRE ATT&CK T1114.002'],
    },
    {
      actions: mailAccess,
      when: { field: 'client', how: 'starts', parameter: 'clients' },
      strength: 'OPENED',
      mechanism: 'mail read by an application (Exchange Web Services)',
      says: (event) => `mail of ${accountText(event)} was accessed through Exchange Web Services`,
      cites: 'client',
      together: ['account', 'client', 'fact AppId', 'fact ClientAppId'],
      anywhere: true,
    },
  ),
  eventRule(
    {
      id: 'access.cloud.through-graph',
      title: 'Mail was accessed by an application through Microsoft Graph',
      technique: 'T1114.002',
      level: 'informational',
      needs: ['MailItemsAccessed with AppId, or the activity log of Microsoft Graph'],
      parameters: [
        listParameter('applications', 'Identifiers of Microsoft Graph.', ['00000003-0000-0000-c000-000000000000']),
        listParameter('clients', 'What such clients state of themselves.', ['client=rest', 'microsoft graph']),
      ],
      benign: ['Most programs of today that work with mail use it, those of Microsoft itself among them.'],
      proof: accessProof,
      references: ['Splunk 9db0d5b0-4058-4cb7-baaf-77d8143539a2', 'Elastic e882e934-2aaa-11f0-8272-f661ea17fbcc', 'MITRE ATT&CK T1114.002'],
    },
    {
      actions: mailAccess,
      when: {
        any: [
          { field: 'fact AppId', how: 'is', parameter: 'applications' },
          { field: 'fact ClientAppId', how: 'is', parameter: 'applications' },
          { field: 'client', how: 'starts', parameter: 'clients' },
        ],
      },
      strength: 'OPENED',
      mechanism: 'mail read by an application (Microsoft Graph)',
      says: (event) => `mail of ${accountText(event)} was accessed by an application`,
      cites: 'client',
      together: ['account', 'client', 'fact AppId', 'fact ClientAppId'],
      anywhere: true,
    },
  ),
  eventRule(
    {
      id: 'access.cloud.by-security-staff',
      title: 'A message was opened by staff through the security portal',
      technique: 'T1114.002',
      level: 'medium',
      needs: ['audit log: AdminMailAccess'],
      parameters: [listParameter('operations', 'Name of the operation.', ['adminmailaccess'])],
      benign: ['Staff look at reported or stopped messages; that is what the portal is for.'],
      proof: ['The incident or report that the access belongs to.', 'The messages that the event names.'],
      references: ['Splunk c6998a30-fef4-4e89-97ac-3bb0123719b4', 'MITRE ATT&CK T1114.002'],
    },
    {
      actions: [...mailAccess, 'other'],
      when: { field: 'operation', how: 'is', parameter: 'operations' },
      strength: 'OPENED',
      mechanism: 'mail opened through the security portal',
      says: (event) => `a message of ${accountText(event)} was opened through the security portal`,
      cites: 'operation',
      together: ['account'],
    },
  ),
  eventRule(
    {
      id: 'access.cloud.by-management-shell',
      title: 'A mailbox was signed in to by a management shell',
      technique: 'T1114.002',
      level: 'medium',
      needs: ['MailboxLogin or other events with ClientInfoString'],
      parameters: [
        listParameter('clients', 'Parts of what such clients state of themselves.', [
          'microsoft.exchange.powershell',
          'microsoft winrm',
          'client=management',
        ]),
      ],
      benign: ['Administrators and scripts of the organisation.'],
      proof: accessProof,
      references: ['Azure Sentinel 49a4f65a-fe18-408e-afec-042fde93d3ce', 'MITRE ATT&CK T1114.002, T1059.001'],
    },
    {
      actions: ['sign-in', ...mailAccess],
      when: { field: 'client', how: 'contains', parameter: 'clients' },
      strength: 'LOGGED ON',
      mechanism: 'mailbox reached by a management shell',
      says: (event) => `the mailbox of ${accountText(event)} was reached by a management shell`,
      cites: 'client',
      together: ['account', 'client'],
    },
  ),
];

/** The actor is an address, and another one than that of the owner. */
function isOfAnother({ record }: EventText): boolean {
  const owner = factText(record, 'MailboxOwnerUPN').toLowerCase();
  const actor = record.claimed.actor.toLowerCase();
  return owner.includes('@') && actor.includes('@') && owner !== actor;
}
