import { hash } from 'node:crypto';
import { closeSync, existsSync, fsyncSync, openSync, readFileSync, writeSync } from 'node:fs';

/**
 * The examiner's audit log: one JSON line for each action, each holding the SHA-256 of the line before it. Whoever
 * changes, removes or inserts a line breaks the chain from there on. The log only grows.
 */
export interface AuditLog {
  /** Adds a line and makes it durable before it returns. */
  append(action: string, detail: string): void;
}

/** What checking a log found. */
export interface AuditVerification {
  readonly lines: number;
  /** Number of the first line, from 1, that does not continue the chain; null when all do. */
  readonly brokenAt: number | null;
  /** SHA-256 of the last line, hexadecimal; of an empty log 64 zeros. */
  readonly lastSha256: string;
  /** False when a crash left the last line without its end. */
  readonly endsCleanly: boolean;
}

const chainStart = '0'.repeat(64);

/**
 * Opens the audit log of a case, or begins it. A broken chain is not repaired: a line says that it was found so.
 * @param examiner whom the lines name
 */
export function openAuditLog(path: string, examiner: () => string): AuditLog {
  const found = verifyAuditLog(path);
  let { lines, lastSha256, endsCleanly } = found;
  const append = (action: string, detail: string): void => {
    const line = JSON.stringify({
      line: lines + 1,
      at: new Date().toISOString(),
      examiner: examiner(),
      action,
      detail,
      previousSha256: lastSha256,
    });
    const descriptor = openSync(path, 'a', 0o600);
    try {
      const bytes = Buffer.from(`${endsCleanly ? '' : '\n'}${line}\n`, 'utf8');
      for (let written = 0; written < bytes.length;) written += writeSync(descriptor, bytes, written);
      fsyncSync(descriptor);
    } finally {
      closeSync(descriptor);
    }
    lines += 1;
    lastSha256 = sha256Of(line);
    endsCleanly = true;
  };
  if (found.brokenAt !== null) append('audit-chain-broken', `Line ${String(found.brokenAt)} does not continue the chain of hashes.`);
  return { append };
}

/** Checks the chain of a log; a missing file is an empty log. */
export function verifyAuditLog(path: string): AuditVerification {
  const text = existsSync(path) ? readFileSync(path, 'utf8') : '';
  const lines = text.split('\n');
  const endsCleanly = lines.at(-1) === '';
  if (endsCleanly) lines.pop();
  let previous = chainStart;
  let brokenAt: number | null = null;
  for (const [index, line] of lines.entries()) {
    if (brokenAt === null && previousOf(line) !== previous) brokenAt = index + 1;
    previous = sha256Of(line);
  }
  return { lines: lines.length, brokenAt, lastSha256: previous, endsCleanly };
}

function previousOf(line: string): unknown {
  try {
    const parsed: unknown = JSON.parse(line);
    return typeof parsed === 'object' && parsed !== null && 'previousSha256' in parsed ? parsed.previousSha256 : null;
  } catch {
    return null;
  }
}

function sha256Of(line: string): string {
  return hash('sha256', line);
}
