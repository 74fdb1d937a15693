/**
 * A WebAssembly module that has the functions with which libpff-wasm opens a store, and traps when it is asked to: for
 * tests of what happens when the real one dies. Written in bytes (WebAssembly core specification, chapter 5).
 */
export function trappingModule(): Uint8Array {
  return new Uint8Array([
    ...[0x00, 0x61, 0x73, 0x6d, 0x01, 0x00, 0x00, 0x00],
    // Types: 0: () -> (), 1: (f64) -> i32.
    ...section(
      1,
      vector([
        [0x60, 0x00, 0x00],
        [0x60, 0x01, 0x7c, 0x01, 0x7f],
      ]),
    ),
    ...section(3, vector([[0], [1], [0]])),
    ...section(5, vector([[0x00, 0x01]])),
    ...section(
      7,
      vector([exported('memory', 2, 0), exported('_initialize', 0, 0), exported('pff_open', 0, 1), exported('pff_close', 0, 2)]),
    ),
    ...section(10, vector([body([]), body([unreachable]), body([])])),
  ]);
}

const unreachable = 0x00;

function section(id: number, content: readonly number[]): number[] {
  return [id, content.length, ...content];
}

function vector(items: readonly (readonly number[])[]): number[] {
  return [items.length, ...items.flat()];
}

function exported(name: string, kind: number, index: number): number[] {
  return [...vector(Array.from(name, (character) => [character.charCodeAt(0)])), kind, index];
}

function body(code: readonly number[]): number[] {
  return [code.length + 2, 0x00, ...code, 0x0b];
}
