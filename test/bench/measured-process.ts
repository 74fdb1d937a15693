import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';

/** What a program took. */
export interface Measured {
  readonly seconds: number;
  /** Processor time of the process and of those children that it waited for, sampled as the memory is. */
  readonly cpuSeconds: number;
  /** Highest resident memory of the process, in bytes, sampled twenty times a second. */
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
    peakBytes = Math.max(peakBytes, residentBytes(child.pid));
    cpuSeconds = Math.max(cpuSeconds, processorSeconds(child.pid));
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

/** Highest resident memory that a process has had so far, in bytes; 0 when it is gone. */
export function residentBytes(pid: number): number {
  try {
    return Number(/^VmHWM:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${String(pid)}/status`, 'utf8'))?.[1] ?? 0) * 1024;
  } catch {
    return 0;
  }
}

// proc(5): user and system time of the process and of its children are the fields 14 to 17, in hundredths of a second.
// The name of the program, which may hold anything, ends with the last parenthesis.
function processorSeconds(pid: number): number {
  try {
    const fields = readFileSync(`/proc/${String(pid)}/stat`, 'utf8')
      .replace(/^.*\)/s, '')
      .trim()
      .split(/\s+/);
    return fields.slice(11, 15).reduce((sum, ticks) => sum + Number(ticks), 0) / 100;
  } catch {
    return 0;
  }
}
