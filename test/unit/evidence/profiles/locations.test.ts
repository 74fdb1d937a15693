import { expect, it } from 'vitest';
import { locations } from '#evidence/profiles/locations.ts';
import { rowsBelow } from '#evidence/profiles/match-location.ts';
import { placeName } from '#evidence/profiles/place-name.ts';
import { namedProfiles } from '#evidence/profiles/thunderbird-profiles.ts';

/** A path that a row is there for. */
function examplePath(pattern: string): readonly string[] {
  return pattern.replace(/\*/g, 'any').replace(/#/g, '10').split('/');
}

it.each(locations.map((location) => [`${location.form} ${location.path}`, location] as const))(
  '%s is found by its own row',
  (_, location) => {
    const names = ['C', 'Users', 'alice', ...examplePath(location.path)].map(placeName);
    const last = names.at(-1);
    if (last === undefined) throw new Error('no name');
    const rows = rowsBelow(names.slice(0, -1), 3);
    expect(rows.find(last, location.form === 'file' ? 'file' : 'folder')).toBe(location);
    expect(rows.find(last, location.form === 'file' ? 'folder' : 'file')?.path).not.toBe(location.path);
    // Each says where it is known from, and reads as the end of a sentence.
    expect(location.source).toMatch(/\S{3}/);
    expect(location.holds).toMatch(/^\S.*[^.]$/);
  },
);

it('a row for homes fits nowhere else, and Linux knows cases', () => {
  const name = placeName('Mail');
  expect(rowsBelow(['home', 'alice'].map(placeName), 2).find(name, 'folder')?.path).toBe('Mail');
  expect(rowsBelow(['home', 'alice', 'docs'].map(placeName), 2).find(name, 'folder')).toBeNull();
  expect(rowsBelow(['home', 'alice'].map(placeName), null).find(name, 'folder')).toBeNull();
  expect(rowsBelow([], null).find(placeName('.Thunderbird'), 'folder')).toBeNull();
  expect(rowsBelow(['x', 'LIBRARY', 'mail'].map(placeName), null).find(placeName('v10'), 'folder')?.client).toBe('Apple Mail');
});

it('profiles.ini is read with marks, comments, old Macs and the fields that are missing', () => {
  const text =
    '\ufeff; made by hand\r[Profile0]\rName=a=b\rPath=one\r\r[profile1]\rIsRelative=0\rPath=D:/two\r[General]\rPath=no\r[Profile2]\rName=x\r';
  expect(namedProfiles(text, 'profiles.ini')).toEqual([
    { path: 'one', isRelative: 'yes', name: 'a=b', citation: 'profiles.ini, [Profile0] Path=one' },
    { path: 'D:/two', isRelative: 'no', name: null, citation: 'profiles.ini, [profile1] Path=D:/two' },
  ]);
  const installs = '[4F96D1932A9F858E]\nDefault=Profiles/x\nLocked=1\n[Other words]\nDefault=no\n';
  expect(namedProfiles(installs, 'installs.ini').map(({ path }) => path)).toEqual(['Profiles/x']);
});
