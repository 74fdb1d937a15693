import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { evtxReader } from '#formats/evtx/index.ts';
import {
  buildEvtx,
  builtTime,
  chunkBytes,
  headerBlockBytes,
  sealFile,
  unsigned,
  type BuiltEvent,
} from '#test/support/evtx-builder/index.ts';
import { memorySource } from '#test/support/memory-source.ts';
import { readInParts } from '#test/support/read-in-parts.ts';
import { fact, readLog } from './reading.ts';

const event = (identifier: number, more: Partial<BuiltEvent> = {}): BuiltEvent => ({
  identifier,
  eventId: 11,
  provider: 'Microsoft-Windows-Sysmon',
  data: { Image: 'C:\\app.exe', TargetFilename: `C:\\file ${String(identifier)}`, User: 'D\\u' },
  ...more,
});
const events = (first: number, count: number): BuiltEvent[] => Array.from({ length: count }, (_, index) => event(first + index));

describe('a log in order', () => {
  it('gives every event with its place, its time and its values', () => {
    const log = buildEvtx([
      events(1, 3),
      [event(4), event(5, { eventId: 999, provider: 'Other', data: { 'Data 1': 'x', Size: unsigned(7, 4) } })],
    ]);
    const reading = readLog(log.bytes);
    expect(reading.identifiers).toEqual(['1', '2', '3', '4', '5']);
    expect(reading.told).toEqual([]);
    expect(reading.account).toMatchObject({ expected: 5, records: 5, failed: 0, counted: 5 });
    for (const [index, place] of log.chunks.flat().entries()) {
      const { observed, locator } = reading.events[index] ?? expect.fail('an event is missing');
      expect(observed.range).toEqual({ offsetBytes: place.offsetBytes, lengthBytes: place.sizeBytes });
      expect(locator.at(-1)).toEqual({ kind: 'bytes', at: `${String(place.offsetBytes)}+${String(place.sizeBytes)}` });
      const bytes = log.bytes.subarray(place.offsetBytes, place.offsetBytes + place.sizeBytes);
      expect(observed.sha256).toBe(createHash('sha256').update(bytes).digest('hex'));
      expect(observed).toMatchObject({ allocation: 'allocated', intact: true });
    }
    const [first, , , , last] = reading.events;
    expect(first?.claimed).toMatchObject({
      action: 'file-create',
      actor: 'D\\u',
      host: 'HOST',
      object: { kind: 'file', name: 'C:\\file 1' },
      time: { raw: builtTime, instant: '2026-03-14T09:26:53.589Z', offsetMinutes: 0, statedBy: 'System, TimeCreated' },
      precision: 'sub-millisecond',
      sourceId: '1',
    });
    expect(last?.claimed).toMatchObject({ action: 'other', operation: 'Other event 999' });
    expect(last === undefined ? null : [fact(last.claimed, 'Data 1'), fact(last.claimed, 'Size')]).toEqual(['x', '7']);
  });

  it('has no events and says so', () => {
    expect(readLog(buildEvtx([[]]).bytes)).toMatchObject({ identifiers: [], told: [], account: { expected: 0, records: 0, counted: 0 } });
  });

  it('leaves out what the pipeline asks it to', () => {
    const { bytes, chunks } = buildEvtx([events(1, 3)]);
    const out = chunks[0]?.[1];
    const reading = readLog(bytes, { enter: (item) => item.at(-1)?.at !== `${String(out?.offsetBytes)}+${String(out?.sizeBytes)}` });
    expect(reading.identifiers).toEqual(['1', '3']);
    expect(reading.account.expected).toBe(3);
  });

  it('keeps the first values where there are more or longer ones than the limits', () => {
    const many = Object.fromEntries(Array.from({ length: 20 }, (_, index) => [`n${String(index)}`, 'value']));
    const { bytes } = buildEvtx([[event(1, { data: many }), event(2, { data: { long: 'x'.repeat(5000) } }), event(3)]]);
    const reading = readLog(bytes, { limits: { eventValues: 10, eventCharacters: 1000 } });
    expect(reading.told.filter((text) => text.startsWith('limit-reached'))).toHaveLength(2);
    const [first, second, third] = reading.events;
    expect([first, second, third].map((one) => one?.observed.intact)).toEqual([false, false, true]);
    if (first === undefined || second === undefined) throw new Error('events are missing');
    expect(fact(first.claimed, 'n9')).toBe('value');
    expect(fact(first.claimed, 'n10')).toBeUndefined();
    expect(String(fact(second.claimed, 'long')).length).toBeLessThan(1000);
  });

  it('gives the same in parts as in one go', () => {
    const { bytes } = buildEvtx([events(1, 5), events(6, 7), events(13, 2), events(20, 9)]);
    const whole = [...readInParts(evtxReader, memorySource(bytes), 1, 'one')].flat();
    for (const count of [2, 3, 7]) {
      for (const sessions of ['one', 'one for each part'] as const) {
        const parts = readInParts(evtxReader, memorySource(bytes), count, sessions);
        expect(parts.flat()).toEqual(whole);
      }
    }
    expect(readInParts(evtxReader, memorySource(bytes), 2, 'one').map((part) => part.length > 2)).toEqual([true, true, false]);
  });
});

