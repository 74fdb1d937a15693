import { exportedRulesReader } from '#formats/pst/rules/exported-rules.ts';
import { isBalanced, type FactDraft } from '#model/index.ts';
import { withFlippedBits } from '#test/support/damaged-source.ts';
import { memorySource } from '#test/support/memory-source.ts';
import { seededRandom } from '#test/support/random.ts';
import { readAll, type Reading } from '#test/support/reading.ts';
import * as bytes from '#test/support/rule-bytes/index.ts';
import { rulePeople } from '#test/support/store-with-rules.ts';
import { describe, expect, test } from 'vitest';

/*
 * Exports of Outlook's rules (.rwz) of any bytes: nothing is thrown, the books add up, what is given is bounded by the file,
 * and rules that end before the damage are the same as without it.
 */

const outside = bytes.smtpRecipient('Ben', rulePeople.outside);
const people = bytes.people(outside, bytes.smtpRecipient('Zoë', 'zoe@outside.example'));
const text = bytes.streamString('invoice');
const u32 = (value: number): Buffer => {
  const word = Buffer.alloc(4);
  word.writeUInt32LE(value);
  return word;
};

/** Elements of every form that a parameter has. */
const elements: readonly (readonly Buffer[])[] = [
  [bytes.element(0xcb, people), bytes.element(0x12e, people)],
  [bytes.element(0xcd, text, text), bytes.element(0x147, people), bytes.element(0x142)],
  [bytes.element(0xe0, Buffer.concat([u32(1), u32(1000)])), bytes.element(0x149, bytes.streamString('C:\\x.exe'))],
  [bytes.element(0x1f4 + 5, text), bytes.element(0x14b, Buffer.concat([text, text])), bytes.element(0x14c)],
  [bytes.element(0xca), bytes.element(0x144, people), bytes.element(0x133, bytes.streamString('x'.repeat(300)))],
  [bytes.element(0xd0, Buffer.concat([u32(0), text, u32(0)])), bytes.element(0x13e, u32(60)), bytes.element(0x14a)],
];
const whole = bytes.rulesStream(
  elements.map((one, index) => ({ name: `rule ${String(index + 1)}`, isEnabled: index % 2 === 0, elements: one })),
  'C:\\templates',
);

type RuleFact = Extract<FactDraft, { kind: 'rule' }>;
const rulesOf = ({ facts }: Reading): readonly RuleFact[] => facts.flatMap((fact) => (fact.kind === 'rule' ? [fact] : []));
const endOf = ({ observed: { range } }: RuleFact): number => (range?.offsetBytes ?? 0) + (range?.lengthBytes ?? 0);

const undamaged = readAll(exportedRulesReader, memorySource(whole));
const known = rulesOf(undamaged);
const firstRule = known[0]?.observed.range?.offsetBytes ?? 0;

/** Reads damaged bytes. @param damagedFrom the first byte that is another than in the undamaged file */
function check(blob: Uint8Array, damagedFrom: number): void {
  exportedRulesReader.probe(memorySource(blob));
  const reading = readAll(exportedRulesReader, memorySource(blob));
  expect(reading.accounts.filter((account) => !isBalanced(account))).toEqual([]);
  expect(JSON.stringify(reading.facts).length).toBeLessThan(100_000 + 100 * blob.length);
  const rules = rulesOf(reading);
  for (const rule of rules) expect(endOf(rule)).toBeLessThanOrEqual(blob.length);
  // Before the first rule stand the signature and the number of rules: where these are damaged nothing is promised.
  if (damagedFrom >= firstRule) {
    const before = known.filter((rule) => endOf(rule) <= damagedFrom);
    expect(rules.slice(0, before.length).map(({ claimed }) => claimed)).toEqual(before.map(({ claimed }) => claimed));
  }
  const [stream] = reading.facts.flatMap((fact) =>
    fact.kind === 'setting' && fact.claimed.setting === 'rules-stream' ? [fact.claimed] : [],
  );
  const stated = stream?.statedRules ?? null;
  expect(stream?.decodedRules).toBe(rules.length);
  // Rules that are stated and were not read are told; so is a rule of which a part was not.
  if (stated !== null && stated > rules.length) expect(reading.accounts.reduce((sum, { failed }) => sum + failed, 0)).toBeGreaterThan(0);
  if (stated === null || stated > rules.length || rules.some(({ observed }) => !observed.intact)) {
    expect(reading.diagnostics.length).toBeGreaterThan(0);
  }
}

