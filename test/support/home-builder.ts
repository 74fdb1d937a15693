import { mkdirSync, utimesSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** What a search is to find, once. */
export interface BuiltFind {
  /** From the root that was built, separated by `/`. */
  readonly relativePath: string;
  readonly client: string;
  readonly owner: string | null;
  readonly form: 'file' | 'folder';
  readonly can: 'yes' | 'partly' | 'no';
}

/** Every file of built homes has this modification time, but one of each Thunderbird profile is a day older. */
export const builtTime = new Date('2026-03-14T09:26:53.000Z');
export const builtOlderTime = new Date('2026-03-13T09:26:53.000Z');

/** Writes a file with its folders and the time of built homes. */
export function writeBuiltFile(path: string, content: string | Uint8Array, time = builtTime): void {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, content);
  utimesSync(path, time, time);
}

/** The beginning of an Outlook store ([MS-PST] 2.2.2.6), which a search looks at; nothing behind it. */
export function storeStart(client: 'SM' | 'SO' = 'SM'): Uint8Array {
  const bytes = Buffer.alloc(1024);
  bytes.write('!BDN', 0, 'latin1');
  bytes.write(client, 8, 'latin1');
  bytes.writeUInt16LE(23, 10);
  return bytes;
}

/** A single message, whole and small; another seed makes another message. */
export function builtMessage(seed = 1): string {
  const id = `${String(seed)}.built@example.org`;
  return `From: sender@example.org\nTo: user@example.org\nSubject: Message ${String(seed)}\nMessage-ID: <${id}>\nDate: Sat, 14 Mar 2026 09:26:53 +0000\n\nText of message ${String(seed)}.\n`;
}

/** An mbox of small messages. */
export function builtMbox(seed: number, messages = 2): string {
  const texts = Array.from({ length: messages }, (_, index) => builtMessage(seed * 100 + index));
  return texts.map((text) => `From sender@example.org Sat Mar 14 09:26:53 2026\n${text}\n`).join('');
}

/**
 * Writes a profile of Thunderbird: preferences, an address book, mailboxes with their indexes, filters.
 * @param seed makes the profiles of different users differ
 */
export function writeThunderbirdProfile(folder: string, seed: number): void {
  writeBuiltFile(join(folder, 'prefs.js'), `user_pref("mail.identity.id1.useremail", "user${String(seed)}@example.org");\n`);
  writeBuiltFile(join(folder, 'abook.sqlite'), 'SQLite format 3\0');
  writeBuiltFile(join(folder, 'Mail', 'Local Folders', 'Inbox'), builtMbox(seed, 3));
  writeBuiltFile(join(folder, 'Mail', 'Local Folders', 'Inbox.msf'), '// <!-- <mdb:mork:z v="1.4"/> -->\n', builtOlderTime);
  writeBuiltFile(join(folder, 'Mail', 'Local Folders', 'msgFilterRules.dat'), 'version="9"\nlogging="no"\n');
  writeBuiltFile(join(folder, 'ImapMail', 'imap.example.org', 'INBOX'), builtMbox(seed + 1000, 1));
}

/** The text of a profiles.ini. @param paths of the profiles, relative or absolute as they look */
export function profilesIni(paths: readonly string[]): string {
  const sections = paths.map((path, index) => {
    const isRelative = /^([A-Za-z]:|\/)/.test(path) ? '0' : '1';
    return `[Profile${String(index)}]\r\nName=profile ${String(index)}\r\nIsRelative=${isRelative}\r\nPath=${path}\r\n${index === 0 ? 'Default=1\r\n' : ''}`;
  });
  return `[Install4F96D1932A9F858E]\r\nDefault=${paths[0] ?? ''}\r\nLocked=1\r\n\r\n${sections.join('\r\n')}\r\n[General]\r\nStartWithLastProfile=1\r\nVersion=2\r\n`;
}

type Place = readonly [path: string, client: string, form: BuiltFind['form'], can?: BuiltFind['can']];

