/** How the data blocks of a store are encoded (bCryptMethod, [MS-PST] 2.2.2.6). */
export type Cipher = 'none' | 'permute' | 'cyclic';

/** The cipher that a header names, or null. Windows Information Protection (0x10) cannot be undone here. */
export function cipherOf(method: number): Cipher | null {
  return (['none', 'permute', 'cyclic'] as const)[method] ?? null;
}

/**
 * Decodes the data of a block in place: NDB_CRYPT_PERMUTE or NDB_CRYPT_CYCLIC ([MS-PST] 5.1, 5.2).
 * @param blockId the identifier of the block, whose lower 32 bits are the key
 */
export function decipher(bytes: Uint8Array, cipher: Cipher, blockId: number): void {
  if (cipher === 'permute') {
    for (let at = 0; at < bytes.length; at += 1) bytes[at] = inverse[bytes[at] ?? 0] ?? 0;
  } else if (cipher === 'cyclic') {
    const key = (blockId % 0x1_0000_0000) >>> 0;
    let salt = ((key >>> 16) ^ key) & 0xffff;
    for (let at = 0; at < bytes.length; at += 1) {
      const low = salt & 0xff;
      const high = salt >>> 8;
      const forth = (forward[((bytes[at] ?? 0) + low) & 0xff] ?? 0) + high;
      const back = (middle[forth & 0xff] ?? 0) - high;
      bytes[at] = (inverse[back & 0xff] ?? 0) - low;
      salt = (salt + 1) & 0xffff;
    }
  }
}

/** The tables of [MS-PST] 5.1: mpbbI, and mpbbS; mpbbR is the inverse of mpbbI. */
const inverse = Uint8Array.from(
  Buffer.from(
    '47f1b4e60b6a7248854e9eebe2f89453e0bba002e85a09abdbe3bac67cc310dd39059630f53760828cc9134a6b1df3fb8f2697ca911701c4322d6e3195ffd923' +
      'd1005e79dc443b1a28c5615720903d83b943be67d2464276c06d5b7eb20f16293ca903540dda5ddff6b7c762cd8d06d3695c86d614f7a56675acb1e94521700c' +
      '879f74a4224c6fbf1f56aa2eb3783350b0a392bccf191ca763cb1e4d3e4b1b9b4fe7f0eead3ab55904ea40552551e57a893868527bfc27aed7bdfa07f4cc8e5f' +
      'ef359c842b15d5773449b6120a7f7188fd9d18417d93d8582ccefe24afdeb836c8a180a69998a82f0e816573e4c2a28ad4e111d0088b2af2ed9a643fc16cf9ec',
    'hex',
  ),
);
const middle = Uint8Array.from(
  Buffer.from(
    '14530f56b3c87a9ceb65481716159f02cc547c83000d0c0ba262a876dbd9edc7c5a4dcac8574d6d0a79bae9a967166c36399b8dd73928e847da55ed15d93b157' +
      '5150808952944f4e0a6bbc8d7f6e47464140440111cb033ff7f4e1a98f3c3af9fbf0193082092ec99da08649ee6f4d6dc42d813425871b88aafc06a11238fd4c' +
      '4272641337246a757743ffe6b44b365ce4d8353d45b92cecb7312b290768a30e697b189e2139be281a5b78f523ca2ab0af3efe048ce7e5983295d3f64ae8a6ea' +
      'e9f3d52f7020f21f0567ad5510cecde3273bdabad7c226d4911dd21c2233f8faf15aefcf90b68bb5bdc0bf08971e6ce261e0c6c159abbb58de5fdf60797eb28a',
    'hex',
  ),
);
const forward = new Uint8Array(256);
for (const [encoded, plain] of inverse.entries()) forward[plain] = encoded;
