import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll } from 'vitest';

/** Makes a folder that is removed after the test file's last test. To be called at its top level or in a test. */
export function temporaryFolder(name = 'test'): string {
  const path = mkdtempSync(join(tmpdir(), `mail-triage-${name}-`));
  made.push(path);
  return path;
}

const made: string[] = [];

afterAll(() => {
  for (const path of made.splice(0)) rmSync(path, { recursive: true, force: true });
});
