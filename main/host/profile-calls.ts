import { randomUUID } from 'node:crypto';
import { hostname } from 'node:os';
import { setImmediate } from 'node:timers/promises';
import {
  Trouble,
  type CallHandlers,
  type CaseFile,
  type ListedProfile,
  type ProfileFinds,
  type ProfileSearchProgress,
} from '#contract/index.ts';
import { findProfiles, type SearchOutput, type SearchPlace } from '#evidence/index.ts';
import {
  mostTroublesKept,
  recordedFind,
  recordedTrouble,
  type EvidenceId,
  type FoundProfile,
  type SearchCounts,
  type SearchRecord,
  type SearchTrouble,
} from '#model/index.ts';
import { outlookStoresNamed, programIdentity } from '#pipeline/index.ts';
import type { AddedEvidence, FoundEvidence } from './evidence-calls.ts';
import type { HostContext } from './host-context.ts';
import { forgetSearch, keepSearch, keptSearches, withExhibits } from './kept-searches.ts';

type ProfileCall = `profiles.${'find' | 'cancel' | 'add' | 'keep' | 'forget' | 'kept'}`;

export interface ProfileCalls {
  readonly handlers: CallHandlers<ProfileCall>;
  /** Ends the search and forgets what it found, for whoever asked for it is gone; done when it has ended. */
  forget(): Promise<void>;
}

export interface ProfileCallOptions {
  readonly add: (found: readonly FoundEvidence[]) => Promise<readonly AddedEvidence[]>;
  readonly onBug: (error: unknown) => void;
}

/** A search and what it found. The window names finds by number; their paths stay here. */
interface RunningSearch {
  readonly searchId: string;
  readonly shownRoot: string;
  readonly controller: AbortController;
  readonly found: Map<number, FoundProfile>;
  readonly numbers: Map<string, number>;
  /** UTC. */
  readonly begunAt: string;
  /** What became of finds that were to be added, by path. */
  readonly outcomes: Map<string, { readonly evidenceId: EvidenceId | null; readonly refusal: string | null }>;
  /** The first `mostTroublesKept`. */
  readonly troubles: SearchTrouble[];
  readonly troubleCounts: Partial<Record<SearchTrouble['kind'], number>>;
  counts: SearchCounts;
  phase: SearchRecord['phase'];
  ended: Promise<void>;
}

const tellEveryMilliseconds = 150;

/** Answers the calls about searching for mail profiles and adding what was found. */
export function profileCalls(context: HostContext, { add, onBug }: ProfileCallOptions): ProfileCalls {
  const { caseFolder, services, emit } = context;
  let current: RunningSearch | null = null;

  const begin = (place: SearchPlace, shownRoot: string): RunningSearch => {
    current?.controller.abort();
    const controller = new AbortController();
    const search: RunningSearch = {
      searchId: randomUUID(),
      shownRoot,
      controller,
      found: new Map(),
      numbers: new Map(),
      begunAt: new Date().toISOString(),
      outcomes: new Map(),
      troubles: [],
      troubleCounts: {},
      counts: { folders: 0, files: 0, links: 0, found: 0, current: '' },
      phase: 'searching',
      ended: Promise.resolve(),
    };
    current = search;
    caseFolder.audit.append('profile-search-begun', shownRoot);
    // The answer to the call goes first: the window takes no finds of a search that it does not know yet.
    search.ended = setImmediate()
      .then(() => watchOver(search, place))
      .catch(onBug);
    return search;
  };

  const watchOver = async (search: RunningSearch, place: SearchPlace): Promise<void> => {
    const { searchId, controller } = search;
    const begun = performance.now();
    let waiting: SearchOutput[] = [];
    let told = begun;
    const progress = (phase: ProfileSearchProgress['phase'], trouble: string | null): void => {
      const seconds = (performance.now() - begun) / 1000;
      const { current: at, ...others } = search.counts;
      const foldersPerSecond = seconds < 0.2 ? null : others.folders / seconds;
      emit('profiles.progress', { searchId, phase, ...others, current: at, seconds, foldersPerSecond, trouble });
    };
    const tell = (): void => {
      if (waiting.length > 0) emit('profiles.found', findsOf(search, waiting));
      waiting = [];
      told = performance.now();
    };
    let trouble: string | null = null;
    try {
      const leaveOut = new Map([[caseFolder.directory, 'It is the folder of this case.']]);
      for await (const output of findProfiles(place, { signal: controller.signal, leaveOut, storesNamed: outlookStoresNamed })) {
        if (current !== search) break;
        if (output.kind === 'counts') search.counts = output.counts;
        else waiting.push(output);
        if (performance.now() - told < tellEveryMilliseconds) continue;
        tell();
        progress('searching', null);
      }
    } catch (error) {
      onBug(error);
      trouble = `The search ended with an error that should not happen: ${error instanceof Error ? error.message : String(error)} What was found is listed.`;
    }
    if (current === search) tell();
    const phase = trouble !== null ? 'failed' : controller.signal.aborted ? 'cancelled' : 'done';
    search.phase = phase;
    if (current === search) progress(phase, trouble);
    const { folders, files } = search.counts;
    const facts = `${String(folders)} folders, ${String(files)} files, ${String(search.found.size)} found, ${String(placesOf(search))} places not looked into`;
    caseFolder.audit.append('profile-search-ended', `${search.shownRoot}; ${phase}; ${facts}${trouble === null ? '' : `; ${trouble}`}`);
    // What was kept while the search ran is not all of it. Where it cannot be written, the earlier record says that the search went on.
    if (isKept(search)) keep(search);
  };

  const isKept = ({ searchId }: RunningSearch): boolean => caseFolder.read().searches?.some((kept) => kept.searchId === searchId) === true;
  const keep = (search: RunningSearch): CaseFile => {
    const changed = keepSearch(caseFolder, search.searchId, withExhibits(recordOf(search), caseFolder.read().evidence));
    emit('case.changed', changed);
    return changed;
  };

  const searchOf = (searchId: string): RunningSearch => {
    if (current?.searchId === searchId) return current;
    throw new Trouble({
      code: 'search-unknown',
      happened: 'The list belongs to an earlier search.',
      kept: 'Nothing was changed.',
      todo: 'Search again and choose from the new list.',
    });
  };

  return {
    handlers: {
      'profiles.find': async ({ where }) => {
        if (where === 'computer') {
          const { searchId, shownRoot } = begin({ kind: 'computer' }, `This computer (${hostname()})`);
          return { searchId, shownRoot };
        }
        const [path] = await services.choosePaths('search');
        if (path === undefined) return null;
        const { searchId, shownRoot } = begin({ kind: 'folder', path }, path);
        return { searchId, shownRoot };
      },
      'profiles.cancel': ({ searchId }) => {
        searchOf(searchId).controller.abort();
        return null;
      },
      'profiles.add': async ({ searchId, chosen }) => {
        const search = searchOf(searchId);
        const { found } = search;
        const wanted = chosen.map(({ profileId, custodian }) => {
          const profile = found.get(profileId);
          if (profile === undefined) throw notListed();
          return { profileId, found: { path: profile.path, custodian, why: profile.why.join(' ') } };
        });
        const outcomes = await add(wanted.map((one) => one.found));
        for (const [at, outcome] of outcomes.entries()) {
          const path = wanted[at]?.found.path;
          // Adding again what is an exhibit already does not make it less of one.
          if (path !== undefined && (search.outcomes.get(path)?.evidenceId ?? null) === null) search.outcomes.set(path, became(outcome));
        }
        keep(search);
        return {
          items: outcomes.flatMap((outcome) => (outcome.kind === 'item' ? [outcome.item] : [])),
          notAdded: outcomes.flatMap((outcome, at) => {
            const profileId = wanted[at]?.profileId;
            return outcome.kind === 'item' || profileId === undefined ? [] : [{ profileId, because: outcome.because }];
          }),
        };
      },
      'profiles.keep': ({ searchId }) => keep(searchOf(searchId)),
      'profiles.forget': ({ searchId }) => {
        const changed = forgetSearch(caseFolder, searchId);
        emit('case.changed', changed);
        return changed;
      },
      'profiles.kept': () => keptSearches(caseFolder),
    },
    async forget() {
      const search = current;
      current = null;
      search?.controller.abort();
      await search?.ended;
    },
  };
}

