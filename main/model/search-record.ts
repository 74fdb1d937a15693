import type { EvidenceId } from './evidence-item.ts';
import type { FoundProfile, SearchTrouble } from './found-profile.ts';

/** What a search for mail profiles found and did not look into, as a case or a run keeps it. */
export interface SearchRecord {
  /** Where it looked, as given; for people. */
  readonly root: string;
  /** When it began: UTC instant by the clock of the examiner's machine. */
  readonly begunAt: string;
  /** Name and version of the program. */
  readonly program: string;
  /** How it ended; `searching`: it had not when the record was written. */
  readonly phase: 'searching' | 'done' | 'cancelled' | 'failed';
  readonly folders: number;
  readonly files: number;
  /** Links met, none of which was followed. */
  readonly links: number;
  /** In code-unit order of their paths. */
  readonly finds: readonly RecordedFind[];
  /** In the order in which they were met, up to `mostTroublesKept`. */
  readonly troubles: readonly SearchTrouble[];
  /** How many of each kind were met, whether or not they are among `troubles`. */
  readonly troubleCounts: Readonly<Partial<Record<SearchTrouble['kind'], number>>>;
}

/** A find and what became of it. */
export interface RecordedFind extends FoundProfile {
  /** The exhibit that it is or lies in; null where there is none. */
  readonly evidenceId: EvidenceId | null;
  /** Why adding it made no exhibit, in a sentence; null where nobody tried. */
  readonly refusal: string | null;
}

/** A search as a report gives it. */
export interface ReportedSearch {
  readonly root: string;
  readonly begunAt: string;
  /** Null: the file that keeps it is not there, or not as it was written. */
  readonly record: SearchRecord | null;
  /** Which file has all of it, for people. */
  readonly keptIn: string;
}

/** Troubles that a record keeps one by one; more are counted. */
export const mostTroublesKept = 10_000;
/** Reasons of a find that a record keeps, and characters of a text: a file of the evidence may name one place many thousand times. */
const mostReasonsKept = 20;
const mostTextKept = 2000;

/** A find as a record keeps it: its texts bounded, what is cut off told. */
export function recordedFind(found: FoundProfile, evidenceId: EvidenceId | null, refusal: string | null): RecordedFind {
  const [first, ...others] = found.why;
  const kept = others.slice(0, mostReasonsKept - 1).map(bounded);
  const left = others.length - kept.length;
  const { reading } = found;
  return {
    ...found,
    why: [bounded(first), ...kept, ...(left === 0 ? [] : [`Reasons of the same sort that are not kept here: ${String(left)}.`])],
    reading: reading.can === 'yes' ? reading : { can: reading.can, because: bounded(reading.because) },
    evidenceId,
    refusal,
  };
}

/** A trouble as a record keeps it. */
export function recordedTrouble({ kind, path, because }: SearchTrouble): SearchTrouble {
  return { kind, path: bounded(path), because: bounded(because) };
}

function bounded(text: string): string {
  return text.length <= mostTextKept ? text : `${text.slice(0, mostTextKept)} … (${String(text.length)} characters)`;
}

/**
 * What became of a find. What cannot be read is that, also where its bytes lie in an exhibit: it was hashed with it, and no
 * message of it is in the case.
 */
export function fateOf({ reading, evidenceId }: RecordedFind): 'read' | 'unreadable' | 'left' {
  if (reading.can === 'no') return 'unreadable';
  return evidenceId === null ? 'left' : 'read';
}
