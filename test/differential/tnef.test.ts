import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { chooseReader } from '#formats/choose-reader.ts';
import { readers } from '#formats/registry.ts';
import { defaultLimits } from '#model/index.ts';
import { corpusPath, inventory, skipReason } from '#test/support/corpus.ts';
import { memorySource } from '#test/support/memory-source.ts';
import { nothingAround } from '#test/support/reading-room.ts';
import { readSource, unbalanced } from '#test/support/read-source.ts';

/** Attachments that another program (MimeKit) took out of these streams lie beside them, one folder for each. */
const folder = 'msg/tnef-mimekit/';

/** Files of that program that are not attachments as they lie in the stream, and why. */
const explained: Readonly<Record<string, string>> = {
  'MAPI_OBJECT/Untitled_Attachment': 'MimeKit keeps the 16 bytes before an object that name its interface',
  'winmail/Untitled Attachment.1': 'as MAPI_OBJECT',
  'winmail/Untitled Attachment.2': 'as MAPI_OBJECT',
};

const streams = [...inventory(folder), ...inventory('eml/roundcube/')].filter(({ path }) => path.endsWith('.tnef'));

describe.runIf(corpusPath() !== null)('TNEF streams of the real evidence', () => {
  it('add up, and lose nothing but what follows damage', () => {
    const lossy: string[] = [];
    for (const { path } of streams) {
      const { result } = read(path);
      expect(unbalanced(result), path).toEqual([]);
      expect(
        result.messages.filter(({ parent }) => parent === null),
        path,
      ).toHaveLength(1);
      if (result.diagnostics.some(({ effect }) => effect !== 'noted')) lossy.push(path);
    }
    // One has a byte behind its last attribute, the other a tail of another stream.
    expect(lossy).toEqual(['msg/tnef-mimekit/garbage-at-end.tnef', 'msg/tnef-mimekit/panic.tnef']);
    expect(streams).toHaveLength(19);
  });

  it('hold the attachments that MimeKit took out, byte for byte or but for line ends', () => {
    const missing: string[] = [];
    let compared = 0;
    for (const { path } of streams) {
      const { source, reader, result } = read(path);
      const ours = new Set(
        result.messages.flatMap(({ attachments }) =>
          attachments.flatMap(({ locator, isMessage }) =>
            isMessage ? [] : forms(Buffer.concat([...reader.attachment(source, locator, defaultLimits, nothingAround)])),
          ),
        ),
      );
      for (const { path: truth } of inventory(`${path.slice(0, -'.tnef'.length)}/`)) {
        const name = truth.slice(folder.length);
        if (/\/message\.(?:rtf|html|txt)$/.test(truth)) continue;
        compared += 1;
        const theirs = readFileSync(corpusPath(truth) ?? truth);
        const bytes = name in explained ? theirs.subarray(16) : theirs;
        if (!forms(bytes).some((form) => ours.has(form))) missing.push(name);
      }
    }
    expect(missing).toEqual([]);
    expect(compared).toBeGreaterThan(20);
  });
});

if (corpusPath() === null) console.warn(skipReason);

/** Hashes of the bytes, and of the bytes with LF for CR LF: texts of the corpus went through a repository that does that. */
function forms(bytes: Buffer): string[] {
  const unix = Buffer.from(bytes.toString('latin1').replaceAll('\r\n', '\n'), 'latin1');
  return [bytes, unix].map((form) => createHash('sha256').update(form).digest('hex'));
}

function read(path: string) {
  const source = memorySource(readFileSync(corpusPath(path) ?? path));
  const { reader } = chooseReader(source, readers);
  if (reader?.id !== 'tnef') throw new Error(`${path} is not taken for TNEF`);
  return { source, reader, result: readSource(reader, source, { fileName: path }) };
}
