import { BinXmlDamage } from './damage.ts';

/** A name of an element or attribute as it stands in a chunk. */
export interface ChunkName {
  readonly text: string;
  /** Where the bytes after it begin. */
  readonly endOffset: number;
  /** Whether its hash is right; a wrong one shows that other bytes lie where the name lay. */
  readonly isSound: boolean;
}

/** The bytes of one chunk, to which all offsets in binary XML refer, with what is read of them again and again. */
export interface ChunkBytes {
  readonly bytes: Buffer;
  readonly view: DataView;
  /**
   * The name at an offset ([MS-EVEN6] 2.2.12, rule Name; stored as offset of the next name, hash, length and text).
   * @throws BinXmlDamage where no name can be
   */
  nameAt(offset: number): ChunkName;
}

const nameHeaderBytes = 8;
/** Names of Windows have some 40 characters; longer ones would multiply with every place that they stand in. */
const longestName = 256;

/** @param bytes a whole chunk from its header on, or what there is of it */
export function chunkBytes(bytes: Uint8Array): ChunkBytes {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const names = new Map<number, ChunkName>();
  return {
    bytes: buffer,
    view,
    nameAt(offset) {
      const known = names.get(offset);
      if (known !== undefined) return known;
      if (offset + nameHeaderBytes > buffer.length) throw new BinXmlDamage(`a name is said to lie at ${offset}, outside its chunk`);
      const hash = view.getUint16(offset + 4, true);
      const characters = view.getUint16(offset + 6, true);
      if (characters > longestName) throw new BinXmlDamage(`the name at ${offset} is said to have ${characters} characters`);
      const end = offset + nameHeaderBytes + characters * 2;
      if (end + 2 > buffer.length) throw new BinXmlDamage(`the name at ${offset} reaches beyond its chunk`);
      const text = buffer.toString('utf16le', offset + nameHeaderBytes, end);
      const name = { text, endOffset: end + 2, isSound: hashOf(text) === hash };
      names.set(offset, name);
      return name;
    },
  };
}

/** The hash that stands before a name: its lower 16 bits (libyal, Windows XML Event Log format, "Name"). */
export function hashOf(name: string): number {
  let hash = 0;
  for (let at = 0; at < name.length; at += 1) hash = (Math.imul(hash, 65599) + name.charCodeAt(at)) | 0;
  return hash & 0xffff;
}
