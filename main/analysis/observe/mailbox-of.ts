import type { EvidenceRecord, RuleClaims } from '#model/index.ts';
import { placeByName } from './folder-names.ts';

/**
 * The key of the mailbox that holds a record: exhibit, a blank, and the place within it that all folders of the mailbox have
 * in common. An Outlook store or archive is its file; of a profile of Thunderbird the folder of the account, of Apple Mail
 * likewise; of a Maildir its root; of loose mbox files and messages the folder that they lie in, without folders of the
 * mailbox itself (`Sent`, `Inbox.sbd`). Settings of a whole profile have the key of the profile, which is the beginning of
 * those of its accounts (`isPartOf`). Of an event, and of a rule that an administration listed, it is the account that it
 * names, since logs and exports lie elsewhere.
 */
export function mailboxOf(record: EvidenceRecord): string {
  if (record.kind === 'event') {
    const account = record.claimed.change?.of ?? record.claimed.account;
    if (account !== '') return `${ofAccount}${account.toLowerCase().slice(0, longestAccount)}`;
  }
  // An export of an administration lists the rules of many mailboxes in one file.
  if (record.kind === 'rule' && record.claimed.owner !== '' && isListing(record.claimed))
    return `${ofAccount}${record.claimed.owner.toLowerCase().slice(0, longestAccount)}`;
  const [file, second] = record.locator;
  if (file?.kind !== 'file') return record.evidenceId;
  const path = second?.kind === 'member' && !/\.olm$/i.test(file.at) ? `${file.at}/${second.at}` : file.at;
  const root = rootOf(path);
  return root === '' ? record.evidenceId : `${record.evidenceId} ${root}`;
}

function isListing({ client, storedAs }: RuleClaims): boolean {
  return client === 'exchange' || (client === 'gmail' && /Gmail API|GAM/.test(storedAs));
}

/** The account that the key of a mailbox names, in lower case; null where it names a place in an exhibit. */
export function accountOfMailbox(mailbox: string): string | null {
  return mailbox.startsWith(ofAccount) ? mailbox.slice(ofAccount.length) : null;
}

const ofAccount = 'account ';

/** Whether a mailbox lies in the place that a key names: in the profile of which a setting was made. */
export function isPartOf(mailbox: string, wider: string): boolean {
  return mailbox === wider || mailbox.startsWith(wider.includes(' ') ? `${wider}/` : `${wider} `);
}

const longestAccount = 320;
const known = new Map<string, string>();
const mostKnown = 50_000;

// Messages in files of their own share their folder's root, so the file's name is left out of what is remembered.
function rootOf(path: string): string {
  const slash = path.lastIndexOf('/');
  const name = path.slice(slash + 1);
  const isMessage = /\.(?:eml|emlx|msg|txt)$/i.test(name) || /[:;!]2,/.test(name) || /^\d+\.?$/.test(name);
  const key = isMessage ? path.slice(0, slash + 1) : path;
  const earlier = known.get(key);
  if (earlier !== undefined) return earlier;
  const root = computedRoot(path.split('/'), isMessage);
  if (known.size >= mostKnown) known.clear();
  known.set(key, root);
  return root;
}

function computedRoot(parts: readonly string[], isMessage: boolean): string {
  const name = parts.at(-1) ?? '';
  if (/\.(?:pst|ost|olm|nst)$/i.test(name)) return parts.join('/');
  const folders = parts.slice(0, -1);
  return thunderbirdRoot(folders) ?? appleMailRoot(folders, name) ?? maildirRoot(folders) ?? looseRoot(folders, name, isMessage);
}

// `Profiles/x.default/ImapMail/imap.example.org/INBOX.sbd/2020`: the account's folder below `Mail` or `ImapMail`.
function thunderbirdRoot(folders: readonly string[]): string | null {
  const at = folders.findIndex((folder) => folder === 'ImapMail');
  const below =
    at === -1
      ? folders.findIndex(
          (folder, index) =>
            folder === 'Mail' &&
            /^(?:Local Folders|[\w-]+(?:\.[\w-]+)+)$/.test(folders[index + 1] ?? '') &&
            !/\.mbox$/i.test(folders[index + 1] ?? ''),
        )
      : at;
  return below === -1 || folders.length <= below + 1 ? null : folders.slice(0, below + 2).join('/');
}

// `Mail/V10/<account>/INBOX.mbox/…`: what holds the outermost folder of the mailbox. Data of all accounts lie in `MailData`.
function appleMailRoot(folders: readonly string[], name: string): string | null {
  const mailbox = folders.findIndex((folder) => /\.(?:mbox|imapmbox)$/i.test(folder));
  if (mailbox !== -1) return folders.slice(0, mailbox).join('/');
  const data = folders.lastIndexOf('MailData');
  if (data !== -1) return folders.slice(0, data).join('/');
  return /^envelope index/i.test(name) ? folders.join('/') : null;
}

// `Maildir/.Sent/cur/…`, also of the layout with folders in folders.
function maildirRoot(folders: readonly string[]): string | null {
  const own = folders.at(-1) ?? '';
  if (own !== 'cur' && own !== 'new' && own !== 'tmp') return null;
  const named = folders.findIndex((folder) => /^maildir$/i.test(folder));
  return named === -1 ? withoutMailFolders(folders.slice(0, -1)).join('/') : folders.slice(0, named + 1).join('/');
}

function looseRoot(folders: readonly string[], name: string, isMessage: boolean): string {
  const isOfItself =
    !isMessage && /\.(?:mbox|mbx)$/i.test(name) && placeByName(name) === null && !folders.some((folder) => /\.sbd$/i.test(folder));
  if (isOfItself) return [...folders, name].join('/');
  return withoutMailFolders(folders).join('/');
}

function withoutMailFolders(folders: readonly string[]): readonly string[] {
  const first = folders.findIndex(isFolderOfMailbox);
  if (first !== -1) return folders.slice(0, first);
  const last = folders.at(-1) ?? '';
  return last.startsWith('.') && last.length > 1 ? folders.slice(0, -1) : folders;
}

// Names such as `archive` or `other` are also those of folders in which evidence is kept, so of received mail only the inbox counts.
function isFolderOfMailbox(folder: string): boolean {
  if (/\.sbd$/i.test(folder)) return true;
  const bare = folder.replace(/^\./, '');
  const place = placeByName(bare);
  return place !== null && (place !== 'received' || /^inbox$/i.test(bare));
}
