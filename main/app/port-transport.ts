import type { MessagePortMain } from 'electron';
import type { Transport } from '#contract/index.ts';

/** Wraps an Electron port as the contract's transport. Values are copied: a transfer list loses data without a word. */
export function portTransport(port: MessagePortMain): Transport {
  return {
    send(message) {
      port.postMessage(message);
    },
    receive(receiver) {
      port.on('message', (event) => {
        receiver(event.data);
      });
      port.start();
    },
    close() {
      port.close();
    },
  };
}
