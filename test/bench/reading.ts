/**
 * What of ours the benchmarks measure beside parsers that only read: every record of some files, without hashing the evidence,
 * detectors and results. Each run is a share of the work, so that several make it together:
 * `reading.ts INDEX COUNT PATH…` reads the INDEX-th of COUNT shares; what the runs hand on to each other lies in the folder
 * `READING_EXCHANGE`, which is empty at first. Large files are shared in parts, small ones in runs, as
 * the ingest does. Prints as JSON how many records there are of each kind; attached messages count.
 */
import { existsSync, readFileSync, renameSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { openEvidenceFile } from '#evidence/open-source.ts';
import { chooseReader } from '#formats/choose-reader.ts';
import type { ReaderOutput } from '#formats/reader.ts';
import { readers } from '#formats/registry.ts';
import { defaultLimits, fileStep } from '#model/index.ts';
import { readingRoom } from '#pipeline/reading-room.ts';
import { filesBelow, type FileBelow } from './files-below.ts';

const partBytes = 8 * 1024 * 1024;
const scratchDirectory = tmpdir();
const exchange = process.env['READING_EXCHANGE'] ?? tmpdir();

const [index = 0, count = 1] = process.argv.slice(2, 4).map(Number);
const records: Record<string, number> = {};
const given = process.argv.slice(4).map(filesAt);
const runFiles = Math.max(1, Math.min(64, Math.floor(given.reduce((sum, { files }) => sum + files.length, 0) / count / 8)));

let turn = 0;
for (const { files, ...ground } of given) for (const file of files) read(file, ground, Math.floor(turn++ / runFiles) % count === index);
console.log(JSON.stringify(records));

interface Ground {
  readonly root: string;
  /** The files of folders are taken for small, so that the others need not be asked for their size. */
  readonly isFolder: boolean;
}

function filesAt(path: string): Ground & { readonly files: readonly FileBelow[] } {
  if (statSync(path).isDirectory()) return { root: path, isFolder: true, files: [...filesBelow(path)] };
  return { root: dirname(path), isFolder: false, files: [{ path, fileName: basename(path), folderPath: [] }] };
}

/** Reads a small file where this run has its turn, and this run's parts of a large one. */
function read(file: FileBelow, { root, isFolder }: Ground, isOwn: boolean): void {
  const { path, fileName, folderPath } = file;
  if (!isOwn && (isFolder || statSync(path).size <= partBytes)) return;
  const source = openEvidenceFile(path);
  const { reader } = chooseReader(source, readers, { fileName, folderPath });
  const room = readingRoom({ itemPath: root, scratchDirectory }, folderPath, readers);
  const context = { locator: [fileStep(fileName)], folderPath, fileName, limits: defaultLimits, enter: () => true, ...room };
  if (count > 1 && !isFolder && source.sizeBytes > partBytes && reader?.parts !== undefined) {
    const parted = reader.parts(source, context);
    const parts = Math.ceil(source.sizeBytes / partBytes);
    const number = String(turn);
    for (let part = index; part < parts; part += count) {
      tally(parted.part(part, parts, context));
      writeWhole(join(exchange, `${number}.${String(part)}`), parted.handOn());
    }
    if (index === 0) tally(parted.closing(handedOn(number, parts), context));
    parted.close();
  } else if (isOwn) tally(reader?.read(source, context) ?? []);
  room.close();
  source.close();
}

/** What all parts of a file hand on to its closing, once the other runs have got so far. */
function handedOn(number: string, parts: number): Uint8Array[] {
  return Array.from({ length: parts }, (_, part) => {
    const path = join(exchange, `${number}.${String(part)}`);
    while (!existsSync(path)) Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 5);
    return readFileSync(path);
  });
}

function writeWhole(path: string, bytes: Uint8Array): void {
  writeFileSync(`${path}.part`, bytes);
  renameSync(`${path}.part`, path);
}

function tally(outputs: Iterable<ReaderOutput>): void {
  for (const output of outputs) if (output.kind === 'record') records[output.record.kind] = (records[output.record.kind] ?? 0) + 1;
}
