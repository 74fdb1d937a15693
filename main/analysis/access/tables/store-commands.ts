import type { AccessAction } from '#model/index.ts';
import { containsWord, type EventCondition } from '../event-condition.ts';
import { eventRule, type EventRule } from '../event-rule.ts';
import { quote } from '../event-statement.ts';
import type { EventText } from '../event-text.ts';
import { listParameter, type RuleSettings } from '../parameter-values.ts';
import {
  archivePrograms,
  copyPrograms,
  programsMeaning,
  scriptPrograms,
  searchWords,
  storeEndings,
  storeFolders,
  storesMeaning,
  transferPrograms,
} from './mail-places.ts';

export const commandActions: readonly AccessAction[] = ['process-start', 'script', 'program-use'];

const stores = listParameter('stores', storesMeaning, storeEndings);
const folders = listParameter('folders', 'Parts of the paths of folders that hold mail as files.', storeFolders);

/** The command names a mail store or a folder of mail. */
const namesStore: EventCondition = { how: 'test', test: (event, settings) => storeIn(event, settings) !== null };

/** One of the programs of a parameter runs, or stands in the command. */
const runsOne = (parameter: string): EventCondition => ({
  any: [
    { field: 'image', how: 'names', parameter },
    { how: 'test', test: ({ text }, settings) => settings.list(parameter).some((program) => containsCommand(text('command'), program)) },
  ],
});

/** The ending or folder that a command names; endings must end a word, so that `.pst` is not found in `.pstn`. */
function storeIn({ text }: EventText, settings: RuleSettings): string | null {
  const command = text('command').replaceAll('\\', '/');
  const ending = settings.list('stores').find((mark) => endsWord(command, mark));
  return ending ?? settings.list('folders').find((folder) => command.includes(folder)) ?? null;
}

function endsWord(text: string, ending: string): boolean {
  for (let at = text.indexOf(ending); at !== -1; at = text.indexOf(ending, at + 1)) {
    if (!/[\p{L}\p{N}_]/u.test(text[at + ending.length] ?? '')) return true;
  }
  return false;
}

