import { Trouble, serve, type CallHandlers, type CallName, type Server, type Transport } from '#contract/index.ts';
import type { CaseFolder } from './case-folder.ts';
import { caseCalls } from './case-calls.ts';
import { evidenceCalls } from './evidence-calls.ts';
import { exportCalls } from './export-calls.ts';
import type { HostContext } from './host-context.ts';
import { ingestRuns } from './ingest-runs.ts';
import { onDemandCalls } from './on-demand-calls.ts';
import { profileCalls } from './profile-calls.ts';
import type { HostServices } from './services.ts';

/** The calls that the host answers; `start.…` belongs to the program around it. */
export type HostCall = Exclude<CallName, `start.${string}`>;

export interface HostOptions {
  readonly caseFolder: CaseFolder;
  readonly services: HostServices;
  /** Told of everything thrown that is no trouble. */
  readonly onBug: (error: unknown) => void;
  /** Reading processes of a run; by default as many as the machine can spare. */
  readonly workers?: number;
}

/** The host of one open case. */
export interface Host {
  /**
   * Serves a window. A window that connects later takes the place of the earlier one; what that was being sent is
   * stopped, for the later one asks for it again from its own last batch.
   */
  connect(transport: Transport): void;
  /** Sends a command of the application menu to the window. */
  menu(command: string): void;
  /** Stops all work and lets the case go. */
  stop(): Promise<void>;
}

/** Makes the host of a case. */
export function createHost(options: HostOptions): Host {
  const { caseFolder, services, onBug } = options;
  let server: Server | null = null;
  const context: HostContext = {
    caseFolder,
    services,
    emit: (name, payload) => server?.emit(name, payload),
  };
  const runs = ingestRuns(context, { workers: options.workers, onBug });
  const evidence = evidenceCalls(context);
  const exports = exportCalls(context);
  const profiles = profileCalls(context, { add: evidence.addFound, onBug });
  const handlers: CallHandlers<HostCall> = {
    ...caseCalls(context),
    ...evidence.handlers,
    ...profiles.handlers,
    ...runs.handlers,
    'ingest.cancel': ({ evidenceId }) => (evidence.cancelHashing(evidenceId) ? null : runs.handlers['ingest.cancel']({ evidenceId })),
    ...onDemandCalls(context),
    ...exports.handlers,
  };
  return {
    connect(transport) {
      void runs.dismissAll();
      evidence.cancelAllHashing();
      void profiles.forget();
      exports.abandonAll();
      server = serve(transport, handlers, (error) => {
        if (!(error instanceof Trouble)) onBug(error);
      });
    },
    menu(command) {
      context.emit('menu.command', { command });
    },
    async stop() {
      server = null;
      evidence.cancelAllHashing();
      await profiles.forget();
      await runs.dismissAll();
      exports.abandonAll();
      caseFolder.close();
    },
  };
}
