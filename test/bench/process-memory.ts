import { readFileSync, readdirSync } from 'node:fs';

/** Resident memory of a process and of all that it started, in bytes; 0 when it is gone. Linux only: it is read from /proc. */
export function processTreeBytes(pid: number): number {
  try {
    const kibibytes = /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${String(pid)}/status`, 'utf8'))?.[1] ?? '0';
    return Number(kibibytes) * 1024 + childrenBytes(pid);
  } catch {
    return 0;
  }
}

/** Resident memory of all that a process started, in bytes; 0 when it is gone. Linux only. */
export function childrenBytes(pid: number): number {
  try {
    // Each thread lists the processes that it started itself.
    const threads = readdirSync(`/proc/${String(pid)}/task`);
    const children = threads.flatMap((thread) => readFileSync(`/proc/${String(pid)}/task/${thread}/children`, 'utf8').match(/\d+/g) ?? []);
    return children.reduce((sum, child) => sum + processTreeBytes(Number(child)), 0);
  } catch {
    return 0;
  }
}
