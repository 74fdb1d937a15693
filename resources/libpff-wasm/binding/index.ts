/**
 * libpff-wasm: reads Outlook stores (PST, OST) through libpff, compiled to WebAssembly.
 *
 * Enters: the bytes of dist/libpff.wasm and a synchronous byte source. Leaves: folders, messages, folder-associated
 * items, recipients and attachments, each with every property as the store holds it.
 * Invariant: never writes, opens no file, needs neither Electron nor Node; each call brings one whole item across the
 * boundary, so no property costs a call of its own. Trouble in a store is a value (`Outcome`), not an exception.
 */
import { engine } from './engine.ts';
import { Instance, type ByteReader, type HostAbilities } from './instance.ts';
import type { Outcome } from './outcome.ts';
import { Store } from './store.ts';

export type { ByteReader, HostAbilities } from './instance.ts';
export type { LibpffError, Outcome } from './outcome.ts';
export type { Property, PropertyName, Trouble } from './packed.ts';
export {
  damagedBlocksIn,
  inlineLimitBytes,
  type Attachment,
  type ContentsKind,
  type Folder,
  type Message,
  type Store,
  type StoreFacts,
  type StrayKind,
} from './store.ts';

/** The compiled module. Each store is opened in a fresh instance of it. */
export interface Libpff {
  /** Opens a store. An error says why it is none that libpff can read. Throws only what `source.read` throws. */
  openStore(source: ByteReader): Outcome<Store>;
}

/**
 * Compiles the module.
 * @param wasmBytes the content of dist/libpff.wasm
 * @param abilities what the host does faster than the module; nothing when left out
 * @throws WebAssembly.CompileError when the bytes are no module
 */
export function loadLibpff(wasmBytes: Uint8Array, abilities: HostAbilities = {}): Libpff {
  const module = new engine.Module(wasmBytes);
  return {
    openStore: (source) => Store.open(new Instance(module, source, abilities), source.sizeBytes),
  };
}
