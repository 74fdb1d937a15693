import { utilityProcess, type MessagePortMain } from 'electron';
import { join } from 'node:path';
import { Trouble, type TroubleText } from '#contract/index.ts';
import type { CaseStorage } from '#host/index.ts';
import type { FromHost, ToHost } from './service-messages.ts';

/** What the host may ask of the main process, by name. Arguments and results are plain values. */
export type Services = Readonly<Record<string, (...given: never[]) => unknown>>;

/** The process that serves one case. */
export interface HostProcess {
  /** Gives the host the page's port. */
  connect(port: MessagePortMain): void;
  menu(command: string): void;
  /** Lets the host finish what it writes, then ends it. */
  stop(): Promise<void>;
}

export interface HostOptions {
  /** The folder of the built program, with `host.js` in it. */
  readonly programDirectory: string;
  readonly caseDirectory: string;
  /** What the window keeps its data with, for `case.json`. */
  readonly storage: CaseStorage;
  readonly services: Services;
  /** Told when the case cannot be opened, e.g. since another program has it. The host has ended then. */
  onRefused(text: TroubleText): void;
  /** Told when the host died by itself. */
  onLost(exitCode: number): void;
  /** Told of errors that should not happen. */
  onBug(text: string): void;
}

/** Longest that a host may take to stop by itself. */
const patienceMilliseconds = 10_000;

/** Starts the host of a case in a process of its own. */
export function startHost({ programDirectory, caseDirectory, storage, services, onRefused, onLost, onBug }: HostOptions): HostProcess {
  const child = utilityProcess.fork(
    join(programDirectory, 'host.js'),
    [`--case=${caseDirectory}`, `--chromium=${storage.chromium}`, `--backend=${storage.backend}`],
    { serviceName: 'Mail Triage host', stdio: 'inherit' },
  );
  let isStopping = false;
  let hasEnded = false;
  const send = (message: ToHost, ports: MessagePortMain[] = []): void => {
    if (!hasEnded) child.postMessage(message, ports);
  };
  const ended = new Promise<void>((resolve) => {
    child.once('exit', (code) => {
      hasEnded = true;
      resolve();
      if (!isStopping) onLost(code);
    });
  });

  child.on('message', (message: FromHost) => {
    if (message.kind === 'bug') onBug(message.text);
    if (message.kind === 'stopped') child.kill();
    if (message.kind === 'refused') {
      isStopping = true;
      child.kill();
      onRefused(message.text);
    }
    if (message.kind !== 'ask') return;
    const { id, service, given } = message;
    answer(services, service, given).then(
      (value) => send({ kind: 'answer', id, value }),
      (error: unknown) => {
        if (!(error instanceof Trouble)) onBug(String(error instanceof Error ? error.stack : error));
        send({ kind: 'trouble', id, text: troubleOf(error) });
      },
    );
  });

  return {
    connect: (port) => send({ kind: 'page' }, [port]),
    menu: (command) => send({ kind: 'menu', command }),
    async stop() {
      isStopping = true;
      send({ kind: 'stop' });
      const timer = setTimeout(() => child.kill(), patienceMilliseconds);
      await ended;
      clearTimeout(timer);
    },
  };
}

async function answer(services: Services, name: string, given: readonly unknown[]): Promise<unknown> {
  const service = Object.hasOwn(services, name) ? services[name] : undefined;
  if (service === undefined) throw new Error(`The host asked for "${name}", which the main process does not do.`);
  return (service as (...values: readonly unknown[]) => unknown)(...given);
}

function troubleOf(error: unknown): TroubleText {
  if (error instanceof Trouble) return error.text;
  return {
    code: 'bug',
    happened: `An error that should not happen: ${error instanceof Error ? error.message : String(error)}`,
    kept: 'What was stored before is kept.',
    todo: 'Try again; if it happens again, report it with the log of the case.',
  };
}
