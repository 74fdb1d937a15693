import type { ResumeToken } from '#contract/index.ts';
import type { Position } from './position.ts';
import type { LossCode } from './worker-messages.ts';

/** What a token says: how far the run had come, and what it must know to go on as if nothing had been. */
export interface ResumePoint {
  /** Fingerprint of the plan that the position belongs to. */
  readonly plan: string;
  readonly position: Position;
  /** Sequence number of the next batch. */
  readonly sequence: number;
  /** What the batches before it held, for the progress. */
  readonly counts: { readonly messages: number; readonly diagnostics: number; readonly findings: number };
  /** Lost files of the directories that lie open at the position: depth below the item and number. */
  readonly lostFiles: readonly (readonly [depth: number, files: number])[];
  /** Items that were given up in the file at the position. */
  readonly lostItems: readonly (readonly [itemKey: string, code: LossCode])[];
  /** All records are delivered, and so are the last findings. */
  readonly isDone: boolean;
}

/** The items of one file that may be given up before the file is. Keeps the token below the contract's 4096 characters. */
export const lostItemsAllowed = 64;

/** Writes a resume token. */
export function writeResumeToken(point: ResumePoint): ResumeToken {
  const { unit, file, outputs } = point.position;
  const lost = point.lostItems.map(([key, code]) => `${key}${code === 'item-stalled' ? 's' : 'c'}`);
  const { messages, diagnostics, findings } = point.counts;
  const numbers = [unit, file, outputs, point.sequence, messages, diagnostics, findings];
  return JSON.stringify([version, point.plan, numbers, point.lostFiles, lost, point.isDone ? 1 : 0]) as ResumeToken;
}

/** Reads a resume token; null when the text is none that this version wrote. */
export function readResumeToken(token: string): ResumePoint | null {
  const parts = parsed(token);
  if (!Array.isArray(parts) || parts.length !== 6 || parts[0] !== version) return null;
  const [, plan, numbers, lostFiles, lost, isDone] = parts as unknown[];
  if (typeof plan !== 'string' || !Array.isArray(numbers) || numbers.length !== 7) return null;
  const [unit, file, outputs, sequence, messages, diagnostics, findings] = numbers as unknown[];
  if (!isCount(file) || !isCount(outputs) || !isCount(sequence) || !(isCount(unit) || unit === -1)) return null;
  if (!isCount(messages) || !isCount(diagnostics) || !isCount(findings)) return null;
  if (!Array.isArray(lostFiles) || !lostFiles.every(isPair) || !Array.isArray(lost) || !lost.every(isLostItem)) return null;
  return {
    plan,
    position: { unit, file, outputs },
    sequence,
    counts: { messages, diagnostics, findings },
    lostFiles,
    lostItems: lost.map((text) => [text.slice(0, 16), text.endsWith('s') ? 'item-stalled' : 'parser-crashed']),
    isDone: isDone === 1,
  };
}

const version = 2;

function parsed(token: string): unknown {
  try {
    return JSON.parse(token);
  } catch {
    return null;
  }
}

function isCount(value: unknown): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0;
}

function isPair(value: unknown): value is [number, number] {
  return Array.isArray(value) && value.length === 2 && value.every(isCount);
}

function isLostItem(value: unknown): value is string {
  return typeof value === 'string' && /^[0-9a-f]{16}[sc]$/.test(value);
}
