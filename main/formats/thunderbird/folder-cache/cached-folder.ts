import type { AccessEventClaims, RuleValue, SettingClaims } from '#model/index.ts';
import { decimalNumber, fact, timeSince1970 } from '../claims.ts';
import { changeDoesNotShow, eventClaims, viewDoesNotShow } from '../folder-index/folder-properties.ts';

/** What the folder cache keeps of a folder (nsMsgFolderCache of comm-central), by name; numbers are decimal. */
export interface CachedFolder {
  /** Path of the folder's index on the machine it ran on. */
  readonly path: string;
  readonly values: ReadonlyMap<string, string | number | boolean>;
}

/** A folder of the cache as a setting. */
export function cachedSetting({ path, values }: CachedFolder): SettingClaims {
  const flags = values.get('flags');
  return {
    setting: 'client-setting',
    client: 'thunderbird',
    name: 'folder cache entry',
    folderPath: [],
    modified: null,
    values: [
      fact('path', path),
      ...[...values].map(([name, value]) => fact(name, value)),
      ...(typeof flags === 'number' ? [{ name: 'flags in words', value: folderFlags(flags) } satisfies RuleValue] : []),
    ],
  };
}

/** The times that the cache keeps of a folder. */
export function cachedEvents({ path, values }: CachedFolder): { readonly name: string; readonly claims: AccessEventClaims }[] {
  return times.flatMap(({ name, strength, action, operation, doesNotShow }) => {
    const raw = String(values.get(name) ?? '');
    const time = timeSince1970(raw, decimalNumber(raw), 1, `property ${name} of the folder cache`);
    if (time === null) return [];
    const source = `Thunderbird folder cache, property ${name}`;
    return [{ name, claims: eventClaims({ time, strength, action, operation, doesNotShow, folderName: path, source }) }];
  });
}

const times = [
  { name: 'MRUTime', strength: 'OPENED', action: 'folder-access', operation: 'folder viewed', doesNotShow: viewDoesNotShow },
  { name: 'MRMTime', strength: 'CHANGED', action: 'other', operation: 'folder changed', doesNotShow: changeDoesNotShow },
  {
    name: 'lastSyncTimeInSec',
    strength: 'SYNCED',
    action: 'mail-sync',
    operation: 'folder made available offline',
    doesNotShow: 'It does not show which messages were fetched.',
  },
] as const;

/** The words for a folder's flags (nsMsgFolderFlags.idl of comm-central). */
export function folderFlags(flags: number): string[] {
  // The highest bit is set in favourites, and the number is unsigned.
  return flagWords.filter(([bit]) => Math.floor(flags / bit) % 2 === 1).map(([, word]) => word);
}

const flagWords = [
  [0x1, 'newsgroup'],
  [0x4, 'mail'],
  [0x20, 'search folder'],
  [0x100, 'trash'],
  [0x200, 'sent mail'],
  [0x400, 'drafts'],
  [0x800, 'outbox'],
  [0x1000, 'inbox'],
  [0x2000, 'IMAP folder'],
  [0x4000, 'archive'],
  [0x8000, 'all mail'],
  [0x80000, 'personal'],
  [0x100000, 'public on the server'],
  [0x200000, 'of somebody else on the server'],
  [0x400000, 'templates'],
  [0x800000, 'personal and shared with others'],
  [0x1000000, 'cannot be selected on the server'],
  [0x2000000, 'created offline'],
  [0x8000000, 'kept for offline use'],
  [0x10000000, 'has changes that wait for the server'],
  [0x20000000, 'checked for new mail'],
  [0x40000000, 'junk'],
  [0x80000000, 'favourite'],
] as const;
