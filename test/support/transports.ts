import { MessageChannel } from 'node:worker_threads';
import type { Transport } from '#contract/index.ts';

/** The two ends of a transport within one process. */
export interface TransportPair {
  readonly host: Transport;
  readonly page: Transport;
}

/** Carries copies from one end to the other, in order and later, as every real transport does. */
export function inMemoryTransports(): TransportPair {
  const pipe = () => {
    let receiver: ((message: unknown) => void) | null = null;
    const waiting: unknown[] = [];
    let isOpen = true;
    return {
      put: (message: unknown): void => {
        const copy = structuredClone(message);
        setImmediate(() => {
          if (!isOpen) return;
          if (receiver === null) waiting.push(copy);
          else receiver(copy);
        });
      },
      receive: (next: (message: unknown) => void): void => {
        receiver = next;
        for (const message of waiting.splice(0)) next(message);
      },
      close: (): void => void (isOpen = false),
    };
  };
  const [toHost, toPage] = [pipe(), pipe()];
  const close = (): void => {
    toHost.close();
    toPage.close();
  };
  return {
    host: { send: toPage.put, receive: toHost.receive, close },
    page: { send: toHost.put, receive: toPage.receive, close },
  };
}

/** Carries messages over a MessagePort of worker threads. */
export function messagePortTransports(): TransportPair {
  const { port1, port2 } = new MessageChannel();
  const transport = (port: typeof port1): Transport => ({
    send: (message) => port.postMessage(message),
    receive: (receiver) => void port.on('message', receiver),
    close: () => port.close(),
  });
  return { host: transport(port1), page: transport(port2) };
}
