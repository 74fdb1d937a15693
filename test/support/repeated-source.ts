import type { ByteSource } from '#evidence/byte-source.ts';

const line = Buffer.from('A line of an ordinary message, of seventy-eight characters, again and again.\r\n');
const blockBytes = line.length * 16 * 1024;
const block = Buffer.alloc(blockBytes, line);

/**
 * A source of any size that holds a beginning, and the same line over and over after it. It takes no memory but for what is read
 * of it at a time.
 */
export function repeatedSource(beginning: string, sizeBytes: number): ByteSource {
  const head = Buffer.from(beginning);
  return {
    sizeBytes,
    read(offsetBytes, lengthBytes) {
      const bytes = Buffer.allocUnsafe(Math.max(0, Math.min(lengthBytes, sizeBytes - offsetBytes)));
      let at = offsetBytes < head.length ? head.copy(bytes, 0, offsetBytes) : 0;
      while (at < bytes.length) at += block.copy(bytes, at, (offsetBytes + at - head.length) % line.length);
      return new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.length);
    },
  };
}
