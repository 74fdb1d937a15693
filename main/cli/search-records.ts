import { statSync } from 'node:fs';
import { resolve } from 'node:path';
import { exhibitOf, systemPath } from '#evidence/index.ts';
import {
  fateOf,
  mostTroublesKept,
  recordedFind,
  recordedTrouble,
  type EvidenceId,
  type ReportedSearch,
  type SearchRecord,
} from '#model/index.ts';
import { programIdentity } from '#pipeline/index.ts';
import type { ProfileSearchResult } from './find.ts';

/** An item of the run, as far as a search asks for it. */
interface ReadItem {
  readonly evidenceId: EvidenceId;
  readonly pathAsGiven: string;
  /** Null when it could not be acquired. */
  readonly item: object | null;
}

/** Tells whether a path is a folder, in which a search may find what reading does not know; false where nobody can look. */
export function isFolder(path: string): boolean {
  try {
    return statSync(systemPath(resolve(path))).isDirectory();
  } catch {
    return false;
  }
}

/** The searches of a run as the report takes them: what they found, and in which item it is read. */
export function searchRecords(searches: readonly ProfileSearchResult[], scanned: readonly ReadItem[]): readonly ReportedSearch[] {
  const exhibit = exhibitOf(scanned.filter(({ item }) => item !== null));
  const { name, version } = programIdentity();
  return searches.map((search) => {
    const { root, begunAt, phase, profiles, troubles } = search;
    const { folders, files, links } = search.counts;
    const record: SearchRecord = {
      root,
      begunAt,
      program: `${name} ${version}`,
      phase,
      folders,
      files,
      links,
      finds: profiles.map((profile) => recordedFind(profile, exhibit(profile.path), null)),
      troubles: troubles.slice(0, mostTroublesKept).map(recordedTrouble),
      troubleCounts: countsByKind(troubles),
    };
    return { root, begunAt, record, keptIn: 'summary.json' };
  });
}

/** What summary.json says of the searches: all that is not read and all troubles, whole; no times, so that two runs are the same. */
export function searchSummaries(searches: readonly ProfileSearchResult[], scanned: readonly ReadItem[]): readonly object[] {
  return searchRecords(searches, scanned).map(({ root, record }, at) => {
    const finds = record?.finds ?? [];
    const whole = new Map(searches[at]?.profiles.map((profile) => [profile.path, profile]));
    return {
      root,
      ended: record?.phase,
      counts: { folders: record?.folders, files: record?.files, links: record?.links, found: finds.length },
      found: countsByKind(finds),
      read: finds.filter((find) => fateOf(find) === 'read').length,
      notRead: finds
        .filter((find) => fateOf(find) !== 'read')
        .map(({ path, evidenceId }) => ({ ...whole.get(path), evidence: evidenceId })),
      troubles: searches[at]?.troubles ?? [],
    };
  });
}

function countsByKind<K extends string>(things: readonly { readonly kind: K }[]): Partial<Record<K, number>> {
  const counts: Partial<Record<K, number>> = {};
  for (const { kind } of things) counts[kind] = (counts[kind] ?? 0) + 1;
  return counts;
}
