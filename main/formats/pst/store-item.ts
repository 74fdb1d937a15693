import type { Outcome, Property, Trouble } from 'libpff-wasm';
import type { CompoundStorage } from '#formats/compound-file/compound-file.ts';
import type { ValueReader } from './whole-value.ts';

export type { Outcome, Property, Trouble };

/**
 * An open message or other item of a store, whichever engine reads it: libpff (its `Message` is one) or the engine of
 * `structure/`. Close it when done.
 */
export interface StoreItem extends ValueReader {
  readonly nodeId: number;
  /** The code page that it names itself for 8-bit texts, in another way than by a property; absent where it has no such way. */
  readonly codepage?: number | null;
  /** Number of attachments; null when their table cannot be read. */
  readonly attachmentCount: number | null;
  readonly properties: readonly Property[];
  /** The properties of each recipient; to be gone through once, as they may be many. */
  readonly recipients: Iterable<readonly Property[]>;
  readonly troubles: readonly Trouble[];
  /**
   * How many blocks were read since it was opened, or this was asked last, that do not match their checksum; where the
   * engine takes such blocks as they are.
   */
  damagedBlocks?(): number;
  /** Opens an attachment, counted from 0. */
  openAttachment(index: number): Outcome<StoreAttachment>;
  close(): void;
}

/** An open attachment. */
export interface StoreAttachment extends ValueReader {
  /** `object`: an OLE object that is kept as a storage of its own, as saved items do; it has no bytes as one run. */
  readonly type: 'data' | 'message' | 'reference' | 'object' | 'unknown';
  /** The storage that an `object` is. */
  readonly storage?: CompoundStorage;
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
