import { loadInstalledLibpff, type Libpff } from 'libpff-wasm/node';

let loaded: Libpff | null = null;

/** The compiled libpff, loaded once in each process: compiling takes longer than opening a small store. */
export function libpff(): Libpff {
  loaded ??= loadInstalledLibpff();
  return loaded;
}
