import { Deserializer, Serializer } from 'node:v8';

/**
 * Packs a plain value for the way between processes, byte arrays included.
 *
 * Node's own packing hands byte arrays out as views on one large buffer; whoever copied such a record on would carry
 * the whole buffer along. Here each array comes out with memory of its own.
 */
export function packMessage(message: unknown): Uint8Array {
  const serializer = new Serializer();
  serializer.writeHeader();
  serializer.writeValue(message);
  return serializer.releaseBuffer();
}

/** Reverses `packMessage`. The caller says what the value is: both ends are the same program. */
export function unpackMessage(packed: Uint8Array): unknown {
  const deserializer = new Deserializer(packed);
  deserializer.readHeader();
  return deserializer.readValue();
}
