import { createHash } from 'node:crypto';
import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { Trouble, type CaseFile, type KeptSearch } from '#contract/index.ts';
import { exhibitOf } from '#evidence/index.ts';
import { fateOf, type EvidenceItem, type RecordedFind, type ReportedSearch, type SearchRecord } from '#model/index.ts';
import { writeAtomically } from './atomic-file.ts';
import { withTrouble, type CaseFolder } from './case-folder.ts';

/**
 * Keeps a search in the case: its record as a file, whose hash stands in `case.json` and in the audit log. A record of the same
 * search takes the place of the earlier one.
 * @throws Trouble when it cannot be written
 */
export function keepSearch(caseFolder: CaseFolder, searchId: string, found: SearchRecord): CaseFile {
  const known = caseFolder.read();
  const head = known.searches?.find((kept) => kept.searchId === searchId);
  const earlier = head === undefined ? null : recordOf(caseFolder, head);
  const record = earlier === null ? found : withKnownExhibits(found, earlier);
  const text = `${JSON.stringify(record, null, 1)}\n`;
  const sha256 = sha256Of(text);
  if (earlier !== null && head?.sha256 === sha256) return known;
  const { root, begunAt, phase, finds, troubleCounts } = record;
  const kept: KeptSearch = {
    searchId,
    root,
    begunAt,
    phase,
    found: finds.length,
    unreadable: finds.filter((find) => fateOf(find) === 'unreadable').length,
    places: Object.values(troubleCounts).reduce((sum, count) => sum + count, 0),
    sha256,
  };
  withTrouble(caseFolder.directory, 'The record of the search could not be written', () => {
    writeAtomically(recordPath(caseFolder, searchId), text);
  });
  const changed = caseFolder.change((file) => {
    const searches = file.searches ?? [];
    const at = searches.findIndex((other) => other.searchId === searchId);
    return { ...file, searches: at === -1 ? [...searches, kept] : searches.with(at, kept) };
  });
  caseFolder.audit.append('profile-search-kept', `${searchId} ${root}; ${String(finds.length)} finds; SHA-256 ${sha256}`);
  return changed;
}

/**
 * Takes the record of a search out of the case; the audit log keeps that it was there.
 * @throws Trouble when the case keeps none of that identifier
 */
export function forgetSearch(caseFolder: CaseFolder, searchId: string): CaseFile {
  const known = caseFolder.read().searches?.find((search) => search.searchId === searchId);
  if (known === undefined) {
    throw new Trouble({
      code: 'search-not-kept',
      happened: 'The case keeps no record of this search.',
      kept: 'Nothing was changed.',
      todo: 'Choose one from the list as it stands now.',
    });
  }
  const changed = caseFolder.change((file) => ({ ...file, searches: (file.searches ?? []).filter((one) => one.searchId !== searchId) }));
  rmSync(recordPath(caseFolder, searchId), { force: true });
  caseFolder.audit.append('profile-search-taken-out', `${searchId} ${known.root}; SHA-256 ${known.sha256}`);
  return changed;
}

/** The searches that the case keeps, their finds with the exhibits that the case has now. */
export function keptSearches(caseFolder: CaseFolder): readonly ReportedSearch[] {
  const { searches = [], evidence } = caseFolder.read();
  return searches.map((kept) => {
    const { searchId, root, begunAt } = kept;
    const record = recordOf(caseFolder, kept);
    const keptIn = `evidence/${recordName(searchId)} in the case folder`;
    return { root, begunAt, record: record === null ? null : withExhibits(record, evidence), keptIn };
  });
}

/**
 * Writes down which finds an exhibit holds, before the case takes over another path for it: by its path they would not be
 * known any more.
 */
export function settleFinds(caseFolder: CaseFolder, item: EvidenceItem): void {
  for (const kept of caseFolder.read().searches ?? []) {
    const record = recordOf(caseFolder, kept);
    if (record !== null) keepSearch(caseFolder, kept.searchId, withExhibits(record, [item]));
  }
}

/** A record with the exhibits that its finds are or lie in, as far as they are not known. */
export function withExhibits(record: SearchRecord, evidence: readonly EvidenceItem[]): SearchRecord {
  const exhibit = exhibitOf(evidence);
  return {
    ...record,
    finds: record.finds.map((find): RecordedFind => (find.evidenceId === null ? { ...find, evidenceId: exhibit(find.path) } : find)),
  };
}

// An exhibit that has moved is known by the earlier record only.
function withKnownExhibits(record: SearchRecord, earlier: SearchRecord): SearchRecord {
  const exhibits = new Map(earlier.finds.map(({ path, evidenceId }) => [path, evidenceId]));
  return { ...record, finds: record.finds.map((find) => ({ ...find, evidenceId: find.evidenceId ?? exhibits.get(find.path) ?? null })) };
}

// What has the hash that case.json states is what this program wrote, and needs no other check.
function recordOf(caseFolder: CaseFolder, { searchId, sha256 }: KeptSearch): SearchRecord | null {
  try {
    const text = readFileSync(recordPath(caseFolder, searchId), 'utf8');
    return sha256Of(text) === sha256 ? (JSON.parse(text) as SearchRecord) : null;
  } catch {
    return null;
  }
}

function recordPath({ directory }: CaseFolder, searchId: string): string {
  return join(directory, 'evidence', recordName(searchId));
}

function recordName(searchId: string): string {
  return `search-${searchId}.json`;
}

function sha256Of(text: string): string {
  return createHash('sha256').update(text, 'utf8').digest('hex');
}
