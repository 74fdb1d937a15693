import { readFileSync } from 'node:fs';
import { childrenOf } from '#test/support/process-children.ts';

/** Resident memory of a process and of all that it started, in bytes; 0 when it is gone. Linux only: it is read from /proc. */
export function processTreeBytes(pid: number): number {
  return ifThere(() => {
    const kibibytes = /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${String(pid)}/status`, 'utf8'))?.[1] ?? '0';
    return Number(kibibytes) * 1024 + childrenBytes(pid);
  });
}

/** Resident memory of all that a process started, in bytes; 0 when it is gone. Linux only. */
export function childrenBytes(pid: number): number {
  return childrenOf(pid).reduce((sum, child) => sum + processTreeBytes(child), 0);
}

/**
 * Processor time of a process and of all that it started, in seconds, what has ended among them too once it was waited
 * for; 0 when it is gone. Linux only.
 *
 * proc(5): user and system time of the process and of the children that it waited for are the fields 14 to 17, in
 * hundredths of a second. The name of the program, which may hold anything, ends with the last parenthesis.
 */
export function processTreeSeconds(pid: number): number {
  return ifThere(() => {
    const fields = readFileSync(`/proc/${String(pid)}/stat`, 'utf8')
      .replace(/^.*\)/s, '')
      .trim()
      .split(/\s+/);
    const own = fields.slice(11, 15).reduce((sum, ticks) => sum + Number(ticks), 0) / 100;
    return childrenOf(pid).reduce((sum, child) => sum + processTreeSeconds(child), own);
  });
}

function ifThere(measure: () => number): number {
  try {
    return measure();
  } catch {
    return 0;
  }
}