/** Writes the homes of Windows users with every client; returns what is to be found. @param root stands for `C:\` */
export function buildWindowsHomes(root: string, users: readonly string[]): readonly BuiltFind[] {
  writeBuiltFile(join(root, 'Windows', 'System32', 'notes.txt'), 'no mail\n');
  return users.flatMap((user, seed) => {
    const home = `Users/${user}`;
    const write = (path: string, content: string | Uint8Array): void => writeBuiltFile(join(root, home, path), content);
    const outlook = 'AppData/Local/Microsoft/Outlook';
    write(`${outlook}/${user}@example.org.ost`, storeStart('SO'));
    write(`${outlook}/archive.pst`, storeStart());
    write(`${outlook}/RoamCache/Stream_Autocomplete_0_AB.dat`, 'names');
    write(`${outlook}/RoamCache/Stream_Calendar_0_AB.dat`, 'calendar');
    write('Documents/Outlook Files/Outlook.pst', storeStart());
    write('AppData/Roaming/Microsoft/Outlook/Outlook.NK2', Buffer.of(0x0d, 0xf0, 0xad, 0xba));
    write('AppData/Roaming/Microsoft/Outlook/Outlook.rwz', 'rules');
    write('AppData/Local/Microsoft/Windows/INetCache/Content.Outlook/A1B2C3D4/invoice.pdf', '%PDF-1.7');
    write('AppData/Local/Microsoft/Olk/EBWebView/Default/IndexedDB/000003.log', 'log');
    write('AppData/Local/Comms/UnistoreDB/store.vol', 'ese');
    write('AppData/Local/Comms/Unistore/data/3/a/0001.dat', 'body');
    write('AppData/Local/Packages/microsoft.windowscommunicationsapps_8wekyb3d8bbwe/LocalState/HxStore.hxd', 'Nostromoi');
    const profile = `Profiles/q${String(seed)}abcd.default-release`;
    const unlisted = `Profiles/old${String(seed)}.default`;
    write('AppData/Roaming/Thunderbird/profiles.ini', profilesIni([profile]));
    write('AppData/Roaming/Thunderbird/installs.ini', `[4F96D1932A9F858E]\r\nDefault=${profile}\r\nLocked=1\r\n`);
    writeThunderbirdProfile(join(root, home, 'AppData/Roaming/Thunderbird', profile), seed * 10);
    writeThunderbirdProfile(join(root, home, 'AppData/Roaming/Thunderbird', unlisted), seed * 10 + 1);
    write('AppData/Roaming/Mozilla/Firefox/profiles.ini', profilesIni(['Profiles/fox.default']));
    write('AppData/Roaming/Mozilla/Firefox/Profiles/fox.default/prefs.js', 'user_pref("browser.startup.page", 1);\n');
    const places: readonly Place[] = [
      [`${outlook}/${user}@example.org.ost`, 'Outlook', 'file'],
      [`${outlook}/archive.pst`, 'Outlook', 'file'],
      [`${outlook}/RoamCache`, 'Outlook', 'folder', 'partly'],
      ['Documents/Outlook Files/Outlook.pst', 'Outlook', 'file'],
      ['AppData/Roaming/Microsoft/Outlook/Outlook.NK2', 'Outlook', 'file', 'yes'],
      ['AppData/Roaming/Microsoft/Outlook/Outlook.rwz', 'Outlook', 'file'],
      ['AppData/Local/Microsoft/Windows/INetCache/Content.Outlook', 'Outlook', 'folder', 'partly'],
      ['AppData/Local/Microsoft/Olk', 'New Outlook', 'folder', 'no'],
      ['AppData/Local/Comms', 'Windows Mail', 'folder', 'no'],
      ['AppData/Local/Packages/microsoft.windowscommunicationsapps_8wekyb3d8bbwe', 'Windows Mail', 'folder', 'no'],
      [`AppData/Roaming/Thunderbird/${profile}`, 'Thunderbird', 'folder'],
      [`AppData/Roaming/Thunderbird/${unlisted}`, 'Thunderbird', 'folder'],
    ];
    return findsOf(home, user, places);
  });
}

/** Writes the homes of macOS users with every client; returns what is to be found. */
export function buildMacHomes(root: string, users: readonly string[]): readonly BuiltFind[] {
  writeBuiltFile(join(root, 'Library', 'Preferences', 'notes.txt'), 'no mail\n');
  return users.flatMap((user, seed) => {
    const home = `Users/${user}`;
    const write = (path: string, content: string | Uint8Array): void => writeBuiltFile(join(root, home, path), content);
    const message = builtMessage(seed + 50);
    for (const version of ['V2', 'V10']) {
      write(`Library/Mail/${version}/MailData/SyncedRules.plist`, '<plist version="1.0"><array/></plist>');
      write(`Library/Mail/${version}/IMAP-${user}/INBOX.mbox/Messages/1.emlx`, `${String(message.length)}\n${message}`);
    }
    write('Library/Mail/PersistenceInfo.plist', '<plist version="1.0"><dict/></plist>');
    write('Library/Containers/com.apple.mail/Data/Library/Preferences/com.apple.mail.plist', 'bplist00');
    for (const name of ['Accounts4.sqlite', 'Accounts4.sqlite-wal', 'VerifiedBackup/Accounts4.sqlite'])
      write(`Library/Accounts/${name}`, 'SQLite format 3\0');
    write('Library/Group Containers/UBF8T346G9.Office/Outlook/Outlook 15 Profiles/Main Profile/Data/Outlook.sqlite', 'SQLite format 3\0');
    const profile = `Profiles/m${String(seed)}.default`;
    write('Library/Thunderbird/profiles.ini', profilesIni([profile]));
    writeThunderbirdProfile(join(root, home, 'Library/Thunderbird', profile), seed * 10 + 2);
    return findsOf(home, user, [
      ['Library/Mail/V2', 'Apple Mail', 'folder'],
      ['Library/Mail/V10', 'Apple Mail', 'folder'],
      ['Library/Containers/com.apple.mail', 'Apple Mail', 'folder', 'partly'],
      ['Library/Accounts', 'Internet Accounts', 'folder', 'partly'],
      ['Library/Group Containers/UBF8T346G9.Office/Outlook', 'Outlook for Mac', 'folder', 'partly'],
      [`Library/Thunderbird/${profile}`, 'Thunderbird', 'folder'],
    ]);
  });
}

