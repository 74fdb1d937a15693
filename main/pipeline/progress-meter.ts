import type { IngestProgress } from '#contract/index.ts';
import type { EvidenceId } from '#model/index.ts';

/** What a run counted so far. */
export interface RunCounts {
  readonly files: number;
  readonly bytes: number;
  readonly messages: number;
  readonly diagnostics: number;
  readonly findings: number;
}

export interface MeterReading {
  readonly phase: IngestProgress['phase'];
  readonly counts: RunCounts;
  readonly filesTotal: number | null;
  readonly bytesTotal: number | null;
  readonly current: string;
  readonly trouble: string | null;
}

/** Turns counts into progress with rate and time left. */
export interface ProgressMeter {
  read(reading: MeterReading): IngestProgress;
  /** Time that passes while the run is paused counts for neither rate nor duration. */
  pause(): void;
  continue(): void;
}

const rateSeconds = 5;

/**
 * Starts a meter.
 * @param nowMilliseconds a monotonic clock
 */
export function startMeter(evidenceId: EvidenceId, nowMilliseconds: () => number): ProgressMeter {
  const begun = nowMilliseconds();
  let pausedAt: number | null = null;
  let pausedMilliseconds = 0;
  const samples: { seconds: number; messages: number; bytes: number }[] = [];
  return {
    read({ phase, counts, filesTotal, bytesTotal, current, trouble }) {
      const seconds = ((pausedAt ?? nowMilliseconds()) - begun - pausedMilliseconds) / 1000;
      if (pausedAt === null) samples.push({ seconds, messages: counts.messages, bytes: counts.bytes });
      while (samples.length > 2 && seconds - (samples[1]?.seconds ?? seconds) >= rateSeconds) samples.shift();
      const oldest = samples[0] ?? { seconds: 0, messages: 0, bytes: 0 };
      const span = seconds - oldest.seconds;
      const bytesPerSecond = span > 0 ? (counts.bytes - oldest.bytes) / span : 0;
      const bytesLeft = bytesTotal === null ? null : Math.max(bytesTotal - counts.bytes, 0);
      return {
        evidenceId,
        phase,
        files: counts.files,
        filesTotal,
        bytes: counts.bytes,
        bytesTotal,
        messages: counts.messages,
        diagnostics: counts.diagnostics,
        findings: counts.findings,
        seconds,
        messagesPerSecond: phase === 'hashing' || span <= 0 ? null : (counts.messages - oldest.messages) / span,
        secondsLeft: bytesLeft === null || bytesPerSecond <= 0 || seconds < 1 ? null : bytesLeft / bytesPerSecond,
        current,
        trouble,
      };
    },
    pause() {
      pausedAt ??= nowMilliseconds();
    },
    continue() {
      if (pausedAt === null) return;
      pausedMilliseconds += nowMilliseconds() - pausedAt;
      pausedAt = null;
    },
  };
}
