/**
 * How the mbox that a message lies in protects lines that begin with `From `:
 * - `none`: it does not (mboxcl2, and every message outside an mbox);
 * - `once`: `From ` gets a `>`, `>From ` stays (mboxo, mboxcl);
 * - `reversible`: every `>*From ` gets one more `>` (mboxrd).
 */
export type FromQuoting = 'none' | 'once' | 'reversible';

/** Takes the protection off for reading a body as text. The bytes of the record itself stay as they are. */
export function unquoteFromLines(bytes: Uint8Array, quoting: FromQuoting): Uint8Array {
  if (quoting === 'none') return bytes;
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const kept: Uint8Array[] = [];
  let keptEnd = 0;
  for (let at = buffer.indexOf('>From '); at !== -1; at = buffer.indexOf('>From ', at + 1)) {
    let lineStart = at;
    while (lineStart > 0 && buffer[lineStart - 1] === 0x3e) lineStart -= 1;
    const isLineStart = lineStart === 0 || buffer[lineStart - 1] === 0x0a;
    if (!isLineStart || (quoting === 'once' && lineStart !== at)) continue;
    kept.push(bytes.subarray(keptEnd, lineStart));
    keptEnd = lineStart + 1;
  }
  if (kept.length === 0) return bytes;
  kept.push(bytes.subarray(keptEnd));
  return Buffer.concat(kept);
}
