import { describe, expect, it } from 'vitest';
import {
  buildEvtx,
  chunkBytes,
  headerBlockBytes,
  sealChunk,
  sealFile,
  writeChunk,
  type BuiltEvent,
} from '#test/support/evtx-builder/index.ts';
import { withDamagedPages, withFlippedBits } from '#test/support/damaged-source.ts';
import { seededRandom } from '#test/support/random.ts';
import { fact, readLog } from './reading.ts';

const events = (first: number, count: number, name = 'TargetFilename'): BuiltEvent[] =>
  Array.from({ length: count }, (_, index) => ({
    identifier: first + index,
    eventId: 11,
    provider: 'Microsoft-Windows-Sysmon',
    data: { Image: 'C:\\app.exe', [name]: `C:\\file ${String(first + index)}` },
  }));
const chunkOf = (bytes: Buffer, index: number): Buffer =>
  bytes.subarray(headerBlockBytes + index * chunkBytes, headerBlockBytes + (index + 1) * chunkBytes);

describe('damage within a chunk', () => {
  it('costs the record that it is in', () => {
    const { bytes, chunks } = buildEvtx([events(1, 5), events(6, 2)]);
    const place = chunks[0]?.[2];
    bytes.fill(0xff, place?.offsetBytes, (place?.offsetBytes ?? 0) + (place?.sizeBytes ?? 0));
    const reading = readLog(bytes);
    expect(reading.identifiers).toEqual(['1', '2', '4', '5', '6', '7']);
    expect(reading.account).toMatchObject({ expected: 7, records: 6, failed: 1, counted: 6 });
    expect(reading.told).toEqual([
      expect.stringMatching(/^store-damaged noted .*checksum of its records is wrong/),
      expect.stringMatching(/^item-unreadable item-lost The record with the identifier 3, /),
    ]);
    const [first, , , , other] = reading.events;
    if (first === undefined || other === undefined) throw new Error('events are missing');
    // Any record of a chunk with a wrong checksum may be changed; those of other chunks are not touched by it.
    expect(fact(first.claimed, 'Checksum of the records of the chunk')).toBe('wrong');
    expect(fact(other.claimed, 'Checksum of the records of the chunk')).toBeUndefined();
  });

  it('leaves what the beginning of a cut record says', () => {
    const { bytes, chunks } = buildEvtx([events(1, 3)]);
    const place = chunks[0]?.[1] ?? expect.fail('no record');
    bytes.writeUInt32LE(0, place.offsetBytes + place.sizeBytes - 4);
    const reading = readLog(bytes);
    expect(reading.identifiers).toEqual(['1', '2', '3']);
    expect(reading.events.map(({ observed }) => observed.intact)).toEqual([true, false, true]);
    expect(reading.told.filter((text) => text.startsWith('property-unreadable'))).toEqual([expect.stringContaining('record 2 is damaged')]);
  });

  it('costs a record whose binary XML is none', () => {
    const { bytes, chunks } = buildEvtx([events(1, 3)]);
    const place = chunks[0]?.[2] ?? expect.fail('no record');
    bytes.fill(0xee, place.offsetBytes + 24, place.offsetBytes + place.sizeBytes - 4);
    const reading = readLog(bytes);
    expect(reading.account).toMatchObject({ expected: 3, records: 2, failed: 1, counted: 3 });
    expect(reading.told).toContainEqual(expect.stringMatching(/^item-unreadable item-lost The record 3 could not be read/));
  });

  it('takes names from values where the template is overwritten, and says so', () => {
    const { bytes, chunks } = buildEvtx([events(1, 2)]);
    const place = chunks[0]?.[0] ?? expect.fail('no record');
    // The definitions stand in the first record; its own header stays.
    bytes.fill(0, place.offsetBytes + 40, place.offsetBytes + place.sizeBytes - 4);
    const reading = readLog(bytes);
    const second = reading.events.find(({ observed }) => observed.range?.offsetBytes === chunks[0]?.[1]?.offsetBytes);
    expect(second?.observed.intact).toBe(false);
    expect(second?.claimed.facts.map(({ value }) => value)).toContain('C:\\file 2');
    expect(second?.claimed.facts.map(({ value }) => value)).toContain('Microsoft-Windows-Sysmon');
    expect(reading.told).toContainEqual(expect.stringMatching(/^property-unreadable field-lost .*overwritten: they have lost their names/));
  });

  it('reads the records that the header of an unclosed log does not know yet', () => {
    const stale = buildEvtx([events(1, 5)], { isDirty: true });
    const third = stale.chunks[0]?.[2] ?? expect.fail('no record');
    const chunk = chunkOf(stale.bytes, 0);
    for (const at of [16, 32]) chunk.writeBigUInt64LE(2n, at);
    chunk.writeUInt32LE(third.offsetBytes - headerBlockBytes, 48);
    sealChunk(chunk);
    const reading = readLog(stale.bytes);
    expect(reading.identifiers).toEqual(['1', '2', '3', '4', '5']);
    expect(reading.account).toMatchObject({ expected: 5, records: 5, failed: 0 });
    expect(reading.told).toContainEqual(expect.stringContaining('3 records follow that its header does not know yet'));
    // In a log that was closed the same bytes are what an older state left.
    stale.bytes.writeUInt32LE(0, 120);
    sealFile(stale.bytes);
    const closed = readLog(stale.bytes);
    expect([closed.identifiers, closed.recovered]).toEqual([
      ['1', '2'],
      ['3', '4', '5'],
    ]);
  });
});

