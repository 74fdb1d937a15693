/**
 * Hash of an identifier, such as a Message-ID, by which records of one case find each other: FNV-1a over 64 bits of the
 * trimmed text in lower case, in UTF-8. It finds candidates and proves nothing by itself.
 * @returns 16 hexadecimal digits
 */
export function hashOfIdentifier(text: string): string {
  let [low, second, third, high] = [0x2325, 0x8422, 0x9ce4, 0xcbf2];
  for (const byte of encoder.encode(text.trim().toLowerCase())) {
    low ^= byte;
    // The prime is 2^40 + 0x1b3, so the product is one of 16-bit limbs and a shift by two limbs and a byte.
    const product0 = low * 0x1b3;
    const product1 = second * 0x1b3 + (product0 >>> 16);
    const product2 = third * 0x1b3 + (low << 8) + (product1 >>> 16);
    const product3 = high * 0x1b3 + (second << 8) + (product2 >>> 16);
    [low, second, third, high] = [product0 & 0xffff, product1 & 0xffff, product2 & 0xffff, product3 & 0xffff];
  }
  return [high, third, second, low].map((limb) => limb.toString(16).padStart(4, '0')).join('');
}

const encoder = new TextEncoder();
