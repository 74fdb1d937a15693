import { crc32 } from 'node:zlib';

/** RTF out of its compression, and what was wrong with it. */
export interface DecompressedRtf {
  readonly bytes: Uint8Array;
  /** False when the limit cut it off. */
  readonly isWhole: boolean;
  /** What is damaged, as sentences; empty for a value that is as its header says. */
  readonly damage: readonly string[];
}

/**
 * Decompresses a value of PidTagRtfCompressed ([MS-OXRTFCP] 2.1.3, 2.2.2).
 *
 * Reads what is there: of a value cut short or overwritten, the RTF up to the damage comes out. Memory
 * is taken for what is there, never for what the header promises.
 * @param value header and contents; bytes behind the contents are ignored
 * @param limitBytes most bytes that come out
 */
export function decompressRtf(value: Uint8Array, limitBytes: number): DecompressedRtf {
  if (value.length < headerBytes) {
    return { bytes: new Uint8Array(0), isWhole: true, damage: ['The value is shorter than its header.'] };
  }
  const header = new DataView(value.buffer, value.byteOffset, headerBytes);
  // COMPSIZE counts the header after itself.
  const claimedBytes = Math.max(header.getUint32(0, true) - 12, 0);
  const contents = value.subarray(headerBytes, headerBytes + claimedBytes);
  const damage: string[] = [];
  if (contents.length < claimedBytes) damage.push(`Only ${String(contents.length)} of ${String(claimedBytes)} bytes are there.`);
  const method = header.getUint32(8, true);
  // RAWSIZE should say the same here. Some writers count parts of the header with it.
  if (method === uncompressed) return { bytes: contents.subarray(0, limitBytes), isWhole: contents.length <= limitBytes, damage };
  if (method !== compressed) {
    damage.push(`The compression type 0x${method.toString(16).padStart(8, '0')} is unknown.`);
    return { bytes: new Uint8Array(0), isWhole: true, damage };
  }
  const { bytes, ending } = inflate(contents, limitBytes);
  if (damage.length === 0 && checksum(contents) !== header.getUint32(12, true)) damage.push('The checksum is wrong.');
  // Some writers leave the end mark out; then the size tells whether all is there.
  const isEndless = ending === 'contents' && bytes.length < header.getUint32(4, true);
  if (damage.length === 0 && isEndless) damage.push('The compressed data has no end.');
  return { bytes, isWhole: ending !== 'limit', damage };
}

const headerBytes = 16;
/** COMPTYPE, `LZFu` and `MELA` ([MS-OXRTFCP] 2.1.3.1.1). */
const compressed = 0x75465a4c;
const uncompressed = 0x414c454d;

/** The beginning of every dictionary ([MS-OXRTFCP] 2.1.2.1). */
const initialDictionary = Buffer.from(
  '{\\rtf1\\ansi\\mac\\deff0\\deftab720{\\fonttbl;}{\\f0\\fnil \\froman \\fswiss \\fmodern \\fscript \\fdecor MS Sans SerifSymbol' +
    'ArialTimes New RomanCourier{\\colortbl\\red0\\green0\\blue0\r\n\\par \\pard\\plain\\f0\\fs20\\b\\i\\u\\tab\\tx',
  'latin1',
);
const dictionaryBytes = 4096;

/** CRC of [MS-OXRTFCP] 2.1.3.2: the polynomial of zlib, but neither the beginning nor the end is inverted. */
function checksum(contents: Uint8Array): number {
  return ~crc32(contents, 0xffffffff) >>> 0;
}

/** How decompression ended: at the end mark, with the contents, or at the limit. */
type Ending = 'mark' | 'contents' | 'limit';

/**
 * Runs of eight tokens after a control byte whose bits tell, lowest first, literal bytes from references into a
 * dictionary of the last 4096 bytes ([MS-OXRTFCP] 2.2.2.1). A reference to the place of writing is the end mark.
 */
function inflate(contents: Uint8Array, limitBytes: number): { readonly bytes: Uint8Array; readonly ending: Ending } {
  // Two bytes and an eighth of a control byte give at most 17.
  const output = new Uint8Array(Math.min(limitBytes, contents.length * 8));
  const dictionary = new Uint8Array(dictionaryBytes);
  dictionary.set(initialDictionary);
  let place = initialDictionary.length;
  let length = 0;
  const ended = (ending: Ending): { bytes: Uint8Array; ending: Ending } => ({ bytes: output.subarray(0, length), ending });
  const write = (byte: number): void => {
    dictionary[place] = byte;
    place = (place + 1) % dictionaryBytes;
    output[length] = byte;
    length += 1;
  };
  let at = 0;
  while (at < contents.length) {
    let control = contents[at] ?? 0;
    at += 1;
    for (let token = 0; token < 8 && at < contents.length; token += 1, control >>>= 1) {
      const first = contents[at] ?? 0;
      if ((control & 1) === 0) {
        if (length === limitBytes) return ended('limit');
        write(first);
        at += 1;
        continue;
      }
      const second = contents[at + 1];
      if (second === undefined) return ended('contents');
      at += 2;
      const offset = (first << 4) | (second >>> 4);
      if (offset === place) return ended('mark');
      const count = (second & 0xf) + 2;
      for (let copied = 0; copied < count; copied += 1) {
        if (length === limitBytes) return ended('limit');
        write(dictionary[(offset + copied) % dictionaryBytes] ?? 0);
      }
    }
  }
  return ended('contents');
}
