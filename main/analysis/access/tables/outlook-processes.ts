import { eventRule, type EventRule } from '../event-rule.ts';
import { listParameter } from '../parameter-values.ts';
import { objectText, programText } from './named-parts.ts';
import { commandText } from './store-commands.ts';

/** Rules about programs that Outlook starts, that start it, and that reach for its accounts. */
export const outlookProcessRules: readonly EventRule[] = [
  eventRule(
    {
      id: 'access.outlook.child-process',
      title: 'Outlook started a shell or script program',
      technique: 'T1204.002',
      level: 'high',
      needs: ['process starts with the program that started it'],
      parameters: [
        listParameter('parents', 'Names of Outlook.', ['outlook']),
        listParameter('programs', 'Programs that Outlook has no reason to start.', [
          ...[
            'appvlp',
            'bash',
            'cmd',
            'cscript',
            'forfiles',
            'hh',
            'mftrace',
            'msbuild',
            'msdt',
            'mshta',
            'msiexec',
            'msxsl',
            'powershell',
            'pwsh',
          ],
          ...['regsvr32', 'rundll32', 'schtasks', 'scrcons', 'scriptrunner', 'sh', 'svchost', 'wmic', 'wscript'],
        ]),
      ],
      benign: ['Add-ins start installers and helpers.', 'An owner opened an attachment that is a script.'],
      proof: ['The command line, and the attachment, macro, form or rule that gave it.'],
      references: ['Sigma 208748f7-881d-47ac-a29c-07ea84bf691d', 'MITRE ATT&CK T1204.002, T1137'],
    },
    {
      actions: ['process-start'],
      when: {
        all: [
          { field: 'parent', how: 'names', parameter: 'parents' },
          { field: 'image', how: 'names', parameter: 'programs' },
        ],
      },
      strength: 'RUN',
      mechanism: 'program started by Outlook',
      says: (event) => `Outlook started ${programText(event)}: ${commandText(event)}`,
      cites: 'command',
    },
  ),
  eventRule(
    {
      id: 'access.outlook.child-from-share',
      title: 'Outlook started a program from another machine',
      technique: 'T1204.002',
      level: 'high',
      needs: ['process starts with path and the program that started it'],
      parameters: [listParameter('parents', 'Names of Outlook.', ['outlook'])],
      benign: ['Programs that the organisation keeps on a share, started from a link in a message.'],
      proof: ['The program on the share.', 'The message, rule or form that names it.'],
      references: ['Sigma e212d415-0e93-435f-9e1a-f29005bb4723', 'MITRE ATT&CK T1204.002, T1137'],
    },
    {
      actions: ['process-start'],
      when: {
        all: [
          { field: 'parent', how: 'names', parameter: 'parents' },
          { how: 'test', test: ({ text }) => text('program').startsWith('//') && !text('program').startsWith('//?/') },
        ],
      },
      strength: 'RUN',
      mechanism: 'program started by Outlook',
      says: (event) => `Outlook started ${programText(event)}, from another machine`,
      cites: 'program',
    },
  ),
  eventRule(
    {
      id: 'access.outlook.automated',
      title: 'Outlook was started by another program, not by its user',
      technique: 'T1114.001',
      level: 'low',
      needs: ['process starts with command line'],
      parameters: [
        listParameter('programs', 'Names of Outlook.', ['outlook']),
        listParameter('words', 'What the system adds when a program asks for Outlook by automation.', [
          '-embedding',
          '/automation',
          '-automation',
        ]),
      ],
      benign: ['Office programs, telephones and archives start Outlook in that way to send or file mail.'],
      proof: ['The program or script that asked for it, shortly before.', 'Mail that was then sent or opened.'],
      references: ['Elastic 1dee0500-4aeb-44ca-b24b-4a285d7b6ba1', 'MITRE ATT&CK T1114.001, T1559.001'],
    },
    {
      actions: ['process-start'],
      when: {
        all: [
          { field: 'image', how: 'names', parameter: 'programs' },
          { field: 'command', how: 'contains', parameter: 'words' },
        ],
      },
      strength: 'RUN',
      mechanism: 'Outlook started by automation',
      says: (event) => `Outlook was started for another program: ${commandText(event)}`,
      cites: 'command',
    },
  ),
  eventRule(
    {
      id: 'access.outlook.profile-read',
      title: 'A program other than Outlook reached for the accounts of an Outlook profile',
      technique: 'T1552.002',
      level: 'medium',
      needs: ['audit of access to the registry (Security 4656, 4663)'],
      parameters: [
        listParameter('keys', 'Parts of the path of the key.', [
          '9375cff0413111d3b88a00104b2a6676',
          '/windows messaging subsystem/profiles/',
        ]),
        listParameter('programs', 'Programs that read it by themselves.', ['outlook', 'mlcfg32', 'fixmapi', 'olk']),
      ],
      benign: ['Migration and backup programs read the profile, and so do add-ins and Office itself.'],
      proof: ['The program, by hash and signature, and what it did next.'],
      references: ['Splunk 36334123-077d-47a2-b70c-6c7b3cc85049', 'MITRE ATT&CK T1552.002'],
    },
    {
      actions: ['registry-change', 'file-open', 'other'],
      when: {
        all: [
          { field: 'object', how: 'contains', parameter: 'keys' },
          { field: 'image', how: 'exists' },
          { not: { field: 'image', how: 'names', parameter: 'programs' } },
        ],
      },
      strength: 'OPENED',
      mechanism: 'accounts of an Outlook profile',
      says: (event) => `${programText(event)} reached for ${objectText(event)}, where Outlook keeps its accounts`,
      cites: 'object',
      together: ['program'],
    },
  ),
];
