import type { AddedProfiles, ListedProfile, ProfileSearch, ProfileSearchProgress, TroubleText } from '#contract/index.ts';
import type { EvidenceId, EvidenceItem, SearchTrouble } from '#model/index.ts';
import type { CaseView } from '#renderer/case/case-view.ts';
import { troubleTextOf } from '#renderer/connection/view-messages.ts';
import { held } from '#renderer/ui/held.svelte.ts';
import { orderAfter, profilesMatching, sortedProfiles, type ProfileOrder, type ProfileSort } from './rows.ts';

export interface ProfilesShown {
  /** Null before the first search. */
  readonly search: ProfileSearch | null;
  readonly progress: ProfileSearchProgress | null;
  readonly found: ReadonlyMap<number, ListedProfile>;
  readonly troubles: readonly SearchTrouble[];
  /** Numbers of the finds that are to be added. */
  readonly chosen: ReadonlySet<number>;
  /** Custodians that the examiner typed, by number. */
  readonly custodians: ReadonlyMap<number, string>;
  readonly filter: string;
  readonly order: ProfileOrder;
  /** Finds that can be read, filtered and in order; and those that cannot. */
  readonly rows: readonly ListedProfile[];
  readonly unreadable: readonly ListedProfile[];
  /** The row that has its reasons on view. */
  readonly selected: number;
  readonly tab: 'found' | 'unreadable' | 'left' | 'kept';
  readonly adding: 'idle' | 'busy';
  readonly notAdded: AddedProfiles['notAdded'];
  /** The last trouble of a call, told in the dialog itself. */
  readonly trouble: TroubleText | null;
}

/** State of the search for mail profiles. */
export interface ProfilesState {
  readonly shown: ProfilesShown;
  custodianOf(profile: ListedProfile): string;
  find(where: 'folder' | 'computer'): Promise<void>;
  cancel(): Promise<void>;
  choose(profileId: number, choice: 'add' | 'leave'): void;
  /** Chooses every row that is on view, or none of them. */
  chooseRows(choice: 'add' | 'leave'): void;
  describe(profileId: number, custodian: string): void;
  narrow(filter: string): void;
  sortBy(sort: ProfileSort): void;
  select(index: number): void;
  showTab(tab: ProfilesShown['tab']): void;
  /** Adds what is chosen; true when all of it was added. */
  add(): Promise<boolean>;
  /** Keeps the search in the case, so that the report lists what it found, without adding anything. */
  keep(): Promise<void>;
  /** Takes a search that the case keeps out of it. */
  forget(searchId: string): Promise<void>;
  /** Stops the hashing of an item that is being added; what is left of the choice is not added. */
  cancelAdding(evidenceId: EvidenceId): Promise<void>;
  stop(): void;
}

