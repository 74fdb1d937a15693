import type { Message, Property } from 'libpff-wasm';
import { readMessage, type ReadMessage } from '#formats/pst/message-record.ts';
import { defaultLimits, fileStep, type Limits } from '#model/index.ts';
import { integerProperty, noReader, propertyOf, textProperty } from '#test/support/fake-store.ts';
import { literalRtf, storedRtf } from '#test/support/rtf.ts';
import { describe, expect, test } from 'vitest';

/** Reads a message that has the given properties. */
function read(
  properties: readonly Property[],
  recipients: readonly (readonly Property[])[] = [],
  limits: Partial<Limits> = {},
): ReadMessage {
  const message = { nodeId: 0x200024, attachmentCount: 0, properties, recipients, troubles: [], ...noReader } as unknown as Message;
  const place = {
    locator: [fileStep('a.pst')],
    parent: null,
    folderPath: [],
    storeCodepage: null,
    limits: { ...defaultLimits, ...limits },
    allocation: 'allocated' as const,
  };
  const outcome = readMessage(message, place);
  if (!outcome.ok) throw new Error(outcome.error.message);
  return outcome.value;
}

const rtfProperty = (value: Uint8Array): Property => propertyOf(0x1009, 0x0102, value);
const headersOf = (text: string): Property => textProperty(0x007d, text);
const codes = (message: ReadMessage): string[] => message.diagnostics.map(({ code, effect }) => `${code} ${effect}`);

describe('transport headers', () => {
  test('of a Unicode store become UTF-8', () => {
    const { record } = read([headersOf('From: a@example.org\r\nSubject: Grüße\r\n\r\n')]);
    expect(record.headerOrigin).toBe('transport-property');
    expect(Buffer.from(record.headerBlock).toString('utf8')).toBe('From: a@example.org\r\nSubject: Grüße\r\n');
    expect(record.headers.map(({ name, value }) => [name, value])).toEqual([
      ['From', 'a@example.org'],
      ['Subject', 'Grüße'],
    ]);
    expect(record.headerOffsetBytes).toBeNull();
  });

  test('of an ANSI store stay the bytes that they are', () => {
    const bytes = Buffer.from('Subject: Gr\xfc\xdfe\r\n\r\n\0', 'latin1');
    expect(Buffer.from(read([propertyOf(0x007d, 0x001e, bytes)]).record.headerBlock).toString('latin1')).toBe('Subject: Gr\xfc\xdfe\r\n');
  });

  test('end at the first empty line; what follows is told', () => {
    const message = read([headersOf('A: 1\r\n\r\n--part\r\nContent-Type: text/plain\r\n')]);
    expect(message.record.headers.map(({ name }) => name)).toEqual(['A']);
    expect(codes(message)).toEqual(['header-malformed noted']);
    expect(codes(read([headersOf('A: 1\r\n\r\n\r\n')]))).toEqual([]);
  });

  test('that a message does not have have no origin', () => {
    expect(read([textProperty(0x0037, 'sent')]).record).toMatchObject({ headerOrigin: 'none', headers: [] });
  });

  test('longer than the limit are cut and told', () => {
    const message = read([headersOf(`A: ${'x'.repeat(500)}\r\n`)], [], { headerBlockBytes: 100 });
    expect(message.record.headerBlock.length).toBe(100);
    expect(codes(message)).toEqual(['header-limit limit-reached']);
    expect(message.record.observed.intact).toBe(false);
  });

  test('that cannot be read are told', () => {
    const torn = { ...headersOf('A: 1'), bytes: null, isReadable: false };
    const message = read([torn]);
    expect(message.record.headerOrigin).toBe('none');
    expect(codes(message)).toContain('property-unreadable field-lost');
    expect(message.record.observed.intact).toBe(false);
  });
});

