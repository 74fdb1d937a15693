import type { HostEvents } from '#contract/index.ts';
import type { CaseFolder } from './case-folder.ts';
import type { HostServices } from './services.ts';

/** Everything that the handlers of one case share. */
export interface HostContext {
  readonly caseFolder: CaseFolder;
  readonly services: HostServices;
  /** Tells the window; nothing happens while none is connected. */
  readonly emit: <N extends keyof HostEvents>(name: N, payload: HostEvents[N]) => void;
}
