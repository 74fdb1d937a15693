import type { EvidenceId } from '#model/index.ts';
import type { CaseFile } from './case-file.ts';
import type { IngestBatch } from './batch.ts';
import type { ProfileFinds, ProfileSearchProgress } from './profile-search.ts';

/** State of an ingest run, sent a few times a second. */
export interface IngestProgress {
  readonly evidenceId: EvidenceId;
  readonly phase: 'hashing' | 'reading' | 'paused' | 'done' | 'cancelled' | 'failed';
  readonly files: number;
  readonly filesTotal: number | null;
  readonly bytes: number;
  readonly bytesTotal: number | null;
  readonly messages: number;
  readonly diagnostics: number;
  readonly findings: number;
  readonly seconds: number;
  /** Messages per second over the last few seconds; null while hashing. */
  readonly messagesPerSecond: number | null;
  readonly secondsLeft: number | null;
  /** What is being read, for people. */
  readonly current: string;
  /** A sentence for phase `failed`. */
  readonly trouble: string | null;
}

/** What the host tells unasked. */
export interface HostEvents {
  'ingest.batch': IngestBatch;
  'ingest.progress': IngestProgress;
  'profiles.found': ProfileFinds;
  'profiles.progress': ProfileSearchProgress;
  'case.changed': CaseFile;
  /** A command of the application menu or of the window, e.g. `go-back`. */
  'menu.command': { readonly command: string };
}
