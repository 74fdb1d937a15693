import { describe, expect, it } from 'vitest';
import {
  entryOf,
  factsOf,
  formatKeyPath,
  integerOf,
  plistForm,
  readPlist,
  textOf,
  unarchive,
  valueAt,
  type PlistValue,
} from '#formats/plist/index.ts';
import { defaultLimits } from '#model/index.ts';
import { seededRandom } from '#test/support/random.ts';
import { binaryPlist, binaryPlistOf, dict, head, xmlPlist, type BinaryObject, type Plain } from '#test/support/apple-mail/plist-builder.ts';

const read = (bytes: Uint8Array | string) => {
  const reading = readPlist(typeof bytes === 'string' ? Buffer.from(bytes) : bytes, defaultLimits);
  if (reading === null) throw new Error('no property list');
  return reading;
};
const rootOf = (bytes: Uint8Array | string): PlistValue => {
  const { root } = read(bytes);
  if (root === null) throw new Error('nothing read');
  return root;
};

const everything: Plain = dict({
  'com.apple.mail': 'dotted',
  text: 'Grüße <&> \u{1f4e7}',
  large: 9_223_372_036_854_775_807n,
  negative: -8_590_195_713n,
  unsigned: 18_446_744_073_709_551_615n,
  real: 1.5,
  yes: true,
  no: false,
  date: new Date('2008-12-29T00:05:35Z'),
  bytes: Buffer.of(0, 1, 255),
  uid: { uid: 4_000_000_000n },
  list: ['a', 'b', dict({ inner: 1n })],
  __proto__x: 'plain',
  long: 'x'.repeat(300),
});

describe.each([
  ['binary', binaryPlist(everything)],
  ['xml', Buffer.from(xmlPlist(everything))],
] as const)('a %s property list', (form, bytes) => {
  const root = rootOf(bytes);

  it('is known by its beginning and read without trouble', () => {
    expect(plistForm(bytes)).toBe(form);
    expect(read(bytes)).toMatchObject({ form, troubles: [], limits: [] });
  });

  it('gives every value exactly', () => {
    expect(entryOf(root, 'large')).toMatchObject({ kind: 'integer', value: 9_223_372_036_854_775_807n });
    expect(entryOf(root, 'negative')).toMatchObject({ value: -8_590_195_713n });
    expect(entryOf(root, 'unsigned')).toMatchObject({ value: 18_446_744_073_709_551_615n });
    expect(entryOf(root, 'real')).toMatchObject({ kind: 'real', value: 1.5 });
    expect(entryOf(root, 'date')).toMatchObject({ kind: 'date', instant: '2008-12-29T00:05:35.000Z' });
    expect(entryOf(root, 'uid')).toMatchObject({ kind: 'uid', value: 4_000_000_000n });
    expect(entryOf(root, 'bytes')).toMatchObject({ kind: 'bytes' });
    expect(textOf(entryOf(root, 'text'))).toBe('Grüße <&> \u{1f4e7}');
    expect(textOf(entryOf(root, 'long'))).toHaveLength(300);
  });

  it('finds values by key path', () => {
    expect(textOf(valueAt(root, formatKeyPath(['com.apple.mail'])))).toBe('dotted');
    expect(integerOf(valueAt(root, 'list.2.inner'))).toBe(1n);
    expect(valueAt(root, 'list.3')).toBeNull();
    expect(valueAt(root, 'list.x')).toBeNull();
    expect(valueAt(root, 'text.deeper')).toBeNull();
  });

  it('writes facts with exact integers under their paths', () => {
    const { facts, isAll } = factsOf(root);
    expect(isAll).toBe(true);
    const byName = Object.fromEntries(facts.map(({ name, value }) => [name, value]));
    expect(byName).toMatchObject({
      'com\\.apple\\.mail': 'dotted',
      large: '9223372036854775807',
      negative: -8_590_195_713,
      bytes: '3 bytes: 0001ff',
      'list.2.inner': 1,
    });
  });

  it('says where values stand', () => {
    const value = entryOf(root, 'text');
    const { offsetBytes = 0, lengthBytes = 0 } = value?.range ?? {};
    const stored = bytes.subarray(offsetBytes, offsetBytes + lengthBytes);
    expect(form === 'xml' ? stored.toString() : Buffer.from(stored.subarray(1)).swap16().toString('utf16le')).toContain('Gr\u00fc');
  });

  it('is read wherever it breaks off, and however its bytes are changed', () => {
    for (let length = 0; length < bytes.length; length += 7) readPlist(bytes.subarray(0, length), defaultLimits);
    const chance = seededRandom(5);
    for (let round = 0; round < 300; round++) {
      const changed = Buffer.from(bytes);
      for (let flips = 0; flips < 4; flips++) changed[chance.below(changed.length)] = chance.below(256);
      const reading = readPlist(changed, defaultLimits);
      if (reading?.root != null) factsOf(reading.root);
    }
  });
});

