import { closeSync, mkdirSync, openSync, readSync, rmSync } from 'node:fs';
import { dirname } from 'node:path';
import type { FactRecord } from '#model/index.ts';
import type { CaseMaterial, IngestBatch } from '#pipeline/index.ts';
import { openLineFile } from './result-files.ts';

/** What analysis across the records of a run needs of them, kept in a file until all is read. */
export interface KeptMaterial {
  add(batch: Pick<IngestBatch, 'evidenceId' | 'records' | 'observations' | 'traces'>): void;
  /** All of it in the order in which it came, from its beginning each time. */
  replay(): Iterable<CaseMaterial>;
  /** Removes the file. */
  remove(): void;
}

/** Begins a file for the material: a line of JSON for each batch, so that memory stays bounded. */
export function keepMaterial(path: string): KeptMaterial {
  mkdirSync(dirname(path), { recursive: true });
  const file = openLineFile(path);
  return {
    add({ evidenceId, records, observations, traces }) {
      const facts = records.filter((record): record is FactRecord => record.kind !== 'message' && record.kind !== 'file');
      if (facts.length + observations.length + traces.length === 0) return;
      const material: CaseMaterial = { evidenceId, facts, observations, traces };
      file.add(`${JSON.stringify(material)}\n`);
    },
    *replay() {
      file.flush();
      for (const line of linesOf(path)) yield JSON.parse(line) as CaseMaterial;
    },
    remove() {
      file.close();
      rmSync(path, { force: true });
    },
  };
}

const pieceBytes = 1024 * 1024;

// By line feeds alone: Node's readline also breaks at U+2028, which may stand within JSON.
function* linesOf(path: string): Generator<string> {
  const descriptor = openSync(path, 'r');
  try {
    const piece = Buffer.alloc(pieceBytes);
    let held: Buffer[] = [];
    for (let length = readSync(descriptor, piece); length > 0; length = readSync(descriptor, piece)) {
      let start = 0;
      for (let end = piece.indexOf(0x0a); end !== -1 && end < length; end = piece.indexOf(0x0a, start)) {
        yield Buffer.concat([...held, piece.subarray(start, end)]).toString('utf8');
        held = [];
        start = end + 1;
      }
      if (start < length) held.push(Buffer.from(piece.subarray(start, length)));
    }
  } finally {
    closeSync(descriptor);
  }
}
