import { eventRule, type EventRule } from '../event-rule.ts';
import { listText, quote } from '../event-statement.ts';
import { factText, type EventRecord, type EventText } from '../event-text.ts';
import { listParameter } from '../parameter-values.ts';
import { changes, isInForce } from './stated-change.ts';

const proof = [
  'The permission itself (Get-MailboxPermission and the like), and whether it is still there.',
  'Access with it: MailItemsAccessed by someone who is not the owner.',
  'The request for it, with the administrator.',
] as const;
const benign = [
  'Assistants, substitutes and shared mailboxes work by such permissions.',
  'Migration and backup programs get them.',
] as const;
const systemActors = listParameter('system actors', 'Beginnings of the names of accounts of the service itself, which sets up mailboxes.', [
  ...[
    'nt authority\\system',
    's-1-5-18',
    'nt authority/system',
    'nt service\\',
    'microsoft.exchange.',
    'systemmailbox',
    'microsoftoffice365',
  ],
]);
const notBySystem = { not: { field: 'actor', how: 'starts', parameter: 'system actors' } } as const;

function whom({ record }: EventText): string {
  const { change, object } = record.claimed;
  const to = change === undefined || change.destinations.length === 0 ? 'someone' : listText(change.destinations);
  const of = change === undefined || change.of === '' ? object.name : change.of;
  return `${to}${of === '' ? '' : ` on ${quote(of)}`}`;
}

const rightsOf = ({ text }: EventText): string => `${text('change')}\n${text('facts')}`;

/** Rules about who may read, send or export the mail of others. */
export const cloudPermissionRules: readonly EventRule[] = [
  eventRule(
    {
      id: 'access.change.mailbox-permission',
      title: 'Permission to a whole mailbox was given',
      technique: 'T1098.002',
      level: 'medium',
      needs: ['audit log: Add-MailboxPermission and the like'],
      parameters: [
        listParameter('rights', 'Rights that let someone read the mailbox.', [
          'fullaccess',
          'changepermission',
          'changeowner',
          'readpermission',
          'full access',
        ]),
        systemActors,
      ],
      benign,
      proof,
      references: [
        'Splunk 2246c142-a678-45f8-8546-aaed7e0efd30, b25d2973-303e-47c8-bacd-52b61604c6a7',
        'Elastic 0ce6487d-8069-4888-9ddd-61b52490cebc',
        'MITRE ATT&CK T1098.002, T1114.002',
      ],
    },
    {
      actions: ['permission-change'],
      when: {
        all: [
          changes('mailbox-permission'),
          isInForce,
          notBySystem,
          { how: 'test', test: (event, settings) => settings.list('rights').some((right) => rightsOf(event).includes(right)) },
        ],
      },
      strength: 'CHANGED',
      mechanism: 'permission to a mailbox',
      says: (event) => `permission to a whole mailbox was given to ${whom(event)}`,
      cites: 'change',
      together: ['change'],
      destinations: ({ record }) => record.claimed.change?.destinations ?? [],
    },
  ),
  eventRule(
    {
      id: 'access.change.send-permission',
      title: 'Permission to send in the name of another was given',
      technique: 'T1098.002',
      level: 'low',
      needs: ['audit log: Add-RecipientPermission, Set-Mailbox GrantSendOnBehalfTo, Gmail send-as'],
      parameters: [systemActors],
      benign,
      proof,
      references: ['Elastic 0ce6487d-8069-4888-9ddd-61b52490cebc', 'Splunk b25d2973-303e-47c8-bacd-52b61604c6a7', 'MITRE ATT&CK T1098.002'],
    },
    {
      actions: ['permission-change'],
      when: { all: [changes('send-permission'), isInForce, notBySystem] },
      strength: 'CHANGED',
      mechanism: 'permission to send as another',
      says: (event) => `permission to send was given to ${whom(event)}`,
      cites: 'change',
      together: ['change'],
      destinations: ({ record }) => record.claimed.change?.destinations ?? [],
    },
  ),
  eventRule(
    {
      id: 'access.change.folder-shared-with-all',
      title: 'A folder of mail was opened to everyone',
      technique: 'T1098.002',
      level: 'high',
      needs: ['audit log: AddFolderPermissions, ModifyFolderPermissions, Set-MailboxFolderPermission'],
      parameters: [
        listParameter('everyone', 'Names that stand for all users.', [
          'everyone',
          'default',
          'anonymous',
          'standard',
          'par défaut',
          'predeterminado',
        ]),
        listParameter('rights', 'Rights that let someone read.', [
          ...[
            'readany',
            'reviewer',
            'author',
            'nondeletingauthor',
            'non-editing',
            'editor',
            'owner',
            'publishingauthor',
            'publishingeditor',
            'readitems',
            'fullaccess',
          ],
        ]),
        listParameter('folders', 'Parts of the names of folders of appointments, which are shared with all in the ordinary way.', [
          ...['calendar', 'kalender', 'calendrier', 'calendario', 'freebusy', 'contacts', 'kontakte'],
        ]),
      ],
      benign: ['Folders of a shared mailbox are opened to all on purpose.'],
      proof,
      references: ['Splunk 21421896-a692-4594-9888-5faeb8a53106', 'MITRE ATT&CK T1098.002'],
    },
    {
      actions: ['permission-change'],
      when: {
        all: [
          changes('folder-permission'),
          isInForce,
          {
            how: 'test',
            test: ({ record }, settings) =>
              (record.claimed.change?.destinations ?? []).some((who) => settings.list('everyone').includes(who.trim().toLowerCase())),
          },
          { how: 'test', test: (event, settings) => settings.list('rights').some((right) => rightsOf(event).includes(right)) },
          {
            not: {
              how: 'test',
              test: ({ record, text }, settings) =>
                settings
                  .list('folders')
                  .some((name) => `${text('object')}\n${record.claimed.change?.of.toLowerCase() ?? ''}`.includes(name)),
            },
          },
        ],
      },
      strength: 'CHANGED',
      mechanism: 'folder of mail opened to everyone',
      says: (event) => `permission to read a folder was given to ${whom(event)}`,
      cites: 'change',
      together: ['change'],
    },
  ),
  eventRule(
    {
      id: 'access.change.folder-permission',
      title: 'Permission to read a folder of mail was given',
      technique: 'T1098.002',
      level: 'low',
      needs: ['audit log: AddFolderPermissions, ModifyFolderPermissions, Add- and Set-MailboxFolderPermission'],
      parameters: [
        listParameter('rights', 'Rights that let someone read.', [
          ...[
            'readany',
            'reviewer',
            'author',
            'nondeletingauthor',
            'editor',
            'owner',
            'publishingauthor',
            'publishingeditor',
            'readitems',
            'fullaccess',
          ],
        ]),
        systemActors,
      ],
      benign,
      proof,
      references: ['Splunk 1435475e-2128-4417-a34f-59770733b0d5, cd15c0a8-470e-4b12-9517-046e4927db30', 'MITRE ATT&CK T1098.002'],
    },
    {
      actions: ['permission-change'],
      when: {
        all: [
          changes('folder-permission'),
          isInForce,
          notBySystem,
          { how: 'test', test: (event, settings) => settings.list('rights').some((right) => rightsOf(event).includes(right)) },
        ],
      },
      strength: 'CHANGED',
      mechanism: 'permission to a folder of mail',
      says: (event) => `permission to read a folder was given to ${whom(event)}`,
      cites: 'change',
      together: ['change'],
      destinations: ({ record }) => record.claimed.change?.destinations ?? [],
    },
  ),
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
