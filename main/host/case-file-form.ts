import * as v from 'valibot';
import { Trouble, type CaseFile } from '#contract/index.ts';
import { isKnownZone, type EvidenceId } from '#model/index.ts';

const sha256 = v.pipe(v.string(), v.regex(/^[0-9a-f]{64}$/));
const count = v.pipe(v.number(), v.integer(), v.minValue(0));

const evidenceId = v.pipe(
  v.string(),
  v.regex(/^EX-\d{3,6}$/),
  v.transform((text) => text as EvidenceId),
);

const verification = v.object({ evidenceId, verifiedAt: v.string(), matches: v.boolean(), foundSha256: v.nullable(sha256) });

const evidenceItem = v.object({
  evidenceId,
  pathAsGiven: v.pipe(v.string(), v.minLength(1)),
  kind: v.picklist(['file', 'folder']),
  sizeBytes: count,
  files: count,
  hashes: v.object({ sha256, sha1: v.nullable(v.string()), md5: v.nullable(v.string()) }),
  modified: v.nullable(v.string()),
  acquiredAt: v.string(),
  custodian: v.string(),
  note: v.string(),
});

const clockSkew = v.object({ evidenceId, seconds: v.pipe(v.number(), v.integer()), because: v.string() });

// Its identifier names a file.
const keptSearch = v.object({
  searchId: v.pipe(v.string(), v.uuid()),
  root: v.string(),
  begunAt: v.string(),
  phase: v.picklist(['searching', 'done', 'cancelled', 'failed']),
  found: count,
  unreadable: count,
  places: count,
  sha256,
});

const parameterValue = v.union([v.number(), v.boolean(), v.string(), v.array(v.string())]);

const caseFile = v.object({
  formatVersion: v.literal(1),
  caseId: v.pipe(v.string(), v.uuid()),
  title: v.string(),
  caseNumber: v.string(),
  examiner: v.string(),
  agency: v.string(),
  zone: v.pipe(v.string(), v.check(isKnownZone, 'unknown time zone')),
  ownDomains: v.array(v.string()),
  createdAt: v.string(),
  createdBy: v.string(),
  writtenBy: v.string(),
  storage: v.object({ chromium: v.string(), backend: v.string() }),
  evidence: v.array(evidenceItem),
  // Cases of versions that did not keep them have none.
  verifications: v.optional(v.array(verification), []),
  parameters: v.optional(v.record(v.string(), v.record(v.string(), parameterValue))),
  clockSkews: v.optional(v.array(clockSkew)),
  searches: v.optional(v.array(keptSearch)),
});

/**
 * Reads the text of `case.json`.
 * @throws Trouble when it is no case of this version; the text names the field.
 */
export function parseCaseFile(text: string, shownPath: string): CaseFile {
  const value = parsed(text);
  if (isNewer(value)) {
    throw new Trouble({
      code: 'case-newer',
      happened: `${shownPath} was written by a newer version of Mail Triage.`,
      kept: 'Nothing was changed.',
      todo: 'Open it with that version.',
    });
  }
  const result = v.safeParse(caseFile, value);
  if (result.success) return result.output;
  const [issue] = result.issues;
  throw new Trouble({
    code: 'case-damaged',
    happened: `${shownPath} is damaged: ${v.getDotPath(issue) ?? 'the whole file'}: ${issue.message}`,
    kept: 'Nothing was changed. The evidence and what was read of it are untouched.',
    todo: 'Restore case.json from a backup of the case folder.',
  });
}

/** Writes a case file as the text of `case.json`. */
export function caseFileText(file: CaseFile): string {
  return `${JSON.stringify(file, null, 2)}\n`;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

function isNewer(value: unknown): boolean {
  return (
    typeof value === 'object' &&
    value !== null &&
    'formatVersion' in value &&
    typeof value.formatVersion === 'number' &&
    value.formatVersion > 1
  );
}
