/** How data blocks are encoded ([MS-PST] 5.1, 5.2); Outlook calls the last two "compressible" and "high" encryption. */
export const blockEncodings = { none: 0, permute: 1, cyclic: 2 } as const;
export type BlockEncoding = keyof typeof blockEncodings;

/**
 * Encodes the content of a data block in place. Internal blocks are never encoded.
 * @param blockId its low 32 bits are the key of the cyclic encoding
 */
export function encodeBlock(content: Uint8Array, encoding: BlockEncoding, blockId: number): void {
  if (encoding === 'permute') permute(content);
  else if (encoding === 'cyclic') turnCyclic(content, blockId);
}

function permute(content: Uint8Array): void {
  for (let at = 0; at < content.length; at += 1) content[at] = first[content[at] ?? 0] ?? 0;
}

// Encoding and decoding are the same.
function turnCyclic(content: Uint8Array, blockId: number): void {
  const key = (blockId % 0x1_0000_0000) >>> 0;
  let wheel = (key ^ (key >>> 16)) & 0xffff;
  for (let at = 0; at < content.length; at += 1) {
    const low = wheel & 0xff;
    const high = wheel >>> 8;
    let byte = first[((content[at] ?? 0) + low) & 0xff] ?? 0;
    byte = second[(byte + high) & 0xff] ?? 0;
    byte = firstInverse[(byte - high) & 0xff] ?? 0;
    content[at] = (byte - low) & 0xff;
    wheel = (wheel + 1) & 0xffff;
  }
}

// The substitution tables of [MS-PST] 5.1; the third of them is the inverse of the first.
const first = Buffer.from(
  '41361362a8216ebbf416cc047f64e85d1ef2cb2a74c55e35d295479e962d9a884c7d843fdbac31b6485ff6c4d8398be7233b388ec8c1df25b120a546604e9cfb' +
    'aad35651457c550007c92b9d859b09a08fadb30f63ab894bd7a7155a716642bf264a6b98faea7753b270052cfd593a867ece06eb827857c78d43afb41cd45bcd' +
    'e2e9274fc3087280cfb0eff5286dbe304d3492d50e3c2232e5e4f99fc2d10a8112e1ee918376e397e6618a1779a4b7dc907a5c8c02a6ca69de501a1193b95287' +
    '58fced1d37491b6ae0293399bd6cd994f340546ff0c673b8d63e6518441fdd6710f10c19ecae03a1147ba90bfff8a3c0a201f72ebc2468750dfeba2fb5d0da3d',
  'hex',
);
const second = Buffer.from(
  '14530f56b3c87a9ceb65481716159f02cc547c83000d0c0ba262a876dbd9edc7c5a4dcac8574d6d0a79bae9a967166c36399b8dd73928e847da55ed15d93b157' +
    '5150808952944f4e0a6bbc8d7f6e47464140440111cb033ff7f4e1a98f3c3af9fbf0193082092ec99da08649ee6f4d6dc42d813425871b88aafc06a11238fd4c' +
    '4272641337246a757743ffe6b44b365ce4d8353d45b92cecb7312b290768a30e697b189e2139be281a5b78f523ca2ab0af3efe048ce7e5983295d3f64ae8a6ea' +
    'e9f3d52f7020f21f0567ad5510cecde3273bdabad7c226d4911dd21c2233f8faf15aefcf90b68bb5bdc0bf08971e6ce261e0c6c159abbb58de5fdf60797eb28a',
  'hex',
);
const firstInverse = Buffer.alloc(256);
for (const [plain, encoded] of first.entries()) firstInverse[encoded] = plain;
