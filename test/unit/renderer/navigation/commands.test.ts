import { expect, test } from 'vitest';
import { chordOf, commandFor, commands, commandsMatching, keyLabel, type KeyPress } from '#renderer/navigation/commands.ts';

function press(key: string, held: Partial<Omit<KeyPress, 'key'>> = {}): KeyPress {
  return { key, ctrlKey: false, metaKey: false, altKey: false, shiftKey: false, ...held };
}

test('presses are named the same with Ctrl and with Cmd', () => {
  expect([chordOf(press('k', { ctrlKey: true })), chordOf(press('k', { metaKey: true }))]).toEqual(['Ctrl+K', 'Ctrl+K']);
  expect(chordOf(press('ArrowLeft', { altKey: true }))).toBe('Alt+ArrowLeft');
  expect(chordOf(press('?', { shiftKey: true }))).toBe('?');
  expect(chordOf(press('Y', { shiftKey: true }))).toBe('Shift+Y');
});

test('a key means what its screen says, and else what it means everywhere', () => {
  expect(commandFor(press('y'), 'messages')?.id).toBe('copy-row-text');
  expect(commandFor(press('y'), 'findings')?.id).toBe('copy-citation');
  expect(commandFor(press('y'), 'report')).toBeNull();
  expect(commandFor(press('3', { ctrlKey: true }), 'report')?.id).toBe('go-messages');
  expect(commandFor(press('3'), 'messages')?.id).toBe('tab-properties');
});

test('no key has two meanings on one screen, and no command two entries', () => {
  const meanings = commands.flatMap(({ scope, keys }) => keys.map((key) => `${scope} ${key}`));
  expect(meanings.filter((meaning, index) => meanings.indexOf(meaning) !== index)).toEqual([]);
  const ids = commands.map(({ id }) => id);
  expect(new Set(ids).size).toBe(ids.length);
});

test('the palette finds commands by all their words in any order', () => {
  expect(commandsMatching('finding mark').map(({ id }) => id)).toContain('review-benign');
  expect(commandsMatching('no such words')).toEqual([]);
  expect(commandsMatching('  ')).toHaveLength(commands.length);
});

test('keys are labelled as the keyboard is', () => {
  expect([keyLabel('Ctrl+K', 'other'), keyLabel('Ctrl+K', 'mac'), keyLabel('Alt+ArrowLeft', 'mac')]).toEqual(['Ctrl+K', '⌘K', '⌥←']);
});
