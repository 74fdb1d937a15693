import { dialog, type BrowserWindow } from 'electron';
import { Trouble, type CallHandlers, type CallName } from '#contract/index.ts';
import { createCaseFolder, peekCase, sampleEvidencePaths, type NewCase } from '#host/index.ts';
import type { RecentCases } from './recent-cases.ts';

/** The calls about cases as a whole; the main process answers them, from the start window and from cases alike. */
export type StartHandlers = CallHandlers<Extract<CallName, `start.${string}`>>;

export interface StartOptions {
  readonly recent: RecentCases;
  /** Where the sample case is made. */
  readonly sampleDirectory: string;
  /** Opens the case in a folder. @throws Trouble */
  open(caseDirectory: string): BrowserWindow;
  /** Offers paths to a case's window as evidence, once its page is there. */
  offer(window: BrowserWindow, paths: readonly string[]): void;
}

export function startCalls({ recent, sampleDirectory, open, offer }: StartOptions): StartHandlers {
  const opened = (caseDirectory: string): { opened: boolean } => {
    open(caseDirectory);
    return { opened: true };
  };
  return {
    'start.recent': () => recent.list(),
    'start.newCase': async (stated) => {
      const directory = await chooseFolder('Choose an empty folder for the case', 'Make Case Here');
      if (directory === null) return { opened: false };
      createCaseFolder(directory, stated);
      return opened(directory);
    },
    'start.openCase': async () => {
      const directory = await chooseFolder('Open the folder of a case', 'Open Case');
      return directory === null ? { opened: false } : opened(directory);
    },
    'start.openRecent': ({ index }) => {
      const directory = recent.directoryAt(index);
      if (directory === null) throw notListed();
      return opened(directory);
    },
    'start.forgetRecent': ({ index }) => {
      recent.forgetAt(index);
      return null;
    },
    'start.sampleCase': () => {
      if (peekCase(sampleDirectory) !== null) return opened(sampleDirectory);
      const paths = sampleEvidencePaths();
      if (paths.length === 0) throw sampleMissing();
      createCaseFolder(sampleDirectory, sampleCase);
      offer(open(sampleDirectory), paths);
      return { opened: true };
    },
  };
}

const sampleCase: NewCase = {
  title: 'Sample case',
  caseNumber: 'SAMPLE',
  examiner: 'Sample examiner',
  agency: '',
  zone: 'UTC',
  ownDomains: [],
};

async function chooseFolder(title: string, buttonLabel: string): Promise<string | null> {
  const { canceled, filePaths } = await dialog.showOpenDialog({
    title,
    buttonLabel,
    properties: ['openDirectory', 'createDirectory', 'dontAddToRecent'],
  });
  return canceled ? null : (filePaths[0] ?? null);
}

function notListed(): Trouble {
  return new Trouble({
    code: 'case-not-listed',
    happened: 'The case is no longer in the list.',
    kept: 'Nothing was changed.',
    todo: 'Open it by its folder.',
  });
}
function sampleMissing(): Trouble {
  return new Trouble({
    code: 'sample-missing',
    happened: 'This installation has no sample evidence.',
    kept: 'Nothing was changed.',
    todo: 'Make a new case and add evidence of your own.',
  });
}
