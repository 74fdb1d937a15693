import type { PlaceName } from './place-name.ts';

/** A user's home within a search. */
export interface Home {
  /** How many names of its absolute path lead to it. */
  readonly depth: number;
  readonly owner: string;
}

/** Names of folders that hold the homes of users, without case. */
const homeFolders: readonly string[] = ['users', 'home', 'documents and settings'];

/** Homes that belong to nobody, so that no custodian is suggested. */
const nobodysHomes: readonly string[] = ['public', 'default', 'default user', 'all users', 'shared', 'default.migrated'];

/** Entries by which a folder that is given as root is known to be somebody's home. */
const homeSigns: readonly string[] = [
  'appdata',
  'library',
  'local settings',
  '.thunderbird',
  '.config',
  '.local',
  '.bashrc',
  '.profile',
  'snap',
  '.var',
  'ntuser.dat',
];

/** Tells whether a folder holds homes, by its name. */
export function holdsHomes(name: PlaceName | undefined): boolean {
  return name !== undefined && homeFolders.includes(name.folded);
}

/** Tells whether a folder is a home by its entries. */
export function looksLikeHome(entries: readonly PlaceName[]): boolean {
  return entries.some((entry) => homeSigns.includes(entry.folded));
}

/** Tells whether a folder is the root of a system by its entries. */
export function looksLikeSystem(entries: readonly PlaceName[]): boolean {
  const names = new Set(entries.map((entry) => entry.folded));
  const ofUnix = ['home', 'etc', 'var'].filter((name) => names.has(name)).length;
  return ['users', 'windows', 'documents and settings'].some((name) => names.has(name)) || ofUnix > 1;
}

/** Puts the folders that hold homes first, so that a search finds what matters soon; else the order stays. */
export function homesFirst<T extends { readonly name: PlaceName }>(folders: readonly T[]): readonly T[] {
  const isFirst = ({ name }: T): boolean => homeFolders.includes(name.folded) || name.decoded === 'root';
  return [...folders.filter(isFirst), ...folders.filter((folder) => !isFirst(folder))];
}

/** The custodian that an owner suggests: a user's name is one, the name of a shared home is none. */
export function custodianOf(owner: string | null): string {
  return owner === null || nobodysHomes.includes(owner.toLowerCase()) ? '' : owner.replace(/\p{Cc}/gu, '\ufffd').slice(0, 500);
}

/** Where mail servers keep mail, by the names before the user's. */
const serverFolders: readonly (readonly string[])[] = [
  ['var', 'mail', 'vhosts', '*'],
  ['var', 'vmail', '*'],
  ['var', 'spool', 'mail'],
  ['var', 'mail'],
];

/** The user whose mailbox of the system a path leads to; null when it leads to none. */
export function mailboxOwner(names: readonly PlaceName[]): string | null {
  for (const folder of serverFolders) {
    for (let start = 0; start + folder.length < names.length; start++) {
      if (folder.every((wanted, at) => wanted === '*' || names[start + at]?.decoded === wanted))
        return names[start + folder.length]?.decoded ?? null;
    }
  }
  return null;
}
