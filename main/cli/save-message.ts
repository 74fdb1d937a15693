import { createHash } from 'node:crypto';
import { closeSync, existsSync, openSync, renameSync, rmSync, writeSync } from 'node:fs';
import { resolve } from 'node:path';
import { acquire, liesWithin } from '#evidence/index.ts';
import { parseLocator } from '#model/index.ts';
import { messageFile } from '#pipeline/index.ts';
import type { MessageOptions } from './arguments.ts';
import { exitCode } from './exit-code.ts';
import type { Terminal } from './terminal.ts';

/**
 * Saves one message of the evidence as a file of its own.
 * @returns the exit code; what was saved, or why not, is on the terminal.
 */
export async function saveMessage(options: MessageOptions, terminal: Terminal): Promise<number> {
  const out = resolve(options.out);
  const locator = parseLocator(options.locator);
  const refusal =
    locator === null
      ? `"${options.locator}" is no locator; take one of messages.ndjson.`
      : liesWithin(out, resolve(options.path))
        ? `${out} lies within the evidence, where nothing may be written.`
        : existsSync(out) && options.earlierFile === 'keep'
          ? `${out} is there already; --force replaces it.`
          : null;
  if (locator === null || refusal !== null) {
    terminal.err(`${refusal ?? ''}\n`);
    return exitCode.wrongUse;
  }
  // Copies of evidence that a library must open by name; they never stay.
  const scratchDirectory = `${out}.scratch`;
  try {
    const { item } = await acquire(options.path);
    const access = { itemPath: resolve(options.path), kind: item.kind, locator, scratchDirectory };
    const { form, pieces } = messageFile(access, { evidenceId: options.exhibit, acquisitionSha256: item.hashes.sha256 });
    const sha256 = await write(out, pieces);
    const isPacked = locator.some(({ kind }) => kind === 'member' || kind === 'email');
    const words: Readonly<Record<typeof form, string>> = {
      original: isPacked ? 'its bytes as they were unpacked from the archive' : 'its bytes as they lie in the evidence',
      source: 'the XML file of the archive that holds it, as it was unpacked; this is no form of mail',
      rebuilt: 'rebuilt from its store, and marked so',
    };
    terminal.out(`${out}: ${words[form]}; SHA-256 ${sha256}\n`);
    return exitCode.done;
  } catch (error) {
    if (!(error instanceof Error) || !unreadable.has(error.name)) throw error;
    terminal.err(`The message could not be read: ${error.message}\n`);
    return exitCode.nothingReadable;
  } finally {
    rmSync(scratchDirectory, { recursive: true, force: true });
  }
}

/** What a place that holds no message, or damaged bytes, is told by; a locator that leads out of the evidence is a RangeError. */
const unreadable: ReadonlySet<string> = new Set(['AttachmentUnreadableError', 'EvidenceReadError', 'RangeError']);

async function write(out: string, pieces: AsyncIterable<Uint8Array>): Promise<string> {
  const unfinished = `${out}.part`;
  const hash = createHash('sha256');
  const file = openSync(unfinished, 'w', 0o600);
  let isWhole = false;
  try {
    for await (const piece of pieces) {
      hash.update(piece);
      for (let written = 0; written < piece.length;) written += writeSync(file, piece, written);
    }
    isWhole = true;
  } finally {
    closeSync(file);
    if (!isWhole) rmSync(unfinished, { force: true });
  }
  renameSync(unfinished, out);
  return hash.digest('hex');
}
