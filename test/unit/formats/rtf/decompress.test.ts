import { decompressRtf } from '#formats/rtf/index.ts';
import { compressedValue, literalRtf, storedRtf } from '#test/support/rtf.ts';
import { describe, expect, test } from 'vitest';

const limitBytes = 1_000_000;
const hex = (text: string): Buffer => Buffer.from(text.replaceAll(' ', ''), 'hex');
const textOf = ({ bytes }: { bytes: Uint8Array }): string => Buffer.from(bytes).toString('latin1');

// The examples of [MS-OXRTFCP] 3.1 and 3.2.
const simple = hex('2d000000 2b000000 4c5a4675 f1c5c7a7 03000a00 72637067 31323542 320af320 68656c09 00206277 05b06c64 7d0a800f a0');
const overlapping = hex('1a000000 1c000000 4c5a4675 e2d44b51 41000420 5758595a 0d6e7d01 0eb0');

describe('the examples of the specification', () => {
  test('3.1: simple compressed RTF', () => {
    const result = decompressRtf(simple, limitBytes);
    expect(textOf(result)).toBe('{\\rtf1\\ansi\\ansicpg1252\\pard hello world}\r\n');
    expect(result).toMatchObject({ isWhole: true, damage: [] });
  });

  test('3.2: a reference that runs over the place of writing', () => {
    const result = decompressRtf(overlapping, limitBytes);
    expect(textOf(result)).toBe('{\\rtf1 WXYZWXYZWXYZWXYZWXYZ}');
    expect(result).toMatchObject({ isWhole: true, damage: [] });
  });
});

describe('a value', () => {
  test('that is not compressed is taken as it is, and what lies behind it left', () => {
    const result = decompressRtf(Buffer.concat([storedRtf('{\\rtf1 a}'), Buffer.from('more')]), limitBytes);
    expect(textOf(result)).toBe('{\\rtf1 a}');
    expect(result).toMatchObject({ isWhole: true, damage: [] });
  });

  test('that counts parts of its header as RTF is whole all the same', () => {
    const value = storedRtf('{\\rtf1 a}');
    value.writeUInt32LE(value.readUInt32LE(0), 4);
    expect(decompressRtf(value, limitBytes)).toMatchObject({ isWhole: true, damage: [] });
  });

  test('longer than the dictionary wraps around in it', () => {
    const rtf = `{\\rtf1 ${'abcdefghij'.repeat(1234)}}`;
    expect(textOf(decompressRtf(literalRtf(rtf), limitBytes))).toBe(rtf);
  });

  test('stops at the limit', () => {
    expect(decompressRtf(simple, 10)).toMatchObject({ isWhole: false, damage: [] });
    expect(textOf(decompressRtf(simple, 10))).toBe('{\\rtf1\\ans');
    expect(textOf(decompressRtf(storedRtf('{\\rtf1 a}'), 3))).toBe('{\\r');
    expect(decompressRtf(storedRtf('{\\rtf1 a}'), 3).isWhole).toBe(false);
  });

  test('without an end mark is whole when it has the size that it says', () => {
    const contents = literalRtf('{\\rtf1 abc}').subarray(16, -2);
    expect(textOf(decompressRtf(compressedValue(contents, 11), limitBytes))).toBe('{\\rtf1 abc}');
    expect(decompressRtf(compressedValue(contents, 11), limitBytes).damage).toEqual([]);
    expect(decompressRtf(compressedValue(contents, 12), limitBytes).damage).toEqual(['The compressed data has no end.']);
  });
});

describe('damage is told, and what stands before it kept', () => {
  test('a value cut short', () => {
    const result = decompressRtf(simple.subarray(0, 30), limitBytes);
    expect(textOf(result)).toBe('{\\rtf1\\ansi\\ansicpg1252');
    expect(result.damage).toEqual(['Only 14 of 33 bytes are there.']);
    expect(decompressRtf(storedRtf('{\\rtf1 a}').subarray(0, 20), limitBytes).damage).toEqual(['Only 4 of 9 bytes are there.']);
  });

  test('a byte changed', () => {
    const changed = Buffer.from(simple);
    changed[32] = 0x48;
    const result = decompressRtf(changed, limitBytes);
    expect(result.damage).toEqual(['The checksum is wrong.']);
    expect(textOf(result)).toContain('{\\rtf1\\ansi');
  });

  test('no header, or one of another kind', () => {
    expect(decompressRtf(simple.subarray(0, 15), limitBytes)).toMatchObject({ damage: ['The value is shorter than its header.'] });
    const other = Buffer.from(simple);
    other.write('ABCD', 8);
    expect(decompressRtf(other, limitBytes).damage).toEqual(['The compression type 0x44434241 is unknown.']);
  });

  test('a size that promises four gigabytes takes no memory', () => {
    const lying = Buffer.from(simple);
    lying.writeUInt32LE(0xffffffff, 0);
    lying.writeUInt32LE(0xffffffff, 4);
    const result = decompressRtf(lying, limitBytes);
    expect(textOf(result)).toBe('{\\rtf1\\ansi\\ansicpg1252\\pard hello world}\r\n');
    expect(result.bytes.buffer.byteLength).toBeLessThan(1000);
    expect(result.damage).toEqual(['Only 33 of 4294967283 bytes are there.']);
  });
});
