import { spawn } from 'node:child_process';
import { processTreeBytes, processTreeSeconds } from './process-tree.ts';

/** What a program took. */
export interface Measured {
  readonly seconds: number;
  /** Processor time of the process and of all that it started, sampled as the memory is. */
  readonly cpuSeconds: number;
  /** Highest resident memory of the process and of all that it started, in bytes, sampled twenty times a second. */
  readonly peakBytes: number;
  readonly output: string;
}

/**
 * Runs a program to its end and measures it. Linux only: memory and processor time are read from /proc.
 * @param accepts which exit codes are none to throw for
 * @throws Error when it ends with another code than it may
 */
export async function runMeasured(program: string, given: readonly string[], accepts: 'code 0' | 'any code' = 'code 0'): Promise<Measured> {
  const begun = performance.now();
  const child = spawn(program, given, { stdio: ['ignore', 'pipe', 'inherit'] });
  let [peakBytes, cpuSeconds] = [0, 0];
  const sampling = setInterval(() => {
    if (child.pid === undefined) return;
    peakBytes = Math.max(peakBytes, processTreeBytes(child.pid));
    cpuSeconds = Math.max(cpuSeconds, processTreeSeconds(child.pid));
  }, 50);
  const pieces: Buffer[] = [];
  child.stdout.on('data', (piece: Buffer) => pieces.push(piece));
  const code = await new Promise<number | null>((resolve, reject) => {
    child.on('error', reject);
    child.on('close', resolve);
  });
  clearInterval(sampling);
  if (code !== 0 && accepts === 'code 0') throw new Error(`${program} ended with ${String(code)}`);
  return { seconds: (performance.now() - begun) / 1000, cpuSeconds, peakBytes, output: Buffer.concat(pieces).toString('utf8') };
}
