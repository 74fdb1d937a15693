/** Bytes are not what binary XML must be there; what is wrong, as the end of a sentence. Thrown and caught within this format. */
export class BinXmlDamage extends Error {
  override readonly name = 'BinXmlDamage';
}
