import { describe, expect, test } from 'vitest';
import { mutantsOf, withMutant } from '#test/mutation/mutants.ts';
import { seededShare } from '#test/mutation/seeded-share.ts';

const changesIn = (text: string) => mutantsOf(text).map((mutant) => withMutant(text, mutant));

describe('mutants', () => {
  test.each([
    ['if (a === 1) b();', ['if (a !== 1) b();']],
    ['if (a < b) c();', ['if (a <= b) c();']],
    [
      'const f = (x: X): boolean => x.isOn && !x.isOff;',
      [
        'const f = (x: X): boolean => !(x.isOn) && !x.isOff;',
        'const f = (x: X): boolean => x.isOn || !x.isOff;',
        'const f = (x: X): boolean => x.isOn && x.isOff;',
      ],
    ],
    ['list.filter((one) => one.isOn);', ['list.filter((one) => !(one.isOn));']],
    ['a ? b : c;', ['!(a) ? b : c;']],
    ['const fewest = 3;', ['const fewest = 4;', 'const fewest = 2;']],
    ["const words = ['a', 'b'];", ["const words = [ 'b'];", "const words = ['a', ];"]],
    [
      "const texts: Record<string, string> = { a: 'x', b: 'y' };",
      ["const texts: Record<string, string> = {  b: 'y' };", "const texts: Record<string, string> = { a: 'x',  };"],
    ],
    ['function f() { return [a]; }', ['function f() { return []; }']],
    ["const few = countParameter('few', 'how few', 0);", ["const few = countParameter('few', 'how few', 1);"]],
  ])('%s', (text, changed) => {
    expect(changesIn(text)).toEqual(changed);
  });

  test.each(
    [
      "const rule: Rule = { needs: ['a'], parameters: [] };",
      'const mostCited = 8;',
      'if (list.length < mostCited) list.push(one);',
      'for (let at = 0; at < end; at += 1) go();',
      'while (at < end) at += 1;',
      'list.sort((one, other) => one < other ? -1 : 1);',
      "type A = 'a' | 'b';",
      "import { a } from './a.ts';",
      "const detector = { rules: [rule], columns: ['a'] };",
      '[a, b] = pair;',
    ].map((text) => [text]),
  )('there are none in %s', (text) => {
    expect(changesIn(text)).toEqual([]);
  });

  test('of one line that are alike are numbered', () => {
    expect(mutantsOf('if (a === 1 || b === 2) c();').map(({ was, nth }) => [was, nth])).toEqual([
      ['===', 1],
      ['||', 1],
      ['===', 2],
    ]);
  });
});

test('a share is drawn with its seed, keeps the order of sources and holds each mutant once', () => {
  const all = ['a', 'b', 'c'].map((file) => ({ file, numbers: Array.from({ length: 40 }, (_, number) => number) }));
  const share = seededShare(all, 20, 7);
  expect(share).toEqual(seededShare(all, 20, 7));
  expect(share).not.toEqual(seededShare(all, 20, 8));
  expect(share.map(({ file }) => file)).toEqual(['a', 'b', 'c']);
  const drawn = share.flatMap(({ file, numbers }) => numbers.map((number) => `${file}${String(number)}`));
  expect(new Set(drawn).size).toBe(20);
  expect(seededShare(all, 1000, 1)).toEqual(all);
});
