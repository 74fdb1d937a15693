import type { Page } from '@playwright/test';
import type { IngestBatch } from '#contract/index.ts';
import { storeWorker } from './open-application.ts';

/**
 * Lets the host of a case window read an evidence item as batches that a test made by hand: to the window, its store and
 * its worker they come as those of a reading do. The item must be one of the case; all other calls reach the real host.
 * The host's first rule is told with parameters that may be changed, as those of analysis across records can be. Batches must be JSON but for the header blocks of messages, which are given as text.
 */
export async function readHandmade(page: Page, batches: readonly IngestBatch[]): Promise<void> {
  const worker = await storeWorker(page);
  const evidenceId = batches[0]?.evidenceId;
  if (evidenceId === undefined) throw new Error('no batches');
  await worker.evaluate(standBetween, { evidenceId, batches: JSON.stringify(batches) });
}

// Runs in the worker: takes the host's port, gives the worker another, and passes on what it does not answer itself.
async function standBetween({ evidenceId, batches }: { readonly evidenceId: string; readonly batches: string }): Promise<void> {
  interface Wire {
    readonly kind: string;
    readonly id?: number;
    readonly name?: string;
    readonly given?: { readonly evidenceId?: string; readonly batches?: number };
  }
  type Ask = (message: { kind: 'ask'; id: string; method: string; given: readonly unknown[] }) => void;
  const send = MessagePort.prototype.postMessage;
  const ask: Ask = (data) => self.dispatchEvent(new MessageEvent('message', { data }));
  // The next call of the worker shows which port leads to its host.
  const toHost = await new Promise<MessagePort>((resolve) => {
    MessagePort.prototype.postMessage = function (this: MessagePort, ...given: unknown[]) {
      MessagePort.prototype.postMessage = send;
      resolve(this);
      (send as (...values: unknown[]) => void).apply(this, given);
    };
    ask({ kind: 'ask', id: 'handmade', method: 'host', given: ['case.read', {}] });
  });
  // Its answer is heard before the port is taken away.
  await new Promise((resolve) => setTimeout(resolve, 300));
  const { port1, port2 } = new MessageChannel();
  self.dispatchEvent(new MessageEvent('message', { data: { kind: 'host' }, ports: [port2] }));
  const encoder = new TextEncoder();
  const waiting = (JSON.parse(batches) as { records: { kind: string; headerBlock?: unknown }[] }[]).map((batch) => ({
    ...batch,
    records: batch.records.map((record) =>
      record.kind === 'message' ? { ...record, headerBlock: encoder.encode(String(record.headerBlock)) } : record,
    ),
  }));
  const emit = (name: string, payload: unknown): void => port1.postMessage({ kind: 'event', name, payload });
  const grant = (credit: number): void => {
    for (const batch of waiting.splice(0, credit)) emit('ingest.batch', batch);
    if (waiting.length > 0) return;
    const none = { files: 1, filesTotal: 1, bytes: 0, bytesTotal: 0, messages: 0, diagnostics: 0, findings: 0, seconds: 0 };
    emit('ingest.progress', { evidenceId, phase: 'done', ...none, messagesPerSecond: null, secondsLeft: null, current: '', trouble: null });
  };
  const described = new Set<number | undefined>();
  toHost.onmessage = ({ data }: MessageEvent<{ id?: number; value?: { rules: { parameters: object[] }[] } }>) => {
    const { id, value } = data;
    if (!described.delete(id) || value === undefined) {
      port1.postMessage(data);
      return;
    }
    const parameters = [
      { name: 'least', meaning: 'Fewest messages that make a finding.', value: 3 },
      { name: 'words', meaning: 'Words that tell of security or payment.', value: ['invoice', 'password'] },
      { name: 'counts lists', meaning: 'Whether list mail counts.', value: false },
      { name: 'prefixes', meaning: 'Subject prefixes that tell of a forward.', value: ['FW', 'WG'] },
    ];
    const rules = value.rules.map((rule, index) => (index === 0 ? { ...rule, parameters } : rule));
    port1.postMessage({ ...data, value: { ...value, rules } });
  };
  port1.onmessage = ({ data }: MessageEvent<Wire>) => {
    if (data.name === 'program.describe') described.add(data.id);
    const isOwn = data.kind === 'call' && data.given?.evidenceId === evidenceId;
    if (!isOwn || (data.name !== 'ingest.start' && data.name !== 'ingest.grant')) {
      toHost.postMessage(data);
      return;
    }
    port1.postMessage({ kind: 'result', id: data.id, value: null });
    if (data.name === 'ingest.grant') grant(data.given.batches ?? 0);
  };
}
