import { compoundFile } from './compound-file.ts';

/** A module that a VBA project is to hold. */
export interface ModuleContent {
  readonly name: string;
  readonly source: string;
  readonly isObject?: boolean;
}

/** Bytes of compiled code before the source, which readers pass over. */
const compiled = Buffer.from('compiled code');

/** Writes `VbaProject.OTM`: a compound file with modules in `OutlookVbaData/VBA` ([MS-OVBA]), texts in Windows-1252. */
export function vbaProject(modules: readonly ModuleContent[], statedModules = modules.length): Uint8Array {
  const text = (value: string): Buffer => Buffer.from(value, 'latin1');
  const directory = Buffer.concat([
    record(0x0001, u32(1)),
    record(0x0003, u16(1252)),
    record(0x0004, text('VBAProject')),
    // The version states four bytes and has six.
    Buffer.concat([u16(0x0009), u32(4), u32(1), u16(2)]),
    record(0x0016, text('stdole')),
    record(0x000d, text('*\\G{00020430}#2.0#0#stdole2.tlb')),
    record(0x000f, u16(statedModules)),
    ...modules.flatMap(({ name, isObject = false }) => [
      record(0x0019, text(name)),
      record(0x0047, Buffer.from(name, 'utf16le')),
      record(0x001a, text(name)),
      record(0x0032, Buffer.from(name, 'utf16le')),
      record(0x0031, u32(compiled.length)),
      record(isObject ? 0x0022 : 0x0021, Buffer.alloc(0)),
      record(0x002b, Buffer.alloc(0)),
    ]),
    record(0x0010, Buffer.alloc(0)),
  ]);
  return compoundFile({
    OutlookProjectData: new Uint8Array(43),
    OutlookVbaData: {
      PROJECT: text('ID="{0}"'),
      VBA: {
        dir: compressedLiterally(directory),
        ...Object.fromEntries(
          modules.map(({ name, source }) => [name, Buffer.concat([compiled, compressedLiterally(text(source))])] as const),
        ),
      },
    },
  });
}

/** A compressed container ([MS-OVBA] 2.4.1) whose tokens all are bytes themselves. */
export function compressedLiterally(bytes: Uint8Array): Uint8Array {
  const chunks: Uint8Array[] = [Uint8Array.of(1)];
  for (let at = 0; at < bytes.length; at += 3600) {
    const tokens: Uint8Array[] = [];
    const piece = bytes.subarray(at, at + 3600);
    for (let from = 0; from < piece.length; from += 8) tokens.push(Uint8Array.of(0), piece.subarray(from, from + 8));
    const body = Buffer.concat(tokens);
    chunks.push(u16(0xb000 | (body.length - 1)), body);
  }
  return Buffer.concat(chunks);
}

function record(id: number, data: Uint8Array): Buffer {
  return Buffer.concat([u16(id), u32(data.length), data]);
}

function u16(value: number): Buffer {
  const bytes = Buffer.alloc(2);
  bytes.writeUInt16LE(value);
  return bytes;
}

function u32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value);
  return bytes;
}
