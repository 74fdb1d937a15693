import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';

const sheet = readFileSync(new URL('../../../../renderer/ui/tokens.css', import.meta.url), 'utf8');

/** Text and the grounds it stands on. */
const pairs: readonly (readonly [text: string, grounds: readonly string[]])[] = [
  ['text', ['ground', 'panel', 'sunken', 'accent-ground', 'accent-soft', 'mark-ground']],
  ['muted', ['ground', 'panel', 'sunken', 'accent-ground', 'accent-soft', 'mark-ground']],
  ['accent', ['ground', 'panel', 'accent-soft', 'accent-ground', 'mark-ground']],
  ['on-accent', ['accent']],
  ['trouble', ['ground', 'panel', 'accent-ground']],
  ['good', ['ground', 'panel']],
];

/** Marks need less than text (WCAG 2.2, 1.4.11). */
const marks: readonly (readonly [mark: string, grounds: readonly string[]])[] = [
  ['high', ['ground', 'panel', 'accent-soft', 'accent-ground']],
  ['medium', ['ground', 'panel', 'accent-soft', 'accent-ground']],
  ['low', ['ground', 'panel', 'accent-soft', 'accent-ground']],
  ['line-strong', ['ground', 'panel']],
];

describe.each(['light', 'dark'])('in the %s scheme', (scheme) => {
  const tokens = tokensOf(scheme);
  test.each(pairs)('the text colour %s stands out by 4.5:1', (text, grounds) => {
    for (const ground of grounds) expect(contrast(tokens, text, ground), ground).toBeGreaterThanOrEqual(4.5);
  });
  test.each(marks)('the mark colour %s stands out by 3:1', (mark, grounds) => {
    for (const ground of grounds) expect(contrast(tokens, mark, ground), ground).toBeGreaterThanOrEqual(3);
  });
});

function tokensOf(scheme: string): ReadonlyMap<string, string> {
  const block = new RegExp(`data-scheme='${scheme}'\\] \\{([^}]*)\\}`).exec(sheet)?.[1];
  if (block === undefined) throw new Error(`no tokens of the scheme ${scheme}`);
  return new Map(Array.from(block.matchAll(/--([\w-]+): (#[0-9a-f]{6});/g), (match) => [match[1] ?? '', match[2] ?? '']));
}

/** Contrast of two colours by WCAG 2.2. */
function contrast(tokens: ReadonlyMap<string, string>, one: string, other: string): number {
  const [light, dark] = [one, other].map((name) => luminance(tokens.get(name))).sort((a, b) => b - a);
  return ((light ?? 0) + 0.05) / ((dark ?? 0) + 0.05);
}

function luminance(colour: string | undefined): number {
  if (colour === undefined) throw new Error('a token is missing');
  const [red, green, blue] = [1, 3, 5].map((at) => {
    const value = Number.parseInt(colour.slice(at, at + 2), 16) / 255;
    return value <= 0.040_45 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * (red ?? 0) + 0.7152 * (green ?? 0) + 0.0722 * (blue ?? 0);
}
