import { engine, type CompiledModule, type ModuleImports } from './engine.ts';
import { errorOf, failure, success, type LibpffError, type Outcome } from './outcome.ts';

/** The bytes of a store: positioned, synchronous reads. */
export interface ByteReader {
  readonly sizeBytes: number;
  /** Up to `lengthBytes` bytes from `offsetBytes`, fewer only at the end. May throw when the medium fails. */
  read(offsetBytes: number, lengthBytes: number): Uint8Array;
  /** Fills `target` from `offsetBytes` on and says with how many bytes; preferred to `read` where it is there. */
  readInto?(offsetBytes: number, target: Uint8Array): number;
}

/** What the host may do for the module. */
export interface HostAbilities {
  /**
   * Decompresses data in zlib format (RFC 1950) of which `sizeBytes` bytes are expected; null when it cannot. Without it,
   * or where it gives null, libpff's own decoder does, at about half the speed of zlib.
   */
  readonly inflate?: (compressed: Uint8Array, sizeBytes: number) => Uint8Array | null;
}

/** The functions that the module exports, by the names of shim/*.c. All parameters and results are numbers. */
export type ExportName =
  | 'pff_open'
  | 'pff_close'
  | 'pff_store'
  | 'pff_item_open'
  | 'pff_item_free'
  | 'pff_folder'
  | 'pff_contents'
  | 'pff_contents_open'
  | 'pff_message'
  | 'pff_attachment_open'
  | 'pff_attachment'
  | 'pff_attachment_read'
  | 'pff_attached_message_open'
  | 'pff_value_read'
  | 'pff_damaged_blocks'
  | 'pff_recover'
  | 'pff_strays'
  | 'pff_stray_open'
  | 'pff_output'
  | 'pff_output_length'
  | 'pff_error';

/** One instance of the module: it opens one store and dies with it. */
export class Instance {
  readonly #source: ByteReader;
  readonly #abilities: HostAbilities;
  readonly #memory: { readonly buffer: ArrayBuffer };
  readonly #functions: ReadonlyMap<string, (...parameters: number[]) => number>;
  #death: LibpffError | null = null;
  #mediumError: { readonly thrown: unknown } | null = null;

  constructor(module: CompiledModule, source: ByteReader, abilities: HostAbilities) {
    this.#source = source;
    this.#abilities = abilities;
    const exports = new engine.Instance(module, {
      host: {
        read: (offset = 0, target = 0, length = 0) => this.#read(offset, target, length),
        inflate: (start = 0, length = 0, target = 0, size = 0) => this.#inflate(start, length, target, size),
      },
      wasi_snapshot_preview1: this.#systemInterface(),
    }).exports as Record<string, unknown>;
    this.#memory = exports['memory'] as { readonly buffer: ArrayBuffer };
    this.#functions = new Map(
      Object.entries(exports).flatMap(([name, value]) =>
        typeof value === 'function' ? [[name, value as (...parameters: number[]) => number]] : [],
      ),
    );
    this.#call('_initialize');
  }

  /** Why the instance can no longer be used, or null while it can. */
  get death(): LibpffError | null {
    return this.#death;
  }

  /** The size of the module's memory in bytes; it never shrinks. */
  get memoryBytes(): number {
    return this.#memory.buffer.byteLength;
  }

  /** Calls a function that packs a result, and gives a copy of the packed bytes; null when it says "not there". */
  pack(name: ExportName, ...parameters: number[]): Outcome<Uint8Array | null> {
    return this.#guard(name, parameters, (status) => {
      if (status === 0) return success(null);
      const length = this.#call('pff_output_length');
      if (status < 0 || length < 0) return failure(this.#lastError(name, length < 0 ? 'out of memory' : 'failed'));
      const start = this.#call('pff_output');
      // A copy: the next call overwrites the buffer, and growing the memory detaches every view on it.
      return success(this.#bytes().slice(start, start + length));
    });
  }

  /** Calls a function that opens an item, and gives its handle. */
  open(name: ExportName, ...parameters: number[]): Outcome<number> {
    return this.#guard(name, parameters, (handle) => (handle === 0 ? failure(this.#lastError(name, 'not there')) : success(handle)));
  }

  /** Calls a function that gives a number; 0 when the instance is dead. */
  count(name: ExportName): number {
    const counted = this.#guard(name, [], success);
    return counted.ok ? counted.value : 0;
  }

  /** Calls a function for its effect; does nothing when the instance is dead. */
  release(name: ExportName, ...parameters: number[]): void {
    this.#guard(name, parameters, () => success(null));
  }

  #guard<T>(name: ExportName, parameters: number[], finish: (status: number) => Outcome<T>): Outcome<T> {
    if (this.#death !== null) return failure(this.#death);
    try {
      const outcome = finish(this.#call(name, ...parameters));
      this.#throwMediumError();
      return outcome;
    } catch (thrown) {
      this.#throwMediumError();
      // RuntimeError is a trap; RangeError is the engine's own stack running over.
      if (!(thrown instanceof engine.RuntimeError || thrown instanceof RangeError)) throw thrown;
      this.#death = { message: `libpff died in ${name}: ${thrown.message}`, backtrace: '', isFatal: true };
      return failure(this.#death);
    }
  }

  #throwMediumError(): void {
    const error = this.#mediumError;
    this.#mediumError = null;
    if (error !== null) throw error.thrown;
  }

  #call(name: string, ...parameters: number[]): number {
    const called = this.#functions.get(name);
    if (called === undefined) throw new Error(`libpff.wasm has no function ${name}: it is not the module of this binding`);
    return called(...parameters);
  }

  #lastError(name: ExportName, otherwise: string): LibpffError {
    const bytes = this.#bytes();
    const start = this.#call('pff_error');
    const text = new TextDecoder().decode(bytes.subarray(start, bytes.indexOf(0, start)));
    return errorOf(text, `${name}: ${otherwise}`);
  }

  #bytes(): Uint8Array {
    return new Uint8Array(this.#memory.buffer);
  }

  // An exception must not unwind libpff's frames, so it is kept until the call has come back.
  #read(offset: number, target: number, length: number): number {
    try {
      if (this.#source.readInto !== undefined) return this.#source.readInto(offset, this.#bytes().subarray(target, target + length));
      const bytes = this.#source.read(offset, length);
      this.#bytes().set(bytes.length > length ? bytes.subarray(0, length) : bytes, target);
      return Math.min(bytes.length, length);
    } catch (thrown) {
      this.#mediumError ??= { thrown };
      return -1;
    }
  }

  #inflate(start: number, length: number, target: number, size: number): number {
    const data = this.#abilities.inflate?.(this.#bytes().subarray(start, start + length), size) ?? null;
    if (data?.length !== size) return -1;
    this.#bytes().set(data, target);
    return size;
  }

  // What the C library may ask of its system: writing to a standard stream, which leads nowhere.
  #systemInterface(): ModuleImports {
    const badFileDescriptor = 8;
    return {
      fd_close: () => badFileDescriptor,
      fd_seek: () => badFileDescriptor,
      fd_write: () => badFileDescriptor,
    };
  }
}
