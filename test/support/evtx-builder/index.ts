import { createHash } from 'node:crypto';
import { crc32 } from 'node:zlib';
import {
  BinXmlWriter,
  fileTime,
  fileTimeOf,
  hexadecimal,
  missing,
  securityIdentifier,
  text,
  unsigned,
  type Element,
  type TypedValue,
} from './binxml-writer.ts';

export * from './binxml-writer.ts';

/** An event as a log is to hold it. */
export interface BuiltEvent {
  readonly identifier: number;
  readonly eventId: number;
  /** In the notation of event logs; the header of the record has the same. */
  readonly time?: string;
  readonly provider?: string;
  readonly channel?: string;
  readonly computer?: string;
  readonly keywords?: bigint;
  /** Who it was written for, as `S-1-5-21-…`; left out, nobody is named. */
  readonly userId?: string;
  /** Named data, in order; a name that begins with `Data ` stands for data without name. */
  readonly data?: Readonly<Record<string, string | TypedValue>>;
}

/** Where a record of a built log lies. */
export interface BuiltPlace {
  readonly identifier: number;
  readonly offsetBytes: number;
  readonly sizeBytes: number;
}

export interface BuiltLog {
  readonly bytes: Buffer;
  /** Of the records of each chunk, in order. */
  readonly chunks: readonly (readonly BuiltPlace[])[];
}

export const headerBlockBytes = 4096;
export const chunkBytes = 65_536;
export const builtTime = '2026-03-14T09:26:53.5897932Z';

/**
 * Builds a log as Windows writes it: each list of events fills a chunk, templates and names stand at their first use, the
 * data of an event are a template of their own within it, all checksums are right.
 * @param isDirty whether the log says that it was not closed
 */
export function buildEvtx(chunks: readonly (readonly BuiltEvent[])[], { isDirty = false }: { readonly isDirty?: boolean } = {}): BuiltLog {
  const bytes = Buffer.alloc(headerBlockBytes + chunks.length * chunkBytes);
  const places = chunks.map((events, index) => {
    const offset = headerBlockBytes + index * chunkBytes;
    return writeChunk(bytes.subarray(offset, offset + chunkBytes), events).map((place) => ({
      ...place,
      offsetBytes: offset + place.offsetBytes,
    }));
  });
  const last = Math.max(0, ...chunks.flat().map(({ identifier }) => identifier));
  bytes.write('ElfFile\0', 0, 'latin1');
  bytes.writeBigUInt64LE(BigInt(Math.max(0, chunks.length - 1)), 16);
  bytes.writeBigUInt64LE(BigInt(last + 1), 24);
  bytes.writeUInt32LE(128, 32);
  bytes.writeUInt16LE(1, 36);
  bytes.writeUInt16LE(3, 38);
  bytes.writeUInt16LE(headerBlockBytes, 40);
  bytes.writeUInt16LE(chunks.length, 42);
  bytes.writeUInt32LE(isDirty ? 1 : 0, 120);
  sealFile(bytes);
  return { bytes, chunks: places };
}

/** Makes the checksum of the file header right again. */
export function sealFile(bytes: Buffer): void {
  bytes.writeUInt32LE(crc32(bytes.subarray(0, 120)), 124);
}

/** Makes the checksums of a chunk right again. @param chunk its 64 KiB */
export function sealChunk(chunk: Buffer): void {
  chunk.writeUInt32LE(crc32(chunk.subarray(512, chunk.readUInt32LE(48))), 52);
  chunk.writeUInt32LE(crc32(chunk.subarray(128, 512), crc32(chunk.subarray(0, 120))), 124);
}

/**
 * Writes events over whatever a chunk held before, as Windows does in a log that goes in circles: what lies behind them
 * stays. @returns where the records lie in the chunk
 */
