import { readFileSync, readdirSync } from 'node:fs';

/** The processes that a process started and that have not ended; none when it is gone. Linux only: they are read from /proc. */
export function childrenOf(processId: number): number[] {
  try {
    // Each thread lists those that it started itself.
    return readdirSync(`/proc/${String(processId)}/task`).flatMap((thread) =>
      (readFileSync(`/proc/${String(processId)}/task/${thread}/children`, 'utf8').match(/\d+/g) ?? []).map(Number),
    );
  } catch {
    return [];
  }
}
