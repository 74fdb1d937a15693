import type { EventCondition } from '../event-condition.ts';
import { eventRule, type EventRule } from '../event-rule.ts';
import { quote } from '../event-statement.ts';
import type { EventText } from '../event-text.ts';
import { listParameter } from '../parameter-values.ts';
import { programsMeaning, storeEndings, storeFolders, storesMeaning, usualStorePrograms } from './mail-places.ts';

const fileActions = ['file-open', 'file-create', 'file-write', 'file-copy', 'file-rename', 'file-delete'] as const;

/** The object of the event is a mail store, by the parameters `stores` and `folders`. */
const isStore: EventCondition = {
  any: [
    { field: 'object', how: 'ends', parameter: 'stores' },
    { field: 'object', how: 'contains', parameter: 'folders' },
  ],
};

const done = { 'file-open': 'opened', 'file-create': 'created', 'file-write': 'wrote to', 'file-copy': 'copied' } as const;
const alsoDone = { 'file-rename': 'renamed', 'file-delete': 'deleted', 'share-access': 'reached over the network' } as const;
const verbs: Readonly<Record<string, string>> = { ...done, ...alsoDone };

function verbOf({ record }: EventText): string {
  return verbs[record.claimed.action] ?? 'touched';
}

function programOf({ record }: EventText): string {
  const name = record.claimed.process?.name ?? '';
  return name === '' ? 'a program that is not named' : `the program ${quote(name)}`;
}

