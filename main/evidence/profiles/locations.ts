import type { ProfileReading } from '#model/index.ts';
import { ofOutlookForMac } from './folder-shape.ts';
import type { Location } from './location.ts';

const noReader = (format: string): ProfileReading => ({ can: 'no', because: `This program has no reader for ${format}.` });
const partly = (because: string): ProfileReading => ({ can: 'partly', because });

const outlookFiles = 'Microsoft Support, Introduction to Outlook Data Files (.pst and .ost)';
const outlookMoves = 'Microsoft Support, Find and transfer Outlook data files from one computer to another';
const thunderbird = 'Mozilla Support, Profiles - Where Thunderbird stores your messages and other user data';
const newOutlook = 'Microsoft Learn, Deploying the new Outlook in VDI: profile and cache locations';
const windowsMail = 'Chivers, Navigating the Windows Mail database, Digital Investigation 26 (2018)';
const appleMail = 'ForensicArtifacts, data/macos.yaml, MacOSMail*; Apple Support, Mail User Guide';
const appleAccounts = 'macOS forensics knowledge base, Mail Account Information; iLEAPP, artifact accountData';
const kape = 'KapeFiles, Targets/Apps and Targets/Windows, Outlook and mail targets';
const outlookForMac = 'Microsoft Support, Location of Outlook for Mac profile files';

const kmailFilters = 'KDE PIM, mailcommon: FilterManager';
const flatpak = 'Flatpak documentation, Sandbox permissions: data of an app in ~/.var/app';

const olk = noReader('the browser storage in which the new Outlook keeps its cache');
const unistore = noReader('the ESE database and the body files of Windows Mail');
const entourage = noReader('the database of Entourage');
const attachments = partly('Files are read whose content is mail; what else lies here is listed.');
const autocomplete = partly('Names and addresses that Outlook completes are read; what else lies here is listed.');
const ofAppleMail = partly('Property lists of Apple Mail and files whose content is mail are read; what else lies here is listed.');
const ofAppleAccounts = partly('The databases of accounts (Accounts3.sqlite, Accounts4.sqlite) are read; what else lies here is listed.');
const ofKmail = partly('Filters are read; other settings are not.');
const asText = partly('It is listed and kept with its hash; what no reader recognises is not interpreted.');

