import { describe, expect, it } from 'vitest';
import { emlReader } from '#formats/eml/eml-reader.ts';
import { defaultLimits, type DiagnosticCode, type Effect, type Limits } from '#model/index.ts';
import { nothingAround } from '#test/support/reading-room.ts';
import { buildMime, mixed, part, type PartSpec } from '#test/support/build-mime.ts';
import { memorySource } from '#test/support/memory-source.ts';
import { readSource, unbalanced } from '#test/support/read-source.ts';

/** One diagnostic code, with a message that gives it and one, hardly different, that does not. */
interface Case {
  readonly code: DiagnosticCode;
  readonly effect: Effect;
  readonly fires: PartSpec | string;
  readonly nearMiss: PartSpec | string;
  readonly limits?: Partial<Limits>;
}

const usual: PartSpec['headers'] = [
  ['From', 'anna@example.org'],
  ['Date', 'Thu, 16 Jul 1998 03:13:49 +0000'],
];
const plain = (body: string, headers: PartSpec['headers'] = []): PartSpec => ({ headers: [...usual, ...headers], body });
const text = part('text/plain', 'text\n');
const nested = (depth: number): PartSpec =>
  depth === 0 ? text : part(`multipart/mixed; boundary="d${String(depth)}"`, { boundary: `d${String(depth)}`, parts: [nested(depth - 1)] });
const attached = (depth: number): PartSpec =>
  depth === 0 ? plain('innermost') : { headers: [...usual, ['Content-Type', 'message/rfc822']], body: { message: attached(depth - 1) } };

const cases: readonly Case[] = [
  {
    code: 'charset-unknown',
    effect: 'recovered',
    fires: plain('x', [['Content-Type', 'text/plain; charset=x-klingon']]),
    nearMiss: plain('x', [['Content-Type', 'text/plain; charset=KOI8-R']]),
  },
  {
    code: 'charset-mismatch',
    effect: 'recovered',
    fires: plain('caf\u00e9', [['Content-Type', 'text/plain; charset=utf-8']]),
    nearMiss: plain('caf\u00c3\u00a9', [['Content-Type', 'text/plain; charset=utf-8']]),
  },
  {
    code: 'transfer-encoding-malformed',
    effect: 'recovered',
    fires: mixed([part('image/png', 'QUJD!', [['Content-Transfer-Encoding', 'base64']])]),
    nearMiss: mixed([part('image/png', 'QUJD\n', [['Content-Transfer-Encoding', 'base64']])]),
  },
  {
    code: 'mime-malformed',
    effect: 'recovered',
    fires: { headers: [...usual, ['Content-Type', 'multipart/mixed; boundary=other']], body: { boundary: 'real', parts: [text] } },
    nearMiss: { headers: [...usual, ['Content-Type', 'multipart/mixed; boundary=real']], body: { boundary: 'real', parts: [text] } },
  },
  {
    code: 'mime-malformed',
    effect: 'recovered',
    fires: plain('x', [['Content-Type', 'text plain']]),
    nearMiss: plain('x', [['Content-Type', 'text']]),
  },
  {
    code: 'mime-malformed',
    effect: 'recovered',
    fires: { ...mixed([text]), body: { boundary: '=-frontier', parts: [text], epilogue: '--=-frontier\n\nhidden\n--=-frontier--\n' } },
    nearMiss: { ...mixed([text]), body: { boundary: '=-frontier', parts: [text], epilogue: 'This is the epilogue.\n' } },
  },
  {
    code: 'mime-limit',
    effect: 'limit-reached',
    fires: mixed([text, text, text]),
    nearMiss: mixed([text, text]),
    limits: { mimeParts: 2 },
  },
  { code: 'mime-limit', effect: 'limit-reached', fires: mixed([nested(3)]), nearMiss: mixed([nested(2)]), limits: { nestingDepth: 3 } },
  { code: 'mime-limit', effect: 'limit-reached', fires: attached(3), nearMiss: attached(2), limits: { nestingDepth: 3 } },
  {
    code: 'header-malformed',
    effect: 'noted',
    fires: 'From: a@b.example\nthis is no field\nSubject: x\n\nbody',
    nearMiss: 'From: a@b.example\n this is folded\nSubject: x\n\nbody',
  },
  {
    code: 'header-limit',
    effect: 'limit-reached',
    fires: plain('body', [['X-Filler', 'x'.repeat(1000)]]),
    nearMiss: plain('b'.repeat(2000), [['X-Filler', 'x'.repeat(700)]]),
    limits: { headerBlockBytes: 900 },
  },
  {
    code: 'header-limit',
    effect: 'limit-reached',
    fires: plain('x', [['To', `a@b.example${','.repeat(300_000)}`]]),
    nearMiss: plain('x', [['To', `a@b.example${','.repeat(200_000)}`]]),
  },
  {
    code: 'body-truncated',
    effect: 'limit-reached',
    fires: plain('x'.repeat(101)),
    nearMiss: plain('x'.repeat(100)),
    limits: { bodyBytes: 100 },
  },
  {
    code: 'body-truncated',
    effect: 'limit-reached',
    fires: mixed([part('text/plain', 'x'.repeat(60)), part('text/plain', 'y'.repeat(60))]),
    nearMiss: mixed([part('text/plain', 'x'.repeat(40)), part('text/plain', 'y'.repeat(40))]),
    limits: { bodyBytes: 100 },
  },
  {
    code: 'message-truncated',
    effect: 'noted',
    fires: { ...mixed([text]), body: { boundary: '=-frontier', parts: [text], ending: 'open' } },
    nearMiss: mixed([text]),
  },
  {
    code: 'date-malformed',
    effect: 'noted',
    fires: 'From: a@b.example\nDate: Thu Jul 16 1998\n\n',
    nearMiss: 'From: a@b.example\nDate: Thu, 16 Jul 1998 03:13 +0000\n\n',
  },
  {
    code: 'date-malformed',
    effect: 'noted',
    fires: plain('', [['Received', 'from a by b; once upon a time']]),
    nearMiss: plain('', [['Received', 'from a by b']]),
  },
  {
    code: 'limit-reached',
    effect: 'limit-reached',
    fires: mixed([part('image/png', 'x'.repeat(101))]),
    nearMiss: mixed([part('image/png', 'x'.repeat(100))]),
    limits: { attachmentBytes: 100 },
  },
  {
    code: 'limit-reached',
    effect: 'limit-reached',
    fires: plain('x'.repeat(500)),
    nearMiss: plain('x'.repeat(100)),
    limits: { messageBytes: 300 },
  },
  {
    code: 'separator-doubtful',
    effect: 'noted',
    fires: plain('forwarded:\n\nFrom b@example.org Thu Jul 16 03:13:49 1998\nFrom: b@example.org\nSubject: x\n\n'),
    nearMiss: plain('forwarded:\n\nFrom b@example.org Thu Jul 16 03:13:49 1998\nI had a letter.\n'),
  },
];

