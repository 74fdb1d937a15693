import { expect, test } from 'vitest';
import { parseLocator, type HeaderOrigin } from '#model/index.ts';
import { isOutlookItem, noBytesText, savingOf } from '#renderer/message/saving.ts';

const at = (locator: string, headerOrigin: HeaderOrigin = 'message') => ({ locator: parseLocator(locator) ?? [], headerOrigin });

test.each([
  ['file:mail/Inbox|bytes:10+20', 'message', 'bytes'],
  ['file:a.eml|bytes:0+20|part:2', 'message', 'bytes'],
  ['file:a.zip|member:mail/Inbox|bytes:10+20', 'message', 'unpacked'],
  ['file:a.zip|member:a.eml|entry:1|bytes:0+20', 'message', 'unpacked'],
  ['file:a.zip|member:a.eml|bytes:0+20|part:2', 'message', 'unpacked'],
  ['file:a.pst|item:0x200024', 'none', 'rebuilt'],
  ['file:a.zip|member:a.pst|item:0x200024|attachment:0', 'transport-property', 'rebuilt'],
  ['file:a.msg|storage:/', 'transport-property', 'rebuilt'],
  ['file:a.olm|entry:message.xml|email:0', 'transport-property', 'source'],
  ['file:a.zip|member:a.olm|entry:message.xml|email:2', 'none', 'source'],
  ['file:a.zip|member:winmail', 'none', 'nothing'],
  ['file:a.olm|entry:message.xml|email:0|attachment:1', 'message', 'unpacked'],
  ['file:a.olm|entry:message.xml|email:0|attachment:1|part:2', 'message', 'unpacked'],
  ['file:a.olm|entry:message.xml|email:0|attachment:1|part:2|attachment:0', 'none', 'rebuilt'],
  ['file:a.eml|bytes:0+20|part:2|attachment:0', 'none', 'rebuilt'],
  ['file:Inbox.msf|table:msgs|row:3', 'index', 'nothing'],
  ['file:Inbox.msf|table:msgs|row:3|bytes:10+20', 'index', 'nothing'],
] as const)('a message at %s (%s) is saved as %s', (locator, headerOrigin, saving) => {
  expect(savingOf(at(locator, headerOrigin))).toBe(saving);
});

test('an item of Outlook lies in a store, in a file of its own, or in a TNEF stream', () => {
  expect(
    ['a.pst|item:0x200024', 'a.pst|blocks:0x4+0x6', 'a.msg|storage:/', 'winmail.dat|tnef:message'].map((place) =>
      isOutlookItem(at(`file:${place}`)),
    ),
  ).toEqual([true, true, true, true]);
  expect(isOutlookItem(at('file:a.eml|bytes:0+20|part:2|attachment:0'))).toBe(false);
});

test('why there are no bytes to show is said for each kind of message', () => {
  expect(noBytesText(at('file:Inbox.msf|table:msgs|row:3', 'index'))).toContain('Only the index');
  expect(noBytesText(at('file:a.zip|member:a.pst|item:0x200024', 'none'))).toContain('scatters');
  expect(noBytesText(at('file:a.olm|entry:message.xml|email:0', 'transport-property'))).toContain('packed XML file');
  expect(noBytesText(at('file:a.bin', 'none'))).toContain('no run of bytes of its own');
});