function findsOf(search: RunningSearch, outputs: readonly SearchOutput[]): ProfileFinds {
  const profiles = new Map<number, ListedProfile>();
  const withdrawn: number[] = [];
  const troubles: SearchTrouble[] = [];
  for (const output of outputs) {
    if (output.kind === 'found') {
      const { path } = output.profile;
      const profileId = search.numbers.get(path) ?? search.numbers.size + 1;
      search.numbers.set(path, profileId);
      search.found.set(profileId, output.profile);
      profiles.set(profileId, listed(profileId, output.profile));
    } else if (output.kind === 'withdrawn') {
      const profileId = search.numbers.get(output.path);
      if (profileId === undefined) continue;
      search.found.delete(profileId);
      profiles.delete(profileId);
      withdrawn.push(profileId);
    } else if (output.kind === 'trouble') troubles.push(output.trouble);
  }
  for (const trouble of troubles) {
    search.troubleCounts[trouble.kind] = (search.troubleCounts[trouble.kind] ?? 0) + 1;
    if (search.troubles.length < mostTroublesKept) search.troubles.push(trouble);
  }
  return { searchId: search.searchId, profiles: [...profiles.values()], withdrawn, troubles };
}

function became(outcome: AddedEvidence): { readonly evidenceId: EvidenceId | null; readonly refusal: string | null } {
  return outcome.kind === 'item'
    ? { evidenceId: outcome.item.evidenceId, refusal: null }
    : { evidenceId: null, refusal: `It was not added: ${outcome.because}` };
}

function recordOf({ shownRoot, begunAt, phase, counts, found, outcomes, troubles, troubleCounts }: RunningSearch): SearchRecord {
  const { name, version } = programIdentity();
  const { folders, files, links } = counts;
  const finds = [...found.values()]
    .sort((one, other) => (one.path < other.path ? -1 : 1))
    .map((profile) => {
      const outcome = outcomes.get(profile.path);
      return recordedFind(profile, outcome?.evidenceId ?? null, outcome?.refusal ?? null);
    });
  const program = `${name} ${version}`;
  return { root: shownRoot, begunAt, program, phase, folders, files, links, finds, troubles: troubles.map(recordedTrouble), troubleCounts };
}

function placesOf({ troubleCounts }: RunningSearch): number {
  return Object.values(troubleCounts).reduce((sum, count) => sum + count, 0);
}

function listed(profileId: number, { path, ...profile }: FoundProfile): ListedProfile {
  return { ...profile, profileId, shownPath: path };
}

function notListed(): Trouble {
  return new Trouble({
    code: 'profile-not-listed',
    happened: 'A profile that was chosen is no longer in the list: it belongs to a larger find.',
    kept: 'Nothing was added.',
    todo: 'Choose from the list as it stands now.',
  });
}