/** Every place that is known, one row each. The first row that fits a path counts. */
// prettier-ignore
export const locations: readonly Location[] = [
  // Windows: Outlook
  ...(['AppData/Local', 'Local Settings/Application Data', 'LocalCache/Local'] as const).flatMap((local): Location[] => [
    row('windows', 'Outlook', 'store', `${local}/Microsoft/Outlook/*.ost`, 'file', 'Outlook keeps offline stores there', outlookFiles),
    row('windows', 'Outlook', 'store', `${local}/Microsoft/Outlook/*.pst`, 'file', 'Outlook keeps stores there', outlookFiles),
    row('windows', 'Outlook', 'store', `${local}/Microsoft/Outlook/*.nst`, 'file', 'Outlook keeps stores of groups there', kape),
    row('windows', 'Outlook', 'settings', `${local}/Microsoft/Outlook/RoamCache`, 'folder', 'Outlook keeps names it completes there', outlookMoves, autocomplete),
    row('windows', 'Outlook', 'settings', `${local}/Microsoft/Outlook/*.rwz`, 'file', 'Outlook kept its rules there', outlookMoves),
    row('windows', 'Outlook', 'settings', `${local}/Microsoft/Outlook/*.nk2`, 'file', 'Outlook kept names it completes there', outlookMoves),
    row('windows', 'Outlook', 'cache', `${local}/Microsoft/Windows/INetCache/Content.Outlook`, 'folder', 'Outlook keeps attachments there that were opened', kape, attachments),
    row('windows', 'Outlook', 'cache', `${local}/Microsoft/Windows/Temporary Internet Files/Content.Outlook`, 'folder', 'Outlook kept attachments there that were opened', kape, attachments),
    row('windows', 'Outlook', 'cache', `${local}/Temporary Internet Files/Content.Outlook`, 'folder', 'Outlook kept attachments there that were opened', kape, attachments),
  ]),
  row('windows', 'Outlook', 'cache', 'Local Settings/Temporary Internet Files/OLK*', 'folder', 'Outlook 2003 kept attachments there that were opened', kape, attachments),
  row('windows', 'Outlook', 'store', 'Documents/Outlook Files/*.pst', 'file', 'Outlook keeps stores of the user there', outlookFiles),
  row('windows', 'Outlook', 'store', 'My Documents/Outlook Files/*.pst', 'file', 'Outlook kept stores of the user there', outlookFiles),
  ...(['AppData/Roaming', 'Application Data', 'LocalCache/Roaming'] as const).flatMap((roaming): Location[] => [
    row('windows', 'Outlook', 'settings', `${roaming}/Microsoft/Outlook/*.nk2`, 'file', 'Outlook up to 2007 kept names it completes there', outlookMoves),
    row('windows', 'Outlook', 'settings', `${roaming}/Microsoft/Outlook/*.rwz`, 'file', 'Outlook up to 2000 kept its rules there', outlookMoves),
    row('windows', 'Outlook', 'settings', `${roaming}/Microsoft/Outlook/*.srs`, 'file', 'Outlook keeps send and receive settings there', outlookMoves, asText),
    row('windows', 'Outlook', 'settings', `${roaming}/Microsoft/Outlook/VbaProject.OTM`, 'file', 'Outlook keeps macros there, which can forward mail', outlookMoves),
    row('windows', 'Outlook', 'settings', `${roaming}/Microsoft/Templates/*.oft`, 'file', 'Outlook keeps templates of messages there', outlookMoves),
    row('windows', 'Thunderbird', 'profile', `${roaming}/Thunderbird`, 'profiles', 'Thunderbird keeps its profiles there', thunderbird),
    row('windows', 'Postbox', 'profile', `${roaming}/PostboxApp`, 'profiles', 'Postbox keeps its profiles there', kape),
    row('windows', 'SeaMonkey', 'profile', `${roaming}/Mozilla/SeaMonkey`, 'profiles', 'SeaMonkey keeps its profiles there', 'SeaMonkey Help, Profile folder'),
    row('windows', 'eM Client', 'profile', `${roaming}/eM Client`, 'folder', 'eM Client keeps its databases there', kape, noReader('the databases of eM Client')),
  ]),
  // Windows: what this program cannot read, told with its size
  row('windows', 'New Outlook', 'cache', 'AppData/Local/Microsoft/Olk', 'folder', 'the new Outlook keeps its cache there', newOutlook, olk),
  row('windows', 'New Outlook', 'cache', 'AppData/Local/Packages/Microsoft.OutlookForWindows_*', 'folder', 'the new Outlook keeps its settings there', newOutlook, olk),
  row('windows', 'Windows Mail', 'cache', 'AppData/Local/Comms', 'folder', 'Windows Mail keeps UnistoreDB/store.vol and Unistore/data there', windowsMail, unistore),
  row('windows', 'Windows Mail', 'cache', 'AppData/Local/Packages/microsoft.windowscommunicationsapps_*', 'folder', 'Windows Mail keeps HxStore.hxd and attachments there', windowsMail, noReader('HxStore.hxd, in which Windows Mail keeps its cache')),
  row('windows', 'Outlook Express', 'store', 'Local Settings/Application Data/Identities/*/Microsoft/Outlook Express', 'folder', 'Outlook Express kept its folders there', kape, noReader('the .dbx folders of Outlook Express')),
  row('windows', 'Windows Live Mail', 'profile', 'AppData/Local/Microsoft/Windows Live Mail', 'folder', 'Windows Live Mail keeps each message as a file there', kape, partly('Messages are read; the database of Windows Live Mail is not.')),
  row('windows', 'Windows Mail (Vista)', 'profile', 'AppData/Local/Microsoft/Windows Mail', 'folder', 'Windows Mail of Vista keeps each message as a file there', kape, partly('Messages are read; the database of Windows Mail is not.')),
  // macOS
  row('macos', 'Apple Mail', 'profile', 'Library/Mail/V#', 'folder', 'Apple Mail keeps messages, index and rules there', appleMail),
  row('macos', 'Apple Mail', 'profile', 'Library/Mail/Mailboxes', 'folder', 'Apple Mail of early systems kept mailboxes there', appleMail),
  row('macos', 'Apple Mail', 'settings', 'Library/Containers/com.apple.mail', 'folder', 'Apple Mail keeps settings and downloaded attachments there', appleMail, ofAppleMail),
  row('macos', 'Apple Mail', 'settings', 'Library/Mobile Documents/com~apple~mail', 'folder', 'Apple Mail keeps rules there that are shared by iCloud', appleMail, ofAppleMail),
  row('macos', 'Apple Mail', 'settings', 'Library/Preferences/com.apple.mail*.plist', 'file', 'Apple Mail keeps settings and accounts there', appleMail),
  row('macos', 'Apple Mail', 'settings', 'Library/Application Scripts/com.apple.mail', 'folder', 'Apple Mail takes scripts that its rules run from there', 'Apple Developer, NSUserScriptTask and application scripts', asText),
  row('macos', 'Internet Accounts', 'settings', 'Library/Accounts', 'folder', 'macOS and iOS keep the accounts of Mail and all other programs there', appleAccounts, ofAppleAccounts),
  row('macos', 'Apple Mail', 'cache', 'Library/Mail Downloads', 'folder', 'Apple Mail kept attachments there that were opened', appleMail, attachments),
  row('macos', 'Outlook for Mac', 'profile', 'Library/Group Containers/UBF8T346G9.Office/Outlook', 'folder', 'Outlook for Mac keeps its profiles there', outlookForMac, ofOutlookForMac),
  row('macos', 'Outlook for Mac', 'profile', 'Documents/Microsoft User Data/Office 2011 Identities', 'folder', 'Outlook for Mac 2011 kept its identities there', outlookForMac, ofOutlookForMac),
  row('macos', 'Outlook for Mac', 'settings', 'Library/Containers/com.microsoft.Outlook', 'folder', 'Outlook for Mac keeps settings and opened attachments there', outlookForMac, attachments),
  ...(['Office 2004 Identities', 'Office 2008 Identities'] as const).map((name) =>
    row('macos', 'Entourage', 'profile', `Documents/Microsoft User Data/${name}`, 'folder', 'Entourage kept its databases there', outlookForMac, entourage),
  ),
  row('macos', 'Thunderbird', 'profile', 'Library/Thunderbird', 'profiles', 'Thunderbird keeps its profiles there', thunderbird),
  // Linux: homes
  row('linux', 'Thunderbird', 'profile', '.thunderbird', 'profiles', 'Thunderbird keeps its profiles there', thunderbird),
  row('linux', 'Thunderbird', 'profile', '.mozilla-thunderbird', 'profiles', 'Thunderbird of Debian kept its profiles there', thunderbird),
  row('linux', 'Thunderbird', 'profile', '.icedove', 'profiles', 'Icedove kept its profiles there', thunderbird),
  row('linux', 'SeaMonkey', 'profile', '.mozilla/seamonkey', 'profiles', 'SeaMonkey keeps its profiles there', 'SeaMonkey Help, Profile folder'),
  row('linux', 'Evolution', 'profile', '.local/share/evolution', 'folder', 'Evolution keeps mail and address books there', 'GNOME Evolution Help, Data storage locations'),
  row('linux', 'Evolution', 'settings', '.config/evolution', 'folder', 'Evolution keeps accounts and filters there', 'GNOME Evolution Help, Data storage locations', asText),
  row('linux', 'Evolution', 'cache', '.cache/evolution/mail', 'folder', 'Evolution keeps copies of mail on servers there', 'GNOME Evolution Help, Data storage locations', asText),
  row('linux', 'Evolution', 'profile', '.evolution', 'folder', 'Evolution up to 2.32 kept its mail there', 'GNOME Evolution Help, Data storage locations'),
  row('linux', 'KMail', 'profile', '.local/share/local-mail', 'folder', 'KMail keeps local mail there', 'KDE UserBase, KMail FAQ'),
  row('linux', 'KMail', 'profile', '.local/share/.local-mail.directory', 'folder', 'KMail keeps folders below local mail there', 'KDE UserBase, KMail FAQ'),
  row('linux', 'KMail', 'profile', '.kde*/share/apps/kmail/mail', 'folder', 'KMail of KDE 3 and 4 kept its mail there', 'KDE UserBase, KMail FAQ'),
  row('linux', 'KMail', 'cache', '.local/share/akonadi', 'folder', 'Akonadi keeps copies of mail on servers there', 'KDE UserBase, Akonadi', asText),
  row('linux', 'KMail', 'settings', '.config/kmail2rc', 'file', 'KMail keeps its settings there', 'KDE UserBase, KMail FAQ', asText),
  row('linux', 'KMail', 'settings', '.config/akonadi_mailfilter_agentrc', 'file', 'KMail keeps its filters there, which can pass mail on', kmailFilters),
  row('linux', 'KMail', 'settings', '.kde*/share/config/akonadi_mailfilter_agentrc', 'file', 'KMail of KDE 4 kept its filters there, which can pass mail on', kmailFilters),
  row('linux', 'KMail', 'settings', '.kde*/share/config/kmailrc', 'file', 'KMail of KDE 3 and 4 kept settings and filters there, which can pass mail on', kmailFilters, ofKmail),
  row('linux', 'KMail', 'settings', '.var/app/org.kde.*/config/akonadi_mailfilter_agentrc', 'file', 'KMail keeps its filters there, which can pass mail on', flatpak),
  row('linux', 'KMail', 'settings', '.config/mailtransports', 'file', 'KMail keeps outgoing servers there', 'KDE UserBase, KMail FAQ', asText),
  row('linux', 'KMail', 'settings', '.config/akonadi_*_resource_*rc', 'file', 'Akonadi keeps accounts there', 'KDE UserBase, Akonadi', asText),
  row('linux', 'Claws Mail', 'settings', '.claws-mail', 'folder', 'Claws Mail keeps accounts and filters there', 'Claws Mail manual, Where are my files', asText),
  row('linux', 'Geary', 'profile', '.local/share/geary', 'folder', 'Geary keeps its databases there', 'GNOME Geary, engine documentation', asText),
  // Linux: homes of programs in Flatpak
  ...(
    [
      ['Evolution', 'profile', 'org.gnome.Evolution/data/evolution', 'Evolution keeps mail and address books there'],
      ['Evolution', 'settings', 'org.gnome.Evolution/config/evolution', 'Evolution keeps accounts and filters there'],
      ['Evolution', 'cache', 'org.gnome.Evolution/cache/evolution/mail', 'Evolution keeps copies of mail on servers there'],
      ['Geary', 'profile', 'org.gnome.Geary/data/geary', 'Geary keeps its databases there'],
      ['Geary', 'settings', 'org.gnome.Geary/config/geary', 'Geary keeps accounts there'],
      ['KMail', 'profile', 'org.kde.*/data/local-mail', 'KMail keeps local mail there'],
      ['KMail', 'profile', 'org.kde.*/data/.local-mail.directory', 'KMail keeps folders below local mail there'],
      ['KMail', 'cache', 'org.kde.*/data/akonadi', 'Akonadi keeps copies of mail on servers there'],
      ['Claws Mail', 'settings', 'org.claws_mail.Claws-Mail/config/claws-mail', 'Claws Mail keeps accounts and filters there'],
    ] as const
  ).map(([client, kind, path, holds]) =>
    row('linux', client, kind, `.var/app/${path}`, 'folder', holds, flatpak, kind === 'profile' && client !== 'Geary' ? undefined : asText),
  ),
  row('linux', 'Geary', 'settings', '.config/geary', 'folder', 'Geary keeps accounts there', 'GNOME Geary, engine documentation', asText),
  row('linux', 'Sylpheed', 'settings', '.sylpheed-2.0', 'folder', 'Sylpheed keeps accounts and filters there', 'Sylpheed manual', asText),
  row('linux', 'Mailspring', 'profile', '.config/Mailspring', 'folder', 'Mailspring keeps its database there', 'Mailspring documentation, data locations', noReader('the database of Mailspring')),
  ...(['Maildir', 'mail', 'Mail', '.maildir', '.mail'] as const).map((name) =>
    home('Mail folder', 'messages', name, 'folder', `${name} in a home is where mail programs keep mail by default`, 'maildir(5), mutt(1), nmh(7): default folders'),
  ),
  home('Mail folder', 'store', 'mbox', 'file', 'mail programs keep read mail there', 'mbox(5), mailx(1)'),
  home('Mail folder', 'store', 'dead.letter', 'file', 'mail programs keep interrupted mail there', 'mailx(1)'),
  ...(['.forward', '.forward+*'] as const).map((name) =>
    home('Mail transfer', 'settings', name, 'file', 'it tells the mail server where to pass the mail of its owner on', 'local(8) of Postfix'),
  ),
  ...(['.qmail', '.qmail-*'] as const).map((name) =>
    home('qmail', 'settings', name, 'file', 'it tells qmail where to pass the mail of its owner on', 'dot-qmail(5)', asText),
  ),
  home('procmail', 'settings', '.procmailrc', 'file', 'procmail takes its rules from there', 'procmailrc(5)'),
  home('procmail', 'settings', '.procmail', 'folder', 'procmail takes included rules from there', 'procmailrc(5)'),
  home('maildrop', 'settings', '.mailfilter', 'file', 'maildrop takes its rules from there', 'maildropfilter(7)', asText),
  ...(['.dovecot.sieve', '.sieve'] as const).map((name) =>
    home('Sieve', 'settings', name, 'file', 'the delivery agent takes its rules from there', 'Pigeonhole documentation, script locations'),
  ),
  home('Sieve', 'settings', 'sieve', 'folder', 'the delivery agent takes its rules from there', 'Pigeonhole documentation, script locations'),
  home('mutt', 'settings', '.muttrc', 'file', 'mutt takes its settings from there', 'muttrc(5)'),
  home('mutt', 'settings', '.mutt', 'folder', 'mutt takes its settings from there', 'muttrc(5)'),
  home('mail', 'settings', '.mailrc', 'file', 'mail(1) takes its settings from there', 'mailx(1)'),
  home('Alpine', 'settings', '.pinerc', 'file', 'Pine and Alpine take their settings from there', 'alpine(1)'),
  row('linux', 'mutt', 'settings', '.config/mutt', 'folder', 'mutt takes its settings from there', 'muttrc(5)'),
  row('linux', 'mutt', 'settings', '.config/neomutt', 'folder', 'neomutt takes its settings from there', 'neomuttrc(5)'),
  home('fetchmail', 'settings', '.fetchmailrc', 'file', 'fetchmail takes accounts to collect from there', 'fetchmail(1)', asText),
  home('getmail', 'settings', '.getmail', 'folder', 'getmail takes accounts to collect from there', 'getmail documentation, rc files', asText),
  home('OfflineIMAP', 'settings', '.offlineimaprc', 'file', 'OfflineIMAP takes accounts to collect from there', 'offlineimap(1)', asText),
  home('isync', 'settings', '.mbsyncrc', 'file', 'mbsync takes accounts to collect from there', 'mbsync(1)', asText),
  home('msmtp', 'settings', '.msmtprc', 'file', 'msmtp takes outgoing accounts from there', 'msmtp(1)', asText),
  home('vacation', 'settings', '.vacation.msg', 'file', 'vacation takes its answer from there', 'vacation(1)', asText),
  // Linux: the system
  ...(['var/mail', 'var/spool/mail'] as const).map((folder): Location => (
    { ...row('linux', 'System mailbox', 'store', `${folder}/*`, 'file', 'the system delivers the mail of its users there', 'Filesystem Hierarchy Standard 3.0, 5.11'), owner: 'last-name' }
  )),
  { ...row('linux', 'Virtual mailbox', 'messages', 'var/vmail/*/*', 'folder', 'mail servers keep the mail of virtual users there', 'Postfix VIRTUAL_README'), owner: 'last-name' },
  { ...row('linux', 'Virtual mailbox', 'messages', 'var/mail/vhosts/*/*', 'folder', 'mail servers keep the mail of virtual users there', 'Postfix VIRTUAL_README'), owner: 'last-name' },
  ...(
    [
      ['Mail transfer', 'etc/aliases', 'file', 'the mail server takes aliases from there, which can pass mail on', 'aliases(5)'],
      ['Mail transfer', 'etc/valiases', 'folder', 'cPanel keeps aliases of domains there, which can pass mail on', 'cPanel documentation, Forwarders'],
      ['Mail transfer', 'etc/vfilters', 'folder', 'cPanel keeps filters of domains there, which can pass mail on', 'cPanel documentation, Global Email Filters'],
      ['Postfix', 'etc/postfix', 'folder', 'Postfix takes its settings and maps from there', 'postfix(1)'],
      ['Exim', 'etc/exim4', 'folder', 'Exim takes its settings from there', 'exim4-config_files(5)'],
      ['Exim', 'etc/exim', 'folder', 'Exim takes its settings from there', 'exim(8)'],
      ['Sendmail', 'etc/mail', 'folder', 'Sendmail takes its settings and maps from there', 'sendmail(8)'],
      ['Dovecot', 'etc/dovecot', 'folder', 'Dovecot takes its settings from there', 'doveconf(1)'],
      ['procmail', 'etc/procmailrc', 'file', 'procmail takes the rules of all users from there', 'procmailrc(5)'],
    ] as const
  ).map(([client, path, form, holds, source]): Location => ({ ...row('linux', client, 'settings', path, form, holds, source, asText), owner: 'nobody' })),
  { ...row('linux', 'Postfix', 'messages', 'var/spool/postfix', 'folder', 'Postfix keeps mail there that waits to be passed on', 'postfix(1)', asText), owner: 'nobody' },
  ...(['exim', 'exim4'] as const).map((name): Location => (
    { ...row('linux', 'Exim', 'messages', `var/spool/${name}`, 'folder', 'Exim keeps mail there that waits to be passed on', 'exim(8)', asText), owner: 'nobody' }
  )),
];

function row(
  system: Location['system'],
  client: string,
  kind: Location['kind'],
  path: string,
  form: Location['form'],
  holds: string,
  source: string,
  reading?: ProfileReading,
): Location {
  return { system, client, kind, path, form, holds, source, from: 'anywhere', ...(reading === undefined ? {} : { reading }) };
}

function home(
  client: string,
  kind: Location['kind'],
  path: string,
  form: Location['form'],
  holds: string,
  source: string,
  reading?: ProfileReading,
): Location {
  return { ...row('linux', client, kind, path, form, holds, source, reading), from: 'home' };
}
