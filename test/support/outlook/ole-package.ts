/** A file as the Object Packager puts it into the stream `\u0001Ole10Native` of an OLE object ([MS-OLEDS] 2.3.6). */
export interface BuiltPackage {
  readonly label: string;
  readonly path: string;
  readonly content: Uint8Array;
  /** Names in UTF-16 after the file, as newer packagers write them. */
  readonly wideLabel?: string;
}

/** Writes the stream. */
export function olePackage({ label, path, content, wideLabel }: BuiltPackage): Buffer {
  const temporary = Buffer.from('C:\\Temp\\copy.tmp\0', 'latin1');
  const body = Buffer.concat([
    u16(2),
    Buffer.from(`${label}\0${path}\0`, 'latin1'),
    u16(0),
    u16(3),
    u32(temporary.length),
    temporary,
    u32(content.length),
    content,
    ...(wideLabel === undefined
      ? []
      : ['C:\\Temp\\copy.tmp', wideLabel, path].flatMap((text) => [u32(text.length), Buffer.from(text, 'utf16le')])),
  ]);
  return Buffer.concat([u32(body.length), body]);
}

function u16(value: number): Uint8Array {
  const bytes = Buffer.alloc(2);
  bytes.writeUInt16LE(value);
  return bytes;
}

function u32(value: number): Uint8Array {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value);
  return bytes;
}
