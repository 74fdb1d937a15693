/**
 * The host process of one case: reads evidence, keeps the case folder, answers the page over its port. What needs
 * Electron's main process (dialogs, printing, other windows) it asks there, over the parent port.
 */
import { Trouble, serve } from '#contract/index.ts';
import { createHost, openCaseFolder, type CaseStorage, type Host, type HostServices } from '#host/index.ts';
import { switchValue } from './invocation.ts';
import { portTransport } from './port-transport.ts';
import type { FromHost, ToHost } from './service-messages.ts';
import { splitTransport } from './split-transport.ts';
import type { StartHandlers } from './start-calls.ts';

const parent = process.parentPort;
const tell = (message: FromHost): void => parent.postMessage(message);
const onBug = (error: unknown): void =>
  tell({ kind: 'bug', text: error instanceof Error ? (error.stack ?? error.message) : String(error) });

let lastId = 0;
const waiting = new Map<number, { resolve: (value: never) => void; reject: (error: Trouble) => void }>();

function ask(service: string, given: readonly unknown[]): Promise<never> {
  return new Promise((resolve, reject) => {
    lastId += 1;
    waiting.set(lastId, { resolve, reject });
    tell({ kind: 'ask', id: lastId, service, given });
  });
}

const services: HostServices = {
  choosePaths: (kind) => ask('choosePaths', [kind]),
  chooseSavePath: (suggestedName) => ask('chooseSavePath', [suggestedName]),
  resolveDropped: (token) => ask('resolveDropped', [token]),
  printToPdf: (htmlPath, pdfPath) => ask('printToPdf', [htmlPath, pdfPath]),
  reveal: (path) => ask('reveal', [path]),
  describeRuntime: () => ask('describeRuntime', []),
};

// A case's window may open other cases too; that is the main process's business.
const startHandlers: StartHandlers = {
  'start.recent': (given) => ask('start.recent', [given]),
  'start.newCase': (given) => ask('start.newCase', [given]),
  'start.openCase': (given) => ask('start.openCase', [given]),
  'start.openRecent': (given) => ask('start.openRecent', [given]),
  'start.forgetRecent': (given) => ask('start.forgetRecent', [given]),
  'start.sampleCase': (given) => ask('start.sampleCase', [given]),
};

const caseDirectory = switchValue(process.argv, 'case');
const chromium = switchValue(process.argv, 'chromium');
const backend = switchValue(process.argv, 'backend');
if (caseDirectory === null || chromium === null || backend === null) throw new Error('The host was started without a case.');
const host = await openHost(caseDirectory, { chromium, backend });

// When the program was killed, its host lives on for a moment and holds the case: that is worth a little patience.
async function openHost(directory: string, storage: CaseStorage): Promise<Host | null> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return createHost({ caseFolder: openCaseFolder(directory, storage), services, onBug });
    } catch (error) {
      if (!(error instanceof Trouble)) throw error;
      if (error.text.code !== 'case-open' || attempt === 20) {
        tell({ kind: 'refused', text: error.text });
        return null;
      }
      await new Promise((resolve) => setTimeout(resolve, 250));
    }
  }
}

parent.on('message', ({ data, ports }: { data: ToHost; ports: Parameters<typeof portTransport>[0][] }) => {
  if (host === null) return;
  const [port] = ports;
  if (data.kind === 'page' && port !== undefined) {
    const [startCalls, caseCalls] = splitTransport(portTransport(port), 'start.');
    serve(startCalls, startHandlers, onBug);
    host.connect(caseCalls);
  } else if (data.kind === 'menu') host.menu(data.command);
  else if (data.kind === 'stop')
    void host
      .stop()
      .catch(onBug)
      .finally(() => tell({ kind: 'stopped' }));
  else if (data.kind === 'answer') take(data.id)?.resolve(data.value as never);
  else if (data.kind === 'trouble') take(data.id)?.reject(new Trouble(data.text));
});

function take(id: number): ReturnType<typeof waiting.get> {
  const asker = waiting.get(id);
  waiting.delete(id);
  return asker;
}
