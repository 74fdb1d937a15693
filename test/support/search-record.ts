import { recordedFind, type EvidenceId, type FoundProfile, type ReportedSearch, type SearchRecord } from '#model/index.ts';

/** A find by hand: a store of Outlook in a home, that can be read. */
export function foundProfile(path: string, parts: Partial<FoundProfile> = {}): FoundProfile {
  return {
    kind: 'store',
    client: 'Outlook',
    owner: 'alice',
    custodian: 'alice',
    path,
    form: 'file',
    sizeBytes: 2_140_160,
    files: 1,
    oldest: '2026-03-13T09:26:53.000Z',
    newest: '2026-03-14T09:26:53.000Z',
    why: [`It lies at ${path}.`],
    reading: { can: 'yes' },
    ...parts,
  };
}

/** A record of a search over `/image` with these finds. */
export function searchRecord(
  finds: readonly (readonly [FoundProfile, EvidenceId | null])[],
  parts: Partial<SearchRecord> = {},
): SearchRecord {
  return {
    root: '/image',
    begunAt: '2026-03-14T08:00:00.000Z',
    program: 'Mail Triage 0.1.0',
    phase: 'done',
    folders: 40,
    files: 1200,
    links: 3,
    finds: finds.map(([found, evidenceId]) => recordedFind(found, evidenceId, null)),
    troubles: [],
    troubleCounts: {},
    ...parts,
  };
}

/** The same as a report takes it. */
export function reportedSearch(record: SearchRecord): ReportedSearch {
  return { root: record.root, begunAt: record.begunAt, record, keptIn: 'evidence/search-1.json in the case folder' };
}