describe.each(['\n', '\r\n'] as const)('diagnostics of a message, line end %j', (lineEnd) => {
  it.each(cases.map((each, ordinal) => [`${each.code} (${String(ordinal)})`, each] as const))(
    '%s',
    (_, { code, effect, fires, nearMiss, limits = {} }) => {
      const read = (spec: PartSpec | string) => {
        const content = typeof spec === 'string' ? Buffer.from(spec.replaceAll('\n', lineEnd), 'latin1') : buildMime(spec, lineEnd);
        const result = readSource(emlReader, memorySource(content), { limits });
        expect(unbalanced(result)).toEqual([]);
        return result;
      };
      const fired = read(fires);
      expect(fired.diagnostics.map((each) => [each.code, each.effect])).toEqual([[code, effect]]);
      // A part that is missing makes its record no longer intact; what was recovered or noted does not.
      const isWhole = effect === 'recovered' || effect === 'noted';
      expect(fired.messages.some(({ observed }) => !observed.intact)).toBe(!isWhole);
      const missed = read(nearMiss);
      expect(missed.diagnostics).toEqual([]);
      expect(missed.messages.every(({ observed }) => observed.intact)).toBe(true);
    },
  );
});

describe('an item that cannot be read', () => {
  it('is lost with a diagnostic and ends nothing', () => {
    const broken: Limits = Object.defineProperty({ ...defaultLimits }, 'bodyBytes', {
      get: () => {
        throw new Error('a bug in the reader');
      },
    });
    const outputs = [
      ...emlReader.read(memorySource(buildMime(plain('x'))), {
        locator: [],
        folderPath: [],
        fileName: 'x',
        limits: broken,
        enter: () => true,
        ...nothingAround,
      }),
    ];
    expect(outputs).toMatchObject([
      { kind: 'expected', items: 1 },
      {
        kind: 'diagnostic',
        diagnostic: { code: 'item-unreadable', effect: 'item-lost', detail: 'The message could not be read: a bug in the reader.' },
      },
    ]);
  });
});

describe('many troubles', () => {
  it('are counted, not repeated', () => {
    const bad = part('text/plain; charset=x-none', 'x');
    const { diagnostics } = readSource(emlReader, memorySource(buildMime(mixed(Array.from({ length: 500 }, () => bad)))));
    expect(diagnostics.map(({ code, detail }) => `${code}: ${detail}`)).toEqual([
      'charset-unknown: The character set "x-none" is unknown. The message has 499 more of this kind.',
    ]);
  });
});
