import { expect, test } from 'vitest';
import { complaintAboutDay, isNarrowed, queryOf, sortedBy, wholeCase } from '#renderer/messages/query.ts';

test('days are meant in the case zone and include the last', () => {
  const query = queryOf({ ...wholeCase, fromDay: '2001-05-14', toDay: '2001-05-14' }, 'America/Chicago');
  expect([query.from, query.to]).toEqual([Date.parse('2001-05-14T05:00:00Z'), Date.parse('2001-05-15T05:00:00Z')]);
});

test('a day that is still being typed narrows nothing and is complained of', () => {
  const query = queryOf({ ...wholeCase, fromDay: '2001-05', text: '  allen ' }, 'UTC');
  expect([query.from, query.text]).toEqual([null, 'allen']);
  expect(complaintAboutDay('2001-05')).not.toBeNull();
  expect(complaintAboutDay('')).toBeNull();
  expect(complaintAboutDay('2001-05-14')).toBeNull();
});

test('a filter narrows when any of its parts does, but not by its order', () => {
  expect(isNarrowed(wholeCase)).toBe(false);
  expect(isNarrowed({ ...wholeCase, sort: 'size', direction: 'ascending', text: '  ' })).toBe(false);
  for (const parts of [
    { text: 'x' },
    { folderKey: 'k' },
    { fromDay: '2001-05-14' },
    { toDay: '2001-05-14' },
    { onlyWithFindings: 'with-findings' },
  ] as const) {
    expect(isNarrowed({ ...wholeCase, ...parts })).toBe(true);
  }
});

test('a column begins in its usual order and turns round when it is clicked again', () => {
  const bySubject = sortedBy(wholeCase, 'subject');
  expect([bySubject.sort, bySubject.direction]).toEqual(['subject', 'ascending']);
  expect(sortedBy(bySubject, 'subject').direction).toBe('descending');
  expect(sortedBy(bySubject, 'size').direction).toBe('descending');
});