describe('people', () => {
  test('are those of the properties, with the SMTP address where there is one', () => {
    const { claimed } = read(
      [
        textProperty(0x0042, 'The Boss'),
        textProperty(0x0065, '/O=ORG/CN=BOSS'),
        textProperty(0x5d02, 'boss@example.org'),
        textProperty(0x0c1a, 'Assistant'),
        textProperty(0x0c1f, 'assistant@example.org'),
      ],
      [
        [
          integerProperty(0x0c15, 1),
          textProperty(0x3001, 'To'),
          textProperty(0x3003, '/O=ORG/CN=TO'),
          textProperty(0x39fe, 'to@example.org'),
        ],
        [integerProperty(0x0c15, 2), textProperty(0x3001, 'Cc'), textProperty(0x3003, 'cc@example.org')],
        [integerProperty(0x0c15, 0x10000003), textProperty(0x3001, 'Bcc'), textProperty(0x3003, 'bcc@example.org')],
      ],
    ).record;
    expect(claimed).toMatchObject({
      from: [{ name: 'The Boss', address: 'boss@example.org' }],
      sender: [{ name: 'Assistant', address: 'assistant@example.org' }],
      to: [{ name: 'To', address: 'to@example.org' }],
      cc: [{ name: 'Cc', address: 'cc@example.org' }],
      bcc: [{ name: 'Bcc', address: 'bcc@example.org' }],
    });
  });

  test('with an X.500 address take the one that the headers give for the same name', () => {
    const { claimed } = read(
      [
        headersOf('From: Boss <boss@example.org>\r\nTo: "One" <one@example.org>, Two <two@example.org>\r\n'),
        textProperty(0x0042, 'Boss'),
        textProperty(0x0065, '/O=ORG/CN=BOSS'),
      ],
      [
        [integerProperty(0x0c15, 1), textProperty(0x3001, 'Two'), textProperty(0x3003, '/O=ORG/CN=TWO')],
        [integerProperty(0x0c15, 1), textProperty(0x3001, 'Three'), textProperty(0x3003, '/O=ORG/CN=THREE')],
      ],
    ).record;
    expect(claimed.from).toEqual([{ name: 'Boss', address: 'boss@example.org' }]);
    expect(claimed.to).toEqual([
      { name: 'Two', address: 'two@example.org' },
      { name: 'Three', address: '/O=ORG/CN=THREE' },
    ]);
  });

  test('that no property names are those of the headers, or else of the display names', () => {
    expect(read([headersOf('From: a@example.org\r\nTo: b@example.org\r\n')]).record.claimed).toMatchObject({
      from: [{ name: '', address: 'a@example.org' }],
      to: [{ name: '', address: 'b@example.org' }],
    });
    expect(read([textProperty(0x0e04, 'Ann; b@example.org')]).record.claimed.to).toEqual([
      { name: 'Ann', address: '' },
      { name: '', address: 'b@example.org' },
    ]);
  });
});

describe('state', () => {
  const flags = (...properties: Property[]): readonly string[] => read(properties).record.claimed.flags;

  test('is read from the message flags, the verb and the icon', () => {
    expect(flags()).toEqual([]);
    expect(flags(integerProperty(0x0e07, 0x1))).toEqual(['read']);
    expect(flags(integerProperty(0x0e07, 0x9), integerProperty(0x1090, 2))).toEqual(['draft', 'flagged', 'read']);
    expect(flags(integerProperty(0x1081, 102))).toEqual(['replied']);
    expect(flags(integerProperty(0x1081, 103))).toEqual(['replied']);
    expect(flags(integerProperty(0x1081, 104))).toEqual(['forwarded']);
    expect(flags(integerProperty(0x1080, 0x105))).toEqual(['replied']);
    expect(flags(integerProperty(0x1080, 0x106), integerProperty(0x1081, 102))).toEqual(['forwarded', 'replied']);
  });

  test('of another verb or icon is none', () => {
    expect(flags(integerProperty(0x1081, 105), integerProperty(0x1080, 0x104))).toEqual([]);
  });

  test('keeps the last verb and its time', () => {
    const time = propertyOf(0x1082, 0x0040, Buffer.from('8062dfa3745dc101', 'hex'));
    expect(read([integerProperty(0x1081, 104), time]).record.claimed).toMatchObject({
      lastVerb: 104,
      lastVerbTime: { instant: '2001-10-25T16:46:49.000Z', statedBy: 'PidTagLastVerbExecutionTime' },
    });
  });
});

