import { expect, test } from 'vitest';
import { addressesInCss, cssWithoutAddresses, isDataImage, roleText } from '#renderer/message/remote-content.ts';

const css = `@import "https://cdn.example/a.css"; @import url('https://cdn.example/b.css') screen;
body { background: url( http://tracker.example/bg.gif ) } .logo { background: url("data:image/png;base64,iVBORw0KGgo=") }`;

test('every address that a style would load is named', () => {
  expect(addressesInCss(css)).toEqual(['https://cdn.example/a.css', 'https://cdn.example/b.css', 'http://tracker.example/bg.gif']);
});

test('the style without addresses names none, and keeps data: pictures', () => {
  const left = cssWithoutAddresses(css);
  expect(addressesInCss(left)).toEqual([]);
  expect(left).not.toContain('example');
  expect(left).toContain('data:image/png;base64,iVBORw0KGgo=');
});

test('only pictures that carry their own bytes count as such', () => {
  expect(['data:image/png;base64,AAAA', ' DATA:IMAGE/JPEG;base64,AAAA'].map(isDataImage)).toEqual([true, true]);
  expect(['data:image/svg+xml;base64,AAAA', 'data:text/html,<script>', 'http://x/a.png', ''].map(isDataImage)).toEqual([
    false,
    false,
    false,
    false,
  ]);
});

test('a part of the message is named as one', () => {
  expect(roleText({ address: 'cid:logo@x', role: 'picture' })).toBe('picture, a part of this message: see Attachments');
  expect(roleText({ address: 'http://x/a.png', role: 'picture' })).toBe('picture');
});
