import { eventRule, type EventRule } from '../event-rule.ts';
import type { EventText } from '../event-text.ts';
import { listParameter } from '../parameter-values.ts';
import { changes, isInForce, whom } from './stated-change.ts';

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

const rightsOf = ({ text }: EventText): string => `${text('change')}\n${text('facts')}`;

/** Rules about who may read mailboxes and folders of others, and send in their name. */
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
];
