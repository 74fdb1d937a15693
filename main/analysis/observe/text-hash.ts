/**
 * A hash of 64 bits over the UTF-16 code units of a text, as 16 hexadecimal digits. For finding candidates: two texts with
 * one hash are very likely the same, which is no proof. Pure arithmetic, so that it is the same in Node and in the window:
 * two lanes of 32 bits, each a multiply-and-rotate over the units with the closing mix of MurmurHash3 (A. Appleby, public domain).
 */
export function textHash(text: string): string {
  let one = 0x9e3779b9 ^ text.length;
  let other = 0x85ebca6b ^ text.length;
  for (let at = 0; at < text.length; at += 1) {
    const unit = text.charCodeAt(at);
    one = Math.imul(one ^ unit, 0xcc9e2d51);
    one = (one << 15) | (one >>> 17);
    other = Math.imul(other ^ unit, 0x1b873593);
    other = (other << 13) | (other >>> 19);
  }
  return hexadecimal(mixed(one ^ (other >>> 16))) + hexadecimal(mixed(other ^ (one >>> 16)));
}

/** The hash of a message identifier, compared without angle brackets, blanks and case; null for an empty one. */
export function identifierHash(identifier: string | null): string | null {
  if (identifier === null) return null;
  const bare = identifier.trim().replace(/^<|>$/g, '').slice(0, longestIdentifier).toLowerCase();
  return bare === '' ? null : textHash(bare);
}

const longestIdentifier = 2048;

function mixed(value: number): number {
  let mix = value;
  mix = Math.imul(mix ^ (mix >>> 16), 0x85ebca6b);
  mix = Math.imul(mix ^ (mix >>> 13), 0xc2b2ae35);
  return (mix ^ (mix >>> 16)) >>> 0;
}

function hexadecimal(value: number): string {
  return value.toString(16).padStart(8, '0');
}
