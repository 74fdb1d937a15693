import { connect, type Client, type HostEvents, type Transport } from '#contract/index.ts';
import { hostAway } from './serve-case-view.ts';

/**
 * A client whose host may be replaced. Calls made before the first host is there wait for it; calls that a host does
 * not live to answer end in trouble.
 */
export interface HostClient extends Client {
  /** Takes a (new) host; the one before, if any, is given up. */
  use(transport: Transport): void;
  /** The host is gone and no other is there yet. */
  lost(): void;
}

type Subscription = (client: Client) => void;

export function hostClient(): HostClient {
  let current: Promise<Client>;
  let arrive: (client: Client) => void = () => undefined;
  const subscriptions = new Set<Subscription>();
  const rejections = new Set<(reason: unknown) => void>();
  const awaitHost = (): void => {
    current = new Promise((resolve) => {
      arrive = resolve;
    });
  };
  awaitHost();

  function giveUpCalls(): void {
    for (const reject of rejections) reject(hostAway());
    rejections.clear();
  }

  return {
    call(name, given) {
      return new Promise((resolve, reject) => {
        rejections.add(reject);
        current
          .then((client) => client.call(name, given))
          .then(resolve, reject)
          .finally(() => rejections.delete(reject));
      });
    },
    on<N extends keyof HostEvents>(name: N, listener: (payload: HostEvents[N]) => void) {
      const stops = new Set<() => void>();
      const subscribe: Subscription = (client) => stops.add(client.on(name, listener));
      subscriptions.add(subscribe);
      return () => {
        subscriptions.delete(subscribe);
        for (const stop of stops) stop();
      };
    },
    use(transport) {
      const client = connect(transport);
      for (const subscribe of subscriptions) subscribe(client);
      arrive(client);
    },
    lost() {
      giveUpCalls();
      awaitHost();
    },
  };
}
