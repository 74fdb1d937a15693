import { readdirSync, readFileSync, statSync } from 'node:fs';
import { basename, join, relative, sep } from 'node:path';
import { chooseReader } from '#formats/choose-reader.ts';
import { readers } from '#formats/registry.ts';
import { defaultLimits, evidenceIdOf, fileStep, type MessageRecord } from '#model/index.ts';
import { recordIdOf } from '#pipeline/record-identity.ts';
import { memorySource } from './memory-source.ts';
import { nothingAround } from '#test/support/reading-room.ts';

/**
 * Reads every message below a path through the readers, in the order of the file names: without acquisition, worker
 * threads or diagnostics, for tests of what comes after reading.
 */
export function* readMessages(path: string): Generator<MessageRecord> {
  for (const file of filesBelow(path)) {
    const relativePath = relative(path, file).split(sep).join('/') || basename(path);
    const source = memorySource(readFileSync(file));
    const choice = chooseReader(source, readers);
    if (choice.reader === null) continue;
    const context = {
      locator: [fileStep(relativePath)],
      folderPath: relativePath.split('/').slice(0, -1),
      fileName: basename(file),
      limits: defaultLimits,
      enter: () => true,
      ...nothingAround,
    };
    for (const output of choice.reader.read(source, context)) {
      if (output.kind !== 'record' || output.record.kind !== 'message') continue;
      const { record } = output;
      yield {
        ...record,
        recordId: recordIdOf(relativePath, record.locator),
        evidenceId: evidenceIdOf(1),
        parentRecordId: record.parent === null ? null : recordIdOf(relativePath, record.parent),
      };
    }
  }
}

function filesBelow(path: string): string[] {
  if (statSync(path).isFile()) return [path];
  const entries = readdirSync(path, { withFileTypes: true }).sort((one, other) => (one.name < other.name ? -1 : 1));
  return entries.flatMap((entry) => (entry.isDirectory() ? filesBelow(join(path, entry.name)) : [join(path, entry.name)]));
}
