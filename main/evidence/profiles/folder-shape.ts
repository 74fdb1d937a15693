import type { ProfileKind } from '#model/index.ts';
import type { FolderEntry } from './list-folder.ts';

/** What the entries of a folder show it to be, wherever it lies. */
export interface FolderShape {
  readonly client: string;
  readonly kind: ProfileKind;
  /** A sentence that cites the entries. */
  readonly why: string;
}

/** Entries that beside prefs.js tell a profile of Thunderbird or SeaMonkey from one of Firefox. */
const mailEntries = [
  'mail',
  'imapmail',
  'news',
  'global-messages-db.sqlite',
  'abook.sqlite',
  'abook.mab',
  'foldercache.json',
  'panacea.dat',
];

/** Recognises profiles and mailboxes that are folders by what they hold; null for all other folders. */
export function shapeOf(entries: readonly FolderEntry[]): FolderShape | null {
  const named = (folded: string, is: FolderEntry['is']): FolderEntry | undefined =>
    entries.find((entry) => entry.name.folded === folded && entry.is === is);
  const prefs = named('prefs.js', 'file');
  const mail = mailEntries.flatMap((name) => named(name, 'folder') ?? named(name, 'file') ?? []);
  if (prefs !== undefined && mail.length > 0) {
    const list = mail.map((entry) => entry.name.decoded).join(', ');
    return { client: 'Thunderbird', kind: 'profile', why: `It holds prefs.js and ${list}, as a profile of Thunderbird does.` };
  }
  const maildir = ['cur', 'new', 'tmp'].flatMap((name) => named(name, 'folder') ?? []);
  if (named('cur', 'folder') !== undefined && named('new', 'folder') !== undefined) {
    const list = maildir.map((entry) => entry.name.decoded).join(', ');
    return { client: 'Maildir', kind: 'messages', why: `It holds the folders ${list}, as a Maildir does (maildir(5)).` };
  }
  if (named('.mh_sequences', 'file') !== undefined) {
    return { client: 'MH folder', kind: 'messages', why: 'It holds .mh_sequences, as a folder of MH does (mh-sequence(5)).' };
  }
  return null;
}
