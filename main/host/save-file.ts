import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { createWriteStream, renameSync, rmSync } from 'node:fs';
import { resolve } from 'node:path';
import { finished } from 'node:stream/promises';
import { Trouble } from '#contract/index.ts';
import { EvidenceReadError, liesWithin } from '#evidence/index.ts';
import { AttachmentUnreadableError } from '#formats/reader.ts';
import type { CaseFolder } from './case-folder.ts';

/**
 * Writes a file where the examiner chose. It appears there only when it is whole.
 * @param what what is saved, for the words of a trouble: `attachment`
 * @returns its path and the SHA-256 of its bytes
 * @throws Trouble when the place lies within evidence, or what is to be saved cannot be read or written; RangeError as the
 * pieces do.
 */
export async function saveFile(
  chosen: string,
  caseFolder: CaseFolder,
  what: string,
  pieces: () => AsyncIterable<Uint8Array>,
): Promise<{ readonly path: string; readonly sha256: string }> {
  const path = resolve(chosen);
  refuseEvidence(
    path,
    caseFolder.read().evidence.map((known) => resolve(known.pathAsGiven)),
  );
  try {
    return { path, sha256: await write(path, pieces()) };
  } catch (error) {
    throw notSaved(error, what);
  }
}

async function write(path: string, pieces: AsyncIterable<Uint8Array>): Promise<string> {
  const unfinished = `${path}.part`;
  const hash = createHash('sha256');
  const stream = createWriteStream(unfinished, { flags: 'w', mode: 0o600 });
  try {
    await once(stream, 'open');
    for await (const piece of pieces) {
      hash.update(piece);
      if (!stream.write(piece)) await once(stream, 'drain');
    }
    stream.end();
    await finished(stream);
    renameSync(unfinished, path);
  } catch (error) {
    stream.destroy();
    rmSync(unfinished, { force: true });
    throw error;
  }
  return hash.digest('hex');
}

function refuseEvidence(path: string, evidence: readonly string[]): void {
  if (!evidence.some((place) => liesWithin(path, place))) return;
  throw new Trouble({
    code: 'evidence-read-only',
    happened: `${path} lies within the evidence, where nothing may be written.`,
    kept: 'Nothing was saved.',
    todo: 'Choose a folder outside the evidence.',
  });
}

function notSaved(error: unknown, what: string): unknown {
  if (error instanceof AttachmentUnreadableError || error instanceof EvidenceReadError) {
    return new Trouble({
      code: `${what}-unreadable`,
      happened: `The ${what} could not be read: ${error.message}`,
      kept: 'Nothing was saved; the message is in the case as before.',
      todo: 'See the diagnostics of the message. The bytes of the evidence itself can be shown.',
    });
  }
  if (error instanceof Error && 'code' in error && typeof error.code === 'string') {
    return new Trouble({
      code: 'not-saved',
      happened: `The ${what} could not be saved: ${error.message}`,
      kept: 'The case is unchanged.',
      todo: 'Choose another folder, or make room on the disk.',
    });
  }
  return error;
}
