/**
 * The case store worker: owns the database, the columns in memory, and the connection to the host.
 *
 * Enters: the host's port and the page's questions. Leaves: answers and changes, as plain values.
 * Invariant: nothing else opens the database of the case; a batch is granted only after the one before is committed.
 */
import type { FromWorker, ToWorker, ViewMethod } from '#renderer/connection/view-messages.ts';
import { portTransport } from '#renderer/connection/port-transport.ts';
import { troubleTextOf } from '#renderer/connection/view-messages.ts';
import { openCaseStore } from './case-store.ts';
import { hostClient } from './host-client.ts';
import { serveCaseView } from './serve-case-view.ts';

const client = hostClient();
const tellPage = (message: FromWorker): void => self.postMessage(message);

const served = openCaseStore().then((store) =>
  serveCaseView({
    store,
    client,
    tell: (change) => tellPage({ kind: 'change', change }),
    now: () => new Date().toISOString(),
  }),
);
let hosts = 0;

self.addEventListener('message', (event: MessageEvent<ToWorker>) => {
  const message = event.data;
  const port = event.ports[0];
  if (message.kind === 'ask') void answer(message.id, message.method, message.given);
  else if (port !== undefined) void takeHost(port);
});

async function takeHost(port: MessagePort): Promise<void> {
  const { sink } = await served;
  hosts += 1;
  if (hosts > 1) {
    sink.hostLost();
    client.lost();
  }
  client.use(portTransport(port));
}

async function answer(id: number, method: ViewMethod, given: readonly unknown[]): Promise<void> {
  try {
    const { view } = await served;
    // The page's end has the types of `CaseView`; what crosses the boundary has none.
    const asked = view[method] as (...values: readonly unknown[]) => Promise<unknown>;
    tellPage({ kind: 'answer', id, value: await asked(...given) });
  } catch (error) {
    tellPage({ kind: 'trouble', id, text: troubleTextOf(error) });
  }
}