describe('a hostile binary list', () => {
  const array =
    (...items: number[]): BinaryObject =>
    (reference) =>
      Buffer.concat([head(0xa, items.length), ...items.map(reference)]);

  it('that doubles at each of its levels is read once an object, and told in bounded facts', () => {
    const levels = Array.from({ length: 40 }, (_, level) => array(level + 1, level + 1));
    const { root, troubles } = read(binaryPlistOf([...levels, () => Buffer.from('Qx')]));
    expect(troubles).toEqual([]);
    if (root === null) throw new Error('nothing read');
    const { facts, isAll } = factsOf(root);
    expect(isAll).toBe(false);
    expect(facts.length).toBeLessThanOrEqual(2000);
  });

  it('that holds itself ends there', () => {
    const reading = read(binaryPlistOf([array(1), array(0)]));
    expect(reading.troubles).toEqual(['An object holds itself.']);
  });

  it('that is nested too deeply ends at the limit, and says so', () => {
    const levels = Array.from({ length: 200 }, (_, level) => array(level + 1));
    const reading = read(binaryPlistOf([...levels, () => Buffer.of(0x09)]));
    expect(reading.limits).toEqual(['Objects are nested deeper than 64; the deeper ones were not read.']);
  });

  it('that states absurd sizes is not read', () => {
    const stated = binaryPlist(['a', 'b']);
    stated.writeBigUInt64BE(0xffff_ffff_ffff_ffffn, stated.length - 24);
    expect(read(stated)).toMatchObject({ root: null, troubles: ['The trailer that leads to the objects is damaged or missing.'] });
    const reading = read(binaryPlistOf([() => Buffer.concat([Buffer.of(0x5f, 0x13), Buffer.alloc(8, 0x7f)])]));
    expect(reading.troubles).toEqual(['The size of an object is damaged.']);
  });

  it('whose objects overlap is not multiplied', () => {
    const long = Buffer.concat([head(0x5, 60_000), Buffer.alloc(60_000, 0x61)]);
    const bytes = binaryPlistOf([
      array(...Array.from({ length: 1000 }, (_, index) => index + 1)),
      ...Array.from({ length: 1000 }, () => () => Buffer.alloc(0)),
      () => long,
    ]);
    const { troubles } = read(bytes);
    expect(troubles).toEqual(['The objects together are larger than the list, so some of them overlap; no more were read.']);
  });
});

describe('a hostile XML list', () => {
  it('declares entities in vain', () => {
    const bomb =
      '<?xml version="1.0"?><!DOCTYPE plist [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;"><!ENTITY c SYSTEM "file:///etc/passwd">]>' +
      '<plist version="1.0"><string>&b;&c;&#x41;&#66;</string></plist>';
    const { root, troubles } = read(bomb);
    expect(textOf(root)).toBe('&b;&c;AB');
    expect(troubles).toEqual(['The list declares entities of its own; they were not expanded.']);
  });

  it('is nested to the limit and no further', () => {
    const deep = `<plist version="1.0">${'<array>'.repeat(5000)}<true/>${'</array>'.repeat(5000)}</plist>`;
    const reading = read(deep);
    expect(reading.limits).toEqual(['Values are nested deeper than 64; the deeper ones were not read.']);
    expect(reading.troubles).toEqual([]);
  });

  it('breaks off, and what it said until then is kept', () => {
    const whole = xmlPlist(dict({ first: 'kept', second: ['also', 'cut off here'] }));
    const { root, troubles } = read(whole.slice(0, whole.indexOf('off here')));
    expect(textOf(entryOf(root, 'first'))).toBe('kept');
    expect(factsOf(entryOf(root, 'second') ?? { kind: 'null', range: null }).facts).toEqual([{ name: '', value: ['also', 'cut '] }]);
    expect(troubles).toEqual(['The list breaks off within a value.', 'The list ends before it is closed.']);
  });

  it('is told where values are not what they are marked as', () => {
    const { root, troubles } = read(
      '<plist version="1.0"><array><integer>12x</integer><date>yesterday</date><real>-</real><thing>1</thing><string>open</array></plist>',
    );
    expect(troubles).toHaveLength(5);
    expect(root?.kind === 'array' ? root.items.map(({ kind }) => kind) : []).toEqual(['unread', 'date', 'unread', 'unread', 'text']);
  });

  it('is read in linear time whatever it repeats', () => {
    for (const piece of ['<', '<!a>', '<!a[>', '<a', '&#', '<string>', '</dict>', '<![CDATA[', ']]>', '<?']) {
      const { root } = read(`<plist version="1.0">${piece.repeat(400_000)}`);
      expect(root === null || root.kind !== 'dictionary').toBe(true);
    }
  });

  it('is understood in UTF-16 and in the character set it names', () => {
    const wide = Buffer.concat([
      Buffer.of(0xff, 0xfe),
      Buffer.from('<?xml version="1.0"?><plist><string>Größe</string></plist>', 'utf16le'),
    ]);
    expect(textOf(rootOf(wide))).toBe('Größe');
    expect(textOf(rootOf(wide.subarray(2)))).toBe('Größe');
    expect(textOf(rootOf(Buffer.from(wide.subarray(2)).swap16()))).toBe('Größe');
    const latin = Buffer.from('<?xml version="1.0" encoding="ISO-8859-1"?><plist><string>Größe</string></plist>', 'latin1');
    expect(textOf(rootOf(latin))).toBe('Größe');
  });
});