describe('bodies', () => {
  test('are text, and HTML in the code page in which it came', () => {
    const html = propertyOf(0x1013, 0x0102, Buffer.from('<p>\xcf\xf0</p>', 'latin1'));
    expect(read([textProperty(0x1000, 'hello'), html, integerProperty(0x3fde, 1251)]).record.bodies).toEqual({
      text: 'hello',
      html: '<p>Пр</p>',
    });
  });

  test.each([
    ['{\\rtf1\\fromhtml1 {\\*\\htmltag84 <p>}x}', { text: null, html: '<p>x' }, 'HTML that was taken out of its encapsulation'],
    ['{\\rtf1\\fromtext x\\par}', { text: 'x\r\n', html: null }, 'plain text that was taken out of its encapsulation'],
    ['{\\rtf1 {\\b x}}', { text: 'x', html: null }, 'text, without its formatting, that was taken out of RTF'],
  ])('that are RTF only are taken out of it, which is told: %s', (rtf, bodies, said) => {
    const message = read([rtfProperty(literalRtf(rtf))]);
    expect(message.record.bodies).toEqual(bodies);
    expect(codes(message)).toEqual(['rtf-only-body noted']);
    expect(message.diagnostics[0]?.detail).toContain(said);
    expect(message.diagnostics[0]?.detail).toContain('by this program');
    expect(message.record.observed.intact).toBe(true);
  });

  test('that are RTF without text are none; pictures may be in RTF that was no text before', () => {
    const pictures = read([rtfProperty(literalRtf('{\\rtf1{\\pict 00}}'))]);
    expect(pictures.record.bodies).toEqual({ text: null, html: null });
    expect(codes(pictures)).toEqual(['rtf-only-body noted']);
    const nothing = read([rtfProperty(literalRtf('{\\rtf1\\fromtext}'))]);
    expect(nothing.record.bodies).toEqual({ text: null, html: null });
    expect(codes(nothing)).toEqual([]);
  });

  test('that stand beside RTF are taken as they are', () => {
    const message = read([textProperty(0x1000, 'text'), rtfProperty(literalRtf('{\\rtf1 other}'))]);
    expect(message.record.bodies).toEqual({ text: 'text', html: null });
    expect(codes(message)).toEqual([]);
  });

  test('that cannot be read are taken out of the RTF beside them', () => {
    const torn = { ...textProperty(0x1000, 'x'), bytes: null, isReadable: false };
    const message = read([torn, rtfProperty(literalRtf('{\\rtf1\\fromtext x}'))]);
    expect(message.record.bodies.text).toBe('x');
    expect(codes(message)).toEqual(['property-unreadable field-lost', 'body-unreadable field-lost', 'rtf-only-body noted']);
  });

  test('in damaged RTF are kept as far as they go', () => {
    const cut = read([rtfProperty(literalRtf('{\\rtf1\\fromtext kept and lost}').subarray(0, 42))]);
    expect(cut.record.bodies.text).toBe('kept an');
    expect(codes(cut)).toEqual(['body-unreadable field-lost', 'rtf-only-body noted']);
    expect(cut.record.observed.intact).toBe(false);
    const junk = read([rtfProperty(Buffer.alloc(40))]);
    expect(junk.record.bodies).toEqual({ text: null, html: null });
    expect(codes(junk)).toEqual(['body-unreadable field-lost']);
    const torn = { ...rtfProperty(Buffer.alloc(40)), bytes: null, isReadable: false };
    expect(codes(read([torn]))).toEqual(['property-unreadable field-lost', 'body-unreadable field-lost']);
  });

  test('in RTF longer than the limit are cut and told', () => {
    const message = read([rtfProperty(literalRtf(`{\\rtf1 ${'x'.repeat(300)}}`))], [], { bodyBytes: 100 });
    expect(message.record.bodies.text).toBe('x'.repeat(100));
    expect(codes(message)).toEqual(['body-truncated limit-reached', 'rtf-only-body noted']);
    const long = read([rtfProperty(storedRtf(`{\\rtf1 x${'{\\b}'.repeat(1000)}y}`))], [], { bodyBytes: 100 });
    expect(long.record.bodies.text).toBe('x');
    expect(codes(long)).toEqual(['body-truncated limit-reached', 'rtf-only-body noted']);
  });

  test('in RTF of an unknown code page are told', () => {
    const message = read([rtfProperty(literalRtf("{\\rtf1\\ansicpg31337 \\'e4}"))]);
    expect(message.record.bodies.text).toBe('ä');
    expect(codes(message)).toEqual(['charset-unknown recovered', 'rtf-only-body noted']);
  });

  test('longer than the limit are cut and told', () => {
    const message = read([textProperty(0x1000, 'x'.repeat(300))], [], { bodyBytes: 100 });
    expect(message.record.bodies.text).toBe('x'.repeat(100));
    expect(codes(message)).toEqual(['body-truncated limit-reached']);
  });

  test('that cannot be read are told', () => {
    const torn = { ...textProperty(0x1000, 'x'), bytes: null, isReadable: false };
    expect(codes(read([torn]))).toContain('body-unreadable field-lost');
  });

  test('in a code page that does not exist are read all the same', () => {
    const inCodepage = (text: string) => read([propertyOf(0x1000, 0x001e, Buffer.from(text, 'latin1')), integerProperty(0x3ffd, 31337)]);
    const message = inCodepage('plän');
    expect(message.record.bodies.text).toBe('plän');
    expect(codes(message)).toEqual(['codepage-assumed noted']);
    expect(codes(inCodepage('plain'))).toEqual([]);
  });
});
