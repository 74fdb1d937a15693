import type { Diagnostic, EvidenceId, RecordId } from '#model/index.ts';
import type { FactKind } from '#renderer/case/case-view.ts';

/** Where in the case the examiner is; going to a place never changes the case. */
export type Place =
  | { readonly screen: 'overview' }
  | {
      readonly screen: 'evidence';
      readonly evidenceId: EvidenceId | null;
      readonly tab: EvidenceTab;
      /** Diagnostics of this effect alone. */
      readonly effect?: Diagnostic['effect'];
    }
  | { readonly screen: 'messages'; readonly message: MessagePlace | null }
  | { readonly screen: 'findings'; readonly ruleId: string | null; readonly findingId: string | null }
  | { readonly screen: 'forwarding' }
  | { readonly screen: 'access'; readonly recordId: RecordId | null }
  | {
      readonly screen: 'records';
      readonly kind: FactKind | null;
      readonly recordId: RecordId | null;
      /** The exhibit of the record, where it is known: it is found sooner. */
      readonly evidenceId?: EvidenceId;
    }
  | { readonly screen: 'report' };

export type ScreenName = Place['screen'];
export type EvidenceTab = 'completeness' | 'diagnostics' | 'custody';
export type MessageTab = 'message' | 'headers' | 'properties' | 'bytes' | 'attachments';

/** A message and what of it is looked at. */
export interface MessagePlace {
  readonly recordId: RecordId;
  /** The tab to open; null: the one that was open last. */
  readonly tab: MessageTab | null;
  /** Header field, by its position, that a citation leads to. */
  readonly headerIndex: number | null;
}

/** Screens in the order of the rail, with the digit that goes there. */
export const screens: readonly { readonly name: ScreenName; readonly title: string }[] = [
  { name: 'overview', title: 'Overview' },
  { name: 'evidence', title: 'Evidence' },
  { name: 'messages', title: 'Messages' },
  { name: 'findings', title: 'Findings' },
  { name: 'forwarding', title: 'Forwarding' },
  { name: 'access', title: 'Access' },
  { name: 'records', title: 'Records' },
  { name: 'report', title: 'Report' },
];

/** The place that a screen opens at by itself. */
export function homeOf(screen: ScreenName): Place {
  switch (screen) {
    case 'overview':
    case 'forwarding':
    case 'report':
      return { screen };
    case 'evidence':
      return { screen, evidenceId: null, tab: 'completeness' };
    case 'messages':
      return { screen, message: null };
    case 'findings':
      return { screen, ruleId: null, findingId: null };
    case 'access':
      return { screen, recordId: null };
    case 'records':
      return { screen, kind: null, recordId: null };
  }
}

/** Places visited, of which one is the present. */
export interface Journey {
  readonly places: readonly Place[];
  readonly at: number;
}

/** Begins a journey. */
export function journeyFrom(place: Place): Journey {
  return { places: [place], at: 0 };
}

/** The present place. */
export function placeOf(journey: Journey): Place {
  return journey.places[journey.at] ?? { screen: 'overview' };
}

/** Goes to a new place and forgets those that lay ahead; going where one is changes nothing. */
export function visit(journey: Journey, place: Place): Journey {
  if (JSON.stringify(placeOf(journey)) === JSON.stringify(place)) return journey;
  const places = [...journey.places.slice(0, journey.at + 1), place].slice(-longestJourney);
  return { places, at: places.length - 1 };
}

/** Replaces the present place, for steps too small to come back to, such as the next row of a list. */
export function stay(journey: Journey, place: Place): Journey {
  return { places: journey.places.with(journey.at, place), at: journey.at };
}

/** Goes back or forward by one; at the ends nothing changes. */
export function step(journey: Journey, by: 1 | -1): Journey {
  const at = Math.min(journey.places.length - 1, Math.max(0, journey.at + by));
  return at === journey.at ? journey : { ...journey, at };
}

const longestJourney = 200;
