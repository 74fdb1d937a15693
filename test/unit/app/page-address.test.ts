import { expect, test } from 'vitest';
import { isOwnAddress, pageAddress, pagePath } from '#app/page-address.ts';

const folder = '/program/renderer';

test('an address of the page is a file in its folder', () => {
  expect(pagePath(folder, pageAddress('case'))).toBe('/program/renderer/index.html');
  expect(pagePath(folder, 'app://mail-triage/')).toBe('/program/renderer/index.html');
  expect(pagePath(folder, 'app://mail-triage/assets/a%20b.js?x#y')).toBe('/program/renderer/assets/a b.js');
});

test.each([
  'app://mail-triage/..%2f..%2fetc/passwd',
  'app://mail-triage/%2e%2e%2fpreload.cjs',
  'app://mail-triage/..%2frenderer-other/x.js',
  'app://mail-triage/a%00.js',
  'app://mail-triage/%zz',
  'app://elsewhere/index.html',
  'file:///program/renderer/index.html',
  'https://mail-triage/index.html',
  'no address',
])('%s means no file', (address) => {
  expect(pagePath(folder, address)).toBeNull();
});

test('only addresses of the program itself are its own', () => {
  expect(['app://mail-triage/x.js', 'data:image/png;base64,AA==', 'blob:app://mail-triage/1-2'].filter(isOwnAddress)).toHaveLength(3);
  const foreign = [
    'https://example.org/',
    'http://127.0.0.1/',
    'file:///etc/passwd',
    'ws://example.org/',
    'app://other/',
    'blob:https://example.org/1',
    'xapp://mail-triage/',
  ];
  expect(foreign.filter(isOwnAddress)).toEqual([]);
});
