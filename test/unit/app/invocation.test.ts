import { expect, test } from 'vitest';
import { ownArguments, readInvocation, switchValue } from '#app/invocation.ts';

test('a command is run with everything after it', () => {
  expect(readInvocation(['--no-sandbox', 'scan', 'a.pst', '--out', 'x'])).toEqual({
    kind: 'command',
    given: ['scan', 'a.pst', '--out', 'x'],
  });
  expect(readInvocation(['--help'])).toEqual({ kind: 'command', given: ['--help'] });
  expect(readInvocation(['sample', '--case=/x'])).toEqual({ kind: 'command', given: ['sample', '--case=/x'] });
});

test('a case is named by a switch or by its folder; a folder named like a command is not mistaken', () => {
  expect(readInvocation([])).toEqual({ kind: 'window', caseDirectory: null });
  expect(readInvocation(['--no-sandbox', '--case=/cases/a'])).toEqual({ kind: 'window', caseDirectory: '/cases/a' });
  expect(readInvocation(['/cases/a'])).toEqual({ kind: 'window', caseDirectory: '/cases/a' });
  expect(readInvocation(['/cases/a', 'scan'])).toEqual({ kind: 'window', caseDirectory: '/cases/a' });
  expect(readInvocation(['./scan'])).toEqual({ kind: 'window', caseDirectory: './scan' });
});

test('the own arguments begin after the application when Electron was given one', () => {
  expect(ownArguments(['electron', '--no-sandbox', '/repo', 'scan', 'x'], { isDefaultApp: true })).toEqual(['scan', 'x']);
  expect(ownArguments(['electron', '--no-sandbox'], { isDefaultApp: true })).toEqual([]);
  expect(ownArguments(['mail-triage', 'scan', 'x'], { isDefaultApp: false })).toEqual(['scan', 'x']);
});

test('the value of a switch', () => {
  expect(switchValue(['--user-data-dir=/x=y', 'z'], 'user-data-dir')).toBe('/x=y');
  expect(switchValue(['--user-data-dir'], 'user-data-dir')).toBeNull();
});
