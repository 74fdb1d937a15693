import { eventRule, type EventRule } from '../event-rule.ts';
import { listText, quote } from '../event-statement.ts';
import { factText, type EventRecord } from '../event-text.ts';
import { listParameter } from '../parameter-values.ts';
import { isInForce, whom } from './stated-change.ts';

/** Rules about applications and roles that reach the mail of many. */
export const cloudRoleRules: readonly EventRule[] = [
  eventRule(
    {
      id: 'access.change.application-reads-mail',
      version: '2',
      title: 'An application was allowed to read mail',
      technique: 'T1528',
      level: 'medium',
      needs: [
        'audit log of Entra or Microsoft 365 (Consent to application, Update application, Add delegated permission grant), or of Google (token)',
      ],
      parameters: [
        listParameter('permissions', 'Names and identifiers of permissions to read mail.', [
          ...[
            'mail.read',
            'mail.readwrite',
            'mail.readbasic',
            'mail.send',
            'mailboxsettings.readwrite',
            'full_access_as_app',
            'ews.accessasuser.all',
            'imap.accessasuser.all',
          ],
          ...[
            'pop.accessasuser.all',
            '810c84a8-4a9e-49e6-bf7d-12d183f40d01',
            'e2a3a72e-5f79-4c64-b1b1-878b674786c9',
            'dc890d15-9560-4a4c-9b7f-a736ec74ec40',
          ],
          ...['https://mail.google.com', 'auth/gmail.readonly', 'auth/gmail.modify', 'auth/gmail.settings'],
        ]),
        listParameter('whole organisation', 'Of these, those to all mailboxes without their owners.', [
          ...[
            'full_access_as_app',
            '810c84a8-4a9e-49e6-bf7d-12d183f40d01',
            'e2a3a72e-5f79-4c64-b1b1-878b674786c9',
            'dc890d15-9560-4a4c-9b7f-a736ec74ec40',
          ],
        ]),
      ],
      benign: ['Owners and administrators allow mail programs, archives and assistants.'],
      proof: ['The application: its publisher, since when, and its sign-ins.', 'Access by it: MailItemsAccessed with its identifier.'],
      references: [
        'Splunk 27ab61c5-f08a-438a-b4d3-325e666490b3, 01a510b3-a6ac-4d50-8812-7e8a3cde3d79',
        'MITRE ATT&CK T1528, T1098.003, T1114.002',
      ],
    },
    {
      actions: ['consent', 'permission-change', 'role-change'],
      when: {
        all: [
          {
            how: 'test',
            test: ({ record }) => record.claimed.action === 'consent' || record.claimed.change?.what === 'application-permission',
          },
          { not: { how: 'test', test: ({ record }) => record.claimed.change?.state === 'removed' } },
          {
            any: [
              { field: 'facts', how: 'contains', parameter: 'permissions' },
              { field: 'change', how: 'contains', parameter: 'permissions' },
              { field: 'object', how: 'contains', parameter: 'permissions' },
            ],
          },
        ],
      },
      strength: 'CHANGED',
      mechanism: 'application that may read mail',
      says: (event, settings) => {
        const texts = `${event.text('facts')}\n${event.text('change')}\n${event.text('object')}`;
        const named = settings.list('permissions').filter((one) => texts.includes(one));
        return `${applicationText(event.record)} was allowed ${listText(named, 6)}`;
      },
      cites: 'change',
      together: ['object', 'change'],
    },
  ),
  eventRule(
    {
      id: 'access.change.mail-role',
      title: 'A role was given that reaches the mailboxes of others',
      technique: 'T1098.003',
      level: 'high',
      needs: ['audit log, cmdlet log of Exchange or PowerShell logs (New-ManagementRoleAssignment, Add-RoleGroupMember)'],
      parameters: [
        listParameter('roles', 'Names of such roles.', [
          'applicationimpersonation',
          'mailbox import export',
          'mailbox search',
          'ediscovery manager',
          'discovery management',
        ]),
        listParameter('cmdlets', 'How roles are given.', [
          'new-managementroleassignment',
          'add-rolegroupmember',
          'new-rolegroup',
          'update-rolegroupmember',
          'add-ediscoverycaseadmin',
        ]),
      ],
      benign: ['Migration, backup and archive programs need these roles.'],
      proof: [
        'The assignment itself (Get-ManagementRoleAssignment) and whether it is still there.',
        'Exports and access by the account after it.',
      ],
      references: [
        'Sigma 516376b4-05cd-4122-bae0-ad7641c38d48',
        'Splunk 49cdce75-f814-4d56-a7a4-c64ec3a481f2',
        'MITRE ATT&CK T1098.003, T1098.002',
      ],
    },
    {
      actions: ['role-change', 'permission-change', 'process-start', 'script', 'setting-change', 'other'],
      when: {
        all: [
          {
            any: [
              { field: 'command', how: 'contains', parameter: 'cmdlets' },
              { how: 'test', test: ({ record }) => record.claimed.change?.what === 'role' },
            ],
          },
          { field: 'all', how: 'contains', parameter: 'roles' },
        ],
      },
      strength: 'CHANGED',
      mechanism: 'role over mailboxes',
      says: (event, settings) =>
        `the role ${listText(settings.list('roles').filter((role) => event.text('all').includes(role)))} was given to ${whom(event)}`,
      cites: 'command',
      together: ['command', 'change'],
      destinations: ({ record }) => record.claimed.change?.destinations ?? [],
    },
  ),
  eventRule(
    {
      id: 'access.change.administrator',
      title: 'Someone was made an administrator over mail',
      technique: 'T1098.003',
      level: 'low',
      needs: ['audit log of Entra, Microsoft 365 or Google Workspace'],
      parameters: [
        listParameter('roles', 'Names of roles of administrators over mail.', [
          ...[
            'global administrator',
            'company administrator',
            'exchange administrator',
            'exchange service administrator',
            'compliance administrator',
            'tenantadmins',
          ],
          ...['organization management', 'privileged role administrator', '_seed_admin_role', 'super_admin', 'groups_admin'],
        ]),
      ],
      benign: ['Staff of the organisation change.'],
      proof: ['The request for it.', 'What the new administrator did.'],
      references: ['MITRE ATT&CK T1098.003, DET0048 (PrivilegedUserList)'],
    },
    {
      actions: ['role-change'],
      when: { all: [isInForce, { field: 'all', how: 'contains', parameter: 'roles' }] },
      strength: 'CHANGED',
      mechanism: 'administrator over mail',
      says: (event, settings) =>
        `the role ${listText(settings.list('roles').filter((role) => event.text('all').includes(role)))} was given to ${whom(event)}`,
      cites: 'change',
      together: ['change', 'object'],
    },
  ),
];

// A delegated permission grant names as its target the service at which something is allowed; the application that is allowed
// it stands among the changed values, often by its identifier in the directory alone.
function applicationText(record: EventRecord): string {
  const { name } = record.claimed.object;
  if (factText(record, 'DelegatedPermissionGrant.Scope') === '') return `the application ${quote(name)}`;
  const [client] = ['DisplayName', 'Name', 'AppId', 'ObjectID']
    .map((field) => factText(record, `ServicePrincipal.${field}`))
    .filter((text) => text !== '');
  return `${client === undefined ? 'an application that is not named' : `the application with the service principal ${quote(client)}`}, at ${quote(name)},`;
}
