/** A member to be written. */
export interface TarMemberSpec {
  readonly name: string;
  readonly content?: Buffer | string;
  /** `0` a file, `5` a folder, `2` a link. */
  readonly type?: string;
  /** How a name is written that the header has no room for. */
  readonly longName?: 'gnu' | 'pax';
}

/**
 * Writes a tar archive in the form of POSIX.1-1988, with the long names of GNU tar or POSIX.1-2001.
 * @param endBlocks blocks of zeros at its end: POSIX has two
 */
export function buildTar(members: readonly TarMemberSpec[], endBlocks = 2): Buffer {
  const pieces = members.flatMap(({ name, content = '', type = '0', longName }) => {
    const bytes = typeof content === 'string' ? Buffer.from(content, 'latin1') : content;
    const ahead =
      longName === undefined
        ? []
        : longName === 'gnu'
          ? [header('././@LongLink', name.length + 1, 'L'), padded(Buffer.from(`${name}\0`))]
          : [header('PaxHeader', paxLine('path', name).length, 'x'), padded(paxLine('path', name))];
    return [...ahead, header(longName === undefined ? name : name.slice(0, 90), bytes.length, type), padded(bytes)];
  });
  return Buffer.concat([...pieces, Buffer.alloc(512 * endBlocks)]);
}

function header(name: string, size: number, type: string): Buffer {
  const block = Buffer.alloc(512);
  block.write(name, 0, 'utf8');
  block.write('0000644\0', 100, 'latin1');
  block.write(`${size.toString(8).padStart(11, '0')}\0`, 124, 'latin1');
  block.write(`${(1_000_000_000).toString(8).padStart(11, '0')}\0`, 136, 'latin1');
  block.write('        ', 148, 'latin1');
  block.write(type, 156, 'latin1');
  block.write('ustar\u000000', 257, 'latin1');
  const sum = block.reduce((total, byte) => total + byte, 0);
  block.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148, 'latin1');
  return block;
}

function padded(bytes: Buffer): Buffer {
  return Buffer.concat([bytes, Buffer.alloc((512 - (bytes.length % 512)) % 512)]);
}

function paxLine(key: string, value: string): Buffer {
  const rest = Buffer.from(` ${key}=${value}\n`);
  let length = rest.length + 1;
  while (`${length}`.length + rest.length !== length) length = `${length}`.length + rest.length;
  return Buffer.concat([Buffer.from(`${length}`), rest]);
}
