import type { ForwardBits } from './bits.ts';
import { LzmaDecoder } from './lzma.ts';
import { LzmaWindow } from './lzma-window.ts';
import { MemberDamage } from './member.ts';

/**
 * Unpacks LZMA2 (format of the LZMA SDK; the .xz file format, version 1.2.1, 5.3.1) from where `bytes` stands to its end, in pieces of at
 * most 2 MiB.
 * @param dictionaryBytes the size that the head of the block states
 * @throws MemberDamage when it is damaged or ends early.
 */
export function* unpackedLzma2(bytes: ForwardBits, dictionaryBytes: number): Generator<Uint8Array, void, undefined> {
  const window = new LzmaWindow(dictionaryBytes);
  const decoder = new LzmaDecoder(window);
  let needsDictionary = true;
  let needsProperties = true;
  for (;;) {
    const control = bytes.byte();
    if (control === 0) return;
    const resetsDictionary = control === 1 || control >= 0xe0;
    if (resetsDictionary) window.reset();
    else if (needsDictionary) throw new MemberDamage('its first piece needs one before it');
    needsDictionary = false;
    if (control < 0x80) {
      if (control > 2) throw new MemberDamage('a piece is of an unknown kind');
      const size = ((bytes.byte() << 8) | bytes.byte()) + 1;
      const plain = bytes.bytes(size);
      for (const byte of plain) window.put(byte);
      yield plain;
      continue;
    }
    const size = (((control & 0x1f) << 16) | (bytes.byte() << 8) | bytes.byte()) + 1;
    const packed = ((bytes.byte() << 8) | bytes.byte()) + 1;
    const reset = (control >> 5) & 3;
    if (reset >= 2) {
      decoder.setProperties(bytes.byte(), mostContextBits);
      needsProperties = false;
    } else if (needsProperties) throw new MemberDamage('its first piece needs one before it');
    if (reset >= 1) decoder.resetState();
    yield unpackedChunk(decoder, bytes.bytes(packed), size);
  }
}

/** LZMA2 allows no more for the place of a byte and the byte before it together, of which LZMA has up to 12. */
const mostContextBits = 4;

function unpackedChunk(decoder: LzmaDecoder, packed: Uint8Array, size: number): Uint8Array {
  let isGiven = false;
  decoder.begin(() => {
    if (isGiven) return null;
    isGiven = true;
    return packed;
  });
  const out = new Uint8Array(size);
  const filled = decoder.decode(out);
  if (decoder.state === 'cut') throw new MemberDamage('a piece ends early');
  if (filled < size) throw new MemberDamage('a piece ends before its size');
  if (decoder.isInCopy) throw new MemberDamage('a copy is longer than its piece');
  return out;
}