describe('older records in free space', () => {
  it('are carved', () => {
    const { bytes } = buildEvtx([events(11, 9)]);
    writeChunk(chunkOf(bytes, 0), events(51, 2));
    bytes.writeBigUInt64LE(53n, 24);
    sealFile(bytes);
    const reading = readLog(bytes);
    expect(reading.identifiers).toEqual(['51', '52']);
    expect(reading.recovered).toEqual(['13', '14', '15', '16', '17', '18', '19']);
    expect(reading.events.slice(2).every(({ observed }) => observed.allocation === 'carved')).toBe(true);
    expect(reading.account).toMatchObject({ expected: 2, records: 2, failed: 0, counted: 2 });
    expect(reading.told).toEqual([expect.stringMatching(/^item-recovered recovered 7 older records/)]);
    // Their templates are overwritten by the same templates.
    expect(reading.events.at(-1)?.claimed.object.name).toBe('C:\\file 19');
  });

  it('lose their names where another template lies in the place of theirs', () => {
    const { bytes } = buildEvtx([events(1, 9, 'OtherName')]);
    writeChunk(chunkOf(bytes, 0), events(101, 4));
    const last = readLog(bytes).events.at(-1);
    expect(last?.observed).toMatchObject({ allocation: 'carved', intact: false });
    expect(last?.claimed.facts.map(({ value }) => value)).toContain('C:\\file 9');
    expect(last === undefined ? null : fact(last.claimed, 'TargetFilename')).toBeUndefined();
  });

  it('are not told twice', () => {
    const { bytes, chunks } = buildEvtx([events(1, 3)]);
    const last = chunks[0]?.[2] ?? expect.fail('no record');
    bytes.copyWithin(last.offsetBytes + 8 * last.sizeBytes, last.offsetBytes, last.offsetBytes + last.sizeBytes);
    const reading = readLog(bytes);
    expect([reading.identifiers, reading.recovered]).toEqual([['1', '2', '3'], []]);
    expect(reading.told).toEqual([expect.stringMatching(/^remains-unreadable noted .*lie 1 records that the chunk has as well/)]);
  });
});