/** @param onAdded told of items that were added, in order */
export function profilesState(view: CaseView, onAdded: (items: readonly EvidenceItem[]) => void): ProfilesState {
  const empty = {
    progress: null,
    found: new Map<number, ListedProfile>(),
    troubles: [],
    chosen: new Set<number>(),
    custodians: new Map<number, string>(),
    rows: [],
    unreadable: [],
    selected: -1,
    tab: 'found',
    notAdded: [],
    trouble: null,
  } as const;
  const hold = held<ProfilesShown>({
    ...empty,
    search: null,
    filter: '',
    order: { sort: 'path', direction: 'ascending' },
    adding: 'idle',
  });
  const custodianOf = (profile: ListedProfile): string => hold.shown.custodians.get(profile.profileId) ?? profile.custodian;

  // The rows are computed when something changes that they follow from; a selected find stays selected where it moves to.
  function change(parts: Partial<ProfilesShown>): void {
    const selected = parts.selected === undefined ? hold.shown.rows[hold.shown.selected]?.profileId : undefined;
    hold.change(parts);
    if (!('found' in parts || 'filter' in parts || 'order' in parts)) return;
    const { found, filter, order } = hold.shown;
    const all = [...found.values()];
    const readable = all.filter(({ reading }) => reading.can !== 'no');
    const rows = sortedProfiles(profilesMatching(readable, filter, custodianOf), order, custodianOf);
    const unreadable = sortedProfiles(
      all.filter(({ reading }) => reading.can === 'no'),
      { sort: 'path', direction: 'ascending' },
      custodianOf,
    );
    hold.change({ rows, unreadable, selected: rows.findIndex(({ profileId }) => profileId === selected) });
  }

  async function attempt<T>(action: () => Promise<T>): Promise<T | null> {
    hold.change({ trouble: null });
    try {
      return await action();
    } catch (error) {
      hold.change({ trouble: troubleTextOf(error) });
      return null;
    }
  }

  const stop = view.onChange((told) => {
    if (told.kind === 'profile-search' && told.progress.searchId === hold.shown.search?.searchId) hold.change({ progress: told.progress });
    if (told.kind !== 'profiles' || told.finds.searchId !== hold.shown.search?.searchId) return;
    const found = new Map(hold.shown.found);
    const chosen = new Set(hold.shown.chosen);
    for (const profile of told.finds.profiles) found.set(profile.profileId, profile);
    for (const profileId of told.finds.withdrawn) {
      found.delete(profileId);
      chosen.delete(profileId);
    }
    change({ found, chosen, troubles: [...hold.shown.troubles, ...told.finds.troubles] });
  });

  return {
    get shown() {
      return hold.shown;
    },
    custodianOf,
    async find(where) {
      await attempt(async () => {
        const search = await view.host('profiles.find', { where });
        if (search !== null) hold.change({ ...empty, search });
      });
    },
    async cancelAdding(evidenceId) {
      await attempt(() => view.host('ingest.cancel', { evidenceId }));
    },
    async cancel() {
      const { search } = hold.shown;
      if (search !== null) await attempt(() => view.host('profiles.cancel', { searchId: search.searchId }));
    },
    choose(profileId, choice) {
      const chosen = new Set(hold.shown.chosen);
      if (choice === 'add') chosen.add(profileId);
      else chosen.delete(profileId);
      hold.change({ chosen });
    },
    chooseRows(choice) {
      const chosen = new Set(hold.shown.chosen);
      for (const { profileId } of hold.shown.rows) {
        if (choice === 'add') chosen.add(profileId);
        else chosen.delete(profileId);
      }
      hold.change({ chosen });
    },
    describe: (profileId, custodian) => hold.change({ custodians: new Map(hold.shown.custodians).set(profileId, custodian) }),
    narrow: (filter) => change({ filter }),
    sortBy: (sort) => change({ order: orderAfter(hold.shown.order, sort) }),
    select: (selected) => hold.change({ selected }),
    showTab: (tab) => hold.change({ tab }),
    async add() {
      const { search, chosen, found } = hold.shown;
      if (search === null || chosen.size === 0) return false;
      // In order of the paths, so that exhibit numbers do not depend on how the list was sorted.
      const wanted = sortedProfiles(
        [...found.values()].filter(({ profileId }) => chosen.has(profileId)),
        { sort: 'path', direction: 'ascending' },
        custodianOf,
      );
      hold.change({ adding: 'busy', notAdded: [] });
      const added = await attempt(() =>
        view.host('profiles.add', {
          searchId: search.searchId,
          chosen: wanted.map((profile) => ({ profileId: profile.profileId, custodian: custodianOf(profile) })),
        }),
      );
      hold.change({ adding: 'idle' });
      if (added === null) return false;
      hold.change({ notAdded: added.notAdded, chosen: new Set(added.notAdded.map(({ profileId }) => profileId)) });
      onAdded(added.items);
      return added.notAdded.length === 0;
    },
    async keep() {
      const { search } = hold.shown;
      if (search !== null) await attempt(() => view.host('profiles.keep', { searchId: search.searchId }));
    },
    async forget(searchId) {
      await attempt(() => view.host('profiles.forget', { searchId }));
    },
    stop,
  };
}
