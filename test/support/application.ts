import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { _electron, errors, type ElectronApplication, type Page } from '@playwright/test';
import { launchOptions } from './electron-runtime.ts';

/** The running application, driven as an examiner would. */
export interface RunningApplication {
  readonly electron: ElectronApplication;
  /** The first window; a case opens in one of its own. */
  readonly firstWindow: Page;
  /** Everything that windows wrote to their consoles as errors. */
  readonly pageErrors: readonly string[];
  /** Makes the next dialogs for opening answer with these paths. */
  answerOpenDialog(paths: readonly string[]): Promise<void>;
  /** Makes the next dialogs for saving answer with this path. */
  answerSaveDialog(path: string): Promise<void>;
  /** Waits for the window of a case. */
  caseWindow(): Promise<Page>;
  /** Gives the last window that size of content, in pixels. */
  resize(width: number, height: number): Promise<void>;
  close(): Promise<void>;
}

/**
 * Starts the built application with settings of its own.
 * @param given its arguments
 * @param userFolder where it keeps its settings; a new folder without one
 */
export async function startApplication(
  given: readonly string[] = [],
  userFolder = mkdtempSync(join(tmpdir(), 'mail-triage-user-')),
  options: (given: readonly string[]) => Parameters<typeof _electron.launch>[0] = launchOptions,
): Promise<RunningApplication> {
  const electron = await launch(options([`--user-data-dir=${userFolder}`, ...given]));
  const pageErrors: string[] = [];
  const watch = (page: Page): void => {
    page.on('pageerror', (error) => pageErrors.push(error.message));
    page.on('console', (message) => {
      if (message.type() === 'error') pageErrors.push(message.text());
    });
  };
  electron.windows().forEach(watch);
  electron.on('window', watch);
  const firstWindow = await electron.firstWindow();
  await firstWindow.waitForLoadState('domcontentloaded');
  return {
    electron,
    firstWindow,
    pageErrors,
    answerOpenDialog: (paths) =>
      electron.evaluate(({ dialog }, filePaths) => {
        dialog.showOpenDialog = () => Promise.resolve({ canceled: false, filePaths: [...filePaths] });
      }, paths),
    answerSaveDialog: (filePath) =>
      electron.evaluate(({ dialog }, chosen) => {
        dialog.showSaveDialog = () => Promise.resolve({ canceled: false, filePath: chosen });
      }, filePath),
    resize: (width, height) =>
      electron.evaluate(
        ({ BrowserWindow }, size) => {
          BrowserWindow.getAllWindows().at(-1)?.setContentSize(size.width, size.height);
        },
        { width, height },
      ),
    async caseWindow() {
      const isCase = async (page: Page): Promise<boolean> => (await page.getByTestId('case-title').count()) > 0;
      for (;;) {
        for (const page of electron.windows()) if (await isCase(page).catch(() => false)) return page;
        await new Promise((resolve) => setTimeout(resolve, 100));
      }
    },
    close: () => electron.close(),
  };
}

/**
 * Launches the program. A packed one cannot be held back until Playwright listens, so that now and then its first window
 * comes while Playwright attaches and the launch never ends; only that launch is begun anew, and said so. A program that
 * ends or fails by itself fails its test at once.
 */
async function launch(options: Parameters<typeof _electron.launch>[0], attempts = 2): Promise<ElectronApplication> {
  try {
    return await _electron.launch({ ...options, timeout: 60_000 });
  } catch (error) {
    const isPacked = options?.executablePath !== undefined;
    if (attempts === 1 || !isPacked || !(error instanceof errors.TimeoutError)) throw error;
    console.warn('The launch of the packed application did not end; it is begun anew.');
    return launch(options, attempts - 1);
  }
}
