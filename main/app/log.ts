import { appendFileSync, mkdirSync } from 'node:fs';
import { dirname } from 'node:path';

/** Writes what should not happen to the program's log and to standard error. */
export type Log = (what: string) => void;

/** @param path the log file; its folder is made. A log that cannot be written stops nothing. */
export function logTo(path: string): Log {
  return (what) => {
    const line = `${new Date().toISOString()} ${what}\n`;
    process.stderr.write(line);
    try {
      mkdirSync(dirname(path), { recursive: true });
      appendFileSync(path, line);
    } catch {
      // Standard error has it.
    }
  };
}