describe('what a log says of itself', () => {
  it('tells a gap in the identifiers, and none where chunks go in circles', () => {
    expect(readLog(buildEvtx([events(5, 2), events(1, 4)]).bytes).told).toEqual([]);
    expect(readLog(buildEvtx([events(1, 2), events(5, 2)]).bytes).told).toEqual([
      'events-missing noted No event between the identifiers 2 and 5 is in the log; those of a log go on by one.',
    ]);
  });

  it('tells where the header knows of later events', () => {
    const { bytes } = buildEvtx([events(1, 2)]);
    bytes.writeBigUInt64LE(9n, 24);
    sealFile(bytes);
    expect(readLog(bytes).told).toEqual([expect.stringMatching(/^events-missing noted .* number 9; .* identifier 2\.$/)]);
  });

  it('tells a log that was not closed, and a header with a wrong checksum', () => {
    expect(readLog(buildEvtx([events(1, 2)], { isDirty: true }).bytes).told).toEqual([expect.stringContaining('was not closed') as string]);
    const { bytes } = buildEvtx([events(1, 2)]);
    bytes.writeUInt16LE(40, 42);
    const reading = readLog(bytes);
    expect(reading.told).toEqual([expect.stringContaining('checksum of the header is wrong') as string]);
    expect(reading.identifiers).toEqual(['1', '2']);
  });

  it('books chunks that the header states and that are not there as one loss', () => {
    const { bytes } = buildEvtx([events(1, 2), events(3, 2)], { isDirty: true });
    const reading = readLog(bytes.subarray(0, headerBlockBytes + chunkBytes));
    expect(reading.told.filter((text) => text.startsWith('store-damaged item-lost'))).toEqual([
      expect.stringMatching(/states 2 chunks of events and 1 of them were not found/),
    ]);
    expect(reading.unbalanced).toEqual([]);
  });
});

describe('the probe', () => {
  const verdict = (bytes: Uint8Array): string => evtxReader.probe(memorySource(bytes)).verdict;

  it('knows a log, a chunk alone, and a log whose header is gone', () => {
    const { bytes } = buildEvtx([events(1, 2)]);
    expect(verdict(bytes)).toBe('yes');
    const chunk = bytes.subarray(headerBlockBytes);
    expect(verdict(chunk)).toBe('yes');
    expect(readLog(chunk).identifiers).toEqual(['1', '2']);
    const headless = Buffer.from(bytes).fill(0, 0, 200);
    expect(verdict(headless)).toBe('yes');
    expect(readLog(headless).identifiers).toEqual(['1', '2']);
  });

  it('knows nothing else', () => {
    for (const text of ['', 'ElfFile', 'LfLe', 'ElfFilx\0', 'text with ElfChnk\0 in it']) expect(verdict(Buffer.from(text))).toBe('no');
  });
});
