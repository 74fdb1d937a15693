import { expect, test } from 'vitest';
import { bytesStep, fileStep, partStep } from '#model/index.ts';
import { enclosingPlaces } from '#renderer/case/places.ts';

test('a part lies in its message, its file, and the folders of the file', () => {
  expect(enclosingPlaces([fileStep('mail/2024/Inbox'), bytesStep(0, 9), partStep('1')])).toEqual([
    'file:mail/2024/Inbox|bytes:0+9|part:1',
    'file:mail/2024/Inbox|bytes:0+9',
    'file:mail/2024/Inbox',
    'file:mail/2024',
    'file:mail',
  ]);
});

test('a folder is no place of a file whose name only begins like it', () => {
  expect(enclosingPlaces([fileStep('mailbox')])).toEqual(['file:mailbox']);
});
