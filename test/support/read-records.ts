import { readdirSync, readFileSync, statSync } from 'node:fs';
import { basename, join, relative, sep } from 'node:path';
import type { ByteSource } from '#evidence/byte-source.ts';
import { chooseReader } from '#formats/choose-reader.ts';
import { readers } from '#formats/registry.ts';
import { defaultLimits, evidenceIdOf, fileStep, type EvidenceRecord } from '#model/index.ts';
import { recordIdOf } from '#pipeline/record-identity.ts';
import { memorySource } from './memory-source.ts';
import { nothingAround } from './reading-room.ts';

/**
 * Reads every record below a path through the registered readers, in the order of the file names: without acquisition,
 * processes or diagnostics, for tests of what comes after reading.
 */
export function* readRecords(path: string): Generator<EvidenceRecord> {
  for (const file of filesBelow(path)) {
    yield* recordsOf(memorySource(readFileSync(file)), relative(path, file).split(sep).join('/') || basename(path));
  }
}

/** The records of one source that is named so; none where no reader knows it. @param name a path with `/` */
export function* recordsOf(source: ByteSource, name: string): Generator<EvidenceRecord> {
  const folderPath = name.split('/').slice(0, -1);
  const { reader } = chooseReader(source, readers, { fileName: basename(name), folderPath });
  if (reader === null) return;
  const context = {
    locator: [fileStep(name)],
    folderPath,
    fileName: basename(name),
    limits: defaultLimits,
    enter: () => true,
    ...nothingAround,
  };
  for (const output of reader.read(source, context)) {
    if (output.kind !== 'record') continue;
    const { record } = output;
    const parentRecordId = record.parent === null ? null : recordIdOf(name, record.parent);
    yield { ...record, recordId: recordIdOf(name, record.locator), evidenceId: evidenceIdOf(1), parentRecordId };
  }
}

function filesBelow(path: string): string[] {
  if (statSync(path).isFile()) return [path];
  const entries = readdirSync(path, { withFileTypes: true }).sort((one, other) => (one.name < other.name ? -1 : 1));
  return entries.flatMap((entry) => (entry.isDirectory() ? filesBelow(join(path, entry.name)) : [join(path, entry.name)]));
}
