import type { Outcome, Property, Trouble } from 'libpff-wasm';
import type { ValueReader } from './whole-value.ts';

/**
 * An open message or other item of a store, whichever engine reads it: libpff (its `Message` is one) or the engine of
 * `structure/`. Close it when done.
 */
export interface StoreItem extends ValueReader {
  readonly nodeId: number;
  /** Number of attachments; null when their table cannot be read. */
  readonly attachmentCount: number | null;
  readonly properties: readonly Property[];
  /** The properties of each recipient. */
  readonly recipients: readonly (readonly Property[])[];
  readonly troubles: readonly Trouble[];
  /** Opens an attachment, counted from 0. */
  openAttachment(index: number): Outcome<StoreAttachment>;
  close(): void;
}

/** An open attachment. */
export interface StoreAttachment extends ValueReader {
  readonly type: 'data' | 'message' | 'reference' | 'unknown';
  /** Size of its data in bytes; null for an attached message, a reference, or when it cannot be told. */
  readonly sizeBytes: number | null;
  readonly properties: readonly Property[];
  readonly troubles: readonly Trouble[];
  /** A piece of its data; shorter or empty at its end. */
  read(offsetBytes: number, lengthBytes: number): Outcome<Uint8Array>;
  /** Opens the message that is attached. Close it before the attachment. */
  openMessage(): Outcome<StoreItem>;
  close(): void;
}

/** Something of a store that may have to be opened again, and is whenever it is asked for. */
export interface Openable<T> {
  get(): Outcome<T>;
  close(): void;
}
