import { session, type BrowserWindow } from 'electron';
import { serve, type ProgramDescription } from '#contract/index.ts';
import { openPageWindow } from './page-window.ts';
import { portTransport } from './port-transport.ts';
import type { ProgramFolders } from './program-folders.ts';
import type { StartHandlers } from './start-calls.ts';

/** Opens the window that offers to make and open cases. It keeps nothing: its session lives in memory. */
export function openStartWindow(
  folders: ProgramFolders,
  describe: () => ProgramDescription,
  handlers: StartHandlers,
  onBug: (error: unknown) => void,
): BrowserWindow {
  openings += 1;
  return openPageWindow(folders, {
    kind: 'start',
    title: 'Mail Triage',
    session: session.fromPartition(`start-${String(openings)}`),
    connect(port) {
      serve(portTransport(port), { 'program.describe': describe, ...handlers }, onBug);
    },
  });
}

let openings = 0;
