import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import type { Tally } from './tally.ts';
import { packageTool, resultsFolder, runTool } from './tool.ts';

/** The counts in the report of Vitest's reporter `json`. */
interface VitestReport {
  readonly numPassedTests: number;
  readonly numFailedTests: number;
  readonly numPendingTests: number;
  readonly numTodoTests: number;
}

/** Runs one folder of tests with Vitest and counts them. */
export async function runVitest(suite: string): Promise<Tally> {
  const report = path.join(resultsFolder, `${suite}.json`);
  mkdirSync(resultsFolder, { recursive: true });
  rmSync(report, { force: true });
  const reporters = ['--reporter=dot', '--reporter=json', `--outputFile.json=${report}`];
  const exitCode = await runTool(
    packageTool('vitest', 'vitest', ['run', '--config', 'test/vitest.config.ts', `test/${suite}/`, ...reporters]),
  );
  return tallyVitest(readReport(report), exitCode);
}

/** Counts a report; without one, or when Vitest failed for a reason that is no test's, that is a failure. */
export function tallyVitest(report: VitestReport | null, exitCode: number): Tally {
  if (report === null) return { passed: 0, failed: 1, skipped: 0 };
  const failed = exitCode !== 0 ? Math.max(1, report.numFailedTests) : report.numFailedTests;
  return { passed: report.numPassedTests, failed, skipped: report.numPendingTests + report.numTodoTests };
}

function readReport(file: string): VitestReport | null {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as VitestReport;
  } catch {
    return null;
  }
}
