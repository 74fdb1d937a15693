import { charsetOfCodepage } from '#formats/mime/codepage.ts';
import { recordedProperties } from '#formats/pst/mapi-properties.ts';
import { claimedTimeOf, propertyBag } from '#formats/pst/property-bag.ts';
import { recordedValues } from '#formats/pst/recorded-values.ts';
import { subjectOf } from '#formats/pst/message-record.ts';
import { integerProperty, propertyOf, textProperty } from '#test/support/fake-store.ts';
import iconv from 'iconv-lite';
import { describe, expect, test } from 'vitest';

describe('texts', () => {
  test('of Unicode properties keep every character, embedded NULs included, and lose the padding', () => {
    const bag = propertyBag([textProperty(0x0037, 'a\0b \ud83d\ude00\0\0')], 1252);
    expect(bag.text(0x0037)).toBe('a\0b \ud83d\ude00');
  });

  test('of 8-bit properties are read in their code page', () => {
    const bytes = Buffer.from([0xcf, 0xf0, 0xe8, 0xe2, 0xe5, 0xf2, 0x00]);
    expect(propertyBag([propertyOf(0x0037, 0x001e, bytes)], 1251).text(0x0037)).toBe('Привет');
    expect(propertyBag([propertyOf(0x0037, 0x001e, Buffer.from([0x93, 0xfa, 0x96, 0x7b]))], 932).text(0x0037)).toBe('日本');
  });

  test('of a property that is no text are none', () => {
    expect(propertyBag([integerProperty(0x0037, 5)], 1252).text(0x0037)).toBeNull();
  });

  test('of a subject lose the mark of its prefix only', () => {
    const subject = (text: string): string => subjectOf(propertyBag([textProperty(0x0037, text)], 1252));
    expect(subject('\u0001\u0005RE: plans')).toBe('RE: plans');
    expect(subject('\u0001\u0001plans')).toBe('plans');
    expect(subject('plans')).toBe('plans');
    expect(subject('')).toBe('');
  });
});

describe('code pages', () => {
  test.each([1250, 1251, 1252, 1258, 874, 932, 936, 949, 950, 437, 20127, 20866, 21866, 28591, 28605, 51932, 54936, 65001])(
    '%i has a character set that is known',
    (codepage) => {
      expect(iconv.encodingExists(charsetOfCodepage(codepage))).toBe(true);
    },
  );

  test('of ISO 2022 are named as the Japanese decoder knows them', () => {
    expect(charsetOfCodepage(50220)).toBe('iso-2022-jp');
  });
});

describe('times', () => {
  const fileTime = (ticks: bigint): Uint8Array => {
    const bytes = Buffer.alloc(8);
    bytes.writeBigUInt64LE(ticks);
    return bytes;
  };

  test('are FILETIMEs: 100 ns since 1601', () => {
    expect(claimedTimeOf(fileTime(126_485_020_090_000_000n), 'PidTagClientSubmitTime')).toEqual({
      raw: '0x01c15d74a3df6280',
      instant: '2001-10-25T16:46:49.000Z',
      offsetMinutes: null,
      statedBy: 'PidTagClientSubmitTime',
    });
    expect(claimedTimeOf(fileTime(1n), 'x')?.instant).toBe('1601-01-01T00:00:00.000Z');
  });

  test('that are zero or too short are none; absurd ones keep their raw value', () => {
    expect(claimedTimeOf(fileTime(0n), 'x')).toBeNull();
    expect(claimedTimeOf(new Uint8Array(7), 'x')).toBeNull();
    expect(claimedTimeOf(fileTime(0xffff_ffff_ffff_ffffn), 'x')).toMatchObject({ raw: '0xffffffffffffffff', instant: null });
  });
});

describe('recorded properties', () => {
  test('carry tag, name and decoded value', () => {
    const properties = [
      propertyOf(0x0005, 0x000b, new Uint8Array([1, 0])),
      integerProperty(0x1081, 104),
      propertyOf(0x1082, 0x0040, Buffer.from('8062dfa3745dc101', 'hex')),
      propertyOf(0x0071, 0x0102, new Uint8Array([1, 0xab])),
      textProperty(0x0070, 'plans'),
      textProperty(0x6001, 'not in the table'),
    ];
    expect(recordedValues(propertyBag(properties, 1252), 1252)).toEqual([
      { tag: 0x0005000b, name: 'PidTagAutoForwarded', value: true },
      { tag: 0x10810003, name: 'PidTagLastVerbExecuted', value: 104 },
      { tag: 0x10820040, name: 'PidTagLastVerbExecutionTime', value: '126485020090000000' },
      { tag: 0x0070001f, name: 'PidTagConversationTopic', value: 'plans' },
      { tag: 0x00710102, name: 'PidTagConversationIndex', value: '01ab' },
    ]);
  });

  test('of values shorter than their type are left out', () => {
    const short = [
      propertyOf(0x1081, 0x0003, new Uint8Array(2)),
      propertyOf(0x0005, 0x000b, new Uint8Array(0)),
      propertyOf(0x1082, 0x0040, new Uint8Array(4)),
    ];
    expect(recordedValues(propertyBag(short, 1252), 1252)).toEqual([]);
  });

  test('named properties with an identifier of the table are others', () => {
    const named = { ...integerProperty(0x1081, 104), name: { guid: '00062008-0000-0000-c000-000000000046', name: 1 } };
    expect(propertyBag([named], 1252).integer(0x1081)).toBeNull();
  });

  test('stand in the table once each', () => {
    expect(new Set(recordedProperties.map(({ id }) => id)).size).toBe(recordedProperties.length);
    expect(new Set(recordedProperties.map(({ name }) => name)).size).toBe(recordedProperties.length);
  });
});