const seed = 20_260_314;
const runs = 400;

/** The first byte in which two runs of bytes differ; the length of the shorter where one begins the other. */
function firstDifference(one: Uint8Array, other: Uint8Array): number {
  const length = Math.min(one.length, other.length);
  for (let at = 0; at < length; at += 1) if (one[at] !== other[at]) return at;
  return length;
}

describe('an export of rules', () => {
  test('undamaged holds every rule', () => {
    expect(undamaged.diagnostics).toEqual([]);
    expect(known.map(({ claimed }) => claimed.isEnabled)).toEqual([true, false, true, false, true, false]);
    check(whole, whole.length);
  });

  test('cut anywhere', () => {
    for (let length = 0; length < whole.length; length += 1) check(whole.subarray(0, length), length);
  });

  test('with bits turned over', () => {
    const random = seededRandom(seed);
    for (let run = 0; run < runs; run += 1) {
      const blob = withFlippedBits(whole, 1 + random.below(8), random);
      check(blob, firstDifference(whole, blob));
    }
  });

  test('with one byte of any value anywhere', () => {
    const random = seededRandom(seed + 1);
    for (let at = 0; at < whole.length; at += 1) {
      const blob = Buffer.from(whole);
      blob[at] = random.below(256);
      check(blob, firstDifference(whole, blob));
    }
  });

  test('with counts and lengths made absurd', () => {
    const random = seededRandom(seed + 2);
    for (let run = 0; run < 2 * runs; run += 1) {
      const blob = Buffer.from(whole);
      if (random.below(2) === 0) blob.writeUInt16LE(random.pick([0xffff, 0x7fff, 0x8000, 0x00ff, 0]), random.below(blob.length - 2));
      else blob.writeUInt32LE(random.pick([0xffffffff, 0x7fffffff, 0x80000000, 0x00ffffff, 0xffff, 0]), random.below(blob.length - 4));
      check(blob, firstDifference(whole, blob));
    }
  });

  test('with pieces taken out, put in and put elsewhere', () => {
    const random = seededRandom(seed + 3);
    for (let run = 0; run < runs; run += 1) {
      const [from, to] = [random.below(whole.length), random.below(whole.length)].sort((one, other) => one - other) as [number, number];
      const piece = whole.subarray(from, to);
      const blob = random.pick([
        Buffer.concat([whole.subarray(0, from), whole.subarray(to)]),
        Buffer.concat([whole.subarray(0, to), piece, whole.subarray(to)]),
        Buffer.concat([whole.subarray(0, from), piece.toReversed(), whole.subarray(to)]),
      ]);
      check(blob, firstDifference(whole, blob));
    }
  });

  test('with chance after its beginning', () => {
    const random = seededRandom(seed + 4);
    for (let run = 0; run < 100; run += 1) {
      const start = random.below(whole.length);
      const rest = Uint8Array.from({ length: random.below(3000) }, () => random.below(256));
      const blob = Buffer.concat([whole.subarray(0, start), rest]);
      check(blob, Math.min(start, firstDifference(whole, blob)));
    }
  });

  test('of many rules is read in time that grows with it, damaged or not', () => {
    const timeOf = (count: number): number => {
      const many = bytes.rulesStream(
        Array.from({ length: count }, (_, index) => ({ name: `rule ${String(index)}`, elements: elements[0] ?? [] })),
      );
      const begun = performance.now();
      readAll(exportedRulesReader, memorySource(many));
      // The last rule has no end, and a mark of a rule stands nowhere after it.
      readAll(exportedRulesReader, memorySource(many.subarray(0, many.length - 60)));
      return performance.now() - begun;
    };
    timeOf(50);
    expect(timeOf(4_000)).toBeLessThan(20 * Math.max(50, timeOf(500)));
  });
});
