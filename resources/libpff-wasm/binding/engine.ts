/**
 * The part of the WebAssembly interface that the binding uses. It is typed here because Node's type definitions leave
 * it to those of the browser, which this code must compile without.
 */
export interface Engine {
  readonly Module: new (bytes: Uint8Array) => CompiledModule;
  readonly Instance: new (module: CompiledModule, imports: Readonly<Record<string, ModuleImports>>) => { readonly exports: object };
  readonly RuntimeError: new (message?: string) => Error;
}

/** A compiled module; nothing of it is used but the object itself. */
export type CompiledModule = object;

export type ModuleImports = Readonly<Record<string, (...parameters: number[]) => number>>;

/** The engine's WebAssembly object. */
export const engine = (globalThis as unknown as { readonly WebAssembly: Engine }).WebAssembly;
