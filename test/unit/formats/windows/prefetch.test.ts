import { describe, expect, it } from 'vitest';
import { chooseReader } from '#formats/choose-reader.ts';
import { prefetchReader } from '#formats/prefetch/index.ts';
import { readers } from '#formats/registry.ts';
import { decompressXpressHuffman } from '#formats/xpress-huffman/decompress.ts';
import { memorySource } from '#test/support/memory-source.ts';
import { seededRandom } from '#test/support/random.ts';
import { readAll, type Reading } from '#test/support/reading.ts';
import { compressedPrefetch, prefetchFile, xpressHuffman, type BuiltPrefetch } from '#test/support/windows/prefetch.ts';

const outlook: BuiltPrefetch = {
  version: 30,
  program: 'OUTLOOK.EXE',
  runCount: 31,
  lastRuns: ['2026-03-14T09:26:53.500Z', '2026-03-13T08:00:00Z', '2026-03-12T08:00:00Z'],
  files: [
    '\\VOLUME{1}\\WINDOWS\\NTDLL.DLL',
    '\\VOLUME{1}\\OFFICE\\OUTLOOK.EXE',
    '\\VOLUME{1}\\USERS\\ANNA\\MAIL.PST',
    '\\VOLUME{1}\\APP.LOG',
  ],
  volume: { path: '\\VOLUME{1}', serial: 0x1a2b3c4d, created: '2020-01-01T00:00:00Z', directories: ['\\VOLUME{1}\\OFFICE'] },
};

const eventsOf = (reading: Reading) => reading.facts.flatMap((fact) => (fact.kind === 'event' ? [fact.claimed] : []));

describe('prefetch files', () => {
  it.each([17, 23, 26, 30, 31] as const)('of version %i state starts, count, files and volumes', (version) => {
    const bytes = prefetchFile({ ...outlook, version });
    const reading = readAll(prefetchReader, memorySource(bytes));
    const events = eventsOf(reading);
    expect(events.map(({ time }) => time?.instant)).toEqual(
      ['2026-03-14T09:26:53.500Z', '2026-03-13T08:00:00.000Z', '2026-03-12T08:00:00.000Z'].slice(0, version < 26 ? 1 : 3),
    );
    expect(events[0]).toMatchObject({ action: 'process-start', strength: 'RUN', process: { name: '\\VOLUME{1}\\OFFICE\\OUTLOOK.EXE' } });
    const facts = new Map(events[0]?.facts.map(({ name, value }) => [name, value]));
    expect(facts.get('starts counted')).toBe(31);
    expect(facts.get('mail files among those loaded')).toEqual(['\\VOLUME{1}\\USERS\\ANNA\\MAIL.PST']);
    expect(facts.get('volume 1')).toContain('serial number 1A2B3C4D, made 2020-01-01T00:00:00.000Z');
    expect(reading.diagnostics).toEqual([]);
    expect(reading.accounts[0]).toMatchObject({ expected: events.length, records: events.length, failed: 0 });
  });

  it('of the later form of version 30 have the count in another place', () => {
    const [event] = eventsOf(readAll(prefetchReader, memorySource(prefetchFile({ ...outlook, isLate: true }))));
    expect(event?.facts).toContainEqual({ name: 'starts counted', value: 31 });
  });

  it('are unpacked, and known by what they hold', () => {
    const plain = prefetchFile({ ...outlook, files: Array.from({ length: 2000 }, (_, index) => `\\VOLUME{1}\\FILE${String(index)}.DLL`) });
    const packed = compressedPrefetch(plain);
    expect(packed.length).toBeLessThan(plain.length);
    expect(chooseReader(memorySource(packed), readers).reader?.id).toBe('prefetch');
    expect(eventsOf(readAll(prefetchReader, memorySource(packed)))).toEqual(eventsOf(readAll(prefetchReader, memorySource(plain))));
    const other = compressedPrefetch(Buffer.from('something else that is long enough'));
    expect(prefetchReader.probe(memorySource(other)).verdict).toBe('no');
  });

  it('that are cut off or state too much are told and read as far as they go', () => {
    const packed = compressedPrefetch(
      prefetchFile({ ...outlook, files: Array.from({ length: 500 }, (_, index) => `\\F${String(index)}`) }),
    );
    const cut = readAll(prefetchReader, memorySource(packed.subarray(0, packed.length - 200)));
    expect(cut.diagnostics.map(({ code }) => code)).toContain('index-damaged');
    expect(eventsOf(cut)).toHaveLength(3);
    const bomb = Buffer.from(packed);
    bomb.writeUInt32LE(0xffffffff, 4);
    expect(readAll(prefetchReader, memorySource(bomb)).diagnostics.length).toBeGreaterThan(0);
    const short = readAll(prefetchReader, memorySource(prefetchFile(outlook).subarray(0, 100)));
    expect(short.accounts).toMatchObject([{ expected: 1, records: 0, failed: 1 }]);
  });
});

describe('LZ77 with Huffman codes', () => {
  // The examples of [MS-XCA] 3.2: the alphabet, and "abc" a hundred times.
  it('decompresses the published examples', () => {
    const table = (...pieces: readonly (readonly [number, string])[]): Buffer => {
      const lengths = Buffer.alloc(256);
      for (const [at, hex] of pieces) lengths.set(Buffer.from(hex, 'hex'), at);
      return lengths;
    };
    const alphabet = table([48, '5055555555555555555555454404'], [128, '04']);
    const packed = Buffer.concat([alphabet, Buffer.from('d8523ed794115be9195ff9d67cdf8d0400000000', 'hex')]);
    const letters = 'abcdefghijklmnopqrstuvwxyz';
    expect(decompressXpressHuffman(packed, 26)).toEqual({ bytes: Uint8Array.from(Buffer.from(letters)), trouble: null });
    const repeated = Buffer.concat([table([48, '3023'], [128, '02'], [143, '20']), Buffer.from('a8dc0000ff2601', 'hex')]);
    expect(decompressXpressHuffman(repeated, 300)).toEqual({ bytes: Uint8Array.from(Buffer.from('abc'.repeat(100))), trouble: null });
  });

  it('gives back what was compressed, over blocks and with long matches', () => {
    const random = seededRandom(7);
    for (const size of [0, 1, 300, 65_536, 70_000, 200_000]) {
      const bytes = Uint8Array.from({ length: size }, (_, index) => (index % 5000 < 4000 ? 7 : random.below(4)));
      const { bytes: back, trouble } = decompressXpressHuffman(xpressHuffman(bytes), size);
      expect([Buffer.compare(back, bytes), trouble], String(size)).toEqual([0, null]);
    }
  });

  it('comes to an end on anything', () => {
    const random = seededRandom(11);
    const packed = xpressHuffman(Buffer.from('mail '.repeat(400)));
    for (let round = 0; round < 300; round += 1) {
      const changed = Uint8Array.from(packed);
      for (let change = 0; change < 4; change += 1) changed[random.below(changed.length)] = random.below(256);
      const { bytes, trouble } = decompressXpressHuffman(changed, 2000);
      expect(bytes.length === 2000 || trouble !== null).toBe(true);
    }
    expect(decompressXpressHuffman(Buffer.alloc(1000, 0x11), 50).trouble).toContain('more codes than fit');
    expect(decompressXpressHuffman(Buffer.alloc(1000), 50).trouble).toContain('empty');
  });
});
