import type { IngestProgress } from '#contract/index.ts';
import { counted, grouped, sizeText, spanText } from '#renderer/ui/words.ts';

/** What a job does, in a few words. */
export function phaseText(job: IngestProgress): string {
  switch (job.phase) {
    case 'hashing':
      return isRunning(job) ? 'Hashing' : 'Hashed; is read in its turn';
    case 'reading':
      return 'Reading';
    case 'paused':
      return 'Paused';
    case 'done':
      return 'Read to its end';
    case 'cancelled':
      return 'Cancelled; what was read is kept';
    case 'failed':
      return job.trouble ?? 'Ended early; what was read is kept';
  }
}

/** Counts, rate and time left of a job, as short texts in a stable order. */
export function progressFacts(job: IngestProgress): readonly string[] {
  const facts: string[] = [];
  facts.push(job.bytesTotal === null ? sizeText(job.bytes) : `${sizeText(job.bytes)} of ${sizeText(job.bytesTotal)}`);
  if (job.filesTotal !== null && job.filesTotal > 1) facts.push(`${grouped(job.files)} of ${counted(job.filesTotal, 'file')}`);
  if (job.phase === 'hashing') return isRunning(job) ? withTimeLeft(facts, job) : facts;
  facts.push(counted(job.messages, 'message'), counted(job.findings, 'finding'), counted(job.diagnostics, 'diagnostic'));
  if (job.phase === 'reading' && job.messagesPerSecond !== null) facts.push(`${grouped(Math.round(job.messagesPerSecond))} messages/s`);
  return withTimeLeft(facts, job);
}

/** How much of a job is done, from 0 to 1; null when that cannot be known. */
export function shareDone(job: IngestProgress): number | null {
  if (job.phase === 'done') return 1;
  if (job.bytesTotal === null || job.bytesTotal === 0) return null;
  return Math.min(1, job.bytes / job.bytesTotal);
}

/** Whether a job still runs or is paused; an item that is hashed and waits to be read does neither. */
export function isRunning(job: IngestProgress): boolean {
  if (job.phase === 'hashing') return job.bytesTotal === null || job.bytes < job.bytesTotal;
  return job.phase === 'reading' || job.phase === 'paused';
}

function withTimeLeft(facts: readonly string[], job: IngestProgress): readonly string[] {
  if (!isRunning(job)) return [...facts, `${spanText(job.seconds)} in all`];
  return job.secondsLeft === null || job.phase === 'paused' ? facts : [...facts, `about ${spanText(job.secondsLeft)} left`];
}
