import { factsOfItem, type ItemFacts } from '#formats/pst/rules/item-facts.ts';
import { textProperty } from '#test/support/fake-store.ts';
import { withFlippedBits } from '#test/support/damaged-source.ts';
import * as bytes from '#test/support/rule-bytes/index.ts';
import { seededRandom, type Random } from '#test/support/random.ts';
import { everyAction, rulePeople } from '#test/support/store-with-rules.ts';
import { binaryProperty, itemOf, ruleProperties } from '#test/support/stored-item.ts';
import { expect, test } from 'vitest';

/* Whatever the bytes, decoding ends, gives JSON of a bounded size, and tells of whatever was not understood. */

const outside = bytes.smtpRecipient('Ben', rulePeople.outside);
const deep: bytes.ConditionBytes = {
  type: 'and',
  of: [
    { type: 'not', of: { type: 'or', of: [{ type: 'exist', tag: 0x0037001f }] } },
    {
      type: 'comment',
      values: [[0x00010102, bytes.oneOffEntryId('a', 'a@b.example')]],
      of: { type: 'count', most: 1, of: { type: 'exist', tag: 1 } },
    },
    { type: 'sub', tag: 0x0e12000d, of: { type: 'content', fuzzyLow: 1, fuzzyHigh: 1, tag: 0x3001001f, value: [0x3001001f, 'x'] } },
  ],
};
const actions = everyAction.map(([, action]) => action);
const elements = [
  bytes.element(0xcb, bytes.people(outside)),
  bytes.element(0xcd, bytes.streamString('a')),
  bytes.element(0x12e, bytes.people(outside)),
];

const multiple = bytes.multipleValues([bytes.exchangeEntryId(rulePeople.delegate), bytes.oneOffEntryId('a', 'a@b.example')]);

const targets: readonly (readonly [name: string, whole: Buffer, decode: (blob: Uint8Array) => ItemFacts])[] = [
  ['extended actions', bytes.extendedActions(actions), (blob) => factsOfItem(itemOf(ruleProperties({ actions: blob })))],
  [
    'standard actions',
    bytes.actionsBytes(actions, 2),
    (blob) => factsOfItem(itemOf(ruleProperties({ messageClass: 'IPM.Rule.Message', actions: blob }))),
  ],
  ['extended conditions', bytes.extendedCondition(deep), (blob) => factsOfItem(itemOf(ruleProperties({ condition: blob })))],
  [
    'standard conditions',
    bytes.conditionBytes(deep, 2),
    (blob) => factsOfItem(itemOf(ruleProperties({ messageClass: 'IPM.Rule.Message', condition: blob }))),
  ],
  [
    'a rules stream',
    bytes.rulesStream([1, 2, 3].map((number) => ({ name: `rule ${String(number)}`, elements }))),
    (blob) => factsOfItem(itemOf([textProperty(0x001a, 'IPM.RuleOrganizer'), binaryProperty(0x6802, blob)])),
  ],
  [
    'delegates',
    multiple,
    (blob) => factsOfItem(itemOf([textProperty(0x001a, 'IPM.Microsoft.ScheduleData.FreeBusy'), binaryProperty(0x6845, blob)])),
  ],
];

function check(facts: ItemFacts, blob: Uint8Array): void {
  const claims = [facts.own, ...facts.inner].map(({ claimed }) => claimed);
  const json = JSON.stringify(claims);
  expect(JSON.parse(json)).toEqual(claims);
  // Bytes may come twice in hexadecimal and once more for each thing that names them, but they do not multiply.
  expect(json.length).toBeLessThan(100_000 + 100 * blob.length);
  for (const claimed of claims) {
    if (!('parts' in claimed)) continue;
    for (const { decoded, trouble } of claimed.parts) expect(decoded === 'whole').toBe(trouble === '');
  }
  const parts = 'parts' in facts.own.claimed ? facts.own.claimed.parts : [];
  expect(facts.undecoded.length).toBe(parts.filter(({ decoded }) => decoded !== 'whole').length);
}

const seed = 1_002_680_217;
const runs = 400;

test.each(targets)('%s, undamaged', (_, whole, decode) => {
  const facts = decode(whole);
  expect(facts.undecoded).toEqual([]);
  check(facts, whole);
});

test.each(targets)('%s, cut anywhere', (_, whole, decode) => {
  for (let length = 0; length < whole.length; length += 1 + Math.floor(whole.length / runs)) {
    const blob = whole.subarray(0, length);
    check(decode(blob), blob);
  }
});

test.each(targets)('%s, with bits turned over', (_, whole, decode) => {
  const random = seededRandom(seed);
  for (let run = 0; run < runs; run += 1) {
    const blob = withFlippedBits(whole, 1 + random.below(8), random);
    check(decode(blob), blob);
  }
});

test.each(targets)('%s, with numbers made absurd', (_, whole, decode) => {
  const random = seededRandom(seed);
  for (let run = 0; run < runs; run += 1) {
    const blob = Buffer.from(whole);
    blob.writeUInt32LE(random.pick([0xffffffff, 0x7fffffff, 0x80000000, 0x00ffffff, 0xffff, 0xff]), random.below(blob.length - 4));
    check(decode(blob), blob);
  }
});

test.each(targets)('%s, of nothing but chance', (_, whole, decode) => {
  const random = seededRandom(seed);
  for (let run = 0; run < 100; run += 1) {
    const blob = chance(random, 1 + random.below(2000));
    // The beginning is left, so that the decoder gets further than its first look.
    blob.set(whole.subarray(0, random.below(Math.min(whole.length, blob.length))));
    check(decode(blob), blob);
  }
});

function chance(random: Random, length: number): Uint8Array {
  return Uint8Array.from({ length }, () => random.below(256));
}
