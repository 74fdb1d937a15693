import { createHash } from 'node:crypto';
import { createWriteStream, renameSync, rmSync } from 'node:fs';
import { resolve } from 'node:path';
import { once } from 'node:events';
import { finished } from 'node:stream/promises';
import { Trouble, type CallHandlers } from '#contract/index.ts';
import { EvidenceReadError, liesWithin } from '#evidence/index.ts';
import { AttachmentUnreadableError } from '#formats/reader.ts';
import { readAttachment } from '#pipeline/index.ts';
import type { HostContext } from './host-context.ts';
import { badLocator, evidenceItemOf, locatorFrom, placeOf } from './known-evidence.ts';
import { safeFileName } from './safe-name.ts';

/** Answers `attachment.save`: decoded bytes of an attachment go where the examiner says, and their hash into the log. */
export function attachmentCalls({ caseFolder, services }: HostContext): CallHandlers<'attachment.save'> {
  return {
    'attachment.save': async ({ evidenceId, locator, suggestedName }) => {
      const item = evidenceItemOf(caseFolder, evidenceId);
      const place = placeOf(item);
      const attachment = locatorFrom(locator);
      const chosen = await services.chooseSavePath(safeFileName(suggestedName, 'attachment.bin'));
      if (chosen === null) return { saved: false, sha256: null };
      const path = resolve(chosen);
      refuseEvidence(
        path,
        caseFolder.read().evidence.map((known) => resolve(known.pathAsGiven)),
      );
      try {
        const sha256 = await write(path, readAttachment({ itemPath: place, kind: item.kind, locator: attachment }));
        caseFolder.audit.append('attachment-saved', `${evidenceId} ${locator} to ${path}; SHA-256 ${sha256}`);
        return { saved: true, sha256 };
      } catch (error) {
        if (error instanceof RangeError) throw badLocator(locator);
        throw notSaved(error);
      }
    },
  };
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

function notSaved(error: unknown): unknown {
  if (error instanceof AttachmentUnreadableError || error instanceof EvidenceReadError) {
    return new Trouble({
      code: 'attachment-unreadable',
      happened: `The attachment could not be read: ${error.message}`,
      kept: 'Nothing was saved; the message is in the case as before.',
      todo: 'See the diagnostics of the message. The bytes of the evidence itself can be shown.',
    });
  }
  if (error instanceof Error && 'code' in error && typeof error.code === 'string') {
    return new Trouble({
      code: 'not-saved',
      happened: `The attachment could not be saved: ${error.message}`,
      kept: 'The case is unchanged.',
      todo: 'Choose another folder, or make room on the disk.',
    });
  }
  return error;
}
