import type { Transport } from '#contract/index.ts';

/** Makes two transports of one: calls whose name begins with `prefix` come out of the first, all else of the second. */
export function splitTransport(whole: Transport, prefix: string): readonly [Transport, Transport] {
  let receiveChosen: (message: unknown) => void = () => undefined;
  let receiveOthers: (message: unknown) => void = () => undefined;
  whole.receive((message) => {
    if (isCallOf(message, prefix)) receiveChosen(message);
    else receiveOthers(message);
  });
  const half = (receive: Transport['receive']): Transport => ({
    send: (message) => whole.send(message),
    receive,
    close: () => whole.close(),
  });
  return [
    half((receiver) => {
      receiveChosen = receiver;
    }),
    half((receiver) => {
      receiveOthers = receiver;
    }),
  ];
}

function isCallOf(message: unknown, prefix: string): boolean {
  return (
    typeof message === 'object' &&
    message !== null &&
    'name' in message &&
    typeof message.name === 'string' &&
    message.name.startsWith(prefix)
  );
}