describe('damage to the order of chunks', () => {
  const three = (): Buffer => Buffer.from(buildEvtx([events(1, 3), events(4, 3), events(7, 3)]).bytes);
  const all = ['1', '2', '3', '4', '5', '6', '7', '8', '9'];

  it('costs nothing where a signature is wrong', () => {
    const bytes = three();
    chunkOf(bytes, 1).write('XXXXXXXX', 'latin1');
    const reading = readLog(bytes);
    expect(reading.identifiers).toEqual(all);
    expect(reading.told).toEqual([expect.stringContaining('its signature is wrong')]);
  });

  it('carves where a chunk header is gone', () => {
    const bytes = three();
    chunkOf(bytes, 1).fill(0, 0, 512);
    const reading = readLog(bytes);
    expect([reading.identifiers, reading.recovered]).toEqual([
      ['1', '2', '3', '7', '8', '9'],
      ['4', '5', '6'],
    ]);
    expect(reading.events.every(({ observed }) => observed.intact)).toBe(true);
    expect(reading.told).toContainEqual(expect.stringContaining('states 3 chunks of events and 1 of them were not found'));
  });

  it('finds chunks that are moved by bytes that came in or were lost', () => {
    const bytes = three();
    const border = headerBlockBytes + chunkBytes;
    const moved = Buffer.concat([bytes.subarray(0, border), Buffer.alloc(1000, 0x61), bytes.subarray(border)]);
    expect(readLog(moved).identifiers).toEqual(all);
    const cut = Buffer.concat([bytes.subarray(0, border - 1000), bytes.subarray(border)]);
    const reading = readLog(cut);
    expect(reading.identifiers).toEqual(all);
    expect(reading.told).toEqual([expect.stringContaining('it is cut to 64536 of 65536 bytes')]);
  });

  it('takes chunks that a closed log does not count for orphans, and for its own where it was not closed', () => {
    const bytes = three();
    bytes.writeUInt16LE(2, 42);
    bytes.writeBigUInt64LE(7n, 24);
    sealFile(bytes);
    const reading = readLog(bytes);
    expect([reading.identifiers, reading.recovered]).toEqual([all.slice(0, 6), all.slice(6)]);
    expect(reading.events.at(-1)?.observed.allocation).toBe('orphan');
    expect(reading.told).toEqual([expect.stringMatching(/^item-recovered recovered .*3 records are told as orphans/)]);
    bytes.writeUInt32LE(1, 120);
    sealFile(bytes);
    expect(readLog(bytes).identifiers).toEqual(all);
  });

  it('survives headers that lie', () => {
    for (const lie of [0, 1, 511, 65_537, 0xffff_ffff]) {
      const bytes = three();
      chunkOf(bytes, 1).writeUInt32LE(lie, 48);
      const reading = readLog(bytes);
      expect(reading.identifiers, String(lie)).toEqual(all);
      expect(reading.unbalanced).toEqual([]);
    }
    for (const [first, last] of [
      [0n, 0xffff_ffff_ffff_ffffn],
      [9n, 1n],
    ] as const) {
      const bytes = three();
      for (const at of [8, 24]) chunkOf(bytes, 1).writeBigUInt64LE(first, at);
      for (const at of [16, 32]) chunkOf(bytes, 1).writeBigUInt64LE(last, at);
      const reading = readLog(bytes);
      expect(reading.identifiers).toEqual(all);
      expect(reading.unbalanced).toEqual([]);
    }
  });
});

describe('chance damage', () => {
  const built = buildEvtx([events(1, 40), events(41, 40)], { isDirty: true }).bytes;
  const small = built.subarray(0, headerBlockBytes + chunkBytes + 20_000);

  it('never throws, and the books add up', () => {
    for (let seed = 1; seed <= 60; seed += 1) {
      const random = seededRandom(seed);
      const flipped = withFlippedBits(small, 1 + random.below(200), random);
      for (const bytes of [flipped, withDamagedPages(small, 1 + random.below(20), random), small.subarray(0, random.below(small.length))]) {
        const reading = readLog(bytes);
        expect(reading.unbalanced, `seed ${String(seed)}`).toEqual([]);
        expect(reading.events.length).toBeLessThan(500);
      }
    }
  });

  it('leaves most events of a chunk with one wrong bit', () => {
    for (let seed = 1; seed <= 20; seed += 1) {
      const reading = readLog(withFlippedBits(built.subarray(0, headerBlockBytes + chunkBytes), 1, seededRandom(seed)));
      expect(reading.identifiers.length + reading.recovered.length, `seed ${String(seed)}`).toBeGreaterThanOrEqual(38);
    }
  });
});
