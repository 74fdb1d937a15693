import { fieldsOf } from '#formats/windows-values/fields.ts';

/** The seed that entries of transaction logs are hashed with. */
export const logSeed = 0xc554_4e7a_884d_ef82n;

/**
 * Marvin32 over bytes, 64 bits of it (public in the sources of .NET; the checksums of transaction logs are made by it).
 * @param seed 64 bits
 */
export function marvin32(bytes: Uint8Array, seed: bigint): bigint {
  const fields = fieldsOf(bytes);
  let low = Number(seed & 0xffffffffn) | 0;
  let high = Number(seed >> 32n) | 0;
  const mix = (word: number): void => {
    low = (low + word) | 0;
    high ^= low;
    low = (rotated(low, 20) + high) | 0;
    high = rotated(high, 9) ^ low;
    low = (rotated(low, 27) + high) | 0;
    high = rotated(high, 19);
  };
  const whole = bytes.length - (bytes.length % 4);
  for (let at = 0; at < whole; at += 4) mix(fields.u32(at) | 0);
  let last = 0x80;
  for (let at = bytes.length - 1; at >= whole; at -= 1) last = (last << 8) | fields.u8(at);
  mix(last);
  mix(0);
  return (BigInt(high >>> 0) << 32n) | BigInt(low >>> 0);
}

function rotated(value: number, by: number): number {
  return (value << by) | (value >>> (32 - by));
}
