import type { EventCondition } from '../event-condition.ts';
import { eventRule, type EventRule } from '../event-rule.ts';
import { quote } from '../event-statement.ts';
import type { EventText } from '../event-text.ts';
import { listParameter } from '../parameter-values.ts';
import { objectText, programText } from './named-parts.ts';
import { commandText } from './store-commands.ts';

const registryNeeds = ['changes of the registry (Sysmon 12 to 14, Security 4657) with key, value and program'] as const;
const registryProof = [
  'The value in the registry hive of the user, with the time of its key.',
  'What started the program that set it.',
] as const;

/** What was written into the value, in whichever field the source keeps it. */
function valueText(event: EventText): string {
  return ['Details', 'NewValue', 'value'].map((name) => event.text(`fact ${name}`)).find((text) => text !== '') ?? '';
}

// `DWORD (0x00000001)` in Sysmon, `1` or `0x1` elsewhere. Where the source does not tell the value, the change is told.
const isSwitchedOn: EventCondition = {
  how: 'test',
  test: (event) => valueText(event) === '' || /^(?:dword \(0x0{0,7}1\)|(?:0x)?0*1)$/.test(valueText(event).trim()),
};

/** Rules about settings and files by which Outlook runs what others wrote. */
export const outlookPersistenceRules: readonly EventRule[] = [
  eventRule(
    {
      id: 'access.outlook.unsafe-rules',
      title: 'Rules of Outlook that run programs were allowed',
      technique: 'T1137.005',
      level: 'high',
      needs: [...registryNeeds, 'or the command that sets it'],
      parameters: [listParameter('names', 'Name of the value.', ['enableunsafeclientmailrules'])],
      benign: ['Organisations that print or file mail by rules allow them by policy.'],
      proof: ['A rule in the mailbox that starts a program or script.', ...registryProof],
      references: ['Sigma 55f0a3a1-846e-40eb-8273-677371b8d912, 6763c6c8-bd01-4687-bc8d-4fa52cf8ba08', 'MITRE ATT&CK T1137.005'],
    },
    {
      actions: ['registry-change', 'process-start', 'script'],
      when: {
        any: [
          { all: [{ field: 'object', how: 'ends', parameter: 'names' }, isSwitchedOn] },
          { field: 'command', how: 'contains', parameter: 'names' },
        ],
      },
      strength: 'CHANGED',
      mechanism: 'rules that run programs allowed in Outlook',
      says: (event) =>
        event.record.claimed.action === 'registry-change'
          ? `${programText(event)} set ${objectText(event)}`
          : `a command names the setting: ${commandText(event)}`,
      cites: 'object',
      together: ['object', 'command'],
    },
  ),
  eventRule(
    {
      id: 'access.outlook.security-value',
      title: 'A program other than Outlook set a security value of Outlook',
      technique: 'T1137',
      level: 'medium',
      needs: registryNeeds,
      parameters: [
        listParameter('keys', 'Parts of the path of the key.', ['/outlook/security/']),
        listParameter('programs', 'Programs that set such values by themselves.', [
          'outlook',
          'outlookpst',
          'setup',
          'officeclicktorun',
          'integrator',
        ]),
      ],
      benign: ['Policies of the organisation set these values, by the service that applies them.'],
      proof: registryProof,
      references: ['Sigma c3cefdf4-6703-4e1c-bad8-bf422fc5015a', 'MITRE ATT&CK T1137'],
    },
    {
      actions: ['registry-change'],
      when: {
        all: [{ field: 'object', how: 'contains', parameter: 'keys' }, { not: { field: 'image', how: 'names', parameter: 'programs' } }],
      },
      strength: 'CHANGED',
      mechanism: 'security setting of Outlook',
      says: (event) => `${programText(event)} set ${objectText(event)}`,
      cites: 'object',
      together: ['object', 'image'],
    },
  ),
  eventRule(
    {
      id: 'access.outlook.home-page',
      title: 'A home page of an Outlook folder was set',
      technique: 'T1137.004',
      level: 'high',
      needs: registryNeeds,
      parameters: [
        listParameter('keys', 'Parts of the path of the key.', ['/outlook/webview/', '/outlook/today/']),
        listParameter('names', 'Endings of the path of the value.', ['/url', '/stamp', '/userdefinedurl']),
      ],
      benign: ['Some document management systems used home pages of folders.'],
      proof: ['The page that the value names.', 'Folder properties in the store (PR_FOLDER_WEBVIEWINFO).', ...registryProof],
      references: [
        'Sigma ddd171b5-2cc6-4975-9e78-f0eccd08cc76, 487bb375-12ef-41f6-baae-c6a1572b4dd1',
        'Elastic ac5a2759-5c34-440a-b0c4-51fe674611d6',
        'Splunk 6e1ad5d4-d9af-496a-96ec-f31c11cd09f2',
        'MITRE ATT&CK T1137.004',
      ],
    },
    {
      actions: ['registry-change'],
      when: {
        all: [
          { field: 'object', how: 'contains', parameter: 'keys' },
          { field: 'object', how: 'ends', parameter: 'names' },
        ],
      },
      strength: 'CHANGED',
      mechanism: 'home page of an Outlook folder',
      says: (event) => `${programText(event)} set ${objectText(event)}${valueText(event) === '' ? '' : ` to ${quote(valueText(event))}`}`,
      cites: 'object',
    },
  ),
  eventRule(
    {
      id: 'access.outlook.macros-on-start',
      title: 'Outlook was told to load its macros when it starts',
      technique: 'T1137',
      level: 'high',
      needs: registryNeeds,
      parameters: [listParameter('names', 'Ending of the path of the value.', ['/outlook/loadmacroprovideronboot'])],
      benign: ['Organisations with macros of their own may set it.'],
      proof: ['The macros (VbaProject.OTM) of the profile.', ...registryProof],
      references: ['Sigma 396ae3eb-4174-4b9b-880e-dc0364d78a19', 'MITRE ATT&CK T1137'],
    },
    {
      actions: ['registry-change'],
      when: { all: [{ field: 'object', how: 'ends', parameter: 'names' }, isSwitchedOn] },
      strength: 'CHANGED',
      mechanism: 'macros of Outlook',
      says: (event) => `${programText(event)} set ${objectText(event)}`,
      cites: 'object',
    },
  ),
  eventRule(
    {
      id: 'access.outlook.macro-file',
      title: 'The file of macros of Outlook was written',
      technique: 'T1137',
      level: 'high',
      needs: ['events of files created, with path and program'],
      parameters: [
        listParameter('files', 'Ending of the path.', ['/outlook/vbaproject.otm', 'vbaproject.otm']),
        listParameter('programs', 'Programs that write it when the owner makes a macro.', ['outlook']),
      ],
      benign: ['Owners write macros of their own in Outlook.'],
      proof: ['The macros in the file.', 'Whether the owner knows them.'],
      references: [
        'Sigma 8c31f563-f9a7-450c-bfa8-35f8f32f1f61, 117d3d3a-755c-4a61-b23e-9171146d094c',
        'Elastic 397945f3-d39a-4e6f-8bcb-9656c2031438',
        'MITRE ATT&CK T1137',
      ],
    },
    {
      actions: ['file-create', 'file-write', 'file-copy', 'file-rename'],
      when: { field: 'object', how: 'ends', parameter: 'files' },
      strength: 'CHANGED',
      mechanism: 'macros of Outlook',
      says: (event) => `${programText(event)} wrote ${objectText(event)}, in which Outlook keeps macros`,
      cites: 'object',
      together: ['object', 'image'],
      level: ({ text }, settings) => (settings.list('programs').includes(text('image').replace(/\.exe$/, '')) ? 'medium' : 'high'),
    },
  ),
  eventRule(
    {
      id: 'access.outlook.form',
      title: 'A form of Outlook was put into a profile',
      technique: 'T1137.003',
      level: 'high',
      needs: ['events of files created, with path'],
      parameters: [
        listParameter('folders', 'Parts of the path of the folder of forms.', [
          '/appdata/local/microsoft/forms/ipm',
          '/local settings/application data/microsoft/forms/ipm',
        ]),
      ],
      benign: ['Organisations publish forms of their own; Outlook then keeps a copy.'],
      proof: ['The form, and its script.', 'The message in the store that published it.'],
      references: ['Sigma c3edc6a5-d9d4-48d8-930e-aab518390917', 'MITRE ATT&CK T1137.003'],
    },
    {
      actions: ['file-create', 'file-write', 'file-copy', 'file-rename'],
      when: { field: 'object', how: 'contains', parameter: 'folders' },
      strength: 'PRESENT',
      mechanism: 'form of Outlook',
      says: (event) => `${programText(event)} wrote ${objectText(event)}, in the folder of forms`,
      cites: 'object',
    },
  ),
  eventRule(
    {
      id: 'access.outlook.macro-library',
      title: 'Outlook loaded its library for macros',
      technique: 'T1137',
      level: 'low',
      needs: ['events of libraries loaded (Sysmon 7)'],
      parameters: [listParameter('files', 'Ending of the path.', ['/outlvba.dll'])],
      benign: ['Outlook loads it wherever macros are used at all.'],
      proof: ['The macros (VbaProject.OTM) of the profile.'],
      references: ['Sigma 9a0b8719-cd3c-4f0a-90de-765a4cb3f5ed', 'MITRE ATT&CK T1137'],
    },
    {
      actions: ['image-load'],
      when: {
        any: [
          { field: 'object', how: 'ends', parameter: 'files' },
          { field: 'fact ImageLoaded', how: 'ends', parameter: 'files' },
        ],
      },
      strength: 'RUN',
      mechanism: 'macros of Outlook',
      says: (event) => `${programText(event)} loaded ${objectText(event)}, with which Outlook runs macros`,
      cites: 'object',
    },
  ),
];
