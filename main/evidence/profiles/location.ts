import type { ProfileKind, ProfileReading } from '#model/index.ts';

/** A place where a client keeps mail or what concerns it: one row of the catalogue. */
export interface Location {
  readonly client: string;
  readonly kind: ProfileKind;
  /** Names from the home or the system's root on, separated by `/`; `*` stands for any run of characters, `#` for digits. */
  readonly path: string;
  /**
   * What the path begins at. `home`: only directly in a user's home, for names that mean nothing elsewhere.
   * `anywhere`: its names suffice, so that collections and copies of homes are recognised too.
   */
  readonly from: 'home' | 'anywhere';
  /** Windows and macOS know no case in names, whatever system the copy lies on. */
  readonly system: 'windows' | 'macos' | 'linux';
  /** `profiles`: the folder whose profiles.ini names the profiles, which are found each by itself. */
  readonly form: 'file' | 'folder' | 'profiles';
  /** Who it belongs to, where not to the user of the home: the last name of the path, or nobody in particular. */
  readonly owner?: 'last-name' | 'nobody';
  readonly reading?: ProfileReading;
  /** What lies there, as the end of a sentence that begins with the place. */
  readonly holds: string;
  /** Where that is known from. */
  readonly source: string;
}
