import { expect, test } from 'vitest';
import { evidenceIdOf, sharedEvidence, sharedEvidenceText, type EvidenceItem } from '#model/index.ts';

function item(ordinal: number, kind: EvidenceItem['kind'], pathAsGiven: string, sha256 = String(ordinal)) {
  return { evidenceId: evidenceIdOf(ordinal), kind, pathAsGiven, hashes: { sha256, sha1: null, md5: null } };
}

test('items within a folder that is an item too are told, by whole names of the path', () => {
  const shared = sharedEvidence([
    item(1, 'folder', '/cases/a'),
    item(2, 'file', '/cases/a/mail/box.pst'),
    item(3, 'folder', '/cases/ab'),
    item(4, 'file', '/cases/A/box.pst'),
  ]);
  expect(shared.map(sharedEvidenceText)).toEqual(['EX-002 lies within EX-001: its messages are counted in both.']);
});

test('paths of Windows are compared without case and with either separator', () => {
  const within = (path: string, folder: string) => sharedEvidence([item(1, 'folder', folder), item(2, 'file', path)]).length;
  expect(within('E:\\Mail\\box.pst', 'e:/mail')).toBe(1);
  expect(within('F:\\Mail\\box.pst', 'E:\\Mail')).toBe(0);
  expect(within('\\\\server\\share\\a\\b.pst', '\\\\SERVER\\share\\a')).toBe(1);
});

test('copies are told once, and only of the same kind', () => {
  const items = [item(1, 'file', '/a/x.pst', 'same'), item(2, 'file', '/b/x.pst', 'same'), item(3, 'folder', '/c', 'same')];
  expect(sharedEvidence(items).map(sharedEvidenceText)).toEqual([
    'EX-002 has the same SHA-256 as EX-001: its messages are counted in both.',
  ]);
});
