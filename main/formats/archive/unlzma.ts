import type { ByteSource } from '#evidence/byte-source.ts';
import { LzmaDecoder } from './lzma.ts';
import { LzmaWindow } from './lzma-window.ts';
import { MemberDamage } from './member.ts';

// A byte may make thousands: what is unpacked between two looks at the evidence, by which a reader shows that it gets on, is bounded.
const packedStep = 8 * 1024;
const pieceBytes = 64 * 1024;

/** LZMA gives so many bits at most to the place of a byte and the byte before it together (lzma-specification.txt). */
const mostContextBits = 12;

/** What may stand behind a content that ends at its size and means nothing: a mark that nobody announced, the sizes of a descriptor. */
const mostBehindBytes = 32;

/**
 * Unpacks a member of a zip archive that is packed by LZMA (APPNOTE 5.8.8): version of the packer, size of the properties, the
 * properties (one byte, and the size of the window), then the packed bytes.
 * @param sizeBytes the size that the archive states; null where it states none, so that only a mark can tell the end
 * @param hasMark whether a mark tells the end (APPNOTE 4.4.4, bit 1)
 * @throws MemberDamage when it is damaged, ends early or goes on behind the size that it states, after all pieces that could be had; EvidenceReadError when the medium fails.
 */
export function* unlzmad(source: ByteSource, sizeBytes: number | null, hasMark: boolean): Generator<Uint8Array, void, undefined> {
  const head = Buffer.from(source.read(0, 9));
  const propertyBytes = head.length < 9 ? 0 : head.readUInt16LE(2);
  if (head.length < 9) throw new MemberDamage('the packed bytes end early');
  if (propertyBytes < 5) throw new MemberDamage('its properties are damaged');
  const decoder = new LzmaDecoder(new LzmaWindow(head.readUInt32LE(5)));
  decoder.setProperties(head[4] ?? 0, mostContextBits);
  let at = 4 + propertyBytes;
  decoder.begin(() => {
    const bytes = source.read(at, packedStep);
    at += bytes.length;
    return bytes.length === 0 ? null : bytes;
  });
  let left = sizeBytes === null || hasMark ? Number.POSITIVE_INFINITY : sizeBytes;
  while (left > 0 && decoder.state === 'going') {
    const out = new Uint8Array(Math.min(left, pieceBytes));
    const damage = attempt(() => decoder.decode(out));
    left -= decoder.filled;
    if (decoder.filled > 0) yield out.subarray(0, decoder.filled);
    if (damage !== null) throw damage;
  }
  if (decoder.state === 'cut') throw new MemberDamage('the packed bytes end early');
  if (decoder.state === 'ended' && Number.isFinite(left) && left > 0) throw new MemberDamage('it ends before the size that it states');
  // A size that is too small must not hide the rest: only an archive that was tampered with or damaged has both.
  const behindBytes = source.sizeBytes - at + decoder.unneededBytes;
  if (decoder.state === 'going' && behindBytes > mostBehindBytes)
    throw new MemberDamage(`${String(behindBytes)} packed bytes lie behind the size that it states`);
}

function attempt(step: () => void): MemberDamage | null {
  try {
    step();
    return null;
  } catch (error) {
    if (!(error instanceof MemberDamage)) throw error;
    return error;
  }
}