/** Writes the homes of Linux users, and root's, with every client, and the system's mail; returns what is to be found. */
export function buildLinuxHomes(root: string, users: readonly string[]): readonly BuiltFind[] {
  const finds = users.flatMap((user, seed) => linuxHome(root, `home/${user}`, user, seed));
  writeBuiltFile(join(root, 'root', '.forward'), 'admin@example.net\n');
  writeBuiltFile(join(root, 'etc', 'aliases'), 'postmaster: root\n');
  writeBuiltFile(join(root, 'etc', 'postfix', 'main.cf'), 'recipient_bcc_maps = hash:/etc/postfix/bcc\n');
  writeBuiltFile(join(root, 'etc', 'passwd'), 'root:x:0:0:root:/root:/bin/sh\n');
  return [
    ...finds,
    ...users.map((user, seed): BuiltFind => {
      writeBuiltFile(join(root, 'var', 'mail', user), builtMbox(seed + 300));
      return { relativePath: `var/mail/${user}`, client: 'System mailbox', owner: user, form: 'file', can: 'yes' };
    }),
    { relativePath: 'root/.forward', client: 'Mail transfer', owner: 'root', form: 'file', can: 'yes' },
    { relativePath: 'etc/aliases', client: 'Mail transfer', owner: null, form: 'file', can: 'partly' },
    { relativePath: 'etc/postfix', client: 'Postfix', owner: null, form: 'folder', can: 'partly' },
  ];
}

function linuxHome(root: string, home: string, user: string, seed: number): readonly BuiltFind[] {
  const write = (path: string, content: string | Uint8Array): void => writeBuiltFile(join(root, home, path), content);
  const profiles = [
    '.thunderbird',
    'snap/thunderbird/common/.thunderbird',
    '.var/app/org.mozilla.Thunderbird/.thunderbird',
    '.mozilla-thunderbird',
  ];
  for (const [index, folder] of profiles.entries()) {
    write(`${folder}/profiles.ini`, profilesIni(['x.default']));
    writeThunderbirdProfile(join(root, home, folder, 'x.default'), seed * 10 + index + 3);
  }
  write('Maildir/cur/1.M1P1.host:2,S', builtMessage(seed + 100));
  write('Maildir/new/2.M1P1.host', builtMessage(seed + 110));
  write('Maildir/tmp/.keep', '');
  write('Maildir/.Sent/cur/3.M1P1.host:2,S', builtMessage(seed + 120));
  write('Maildir/.Sent/new/.keep', '');
  write('mail/saved', builtMbox(seed + 130));
  write('Mail/inbox/1', builtMessage(seed + 140));
  write('Mail/inbox/.mh_sequences', 'cur: 1\n');
  write('.local/share/evolution/mail/local/cur/4.host:2,S', builtMessage(seed + 150));
  write('.local/share/evolution/mail/local/new/.keep', '');
  write('.config/evolution/sources/account.source', '[Data Source]\n');
  write('.local/share/local-mail/inbox/cur/5.host:2,S', builtMessage(seed + 160));
  write('.local/share/local-mail/inbox/new/.keep', '');
  write('.forward', `\\${user}, ${user}@example.net\n`);
  write('.procmailrc', ':0 c\n! copy@example.net\n');
  write('.dovecot.sieve', 'redirect :copy "copy@example.net";\n');
  write('.muttrc', 'set folder=~/Maildir\n');
  write('.bashrc', 'export EDITOR=vi\n');
  return findsOf(home, user, [
    ...profiles.map((folder): Place => [`${folder}/x.default`, 'Thunderbird', 'folder']),
    ['Maildir', 'Mail folder', 'folder'],
    ['mail', 'Mail folder', 'folder'],
    ['Mail', 'Mail folder', 'folder'],
    ['.local/share/evolution', 'Evolution', 'folder'],
    ['.config/evolution', 'Evolution', 'folder', 'partly'],
    ['.local/share/local-mail', 'KMail', 'folder'],
    ['.forward', 'Mail transfer', 'file', 'yes'],
    ['.procmailrc', 'procmail', 'file', 'yes'],
    ['.dovecot.sieve', 'Sieve', 'file', 'yes'],
    ['.muttrc', 'mutt', 'file', 'yes'],
  ]);
}

function findsOf(home: string, owner: string, places: readonly Place[]): readonly BuiltFind[] {
  return places.map(([path, client, form, can = 'yes']) => ({ relativePath: `${home}/${path}`, client, owner, form, can }));
}
