import type { EvidenceItem, FoundProfile, SearchTrouble } from '#model/index.ts';

/** A search for mail profiles that has begun. */
export interface ProfileSearch {
  readonly searchId: string;
  /** Where it looks, for people. */
  readonly shownRoot: string;
}

/** A find as the window lists it: named by a number, its path only shown. */
export interface ListedProfile extends Omit<FoundProfile, 'path'> {
  readonly profileId: number;
  readonly shownPath: string;
}

/** How far a search is, sent a few times a second and when it ends. */
export interface ProfileSearchProgress {
  readonly searchId: string;
  readonly phase: 'searching' | 'done' | 'cancelled' | 'failed';
  readonly folders: number;
  readonly files: number;
  readonly links: number;
  readonly found: number;
  readonly seconds: number;
  readonly foldersPerSecond: number | null;
  /** The folder that is being looked at, for people. */
  readonly current: string;
  /** A sentence for phase `failed`. */
  readonly trouble: string | null;
}

/** What a search found since it last told. */
export interface ProfileFinds {
  readonly searchId: string;
  /** Each takes the place of an earlier one of the same number. */
  readonly profiles: readonly ListedProfile[];
  /** Numbers of finds that belong to a larger one. */
  readonly withdrawn: readonly number[];
  readonly troubles: readonly SearchTrouble[];
}

/** What came of adding finds as evidence. */
export interface AddedProfiles {
  readonly items: readonly EvidenceItem[];
  readonly notAdded: readonly { readonly profileId: number; readonly because: string }[];
}