/** Rules about files in which mail lies. */
export const mailStoreRules: readonly EventRule[] = [
  eventRule(
    {
      id: 'access.store.other-program',
      title: 'A program that is no mail program touched a mail store',
      technique: 'T1114.001',
      level: 'medium',
      needs: ['audit of file access: Security 4656, 4663; Sysmon 11, 23, 26; auditd PATH; file events of other sources', 'the program'],
      parameters: [
        listParameter('stores', storesMeaning, storeEndings),
        listParameter('folders', 'Parts of the paths of folders that hold mail as files.', storeFolders),
        listParameter('programs', `Programs that are expected to open stores. ${programsMeaning}`, usualStorePrograms),
      ],
      benign: [
        'Backup, synchronisation and virus protection read every file of a user.',
        'Support staff move or repair a store with tools of their own.',
      ],
      proof: [
        'The start of the program with its command line (Security 4688, Sysmon 1, Prefetch) and who was signed in.',
        'A copy of the store elsewhere, or in an archive made shortly after.',
      ],
      references: [
        'MITRE ATT&CK T1114.001, DET0047 (AN0130), DET0476 (AN1309, AN1310, AN1311)',
        'Sigma fc3e237f-2fef-406c-b90d-b3ae7e02fa8f (for the store of Windows Mail only)',
      ],
    },
    {
      actions: fileActions,
      when: { all: [isStore, { field: 'image', how: 'exists' }, { not: { field: 'image', how: 'names', parameter: 'programs' } }] },
      strength: 'OPENED',
      mechanism: 'mail store reached beside the mail program',
      says: (event) =>
        `${programOf(event)}, which is no mail program by name, ${verbOf(event)} the mail store ${quote(event.record.claimed.object.name)}`,
      cites: 'object',
      together: ['program', 'object'],
    },
  ),
  eventRule(
    {
      id: 'access.store.windows-mail',
      title: 'The store of Windows Mail was reached by a program from an unusual folder',
      technique: 'T1114.001',
      level: 'low',
      needs: ['audit of file access', 'the path of the program'],
      parameters: [
        listParameter('stores', 'Parts of the paths of that store.', ['/comms/unistore/data/', '/comms/unistoredb/store.vol']),
        listParameter('places', 'Parts of the paths of installed programs.', [
          ...[
            '/program files/',
            '/program files (x86)/',
            '/windows/system32/',
            '/windows/syswow64/',
            '/windows/winsxs/',
            '/windows/systemapps/',
          ],
          ...['/programdata/microsoft/windows defender/', '/windowsapps/'],
        ]),
      ],
      benign: ['Programs that a user installed for himself lie in unusual folders, among them backup programs.'],
      proof: ['The program file itself, by hash and signature.', 'What started it, and what it wrote afterwards.'],
      references: ['Sigma fc3e237f-2fef-406c-b90d-b3ae7e02fa8f', 'MITRE ATT&CK T1114.001'],
    },
    {
      actions: fileActions,
      when: {
        all: [
          { field: 'object', how: 'contains', parameter: 'stores' },
          { how: 'test', test: ({ text }) => text('program').includes('/') },
          { not: { field: 'program', how: 'contains', parameter: 'places' } },
        ],
      },
      strength: 'OPENED',
      mechanism: 'mail store reached beside the mail program',
      says: (event) => `${programOf(event)} ${verbOf(event)} ${quote(event.record.claimed.object.name)}, where Windows Mail keeps mail`,
      cites: 'object',
      together: ['program'],
    },
  ),
  eventRule(
    {
      id: 'access.store.written-elsewhere',
      title: 'An Outlook store was written outside its usual folders',
      technique: 'T1114.001',
      level: 'medium',
      needs: ['events of files created or copied, with path'],
      parameters: [
        listParameter('stores', storesMeaning, ['.pst', '.ost', '.nst']),
        listParameter('places', 'Parts of the paths where Outlook keeps its stores.', [
          ...[
            '/documents/outlook files/',
            '/dokumente/outlook-dateien/',
            '/documents/fichiers outlook/',
            '/documents/archivos de outlook/',
          ],
          ...['/appdata/local/microsoft/outlook/', '/local settings/application data/microsoft/outlook/'],
        ]),
      ],
      benign: ['Owners archive their mail to another disk, and administrators export it on request.', 'A backup was restored.'],
      proof: ['The store itself: which mailbox it holds, and when it was made.', 'The command or dialog by which it was written.'],
      references: ['Splunk 8d52cf03-ba25-4101-aa78-07994aed4f74', 'MITRE ATT&CK T1114.001'],
    },
    {
      actions: ['file-create', 'file-copy', 'file-rename'],
      when: {
        all: [{ field: 'object', how: 'ends', parameter: 'stores' }, { not: { field: 'object', how: 'contains', parameter: 'places' } }],
      },
      strength: 'PRESENT',
      mechanism: 'mail store outside its usual folder',
      says: (event) =>
        `${programOf(event)} ${verbOf(event)} the store ${quote(event.record.claimed.object.name)}, outside the folders of Outlook`,
      cites: 'object',
      together: ['program', 'object'],
    },
  ),
  eventRule(
    {
      id: 'access.store.over-share',
      title: 'A mail store was reached over a network share',
      technique: 'T1114.001',
      level: 'medium',
      needs: ['Security 5145 (RelativeTargetName), or a log of a file server'],
      parameters: [
        listParameter('files', 'Endings of the names of files.', [
          '.pst',
          '.ost',
          '.msg',
          '.nst',
          '.oab',
          '.edb',
          '.nsf',
          '.mbox',
          '.eml',
          '.emlx',
        ]),
      ],
      benign: ['Home folders and profiles on a server are reached over shares by their owners.', 'Backup over the network.'],
      proof: ['The sign-in of the account on the server from the same address.', 'A copy of the file on the machine that reached for it.'],
      references: [
        'Sigma 91c945bc-2ad1-4799-a591-4d00198a1215 (Security 5145), 286b47ed-f6fe-40b3-b3a8-35129acd43bc (Zeek)',
        'MITRE ATT&CK T1114.001, T1039',
      ],
    },
    {
      actions: ['share-access'],
      when: {
        any: [
          { field: 'object', how: 'ends', parameter: 'files' },
          { field: 'fact RelativeTargetName', how: 'ends', parameter: 'files' },
        ],
      },
      strength: 'OPENED',
      mechanism: 'mail store reached over the network',
      says: (event) => `the mail file ${quote(fileOf(event))} was reached over a network share`,
      cites: 'object',
      together: ['object', 'fact RelativeTargetName'],
    },
  ),
  eventRule(
    {
      id: 'access.store.appliance-archive',
      title: 'An archive with the name of a known theft of mail was written on a mail appliance',
      technique: 'T1114.002',
      level: 'high',
      needs: ['events of files created, with path'],
      benign: ['A tool of the appliance may name its temporary archives alike.'],
      proof: ['The archive and what it holds.', 'The process that wrote it, and connections that followed.'],
      references: ['Sigma 0785f462-60b0-4031-9ff4-b4f3a0ba589a (UNC4841)', 'MITRE ATT&CK T1114.002, T1560'],
    },
    {
      actions: ['file-create', 'file-write', 'file-rename'],
      when: { how: 'test', test: ({ text }) => /^\/mail\/tmp\/[a-z0-9]{3}[0-9]{3}\.tar\.gz$/.test(text('object')) },
      mechanism: 'archive of mail on a mail appliance',
      says: (event) =>
        `${programOf(event)} wrote ${quote(event.record.claimed.object.name)}, named as archives of stolen mail were on such appliances`,
      cites: 'object',
    },
  ),
];

function fileOf(event: EventText): string {
  const { record } = event;
  const target = record.claimed.facts.find(({ name }) => name.toLowerCase() === 'relativetargetname');
  return target === undefined ? record.claimed.object.name : String(target.value);
}
