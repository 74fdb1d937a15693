import { describe, expect, it } from 'vitest';
import { chunkBytes, hashOf } from '#formats/evtx/binxml/chunk-bytes.ts';
import { fileTimeText } from '#formats/evtx/binxml/times.ts';
import { valueText } from '#formats/evtx/binxml/values.ts';

function shown(type: number, hex: string): unknown {
  const bytes = Buffer.from(hex.replaceAll(' ', ''), 'hex');
  return valueText(chunkBytes(bytes), type, 0, bytes.length);
}

describe('values of binary XML', () => {
  it.each([
    ['text', 0x01, '4100 4200 0000', 'AB'],
    ['8-bit text', 0x02, '41e400', 'Aä'],
    ['signed byte', 0x03, 'ff', '-1'],
    ['byte', 0x04, 'ff', '255'],
    ['signed 16', 0x05, 'feff', '-2'],
    ['unsigned 16', 0x06, 'feff', '65534'],
    ['signed 32', 0x07, 'ffffffff', '-1'],
    ['unsigned 32', 0x08, 'ffffffff', '4294967295'],
    ['signed 64', 0x09, 'ffffffffffffffff', '-1'],
    ['unsigned 64, small', 0x0a, 'ffffffffffff1f00', '9007199254740991'],
    ['unsigned 64, large', 0x0a, 'ffffffffffffffff', '18446744073709551615'],
    ['float', 0x0b, '0000c03f', '1.5'],
    ['double', 0x0c, '000000000000f8bf', '-1.5'],
    ['true', 0x0d, '01000000', 'true'],
    ['false', 0x0d, '00000000', 'false'],
    ['bytes', 0x0e, '0abc', '0ABC'],
    ['GUID', 0x0f, '25568454 7854 9449 a5ba 3e3b0328c30d', '{54845625-5478-4994-A5BA-3E3B0328C30D}'],
    ['pointer', 0x10, 'e7030000', '0x3e7'],
    ['FILETIME', 0x11, '0080 3ed5 deb1 9d01', '1970-01-01T00:00:00.0000000Z'],
    ['SYSTEMTIME', 0x12, 'ea07 0300 0600 0e00 0900 1a00 3500 4d02', '2026-03-14T09:26:53.589Z'],
    ['SID', 0x13, '0101 000000000005 12000000', 'S-1-5-18'],
    ['hexadecimal 32', 0x14, '6d0000c0', '0xc000006d'],
    ['hexadecimal 64', 0x15, '0000000000001080', '0x8010000000000000'],
    ['hexadecimal 64, small', 0x15, 'e703000000000000', '0x3e7'],
    ['nothing', 0x00, '', ''],
    ['unknown type', 0x7f, 'abcd', 'ABCD'],
    ['a number of wrong size', 0x08, 'abcd', 'ABCD'],
    ['no SID', 0x13, '0109 000000000005 12000000', '0109000000000005' + '12000000'],
    ['no SYSTEMTIME', 0x12, 'ffff ffff ffff ffff ffff ffff ffff ffff', 'F'.repeat(32)],
  ])('%s', (_, type, hex, text) => {
    expect(shown(type, hex)).toBe(text);
  });

  it('come as lists where they are arrays', () => {
    expect(shown(0x81, '4100 0000 4200 0000')).toEqual(['A', 'B']);
    expect(shown(0x86, '0100 0200')).toEqual(['1', '2']);
    expect(shown(0x88, '010000')).toBe('010000');
  });
});

describe('times and names', () => {
  it('keep all of a FILETIME, and write those beyond the calendar as numbers', () => {
    expect(fileTimeText(0, 0)).toBe('1601-01-01T00:00:00.0000000Z');
    expect(fileTimeText(0x00000007, 0x01dbd53e)).toMatch(/^2025-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{7}Z$/);
    expect(fileTimeText(0xffffffff, 0x7fffffff)).toBe('0x7fffffffffffffff');
    expect(fileTimeText(0xffffffff, 0xffffffff)).toBe('0xffffffffffffffff');
  });

  it('have the hash that Windows stores', () => {
    // As in every log of Windows: the first name of the first template, with the bytes BA 0C before it.
    expect(hashOf('Event')).toBe(0x0cba);
  });
});
