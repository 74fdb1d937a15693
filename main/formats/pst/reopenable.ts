import type { Libpff, Outcome, Store } from 'libpff-wasm';
import type { ByteSource } from '#evidence/byte-source.ts';

/**
 * An open store that survives the death of its module instance. An item on which libpff traps takes its instance with
 * it; the next question opens the store anew, and everything that was open is opened again when it is asked for.
 */
export class StoreSession {
  readonly #libpff: Libpff;
  readonly #source: ByteSource;
  #opened: Outcome<Store> | null = null;
  #generation = 0;

  constructor(libpff: Libpff, source: ByteSource) {
    this.#libpff = libpff;
    this.#source = source;
  }

  /** Raised with every new instance: what was opened under another number is gone. */
  get generation(): number {
    return this.#generation;
  }

  /** The open store, or why it cannot be opened. */
  store(): Outcome<Store> {
    if (this.#opened === null || (this.#opened.ok && this.#opened.value.death !== null)) {
      this.#generation += 1;
      this.#opened = this.#libpff.openStore(this.#source);
    }
    return this.#opened;
  }

  close(): void {
    if (this.#opened?.ok === true) this.#opened.value.close();
    this.#opened = null;
  }
}

/** Something opened from a store, or from another thing opened from it, that is opened again after a death. */
export class Reopenable<T extends { close(): void }> {
  readonly #session: StoreSession;
  readonly #open: () => Outcome<T>;
  #opened: { readonly generation: number; readonly value: T } | null = null;

  /** @param open opens it; asks what it opens from for itself, so that a chain is opened again from its beginning. */
  constructor(session: StoreSession, open: () => Outcome<T>) {
    this.#session = session;
    this.#open = open;
  }

  get(): Outcome<T> {
    // Asking for the store first notices a death.
    const store = this.#session.store();
    if (!store.ok) return store;
    if (this.#opened?.generation === this.#session.generation) return { ok: true, value: this.#opened.value };
    const opened = this.#open();
    this.#opened = opened.ok ? { generation: this.#session.generation, value: opened.value } : null;
    return opened;
  }

  close(): void {
    if (this.#opened?.generation === this.#session.generation) this.#opened.value.close();
    this.#opened = null;
  }
}
