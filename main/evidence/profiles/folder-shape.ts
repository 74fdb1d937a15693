import type { ProfileKind, ProfileReading } from '#model/index.ts';
import type { FolderEntry } from './list-folder.ts';

/** What the entries of a folder show it to be, wherever it lies. */
export interface FolderShape {
  readonly client: string;
  readonly kind: ProfileKind;
  /** A sentence that cites the entries. */
  readonly why: string;
  readonly reading: ProfileReading;
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

const reads: ProfileReading = { can: 'yes' };

/** What is read of a profile of Outlook for Mac. */
export const ofOutlookForMac: ProfileReading = {
  can: 'partly',
  because: 'Message sources and the database Outlook.sqlite are read; other files of Outlook for Mac are listed.',
};

/** Recognises profiles and mailboxes that are folders by what they hold; null for all other folders. */
export function shapeOf(entries: readonly FolderEntry[]): FolderShape | null {
  const named = (folded: string, is: FolderEntry['is']): FolderEntry | undefined =>
    entries.find((entry) => entry.name.folded === folded && entry.is === is);
  const prefs = named('prefs.js', 'file');
  const mail = mailEntries.flatMap((name) => named(name, 'folder') ?? named(name, 'file') ?? []);
  if (prefs !== undefined && mail.length > 0) {
    const list = mail.map((entry) => entry.name.decoded).join(', ');
    return {
      client: 'Thunderbird',
      kind: 'profile',
      why: `It holds prefs.js and ${list}, as a profile of Thunderbird does.`,
      reading: reads,
    };
  }
  const maildir = ['cur', 'new', 'tmp'].flatMap((name) => named(name, 'folder') ?? []);
  if (named('cur', 'folder') !== undefined && named('new', 'folder') !== undefined) {
    const list = maildir.map((entry) => entry.name.decoded).join(', ');
    return { client: 'Maildir', kind: 'messages', why: `It holds the folders ${list}, as a Maildir does (maildir(5)).`, reading: reads };
  }
  if (named('.mh_sequences', 'file') !== undefined) {
    return {
      client: 'MH folder',
      kind: 'messages',
      why: 'It holds .mh_sequences, as a folder of MH does (mh-sequence(5)).',
      reading: reads,
    };
  }
  const ofAppleMail = named('maildata', 'folder') ?? named('envelope index', 'file');
  if (ofAppleMail !== undefined) {
    const why = `It holds ${ofAppleMail.name.decoded}, as the mail folder of Apple Mail does.`;
    return { client: 'Apple Mail', kind: 'profile', why, reading: reads };
  }
  if (named('outlook.sqlite', 'file') !== undefined) {
    const why = 'It holds Outlook.sqlite, as a profile of Outlook for Mac does.';
    return { client: 'Outlook for Mac', kind: 'profile', why, reading: ofOutlookForMac };
  }
  return null;
}
