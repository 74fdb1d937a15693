import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { mboxReader } from '#formats/mbox/index.ts';
import { pstReader } from '#formats/pst/index.ts';
import type { ReaderOutput } from '#formats/reader.ts';
import { backgroundMail } from '#test/support/background-mail.ts';
import { buildMbox, type MboxDialect } from '#test/support/build-mbox.ts';
import { builtStore } from '#test/support/built-store.ts';
import { withCircularBlocks, withDamagedPages, withFlippedBits, withRelinkedTrees } from '#test/support/damaged-source.ts';
import { memorySource } from '#test/support/memory-source.ts';
import { generatedStore } from '#test/support/pst-builder/index.ts';
import { seededRandom } from '#test/support/random.ts';
import { readInParts } from '#test/support/read-in-parts.ts';
import { readSource } from '#test/support/read-source.ts';

const sessions = ['one', 'one for each part'] as const;

describe('a mailbox read in parts', () => {
  const dialects: readonly MboxDialect[] = ['mboxo', 'mboxrd', 'mboxcl', 'mboxcl2'];
  const mail = backgroundMail({ seed: 5, averageBytes: 600 });
  const plain = Array.from({ length: 8 }, () => mail.next().value.text);
  // A message whose text is a mailbox: only its Content-Length tells that.
  const inner = buildMbox({ dialect: 'mboxrd', messages: plain.slice(0, 4).map((text) => ({ text })) }).bytes.toString('latin1');
  const texts = [
    ...plain,
    `From: a@example.org\nTo: b@example.org\nSubject: kept mail\n\n${inner}`,
    'From: a@example.org\n\n',
    'Subject: x\n\nFrom here\n',
  ];
  const mailbox = fc
    .record({
      dialect: fc.constantFrom(...dialects),
      lineEnd: fc.constantFrom('\n' as const, '\r\n' as const),
      lengthError: fc.constantFrom(0, 0, 0, 1, -5, 400),
      messages: fc.array(
        fc.constantFrom(...texts).map((text) => ({ text })),
        { minLength: 1, maxLength: 12 },
      ),
    })
    .map((spec) => buildMbox(spec).bytes);
  const words = fc
    .array(
      fc.constantFrom(
        'From a@b Thu Jul 16 03:13:49 1998\n',
        'From \n',
        'From a\n',
        '\nFrom ',
        '\n',
        '\r\n',
        'Content-Length: 5\n',
        'Content-Length: 60\n',
        'Subject: x\nFrom: a\n\n',
        '>From ',
        'text\n',
        '\u00ef\u00bb\u00bf',
      ),
      { maxLength: 60 },
    )
    .map((pieces) => Buffer.from(pieces.join(''), 'latin1'));
  const changed = fc.tuple(mailbox, fc.array(fc.tuple(fc.nat(), fc.nat({ max: 255 })), { maxLength: 10 })).map(([bytes, changes]) => {
    for (const [at, value] of changes) bytes[at % bytes.length] = value;
    return bytes;
  });

  it('gives what it gives in one go, in the same order, wherever the borders lie and whoever reads which part', () => {
    let messages = 0;
    fc.assert(
      fc.property(
        fc.oneof(mailbox, changed, words),
        fc.integer({ min: 1, max: 40 }),
        fc.constantFrom(...sessions),
        (bytes, count, session) => {
          const source = memorySource(bytes);
          const whole = readSource(mboxReader, source);
          expect(readInParts(mboxReader, source, count, session).flat()).toEqual(whole.outputs);
          messages += whole.messages.length;
        },
      ),
      { numRuns: 600, seed: 9 },
    );
    expect(messages).toBeGreaterThan(1000);
  });

  it('reads a message in the part that its separator lies in', () => {
    const { bytes, messages } = buildMbox({ dialect: 'mboxcl2', messages: texts.map((text) => ({ text })) });
    const parts = readInParts(mboxReader, memorySource(bytes), messages.length, 'one for each part');
    const partOf = (offsetBytes: number): number => Math.floor((offsetBytes * messages.length) / bytes.length);
    const expected = messages.map(({ offsetBytes, envelope }) => partOf(offsetBytes - envelope.length - 1));
    const found = parts.flatMap((outputs, part) =>
      outputs.flatMap((output) => (output.kind === 'record' && output.record.parent === null ? [part] : [])),
    );
    expect(found).toEqual(expected);
    expect(new Set(found).size).toBeGreaterThan(3);
  });
});

describe('a store read in parts', () => {
  const store = builtStore(generatedStore({ messages: 60, seed: 3, deleted: 9, averageBytes: 6000, folders: 6, forwardedEvery: 7 })).bytes;

  it.each([
    [1, 'one'],
    [2, 'one'],
    [7, 'one'],
    [7, 'one for each part'],
    [200, 'one'],
  ] as const)('gives what it gives in one go: %d parts, sessions: %s', (count, session) => {
    const source = memorySource(store);
    const whole = readSource(pstReader, source);
    const parts = readInParts(pstReader, source, count, session);
    expect(sorted(parts.flat())).toEqual(sorted(whole.outputs));
    expect(whole.messages.length).toBeGreaterThan(60);
    const items = parts.map((outputs) => outputs.filter(({ kind }) => kind === 'record').length);
    if (count === 7) for (const part of items.slice(0, -1)) expect(part).toBeGreaterThan(4);
  });

  it('gives what it gives in one go, however damaged', { timeout: 120_000 }, () => {
    const random = seededRandom(11);
    const damages: readonly ((bytes: Uint8Array) => Uint8Array)[] = [
      (bytes) => bytes.slice(0, random.below(bytes.length)),
      (bytes) => withFlippedBits(bytes, 1 + random.below(500), random),
      (bytes) => withDamagedPages(bytes, 1 + random.below(20), random),
      (bytes) => withRelinkedTrees(bytes, 1 + random.below(8), random),
      (bytes) => withCircularBlocks(bytes, 1 + random.below(4), random),
    ];
    for (let run = 0; run < 25; run += 1) {
      const source = memorySource(damages[run % damages.length]?.(store) ?? store);
      const whole = sorted(readSource(pstReader, source).outputs);
      const session = sessions[run % 2] ?? 'one';
      expect(sorted(readInParts(pstReader, source, 2 + random.below(6), session).flat()), `run ${String(run)}`).toEqual(whole);
    }
  });
});

/** Outputs as text, in an order that does not depend on who gave them. */
function sorted(outputs: readonly ReaderOutput[]): readonly string[] {
  return outputs.map((output) => JSON.stringify(output, (_, part: unknown) => (typeof part === 'bigint' ? String(part) : part))).sort();
}
