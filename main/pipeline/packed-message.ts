import { Deserializer, Serializer } from 'node:v8';

/**
 * Packs a plain value for the way between processes, byte arrays included.
 *
 * Left to itself, the engine packs the whole memory that a byte array is a view of, and hands arrays out as views on one
 * large buffer; whoever copied such a record on would carry the whole buffer along. Here an array is packed as its own
 * bytes and comes out with memory of its own.
 */
export function packMessage(message: unknown): Uint8Array {
  const serializer = new PlainSerializer();
  serializer.writeHeader();
  serializer.writeValue(message);
  return serializer.releaseBuffer();
}

/** Reverses `packMessage`. The caller says what the value is: both ends are the same program. */
export function unpackMessage(packed: Uint8Array): unknown {
  const deserializer = new PlainDeserializer(packed);
  deserializer.readHeader();
  return deserializer.readValue();
}

// The underscored names are those under which node:v8 documents these hooks.
class PlainSerializer extends Serializer {
  constructor() {
    super();
    (this as unknown as ViewsAsHostObjects)._setTreatArrayBufferViewsAsHostObjects(true);
  }

  _writeHostObject(view: unknown): void {
    if (!(view instanceof Uint8Array)) throw new TypeError('Only byte arrays and plain values can be packed.');
    this.writeUint32(view.byteLength);
    this.writeRawBytes(view);
  }
}

class PlainDeserializer extends Deserializer {
  _readHostObject(): Uint8Array {
    return Uint8Array.from(this.readRawBytes(this.readUint32()));
  }
}

interface ViewsAsHostObjects {
  _setTreatArrayBufferViewsAsHostObjects(treat: boolean): void;
}
