import { spawnSync } from 'node:child_process';

/** Command-line tools of others that read Outlook stores. */
export type OutlookTool = 'readpst' | 'pffexport';

const packages = { readpst: 'pst-utils', pffexport: 'pff-tools' } as const;

/** Whether the tool is there. */
export function hasOutlookTool(tool: OutlookTool): boolean {
  return spawnSync(tool, ['-V']).error === undefined;
}

/** Said once by a test file that skips for want of it. */
export function noOutlookToolReason(tool: OutlookTool): string {
  return `${tool} is absent (Debian package ${packages[tool]}): the comparison with it is skipped`;
}

/**
 * Runs a tool.
 * @returns what it said
 * @throws when it fails or takes longer than a minute
 */
export function runOutlookTool(tool: OutlookTool, options: readonly string[]): string {
  const run = spawnSync(tool, options, { encoding: 'utf8', timeout: 60_000, maxBuffer: 64 * 1024 * 1024 });
  if (run.status !== 0) throw new Error(`${tool} failed: ${run.stderr}${run.stdout}`);
  return `${run.stdout}${run.stderr}`;
}
