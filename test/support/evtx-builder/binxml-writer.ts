import { hashOf } from '#formats/evtx/binxml/chunk-bytes.ts';

/** A value of a template instance with its type and bytes ([MS-EVEN6] 2.2.12). */
export interface TypedValue {
  readonly type: number;
  readonly bytes: Buffer;
}

export const text = (value: string): TypedValue => ({ type: 0x01, bytes: Buffer.from(value, 'utf16le') });
export const missing: TypedValue = { type: 0x00, bytes: Buffer.alloc(0) };
export const unsigned = (value: number | bigint, sizeBytes: 1 | 2 | 4 | 8): TypedValue => {
  const bytes = Buffer.alloc(8);
  bytes.writeBigUInt64LE(BigInt(value));
  return { type: { 1: 0x04, 2: 0x06, 4: 0x08, 8: 0x0a }[sizeBytes], bytes: bytes.subarray(0, sizeBytes) };
};
export const hexadecimal = (value: bigint): TypedValue => ({ ...unsigned(value, 8), type: 0x15 });
/** @param iso `2026-03-14T09:26:53.5897932Z` */
export const fileTime = (iso: string): TypedValue => ({ ...unsigned(fileTimeOf(iso), 8), type: 0x11 });

/** A SID ([MS-DTYP] 2.4.2.2). @param sid `S-1-5-21-…` */
export function securityIdentifier(sid: string): TypedValue {
  const [authority = 0, ...parts] = sid.split('-').slice(2).map(Number);
  const bytes = Buffer.alloc(8 + 4 * parts.length);
  bytes.writeUInt8(1, 0);
  bytes.writeUInt8(parts.length, 1);
  bytes.writeUIntBE(authority, 2, 6);
  parts.forEach((part, index) => bytes.writeUInt32LE(part, 8 + 4 * index));
  return { type: 0x13, bytes };
}

/** FILETIME of a time in the notation of event logs, with up to seven decimals. */
export function fileTimeOf(iso: string): bigint {
  const [seconds = '', fraction = ''] = iso.replace('Z', '').split('.');
  return (BigInt(Date.parse(`${seconds}Z`)) + 11_644_473_600_000n) * 10_000n + BigInt(fraction.padEnd(7, '0'));
}

/** The content of an element or attribute in a template: fixed text, or the value with an index, which may be left out. */
export type Content = string | { readonly value: number; readonly type: number };

export interface Element {
  readonly name: string;
  readonly attributes?: readonly (readonly [name: string, content: Content])[];
  /** Text, or elements with texts between them; absent for an empty element. */
  readonly content?: Content | readonly (Element | Content)[];
}

/** Where binary XML is written to: a chunk, whose names and templates are written once. */
export class BinXmlWriter {
  readonly bytes: Buffer;
  at: number;
  private readonly names = new Map<string, number>();
  private readonly templates = new Map<string, number>();

  constructor(bytes: Buffer, at: number) {
    this.bytes = bytes;
    this.at = at;
  }

  u8(value: number): void {
    this.at = this.bytes.writeUInt8(value, this.at);
  }

  u16(value: number): void {
    this.at = this.bytes.writeUInt16LE(value, this.at);
  }

  u32(value: number): void {
    this.at = this.bytes.writeUInt32LE(value, this.at);
  }

  raw(bytes: Buffer): void {
    bytes.copy(this.bytes, this.at);
    this.at += bytes.length;
  }

  fragmentHeader(): void {
    this.raw(Buffer.from([0x0f, 0x01, 0x01, 0x00]));
  }

  /** A template instance; the definition comes with its first one in the chunk. @param guid 16 bytes */
  instance(guid: Buffer, root: Element, values: readonly (TypedValue | ((writer: BinXmlWriter) => void))[]): void {
    this.u8(0x0c);
    this.u8(0x01);
    this.raw(guid.subarray(0, 4));
    const key = guid.toString('hex');
    const known = this.templates.get(key);
    if (known === undefined) {
      this.templates.set(key, this.at + 4);
      this.u32(this.at + 4);
      this.definition(guid, root);
    } else this.u32(known);
    this.u32(values.length);
    const descriptors = this.at;
    this.at += values.length * 4;
    for (const [index, value] of values.entries()) {
      const start = this.at;
      if (typeof value === 'function') value(this);
      else this.raw(value.bytes);
      this.bytes.writeUInt16LE(this.at - start, descriptors + index * 4);
      this.bytes.writeUInt8(typeof value === 'function' ? 0x21 : value.type, descriptors + index * 4 + 2);
    }
  }

  private definition(guid: Buffer, root: Element): void {
    this.u32(0);
    this.raw(guid);
    const size = this.at;
    this.u32(0);
    this.fragmentHeader();
    this.element(root, true);
    this.u8(0x00);
    this.bytes.writeUInt32LE(this.at - size - 4, size);
  }

  /** @param isInDefinition whether it has the identifier of what it depends on */
  element({ name, attributes = [], content }: Element, isInDefinition: boolean): void {
    this.u8(attributes.length > 0 ? 0x41 : 0x01);
    if (isInDefinition) this.u16(0xffff);
    const size = this.at;
    this.u32(0);
    this.name(name);
    if (attributes.length > 0) {
      const list = this.at;
      this.u32(0);
      for (const [index, [attribute, value]] of attributes.entries()) {
        this.u8(index + 1 < attributes.length ? 0x46 : 0x06);
        this.name(attribute);
        this.content(value);
      }
      this.bytes.writeUInt32LE(this.at - list - 4, list);
    }
    if (content === undefined) this.u8(0x03);
    else {
      this.u8(0x02);
      for (const one of isList(content) ? content : [content]) {
        if (typeof one === 'object' && 'name' in one) this.element(one, isInDefinition);
        else this.content(one);
      }
      this.u8(0x04);
    }
    this.bytes.writeUInt32LE(this.at - size - 4, size);
  }

  private content(content: Content): void {
    if (typeof content === 'string') {
      this.u8(0x05);
      this.u8(0x01);
      this.u16(content.length);
      this.raw(Buffer.from(content, 'utf16le'));
    } else {
      this.u8(0x0e);
      this.u16(content.value);
      this.u8(content.type);
    }
  }

  private name(name: string): void {
    const known = this.names.get(name);
    if (known !== undefined) {
      this.u32(known);
      return;
    }
    this.u32(this.at + 4);
    this.names.set(name, this.at);
    this.u32(0);
    this.u16(hashOf(name));
    this.u16(name.length);
    this.raw(Buffer.from(`${name}\0`, 'utf16le'));
  }
}

function isList(content: NonNullable<Element['content']>): content is readonly (Element | Content)[] {
  return Array.isArray(content);
}
