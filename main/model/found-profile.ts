/** A mail profile, store or setting that a search of a system or folder found. */
export interface FoundProfile {
  readonly kind: ProfileKind;
  /** The program that keeps it, for people: `Thunderbird`, `Outlook`. */
  readonly client: string;
  /** The user whose home it lies in, as the path names them; null where the path names none. */
  readonly owner: string | null;
  /** What the search suggests as custodian; empty where it has no suggestion. */
  readonly custodian: string;
  /** Absolute path; its identity within a search. */
  readonly path: string;
  readonly form: 'file' | 'folder';
  /** Size in bytes: of the file, or of all files of the folder together. */
  readonly sizeBytes: number;
  readonly files: number;
  /** Oldest and newest modification time of its files as the file system gives them, UTC; null where it gives none. */
  readonly oldest: string | null;
  readonly newest: string | null;
  /** Why it was recognised: sentences that cite the place, or file and field. */
  readonly why: readonly [string, ...string[]];
  readonly reading: ProfileReading;
}

/**
 * - `profile`: the folder in which a client keeps a user's mail and settings.
 * - `store`: one file that holds many messages.
 * - `messages`: a folder of single messages, or one of them.
 * - `cache`: what a client keeps of mail that lies on a server, and opened attachments.
 * - `settings`: rules, forwards, accounts, address lists.
 */
export type ProfileKind = 'profile' | 'store' | 'messages' | 'cache' | 'settings';

/** Whether this program reads what was found; `partly` and `no` say why. */
export type ProfileReading = { readonly can: 'yes' } | { readonly can: 'partly' | 'no'; readonly because: string };

/** A place that a search did not look into, or something that it could not follow. */
export interface SearchTrouble {
  /**
   * - `unreadable`: a file or folder that could not be opened or listed.
   * - `link`: a link or junction, which is never followed below the root.
   * - `elsewhere`: a profile that a file of the evidence names and that is not in the evidence.
   * - `unlike`: files whose names promise mail and whose first bytes are not those of mail.
   * - `left-out`: a place that is left out on purpose.
   * - `limit`: a named limit stopped the search.
   */
  readonly kind: 'unreadable' | 'link' | 'elsewhere' | 'unlike' | 'left-out' | 'limit';
  /** Absolute path. */
  readonly path: string;
  /** A sentence for people. */
  readonly because: string;
}

/** How far a search has come. */
export interface SearchCounts {
  /** Folders that were looked at. */
  readonly folders: number;
  readonly files: number;
  /** Links met, of which only the first are among the troubles. */
  readonly links: number;
  readonly found: number;
  /** The folder that is being looked at; absolute path. */
  readonly current: string;
}
