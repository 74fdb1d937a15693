import type { Libpff, Outcome, Store } from 'libpff-wasm';
import type { ByteSource } from '#evidence/byte-source.ts';

/**
 * An open store that survives the death of its module instance. An item on which libpff traps takes its instance with
 * it; the next question opens the store anew, and everything that was open is opened again when it is asked for.
 *
 * A store is opened anew, too, when its instance has grown large: libpff keeps what it read of the store's index, so its
 * memory would grow with the size of the store.
 */
export class StoreSession {
  readonly #libpff: Libpff;
  readonly #source: ByteSource;
  #opened: Outcome<Store> | null = null;
  #generation = 0;
  #memoryLimitBytes = 0;

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
    if (this.#opened !== null && !(this.#opened.ok && this.#isWornOut(this.#opened.value))) return this.#opened;
    this.close();
    this.#generation += 1;
    this.#opened = this.#libpff.openStore(this.#source);
    if (this.#opened.ok) this.#raiseMemoryLimit(this.#opened.value);
    return this.#opened;
  }

  // What opening takes comes back every time, and so may the table of a huge folder: a limit that stayed the same could
  // be reached by one item after another, each time opening the store anew.
  #raiseMemoryLimit(store: Store): void {
    const raised = this.#memoryLimitBytes === 0 ? firstMemoryLimitBytes : this.#memoryLimitBytes * 1.5;
    this.#memoryLimitBytes = Math.min(lastMemoryLimitBytes, Math.max(raised, 2 * store.memoryBytes));
  }

  #isWornOut(store: Store): boolean {
    return store.death !== null || store.memoryBytes > this.#memoryLimitBytes;
  }

  /** How many blocks were read that do not match their checksum, since anything was described or this was asked last. */
  damagedBlocks(): number {
    return this.#opened?.ok === true ? this.#opened.value.damagedBlocks() : 0;
  }

  close(): void {
    if (this.#opened?.ok === true) this.#opened.value.close();
    this.#opened = null;
  }
}

/** Memory of the module beyond which a store is opened anew, in bytes: at first, and at last. The module ends at 2 GiB. */
const firstMemoryLimitBytes = 384 * 1024 * 1024;
const lastMemoryLimitBytes = 1600 * 1024 * 1024;

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
