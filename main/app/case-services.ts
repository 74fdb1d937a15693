import { dialog, shell, type BrowserWindow } from 'electron';
import { randomUUID } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import type { HostServices } from '#host/index.ts';
import { printAsPdf } from './print-pdf.ts';

/** The services that a case's host asks of the main process, for one window, and where dropped paths come in. */
export function caseServices(window: () => BrowserWindow): HostServices & { drop(paths: readonly string[]): string } {
  const dropped = new Map<string, readonly string[]>();
  return {
    async choosePaths(kind) {
      const { canceled, filePaths } = await dialog.showOpenDialog(window(), {
        title: titles[kind],
        buttonLabel: kind === 'search' ? 'Look Here' : 'Add to Case',
        message: 'Evidence is opened for reading only.',
        properties:
          kind === 'files'
            ? ['openFile', 'multiSelections', 'showHiddenFiles', 'dontAddToRecent']
            : ['openDirectory', 'showHiddenFiles', 'dontAddToRecent'],
      });
      return canceled ? [] : filePaths;
    },
    async chooseSavePath(suggestedName) {
      const { canceled, filePath } = await dialog.showSaveDialog(window(), {
        title: 'Save attachment',
        defaultPath: suggestedName,
        properties: ['showOverwriteConfirmation', 'dontAddToRecent'],
      });
      return canceled || filePath === '' ? null : filePath;
    },
    resolveDropped(token) {
      const paths = dropped.get(token) ?? [];
      dropped.delete(token);
      return Promise.resolve(paths);
    },
    async printToPdf(htmlPath, pdfPath) {
      await writeFile(pdfPath, await printAsPdf(htmlPath), { flag: 'wx', mode: 0o600 });
    },
    async reveal(path) {
      const trouble = await shell.openPath(path);
      if (trouble !== '') shell.showItemInFolder(path);
    },
    describeRuntime: () => Promise.resolve(runtime()),
    drop(paths) {
      const token = randomUUID();
      dropped.set(token, paths);
      return token;
    },
  };
}

const titles = {
  files: 'Add evidence files',
  folder: 'Add an evidence folder',
  search: 'Choose where to look for mail profiles',
} as const;

/** The runtime that this program runs in. */
export function runtime(): { readonly electron: string; readonly chromium: string } {
  return { electron: process.versions.electron, chromium: process.versions.chrome };
}
