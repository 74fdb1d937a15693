import { spawn } from 'node:child_process';
import { processTreeBytes } from './process-memory.ts';

/** What a program took. */
export interface Measured {
  readonly seconds: number;
  /** Highest resident memory of the process and of all that it started, in bytes, sampled twenty times a second. */
  readonly peakBytes: number;
  readonly output: string;
}

/**
 * Runs a program to its end and measures it. Linux only: memory is read from /proc.
 * @throws Error when it ends with another code than 0.
 */
export async function runMeasured(program: string, given: readonly string[]): Promise<Measured> {
  const begun = performance.now();
  const child = spawn(program, given, { stdio: ['ignore', 'pipe', 'inherit'] });
  let peakBytes = 0;
  const sampling = setInterval(() => {
    if (child.pid !== undefined) peakBytes = Math.max(peakBytes, processTreeBytes(child.pid));
  }, 50);
  const pieces: Buffer[] = [];
  child.stdout.on('data', (piece: Buffer) => pieces.push(piece));
  const code = await new Promise<number | null>((resolve, reject) => {
    child.on('error', reject);
    child.on('close', resolve);
  });
  clearInterval(sampling);
  if (code !== 0) throw new Error(`${program} ended with ${String(code)}`);
  return { seconds: (performance.now() - begun) / 1000, peakBytes, output: Buffer.concat(pieces).toString('utf8') };
}