describe('a keyed archive', () => {
  const archive = (objects: readonly Plain[], root = 1n): Plain =>
    dict({ $archiver: 'NSKeyedArchiver', $version: 100_000n, $top: dict({ root: { uid: root } }), $objects: objects });
  const classOf = (name: string): Plain => dict({ $classname: name, $classes: [name, 'NSObject'] });

  it.each([binaryPlist, (value: Plain) => Buffer.from(xmlPlist(value))])('gives its objects', (write) => {
    const bytes = write(
      archive([
        '$null',
        dict({ $class: { uid: 5n }, 'NS.keys': [{ uid: 2n }, { uid: 3n }], 'NS.objects': [{ uid: 4n }, { uid: 6n }] }),
        'when',
        'where',
        dict({ $class: { uid: 7n }, 'NS.time': 600_000_000.5 }),
        classOf('NSDictionary'),
        dict({ $class: { uid: 8n }, name: { uid: 2n }, nothing: { uid: 0n } }),
        classOf('NSDate'),
        classOf('MFRule'),
      ]),
    );
    const taken = unarchive(rootOf(bytes), 64);
    expect(taken === null ? [] : factsOf(taken).facts).toEqual([
      { name: 'root.when', value: '2020-01-06T10:40:00.500Z' },
      { name: 'root.where.$class', value: 'MFRule' },
      { name: 'root.where.name', value: 'when' },
      { name: 'root.where.nothing', value: 'none' },
    ]);
  });

  it('ends where an object holds itself, or a reference leads nowhere', () => {
    const taken = unarchive(rootOf(binaryPlist(archive(['$null', dict({ own: { uid: 1n }, lost: { uid: 99n } })]))), 64);
    expect(taken === null ? [] : factsOf(taken).facts).toEqual([
      { name: 'root.own', value: 'not read: An object of the archive holds itself.' },
      { name: 'root.lost', value: 'not read: A reference of the archive leads nowhere.' },
    ]);
  });

  it('resolves an array once that arrays hold many times', () => {
    // Each of fifty arrays holds the next one twice: a thousand million million ways down.
    const arrays: BinaryObject[] = Array.from(
      { length: 50 },
      (_, index) => (reference) => Buffer.concat([head(0xa, 2), reference(7 + index), reference(7 + index)]),
    );
    const text =
      (of: string): BinaryObject =>
      () =>
        Buffer.concat([head(0x5, of.length), Buffer.from(of)]);
    const top = binaryPlistOf([
      (reference) => Buffer.concat([head(0xd, 3), ...[1, 2, 3, 4, 5, 57].map(reference)]),
      text('$archiver'),
      text('$objects'),
      text('$top'),
      text('NSKeyedArchiver'),
      (reference) => Buffer.concat([head(0xa, 1), reference(6)]),
      ...arrays,
      text('end'),
      (reference) => Buffer.concat([head(0xd, 1), reference(1), reference(6)]),
    ]);
    const taken = unarchive(rootOf(top), 64);
    expect(taken).toMatchObject({ kind: 'dictionary', entries: [{ key: '$archiver', value: { kind: 'array' } }] });
  });

  it('leaves out collections where very many have one long list as their own', () => {
    const text =
      (of: string): BinaryObject =>
      () =>
        Buffer.concat([head(0x5, of.length), Buffer.from(of)]);
    const uid =
      (of: number): BinaryObject =>
      () =>
        Buffer.of(0x80, of);
    const [count, length] = [100, 50_000];
    const top = binaryPlistOf([
      (reference) => Buffer.concat([head(0xd, 3), ...[1, 2, 3, 4, 5, 6].map(reference)]),
      text('$archiver'),
      text('$objects'),
      text('$top'),
      text('NSKeyedArchiver'),
      (reference) => Buffer.concat([head(0xa, 1 + count), reference(4), ...Array.from({ length: count }, (_, at) => reference(11 + at))]),
      (reference) => Buffer.concat([head(0xd, 1), reference(7), reference(8)]),
      text('root'),
      (reference) => Buffer.concat([head(0xa, count), ...Array.from({ length: count }, (_, at) => reference(11 + count + at))]),
      text('NS.keys'),
      (reference) => Buffer.concat([head(0xa, length), ...Array.from({ length }, () => reference(7))]),
      ...Array.from({ length: count }, (): BinaryObject => (reference) => Buffer.concat([head(0xd, 1), reference(9), reference(10)])),
      ...Array.from({ length: count }, (_, at) => uid(1 + at)),
    ]);
    const root = entryOf(unarchive(rootOf(top), 64), 'root');
    const kinds = root?.kind === 'array' ? root.items.map(({ kind }) => kind) : [];
    expect(kinds.filter((kind) => kind === 'dictionary')).toHaveLength(20);
    expect(kinds.filter((kind) => kind === 'unread')).toHaveLength(80);
  });

  it('is no archive without its mark', () => {
    expect(unarchive(rootOf(binaryPlist(dict({ $objects: [] }))), 64)).toBeNull();
  });
});
