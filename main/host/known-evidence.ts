import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { Trouble } from '#contract/index.ts';
import { systemPath } from '#evidence/index.ts';
import { parseLocator, type EvidenceId, type EvidenceItem, type Locator } from '#model/index.ts';
import type { CaseFolder } from './case-folder.ts';

/**
 * Finds an evidence item of the case by its exhibit number.
 * @throws Trouble when the case has none of that number.
 */
export function evidenceItemOf(caseFolder: CaseFolder, evidenceId: EvidenceId): EvidenceItem {
  const item = caseFolder.read().evidence.find((known) => known.evidenceId === evidenceId);
  if (item !== undefined) return item;
  throw new Trouble({
    code: 'evidence-unknown',
    happened: `The case has no evidence item ${evidenceId}.`,
    kept: 'Nothing was changed.',
    todo: 'Open the evidence screen anew and choose an item from the list.',
  });
}

/**
 * Finds where an evidence item lies.
 * @throws Trouble when it is not there any more, with how to tell the case its new place.
 */
export function placeOf(item: EvidenceItem): string {
  const path = resolve(item.pathAsGiven);
  if (existsSync(systemPath(path))) return path;
  throw new Trouble({
    code: 'evidence-missing',
    happened: `${item.evidenceId} is not at ${path} any more.`,
    kept: 'Everything that was read of it is in the case.',
    todo: 'Attach the medium again; or, if the evidence was moved, add it again from its new place: the case recognises it by its hash and takes over the new path.',
  });
}

/** Where the manifest of an acquired folder is kept. */
export function manifestPath(caseFolder: CaseFolder, evidenceId: EvidenceId): string {
  return join(caseFolder.directory, 'evidence', `${evidenceId}.manifest`);
}

/** The manifest of an acquired folder; null for a file, or when it is gone. */
export function manifestOf(caseFolder: CaseFolder, item: EvidenceItem): Uint8Array | null {
  const path = manifestPath(caseFolder, item.evidenceId);
  return item.kind === 'folder' && existsSync(path) ? readFileSync(path) : null;
}

/**
 * Reads a locator that the window sent.
 * @throws Trouble when the text is none.
 */
export function locatorFrom(text: string): Locator {
  const locator = parseLocator(text);
  if (locator !== null) return locator;
  throw badLocator(text);
}

export function badLocator(text: string): Trouble {
  return new Trouble({
    code: 'locator-unknown',
    happened: `"${text.slice(0, 200)}" is no place in this evidence item.`,
    kept: 'Nothing was changed.',
    todo: 'Open the message again and try from there.',
  });
}
