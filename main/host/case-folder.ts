import { randomUUID } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { Trouble, type CaseFile } from '#contract/index.ts';
import { programIdentity } from '#pipeline/index.ts';
import { openAuditLog, type AuditLog } from './audit-log.ts';
import { writeAtomically } from './atomic-file.ts';
import { caseFileText, parseCaseFile } from './case-file-form.ts';
import { takeLock } from './case-lock.ts';

/** What the examiner states when making a case. */
export type NewCase = Pick<CaseFile, 'title' | 'caseNumber' | 'examiner' | 'agency' | 'zone' | 'ownDomains'>;

/**
 * A case folder held open by this process:
 * `case.json`, `audit.ndjson`, `evidence/` (manifests of acquired folders, records of searches), `exports/`, `store/` (Chromium's storage),
 * `scratch/` (emptied when the case is opened).
 */
export interface CaseFolder {
  readonly directory: string;
  readonly storeDirectory: string;
  readonly exportsDirectory: string;
  readonly scratchDirectory: string;
  readonly audit: AuditLog;
  read(): CaseFile;
  /** Writes `case.json` anew, whole or not at all, and returns what it holds now. */
  change(apply: (file: CaseFile) => CaseFile): CaseFile;
  /** Lets the case go. */
  close(): void;
}

/** The storage that a window keeps in the case, for `case.json`. */
export type CaseStorage = CaseFile['storage'];

/**
 * Makes a case in an empty or new folder. It is not opened.
 * @throws Trouble when the folder holds something or cannot be written.
 */
export function createCaseFolder(directory: string, stated: NewCase): CaseFile {
  const path = resolve(directory);
  const now = new Date().toISOString();
  const program = `${programIdentity().name} ${programIdentity().version}`;
  const file: CaseFile = {
    formatVersion: 1,
    caseId: randomUUID(),
    ...stated,
    ownDomains: stated.ownDomains.map((domain) => domain.trim().toLowerCase()).filter((domain) => domain !== ''),
    createdAt: now,
    createdBy: program,
    writtenBy: program,
    storage: { chromium: '', backend: '' },
    evidence: [],
    verifications: [],
  };
  return withTrouble(path, 'The case could not be made', () => {
    mkdirSync(path, { recursive: true });
    if (readdirSync(path).length > 0) {
      throw new Trouble({
        code: 'folder-not-empty',
        happened: `The folder ${path} is not empty.`,
        kept: 'Nothing was changed.',
        todo: 'Choose an empty or a new folder for the case.',
      });
    }
    for (const name of subfolders) mkdirSync(join(path, name));
    writeAtomically(join(path, 'case.json'), caseFileText(file));
    openAuditLog(join(path, 'audit.ndjson'), () => file.examiner).append('case-created', `${program}; case ${file.caseId}`);
    return file;
  });
}

/**
 * Opens a case folder and locks it against a second opening.
 * @param storage of the window that will keep its data in the case; null: leave what was written
 * @throws Trouble when it holds no case, is damaged, of a newer version, or open elsewhere.
 */
export function openCaseFolder(directory: string, storage: CaseStorage | null): CaseFolder {
  const path = resolve(directory);
  const casePath = join(path, 'case.json');
  if (!existsSync(casePath)) {
    throw new Trouble({
      code: 'case-missing',
      happened: `There is no case in ${path}.`,
      kept: 'Nothing was changed.',
      todo: 'Choose the folder that holds case.json. If the case was moved, open it at its new place.',
    });
  }
  return withTrouble(path, 'The case could not be opened', () => {
    const lock = takeLock(join(path, 'case.lock'));
    try {
      let file = parseCaseFile(readFileSync(casePath, 'utf8'), casePath);
      const audit = openAuditLog(join(path, 'audit.ndjson'), () => file.examiner);
      for (const name of subfolders) mkdirSync(join(path, name), { recursive: true });
      emptyFolder(join(path, 'scratch'));
      const { name, version } = programIdentity();
      const change = (apply: (before: CaseFile) => CaseFile): CaseFile => {
        const changed = { ...apply(file), writtenBy: `${name} ${version}` };
        withTrouble(path, 'The case could not be written', () => {
          writeAtomically(casePath, caseFileText(changed));
        });
        file = changed;
        return file;
      };
      if (storage !== null && (storage.chromium !== file.storage.chromium || storage.backend !== file.storage.backend)) {
        change((before) => ({ ...before, storage }));
      }
      audit.append('case-opened', `${name} ${version}${storage === null ? '' : `; Chromium ${storage.chromium}`}`);
      return {
        directory: path,
        storeDirectory: join(path, 'store'),
        exportsDirectory: join(path, 'exports'),
        scratchDirectory: join(path, 'scratch'),
        audit,
        read: () => file,
        change,
        close() {
          audit.append('case-closed', '');
          lock.release();
        },
      };
    } catch (error) {
      lock.release();
      throw error;
    }
  });
}

/**
 * Reads what a case folder says of itself without opening it, for lists of cases.
 * @throws Trouble when it is damaged; returns null when there is none.
 */
export function peekCase(directory: string): CaseFile | null {
  const casePath = join(resolve(directory), 'case.json');
  if (!existsSync(casePath)) return null;
  return withTrouble(casePath, 'The case could not be read', () => parseCaseFile(readFileSync(casePath, 'utf8'), casePath));
}

const subfolders = ['evidence', 'exports', 'scratch', 'store'];

function emptyFolder(path: string): void {
  for (const name of readdirSync(path)) rmSync(join(path, name), { recursive: true, force: true });
}

/**
 * Runs what writes or reads the case at `path`. What the file system refuses is expected trouble: a full disk, a medium that was
 * removed, missing rights.
 * @throws Trouble for that; anything else as it is
 */
export function withTrouble<T>(path: string, what: string, action: () => T): T {
  try {
    return action();
  } catch (error) {
    if (!(error instanceof Error) || !('code' in error) || typeof error.code !== 'string') throw error;
    throw new Trouble({
      code: 'case-not-written',
      happened: `${what}: ${error.message}`,
      kept: 'What was written before is kept.',
      todo: `Check that ${path} is there, that you may write to it, and that its disk has room; then try again.`,
    });
  }
}
