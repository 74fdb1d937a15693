import * as v from 'valibot';
import { calls, type CallArguments, type CallHandlers, type CallName, type CallResult } from './calls.ts';
import type { HostEvents } from './events.ts';
import { Trouble, type TroubleText } from './trouble.ts';

/** Anything that carries messages both ways: an Electron port, a web port, a pair in a test. */
export interface Transport {
  send(message: unknown): void;
  /** Sets the one receiver. */
  receive(receiver: (message: unknown) => void): void;
  close(): void;
}

type WireMessage =
  | { readonly kind: 'call'; readonly id: number; readonly name: string; readonly given: unknown }
  | { readonly kind: 'result'; readonly id: number; readonly value: unknown }
  | { readonly kind: 'trouble'; readonly id: number; readonly text: TroubleText }
  | { readonly kind: 'event'; readonly name: keyof HostEvents; readonly payload: unknown };

/** The host's end: answers calls, sends events. */
export interface Server {
  emit<N extends keyof HostEvents>(name: N, payload: HostEvents[N]): void;
}

/**
 * Serves calls over a transport. Arguments are validated first; a call that is unknown, malformed or not handled here
 * is answered with trouble, and so is whatever a handler throws.
 * @param onBug told of everything thrown that is not `Trouble`.
 */
export function serve(transport: Transport, handlers: Partial<CallHandlers>, onBug: (error: unknown) => void): Server {
  transport.receive((message) => {
    if (!isWireMessage(message) || message.kind !== 'call') return;
    const { id, name, given } = message;
    void answer(handlers, name, given).then(
      (value) => {
        transport.send({ kind: 'result', id, value } satisfies WireMessage);
      },
      (error: unknown) => {
        if (!(error instanceof Trouble)) onBug(error);
        transport.send({ kind: 'trouble', id, text: error instanceof Trouble ? error.text : bugText(error) } satisfies WireMessage);
      },
    );
  });
  return {
    emit(name, payload) {
      transport.send({ kind: 'event', name, payload } satisfies WireMessage);
    },
  };
}

/** The renderer's end: makes calls, hears events. */
export interface Client {
  /** @throws Trouble with what happened, what was kept and what to do. */
  call<N extends CallName>(name: N, given: CallArguments<N>): Promise<CallResult<N>>;
  /** Hears an event; the returned function stops it. */
  on<N extends keyof HostEvents>(name: N, listener: (payload: HostEvents[N]) => void): () => void;
}

/** Connects to a host over a transport. */
export function connect(transport: Transport): Client {
  let lastId = 0;
  const waiting = new Map<number, { resolve: (value: never) => void; reject: (error: Trouble) => void }>();
  const listeners = new Map<string, Set<(payload: never) => void>>();
  transport.receive((message) => {
    if (!isWireMessage(message)) return;
    if (message.kind === 'event') {
      for (const listener of listeners.get(message.name) ?? []) listener(message.payload as never);
      return;
    }
    const caller = waiting.get(message.id);
    if (caller === undefined || message.kind === 'call') return;
    waiting.delete(message.id);
    if (message.kind === 'result') caller.resolve(message.value as never);
    else caller.reject(new Trouble(message.text));
  });
  return {
    call(name, given) {
      lastId += 1;
      const id = lastId;
      return new Promise((resolve, reject) => {
        waiting.set(id, { resolve, reject });
        transport.send({ kind: 'call', id, name, given } satisfies WireMessage);
      });
    },
    on(name, listener) {
      const set = listeners.get(name) ?? new Set();
      listeners.set(name, set);
      set.add(listener);
      return () => set.delete(listener);
    },
  };
}

async function answer(handlers: Partial<CallHandlers>, name: string, given: unknown): Promise<unknown> {
  if (!Object.hasOwn(calls, name) || !Object.hasOwn(handlers, name)) {
    throw new Trouble({
      code: 'call-unknown',
      happened: `The window asked for "${name}", which is not available here.`,
      kept: 'Nothing was changed.',
      todo: 'Restart Mail Triage; if it happens again, report it.',
    });
  }
  const known = name as CallName;
  const parsed = v.safeParse(calls[known].accepts, given);
  if (!parsed.success) {
    const issue = parsed.issues[0];
    throw new Trouble({
      code: 'call-malformed',
      happened: `"${name}" was given an argument that is not allowed: ${issue.message}`,
      kept: 'Nothing was changed.',
      todo: 'Correct the value and try again.',
    });
  }
  return (handlers[known] as (checked: unknown) => unknown)(parsed.output);
}

function bugText(error: unknown): TroubleText {
  return {
    code: 'bug',
    happened: `An error that should not happen: ${error instanceof Error ? error.message : String(error)}`,
    kept: 'What was stored before is kept.',
    todo: 'Try again; if it happens again, report it with the log of the case.',
  };
}

function isWireMessage(message: unknown): message is WireMessage {
  return typeof message === 'object' && message !== null && 'kind' in message;
}