export function writeChunk(chunk: Buffer, events: readonly BuiltEvent[]): BuiltPlace[] {
  const writer = new BinXmlWriter(chunk, 512);
  const places = events.map((event) => {
    const offsetBytes = writer.at;
    writeRecord(writer, event);
    return { identifier: event.identifier, offsetBytes, sizeBytes: writer.at - offsetBytes };
  });
  chunk.fill(0, 0, 512);
  chunk.write('ElfChnk\0', 0, 'latin1');
  const [first, last] = [events[0], events.at(-1)];
  for (const at of [8, 24]) chunk.writeBigUInt64LE(BigInt(first?.identifier ?? -1) & 0xffff_ffff_ffff_ffffn, at);
  for (const at of [16, 32]) chunk.writeBigUInt64LE(BigInt(last?.identifier ?? -1) & 0xffff_ffff_ffff_ffffn, at);
  chunk.writeUInt32LE(128, 40);
  chunk.writeUInt32LE(places.at(-1)?.offsetBytes ?? 0, 44);
  chunk.writeUInt32LE(writer.at, 48);
  sealChunk(chunk);
  return places;
}

function writeRecord(writer: BinXmlWriter, event: BuiltEvent): void {
  const start = writer.at;
  writer.u32(0x2a2a);
  writer.u32(0);
  writer.raw(unsigned(event.identifier, 8).bytes);
  writer.raw(unsigned(fileTimeOf(event.time ?? builtTime), 8).bytes);
  writer.fragmentHeader();
  const data = Object.entries(event.data ?? {});
  writer.instance(guidOf('event'), eventTemplate, [
    text(event.provider ?? 'Test-Provider'),
    unsigned(event.eventId, 2),
    hexadecimal(event.keywords ?? 0n),
    fileTime(event.time ?? builtTime),
    unsigned(event.identifier, 8),
    text(event.channel ?? 'Test/Operational'),
    text(event.computer ?? 'HOST'),
    event.userId === undefined ? missing : securityIdentifier(event.userId),
    (nested) => {
      nested.fragmentHeader();
      const names = data.map(([name]) => name);
      nested.instance(
        guidOf(names.join('\n')),
        dataTemplate(names),
        data.map(([, value]) => (typeof value === 'string' ? text(value) : value)),
      );
      nested.u8(0x00);
    },
  ]);
  writer.u8(0x00);
  // Records begin at multiples of eight.
  writer.at = Math.ceil((writer.at + 4) / 8) * 8 - 4;
  const size = writer.at + 4 - start;
  writer.u32(size);
  writer.bytes.writeUInt32LE(size, start + 4);
}

const guidOf = (name: string): Buffer => createHash('sha256').update(name).digest().subarray(0, 16);

const eventTemplate: Element = {
  name: 'Event',
  attributes: [['xmlns', 'http://schemas.microsoft.com/win/2004/08/events/event']],
  content: [
    {
      name: 'System',
      content: [
        { name: 'Provider', attributes: [['Name', { value: 0, type: 0x01 }]] },
        { name: 'EventID', content: { value: 1, type: 0x06 } },
        { name: 'Version', content: '0' },
        { name: 'Keywords', content: { value: 2, type: 0x15 } },
        { name: 'TimeCreated', attributes: [['SystemTime', { value: 3, type: 0x11 }]] },
        { name: 'EventRecordID', content: { value: 4, type: 0x0a } },
        { name: 'Channel', content: { value: 5, type: 0x01 } },
        { name: 'Computer', content: { value: 6, type: 0x01 } },
        { name: 'Security', attributes: [['UserID', { value: 7, type: 0x13 }]] },
      ],
    },
    { value: 8, type: 0x21 },
  ],
};

function dataTemplate(names: readonly string[]): Element {
  return {
    name: 'EventData',
    content: names.map((name, value) => ({
      name: 'Data',
      ...(name.startsWith('Data ') ? {} : { attributes: [['Name', name]] as const }),
      content: { value, type: 0x01 },
    })),
  };
}
