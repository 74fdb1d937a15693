import { expect, it } from 'vitest';
import { discover, openEvidenceFile } from '#evidence/index.ts';
import { chooseReader } from '#formats/choose-reader.ts';
import { readers } from '#formats/registry.ts';
import { defaultLimits } from '#model/index.ts';
import { buildMailFolder } from '#test/support/build-mail-folder.ts';
import { readSource, unbalanced } from '#test/support/read-source.ts';
import { temporaryFolder } from '#test/support/temporary-folder.ts';

it('a folder of mail is read whole: every file, its format, its messages, folders and states', () => {
  const root = temporaryFolder('mail-folder');
  const truth = buildMailFolder(root, 11, 4);
  const found = [...discover(root, defaultLimits)].map((output) => {
    if (output.kind !== 'file') return output;
    const { relativePath, path, folderPath, fileName, locator } = output.file;
    const source = openEvidenceFile(path);
    const { reader } = chooseReader(source, readers);
    const result = reader === null ? null : readSource(reader, source, { folderPath, fileName, locator });
    source.close();
    if (result !== null) expect(unbalanced(result)).toEqual([]);
    const claims = result?.messages.map(({ claimed }) => claimed) ?? [];
    return {
      relativePath,
      format: reader?.id ?? null,
      messageIds: claims.map(({ messageId }) => messageId),
      folderPath: claims[0]?.folderPath ?? [],
      flags: claims[0]?.flags ?? [],
    };
  });
  expect(found).toEqual(truth);
});
