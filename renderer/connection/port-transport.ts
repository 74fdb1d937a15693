import type { Transport } from '#contract/index.ts';

/** Wraps a web port as the contract's transport. Values are copied, never transferred: see the contract's invariants. */
export function portTransport(port: MessagePort): Transport {
  return {
    send(message) {
      port.postMessage(message);
    },
    receive(receiver) {
      port.addEventListener('message', (event: MessageEvent<unknown>) => {
        receiver(event.data);
      });
      port.start();
    },
    close() {
      port.close();
    },
  };
}
