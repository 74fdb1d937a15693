import type { EvidenceId, EvidenceItem, ParameterValues, SearchRecord } from '#model/index.ts';

/** What `case.json` in the case folder holds. */
export interface CaseFile {
  readonly formatVersion: 1;
  readonly caseId: string;
  readonly title: string;
  readonly caseNumber: string;
  readonly examiner: string;
  readonly agency: string;
  /** IANA zone in which times are shown beside UTC. */
  readonly zone: string;
  /** The organisation's own mail domains, lower case. */
  readonly ownDomains: readonly string[];
  readonly createdAt: string;
  /** Program version that made the case and the one that last wrote it. */
  readonly createdBy: string;
  readonly writtenBy: string;
  /** Chromium version and IndexedDB backend that the store was last opened with. */
  readonly storage: { readonly chromium: string; readonly backend: string };
  readonly evidence: readonly EvidenceItem[];
  /** The latest verification of each evidence item that was verified; the audit log has the earlier ones. */
  readonly verifications: readonly Verification[];
  /** The values that the examiner gave to parameters of rules; absent: all have their defaults. */
  readonly parameters?: ParameterValues | undefined;
  /** By how much clocks of exhibits were wrong, as the examiner states; stored times are never changed by it. */
  readonly clockSkews?: readonly ClockSkew[] | undefined;
  /** Searches for mail profiles that the case keeps a record of, in the order in which they were first kept. */
  readonly searches?: readonly KeptSearch[] | undefined;
}

/** A search for mail profiles of which a file of the case folder keeps what it found (`SearchRecord`). */
export interface KeptSearch {
  readonly searchId: string;
  /** Where it looked, for people. */
  readonly root: string;
  /** UTC. */
  readonly begunAt: string;
  readonly phase: SearchRecord['phase'];
  /** How many finds there are, and of how many it is known that they cannot be read. */
  readonly found: number;
  readonly unreadable: number;
  /** Places that were not looked into. */
  readonly places: number;
  /** Of the file that keeps the record. */
  readonly sha256: string;
}

/** By how much the clock that an exhibit's times come from was wrong. */
export interface ClockSkew {
  readonly evidenceId: EvidenceId;
  /** Whole seconds by which it was ahead; negative where it was behind. */
  readonly seconds: number;
  /** How the examiner knows; may be empty. */
  readonly because: string;
}

/** What came of hashing an evidence item again. */
export interface Verification {
  readonly evidenceId: EvidenceId;
  /** When, UTC, by the clock of the examiner's machine. */
  readonly verifiedAt: string;
  readonly matches: boolean;
  /** Null when the item could not be read. */
  readonly foundSha256: string | null;
}

/** A case as the start screen lists it; named by its place in the list, not by path. */
export interface RecentCase {
  readonly index: number;
  readonly title: string;
  readonly caseNumber: string;
  readonly openedAt: string;
  /** The folder, shown to the examiner. */
  readonly shownPath: string;
  readonly isThere: boolean;
}