// A program stands at the beginning of a command, or behind a separator; not within a path's folder or another word.
function containsCommand(command: string, program: string): boolean {
  if (!containsWord(command, program)) return false;
  for (let at = command.indexOf(program); at !== -1; at = command.indexOf(program, at + 1)) {
    const before = command[at - 1] ?? ' ';
    const after = command.slice(at + program.length, at + program.length + 5);
    if (/[\s"'`;|&(/\\{]/.test(before) && /^(?:\.exe)?(?:["'\s;|)]|$)/.test(after)) return true;
  }
  return false;
}

const commandProof = [
  'The file that the command made, or its trace in the file system ($MFT, USN journal).',
  'The sign-in under which the command ran, and what started it.',
] as const;

/** Rules about commands that name mail stores. */
export const storeCommandRules: readonly EventRule[] = [
  eventRule(
    {
      id: 'access.command.store-archived',
      title: 'A command put a mail store into an archive',
      technique: 'T1114.001',
      level: 'high',
      needs: ['process starts with command line: Security 4688, Sysmon 1, auditd EXECVE; scripts; shell histories'],
      parameters: [stores, folders, listParameter('programs', programsMeaning, archivePrograms)],
      benign: ['Owners and support staff pack a store to move it to another machine.', 'Backup scripts pack home folders.'],
      proof: commandProof,
      references: ['MITRE ATT&CK T1114.001, T1560.001, DET0047 (AN0130)'],
    },
    {
      actions: commandActions,
      when: { all: [namesStore, runsOne('programs')] },
      strength: 'RUN',
      mechanism: 'mail store put into an archive',
      says: (event) => `a command that packs files names a mail store: ${commandText(event)}`,
      cites: 'command',
    },
  ),
  eventRule(
    {
      id: 'access.command.store-copied',
      title: 'A command copied or exported a mail store',
      technique: 'T1114.001',
      level: 'medium',
      needs: ['process starts with command line; scripts; shell histories'],
      parameters: [stores, folders, listParameter('programs', programsMeaning, copyPrograms)],
      benign: ['Migration of a profile to another machine.', 'Backup scripts, and forensic acquisition itself.'],
      proof: commandProof,
      references: ['MITRE ATT&CK T1114.001, T1074.001, DET0047 (AN0130)'],
    },
    {
      actions: commandActions,
      when: { all: [namesStore, runsOne('programs')] },
      strength: 'RUN',
      mechanism: 'mail store copied by a command',
      says: (event) => `a command that copies files names a mail store: ${commandText(event)}`,
      cites: 'command',
    },
  ),
  eventRule(
    {
      id: 'access.command.store-sent',
      title: 'A command that transfers files names a mail store',
      technique: 'T1114.001',
      level: 'high',
      needs: ['process starts with command line; scripts; shell histories'],
      parameters: [stores, folders, listParameter('programs', programsMeaning, transferPrograms)],
      benign: ['Backup to a store in the cloud by a script of the owner or the organisation.'],
      proof: ['The connection that the command made, with bytes sent (firewall, SRUM).', ...commandProof],
      references: ['MITRE ATT&CK T1114.001, T1048, DET0047 (AN0130), DET0476 (AN1310)'],
    },
    {
      actions: commandActions,
      when: { all: [namesStore, runsOne('programs')] },
      strength: 'RUN',
      mechanism: 'mail store sent by a command',
      says: (event) => `a command that transfers files names a mail store: ${commandText(event)}`,
      cites: 'command',
    },
  ),
  eventRule(
    {
      id: 'access.command.store-of-shadow-copy',
      title: 'A command reached for a mail store by way of a shadow copy',
      technique: 'T1114.001',
      level: 'high',
      needs: ['process starts with command line; scripts'],
      parameters: [
        stores,
        folders,
        listParameter('words', 'Parts of commands that make or reach shadow copies.', [
          ...['harddiskvolumeshadowcopy', 'vssadmin', 'win32_shadowcopy', 'diskshadow', 'vshadow', 'esentutl /y /vss', '/vssrec'],
        ]),
      ],
      benign: ['Backup programs copy open stores from shadow copies.', 'Forensic acquisition of a running machine does the same.'],
      proof: commandProof,
      references: ['MITRE ATT&CK T1114.001, T1006'],
    },
    {
      actions: commandActions,
      when: { all: [namesStore, { field: 'command', how: 'contains', parameter: 'words' }] },
      strength: 'RUN',
      mechanism: 'mail store copied from a shadow copy',
      says: (event) => `a command names a shadow copy and a mail store: ${commandText(event)}`,
      cites: 'command',
    },
  ),
  eventRule(
    {
      id: 'access.command.stores-searched',
      title: 'A command looked for mail stores',
      technique: 'T1114.001',
      level: 'medium',
      needs: ['process starts with command line; scripts; shell histories'],
      parameters: [
        stores,
        listParameter('folders', 'Parts of the paths of folders that hold mail as files.', []),
        listParameter('words', 'Parts of commands that list files.', searchWords),
      ],
      benign: ['Inventory scripts of the organisation look for large or misplaced stores.', 'An owner looks for an old archive.'],
      proof: ['What was done next in the same session: copies, archives, transfers.', 'Output that the command wrote to a file.'],
      references: ['MITRE ATT&CK T1114.001, T1083, DET0047 (AN0130)'],
    },
    {
      actions: commandActions,
      when: { all: [namesStore, { field: 'command', how: 'contains', parameter: 'words' }] },
      strength: 'RUN',
      mechanism: 'search for mail stores',
      says: (event) => `a command that lists files names mail stores: ${commandText(event)}`,
      cites: 'command',
    },
  ),
  eventRule(
    {
      id: 'access.command.mail-folder-read',
      title: 'A script or text tool was pointed at a folder of mail',
      technique: 'T1114.001',
      level: 'low',
      needs: ['process starts with command line; shell histories'],
      parameters: [
        listParameter('stores', storesMeaning, ['.mbox', '.emlx', '/global-messages-db.sqlite', '/envelope index']),
        folders,
        listParameter('programs', programsMeaning, scriptPrograms),
      ],
      benign: ['Administrators of mail servers count, search and repair mail by such commands every day.'],
      proof: ['The owner of the account and of the mailbox: whether they are the same.', 'Where the output of the command went.'],
      references: ['MITRE ATT&CK T1114.001, DET0476 (AN1310, AN1311)'],
    },
    {
      actions: commandActions,
      when: { all: [namesStore, runsOne('programs')] },
      strength: 'RUN',
      mechanism: 'mail read by a script',
      says: (event) => `a command names a folder or file of mail: ${commandText(event)}`,
      cites: 'command',
    },
  ),
  eventRule(
    {
      id: 'access.command.mail-fetched',
      title: 'A command fetched mail from a server',
      technique: 'T1114.002',
      level: 'medium',
      needs: ['process starts with command line; scripts; shell histories'],
      parameters: [
        listParameter('programs', `Programs that fetch mailboxes. ${programsMeaning}`, [
          ...[
            'fetchmail',
            'getmail',
            'getmail6',
            'mbsync',
            'isync',
            'imapsync',
            'offlineimap',
            'imap-backup',
            'imapbox',
            'mpop',
            'retrievemail',
          ],
        ]),
        listParameter('words', 'Parts of commands that fetch mail.', [
          ...['imap://', 'imaps://', 'pop3://', 'pop3s://', 'imaplib', 'poplib', 'net::imap', 'openssl s_client -connect imap'],
        ]),
      ],
      benign: ['Owners fetch their own mail by such programs, and administrators move mailboxes with them.'],
      proof: ['The log of the mail server for the time: account, address, folders.', 'What the command wrote.'],
      references: ['MITRE ATT&CK T1114.002, DET0476 (AN1310)'],
    },
    {
      actions: commandActions,
      when: { any: [runsOne('programs'), { field: 'command', how: 'contains', parameter: 'words' }] },
      strength: 'RUN',
      mechanism: 'mail fetched by a command',
      says: (event) => `a command fetches mail from a server: ${commandText(event)}`,
      cites: 'command',
    },
  ),
];

/** The command as it stands, for a statement. */
export function commandText({ told }: EventText): string {
  return quote(told());
}
