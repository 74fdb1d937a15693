import {
  closeSync,
  existsSync,
  mkdirSync,
  openSync,
  readFileSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { programIdentity } from '#pipeline/index.ts';

/** The result files of a run, open for writing. What is written goes out in pieces, so memory stays bounded. */
export interface ResultFiles {
  readonly messages: LineFile;
  readonly records: LineFile;
  readonly findings: LineFile;
  readonly diagnostics: LineFile;
  readonly observations: LineFile;
  writeReport(pieces: Iterable<string>): void;
  /** Replaces summary.json whole. */
  writeSummary(summary: object): void;
  /** Writes out what is still held; to be called before the summary says that the run is complete. */
  flush(): void;
  close(): void;
}

export interface LineFile {
  /** Adds a line that ends with a line feed. */
  add(line: string): void;
  /** Adds whole lines, UTF-8. */
  addBytes(lines: Uint8Array): void;
}

const names = ['messages.ndjson', 'records.ndjson', 'findings.ndjson', 'diagnostics.ndjson', 'observations.ndjson'] as const;
const resultNames: readonly string[] = [...names, 'summary.json', 'report.html'];
const heldCharacters = 1024 * 1024;

/**
 * Says why results may not be written into a folder; null when they may.
 * @param earlierResults what to do with results of an earlier run
 */
export function refusalOf(directory: string, earlierResults: 'keep' | 'replace'): string | null {
  if (!existsSync(directory)) return null;
  if (!statSync(directory).isDirectory()) return `${directory} is not a folder.`;
  if (readdirSync(directory).length === 0) return null;
  if (!holdsEarlierResults(directory)) return `${directory} is not empty and holds no results of an earlier run; choose another folder.`;
  return earlierResults === 'replace'
    ? null
    : `${directory} holds results of an earlier run; give --force to replace them, or choose another folder.`;
}

/** Begins the result files; results of an earlier run are removed. */
export function openResultFiles(directory: string): ResultFiles {
  makeFolder(directory);
  for (const name of resultNames) rmSync(join(directory, name), { force: true });
  const [messages, records, findings, diagnostics, observations] = [
    openLineFile(join(directory, 'messages.ndjson')),
    openLineFile(join(directory, 'records.ndjson')),
    openLineFile(join(directory, 'findings.ndjson')),
    openLineFile(join(directory, 'diagnostics.ndjson')),
    openLineFile(join(directory, 'observations.ndjson')),
  ];
  const all = [messages, records, findings, diagnostics, observations];
  return {
    messages,
    records,
    findings,
    diagnostics,
    observations,
    writeReport(pieces) {
      const path = join(directory, 'report.html');
      const file = openLineFile(`${path}.new`);
      for (const piece of pieces) file.add(piece);
      file.close();
      renameSync(`${path}.new`, path);
    },
    writeSummary(summary) {
      const path = join(directory, 'summary.json');
      writeFileSync(`${path}.new`, `${JSON.stringify(summary, null, 2)}\n`);
      renameSync(`${path}.new`, path);
    },
    flush() {
      for (const file of all) file.flush();
    },
    close() {
      for (const file of all) file.close();
    },
  };
}

// Node's own recursive mkdirSync never ends where the file system answers ENOENT for a folder that exists, as /proc does
// (seen in Node.js 20 to 24).
function makeFolder(directory: string): void {
  if (existsSync(directory)) return;
  makeFolder(dirname(directory));
  mkdirSync(directory);
}

/** A line file that can be written out and closed. */
export interface OpenLineFile extends LineFile {
  flush(): void;
  close(): void;
}

/** Begins a file of lines, or replaces it. */
export function openLineFile(path: string): OpenLineFile {
  const descriptor = openSync(path, 'w');
  let held: string[] = [];
  let length = 0;
  const write = (bytes: Uint8Array): void => {
    for (let written = 0; written < bytes.length;) written += writeSync(descriptor, bytes, written);
  };
  const flush = (): void => {
    const bytes = Buffer.from(held.join(''), 'utf8');
    held = [];
    length = 0;
    write(bytes);
  };
  return {
    add(line) {
      held.push(line);
      length += line.length;
      if (length >= heldCharacters) flush();
    },
    addBytes(lines) {
      if (lines.length === 0) return;
      flush();
      write(lines);
    },
    flush,
    close() {
      flush();
      closeSync(descriptor);
    },
  };
}

function holdsEarlierResults(directory: string): boolean {
  try {
    const summary: unknown = JSON.parse(readFileSync(join(directory, 'summary.json'), 'utf8'));
    return typeof summary === 'object' && summary !== null && 'tool' in summary && summary.tool === programIdentity().name;
  } catch {
    return false;
  }
}
