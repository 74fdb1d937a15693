import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { hasDisplay } from '#set-up/display.mjs';
import type { Tally } from './tally.ts';
import { packageTool, resultsFolder, runTool, type Tool } from './tool.ts';

/** The counts in the report of Playwright's reporter `json`. */
interface PlaywrightReport {
  readonly stats: { readonly expected: number; readonly unexpected: number; readonly flaky: number; readonly skipped: number };
}

/** Runs the tests that drive real Electron windows, on a virtual display where there is no other. */
export async function runElectronTests(): Promise<Tally> {
  const report = path.join(resultsFolder, 'electron.json');
  mkdirSync(resultsFolder, { recursive: true });
  rmSync(report, { force: true });
  const playwright = packageTool('@playwright/test', 'playwright', [
    'test',
    '--config',
    'test/playwright.config.ts',
    '--reporter',
    'list,json',
  ]);
  const exitCode = await runTool({ ...onDisplay(playwright), environment: { PLAYWRIGHT_JSON_OUTPUT_NAME: report } });
  return tallyPlaywright(readReport(report), exitCode);
}

/** Counts a report; without one, or when Playwright failed for a reason that is no test's, that is a failure. */
export function tallyPlaywright(report: PlaywrightReport | null, exitCode: number): Tally {
  if (report === null) return { passed: 0, failed: 1, skipped: 0 };
  const { expected, unexpected, flaky, skipped } = report.stats;
  const failed = unexpected + flaky;
  return { passed: expected, failed: exitCode !== 0 ? Math.max(1, failed) : failed, skipped };
}

function onDisplay(tool: Tool): Tool {
  if (hasDisplay()) return tool;
  return { program: 'xvfb-run', given: ['--auto-servernum', '--server-args=-screen 0 1600x1000x24', tool.program, ...tool.given] };
}

function readReport(file: string): PlaywrightReport | null {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as PlaywrightReport;
  } catch {
    return null;
  }
}
