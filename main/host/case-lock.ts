import { readFileSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import * as v from 'valibot';
import { Trouble } from '#contract/index.ts';

/** Holds a case for one process. */
export interface CaseLock {
  release(): void;
}

const heartbeatMilliseconds = 5_000;
/** A lock without a heartbeat for so long was left behind by a crash. */
const staleAfterMilliseconds = 30_000;

const lockContent = v.object({ process: v.number(), machine: v.string(), since: v.string() });

/**
 * Takes the lock file of a case, also over a lock that a crash left behind.
 * @throws Trouble when another process has the case open.
 */
export function takeLock(path: string): CaseLock {
  if (!tryToTake(path)) {
    if (isHeld(path)) throw alreadyOpen(path);
    rmSync(path, { force: true });
    // Between the two another process may have been faster.
    if (!tryToTake(path)) throw alreadyOpen(path);
  }
  const heartbeat = setInterval(() => {
    const now = new Date();
    try {
      utimesSync(path, now, now);
    } catch {
      // The folder was moved or its medium removed: what is written next says so.
    }
  }, heartbeatMilliseconds);
  heartbeat.unref();
  return {
    release() {
      clearInterval(heartbeat);
      rmSync(path, { force: true });
    },
  };
}

function tryToTake(path: string): boolean {
  const content = { process: process.pid, machine: hostname(), since: new Date().toISOString() };
  try {
    writeFileSync(path, `${JSON.stringify(content)}\n`, { flag: 'wx', mode: 0o600 });
    return true;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EEXIST') return false;
    throw error;
  }
}

// Held is a lock whose process lives, or beats on another machine, where one cannot ask for processes.
function isHeld(path: string): boolean {
  const age = Date.now() - statSync(path).mtimeMs;
  const content = v.safeParse(lockContent, parsed(path));
  if (!content.success || age > staleAfterMilliseconds) return false;
  return content.output.machine !== hostname() || isAlive(content.output.process);
}

function parsed(path: string): unknown {
  try {
    return JSON.parse(readFileSync(path, 'utf8'));
  } catch {
    return null;
  }
}

function isAlive(processId: number): boolean {
  try {
    process.kill(processId, 0);
    return true;
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}

function alreadyOpen(path: string): Trouble {
  const content = v.safeParse(lockContent, parsed(path));
  const holder = content.success
    ? ` by process ${String(content.output.process)} on ${content.output.machine} since ${content.output.since}`
    : '';
  return new Trouble({
    code: 'case-open',
    happened: `The case is open already${holder}.`,
    kept: 'Nothing was changed.',
    todo: 'Use the window that has it open, or close that first. A lock that a crash left behind is taken over after half a minute.',
  });
}
