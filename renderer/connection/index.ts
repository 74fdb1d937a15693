/**
 * Room `connection`: the page's way to the case store worker, and the worker's way to the host.
 *
 * Enters: the port that the preload hands over. Leaves: the case view for the screens, the transport for the worker.
 * Invariant: the page keeps no port; it passes each on to the worker, which alone talks to the host.
 */
import { Trouble } from '#contract/index.ts';
import type { CaseChange, CaseView } from '#renderer/case/case-view.ts';
import { isFromPreload, pageReady } from './page-messages.ts';
import type { FromWorker, ToWorker, ViewMethod } from './view-messages.ts';

/** Which window this is: the start window, or the window of one case. */
export function windowKind(): 'start' | 'case' {
  return new URLSearchParams(window.location.search).get('window') === 'case' ? 'case' : 'start';
}

/** Starts the case store worker and asks for the host's port. To be called once, when the page starts. */
export function openCaseView(): CaseView {
  const worker = new Worker(new URL('../case/case-store-worker.ts', import.meta.url), { type: 'module', name: 'case store' });
  window.addEventListener('message', (event: MessageEvent<unknown>) => {
    const port = event.ports[0];
    if (!isFromPreload(event) || event.data.mailTriage !== 'port' || port === undefined) return;
    worker.postMessage({ kind: 'host' } satisfies ToWorker, [port]);
  });
  window.postMessage(pageReady, window.location.origin);
  return caseViewOver(worker);
}

/**
 * Hears of files dropped anywhere on the window. The token is for the call `evidence.dropped`.
 * @returns a function that stops it.
 */
export function onDropped(listener: (token: string) => void): () => void {
  const hear = (event: MessageEvent<unknown>): void => {
    if (isFromPreload(event) && event.data.mailTriage === 'dropped') listener(event.data.token);
  };
  window.addEventListener('message', hear);
  return () => {
    window.removeEventListener('message', hear);
  };
}

/** What of a worker the case view uses; a test passes its own. */
export type WorkerEnd = Pick<Worker, 'postMessage' | 'addEventListener'>;

/** Makes a case view that asks a worker. Answers come in any order; when the worker dies, every question is answered with trouble. */
export function caseViewOver(worker: WorkerEnd): CaseView {
  let lastId = 0;
  let lost: Trouble | null = null;
  const waiting = new Map<number, { resolve: (value: never) => void; reject: (error: Trouble) => void }>();
  const listeners = new Set<(change: CaseChange) => void>();

  worker.addEventListener('message', (event: MessageEvent<FromWorker>) => {
    const message = event.data;
    if (message.kind === 'change') {
      for (const listener of listeners) listener(message.change);
      return;
    }
    const asker = waiting.get(message.id);
    waiting.delete(message.id);
    if (message.kind === 'answer') asker?.resolve(message.value as never);
    else asker?.reject(new Trouble(message.text));
  });
  worker.addEventListener('error', (event: ErrorEvent) => {
    lost = storeLost(event.message);
    for (const asker of waiting.values()) asker.reject(lost);
    waiting.clear();
  });

  function ask<M extends ViewMethod>(method: M): CaseView[M] {
    const asking = (...given: readonly unknown[]): Promise<unknown> =>
      new Promise((resolve, reject) => {
        if (lost !== null) {
          reject(lost);
          return;
        }
        lastId += 1;
        waiting.set(lastId, { resolve, reject });
        worker.postMessage({ kind: 'ask', id: lastId, method, given } satisfies ToWorker);
      });
    // The worker answers each method with what `CaseView` says; the boundary between them carries no types.
    return asking as unknown as CaseView[M];
  }

  return {
    host: ask('host'),
    startIngest: ask('startIngest'),
    ingestStates: ask('ingestStates'),
    accounts: ask('accounts'),
    diagnostics: ask('diagnostics'),
    diagnosticCounts: ask('diagnosticCounts'),
    folders: ask('folders'),
    select: ask('select'),
    rows: ask('rows'),
    positionOf: ask('positionOf'),
    message: ask('message'),
    findingGroups: ask('findingGroups'),
    findings: ask('findings'),
    annotate: ask('annotate'),
    factCounts: ask('factCounts'),
    facts: ask('facts'),
    fact: ask('fact'),
    analysisState: ask('analysisState'),
    analyse: ask('analyse'),
    cancelAnalysis: ask('cancelAnalysis'),
    proposedDomains: ask('proposedDomains'),
    forwarding: ask('forwarding'),
    forwardingDays: ask('forwardingDays'),
    observations: ask('observations'),
    passingRules: ask('passingRules'),
    accessFacets: ask('accessFacets'),
    selectAccess: ask('selectAccess'),
    accessRows: ask('accessRows'),
    accessPosition: ask('accessPosition'),
    messagesNamed: ask('messagesNamed'),
    eventsNaming: ask('eventsNaming'),
    accessLanes: ask('accessLanes'),
    overTime: ask('overTime'),
    report: ask('report'),
    exportAll: ask('exportAll'),
    onChange(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}

function storeLost(message: string): Trouble {
  return new Trouble({
    code: 'store-lost',
    happened: `The part of the program that keeps the case stopped: ${message}`,
    kept: 'Everything that was committed to the case is kept.',
    todo: 'Close the window and open the case again; if it happens again, report it with the log of the case.',
  });
}
