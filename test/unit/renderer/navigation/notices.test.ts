import { expect, test } from 'vitest';
import { Trouble } from '#contract/index.ts';
import { noticesKept } from '#renderer/navigation/notices.svelte.ts';

const text = { code: 'folder-gone', happened: 'The folder is gone.', kept: 'The case is kept.', todo: 'Connect the medium.' };

test('trouble is shown in its own words, and a bug as one', () => {
  const notices = noticesKept();
  notices.tell(new Trouble(text));
  notices.tell(new RangeError('boom'));
  expect(notices.shown.all.map((notice) => notice.text.code)).toEqual(['folder-gone', 'bug']);
  expect(notices.shown.all[0]?.text).toEqual(text);
});

test('the same trouble told again is one notice that counts and shows again', () => {
  const notices = noticesKept();
  notices.tell(new Trouble(text));
  notices.dismiss(1);
  expect(notices.shown.all[0]?.state).toBe('dismissed');
  notices.tell(new Trouble(text));
  expect(notices.shown.all).toHaveLength(1);
  expect(notices.shown.all[0]).toMatchObject({ times: 2, state: 'showing' });
});

test('a dismissed notice stays in the list', () => {
  const notices = noticesKept();
  notices.tell(new Trouble(text));
  notices.dismiss(1);
  expect(notices.shown.all).toHaveLength(1);
});
