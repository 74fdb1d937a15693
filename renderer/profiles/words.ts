import type { KeptSearch, ProfileSearchProgress } from '#contract/index.ts';
import type { ProfileKind, SearchTrouble } from '#model/index.ts';
import { counted, grouped, spanText } from '#renderer/ui/words.ts';

/** How far a search is, in facts for one line. */
export function searchFacts({ folders, found, foldersPerSecond, seconds, links }: ProfileSearchProgress): readonly string[] {
  return [
    `${counted(folders, 'folder')} looked at`,
    `${grouped(found)} found`,
    ...(foldersPerSecond === null ? [] : [`${grouped(Math.round(foldersPerSecond))} folders/s`]),
    spanText(seconds),
    ...(links === 0 ? [] : [`${counted(links, 'link')} not followed`]),
  ];
}

/** What a search is doing, or how it ended. */
export function searchPhaseText(phase: ProfileSearchProgress['phase']): string {
  switch (phase) {
    case 'searching':
      return 'Searching';
    case 'done':
      return 'Searched to the end';
    case 'cancelled':
      return 'Cancelled; what was found until then is listed';
    case 'failed':
      return 'Failed; what was found until then is listed';
  }
}

/** What stands in an empty list, and what to do. */
export function emptyListText(phase: ProfileSearchProgress['phase'] | null, filter: string, unreadable: number): string {
  if (phase === null) return 'Choose where to look: a mounted image, a triage collection, a home, a folder of exports, or this computer.';
  if (filter !== '') return 'Nothing that was found has these words. Clear the filter to see all of it.';
  if (phase === 'searching') return 'Nothing has been found yet.';
  const others = unreadable === 0 ? '' : ` ${counted(unreadable, 'find')} cannot be read; the next tab says why.`;
  return `Nothing that can be read was found here.${others} Look in another place, or add files and folders by hand.`;
}

/** A path from the root of the search on, as it is shown in a list; whole where it does not lie below it. */
export function pathBelow(root: string, path: string): string {
  const below = root !== '' && path.startsWith(root) ? path.slice(root.length).replace(/^[\\/]/, '') : path;
  return below === '' ? path : below;
}

/** The kind of a find in a word or two. */
export const kindWords: Readonly<Record<ProfileKind, string>> = {
  profile: 'profile',
  store: 'message store',
  messages: 'messages',
  cache: 'cache',
  settings: 'settings',
};

/** How far a search that the case keeps went. */
export const keptPhaseWords: Readonly<Record<KeptSearch['phase'], string>> = {
  searching: 'in part: it went on when it was kept',
  done: 'to the end',
  cancelled: 'in part: it was cancelled',
  failed: 'in part: it failed',
};

/** What kept a search out of a place. */
export const troubleWords: Readonly<Record<SearchTrouble['kind'], string>> = {
  unreadable: 'Not readable',
  link: 'Link',
  elsewhere: 'Not in the evidence',
  unlike: 'Not like mail',
  'left-out': 'Left out',
  limit: 'Limit',
};
