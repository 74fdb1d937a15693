/** How many bytes of byte order mark and empty lines precede the content. */
export function leadingBytes(bytes: Buffer): number {
  return /^(?:\u00ef\u00bb\u00bf)?(?:[ \t]*\r?\n){0,100}/.exec(bytes.toString('latin1', 0, 4096))?.[0].length ?? 0;
}
