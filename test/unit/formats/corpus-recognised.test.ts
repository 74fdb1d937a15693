import { readdirSync, readFileSync, statSync } from 'node:fs';
import { basename, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { corpusPath, skipReason } from '#test/support/corpus.ts';
import { readEvents } from '#test/support/host-traces/read-events.ts';

function* filesBelow(path: string): Generator<string> {
  for (const name of readdirSync(path).sort()) {
    const inner = join(path, name);
    if (statSync(inner).isDirectory()) yield* filesBelow(inner);
    else yield inner;
  }
}

const corpus = corpusPath();
describe.skipIf(corpus === null)(corpus === null ? skipReason : 'every log of services and machines', () => {
  it.each(['m365', 'gws', 'exchange', 'host'])(
    '%s: is recognised by content, and what it holds is read or told as lost',
    (folder) => {
      const unknown: string[] = [];
      const unbalancedFiles: string[] = [];
      let files = 0;
      for (const path of filesBelow(join(corpus ?? '', folder))) {
        files += 1;
        const { readerId, unbalanced, codes } = readEvents(readFileSync(path), { fileName: basename(path) });
        if (readerId === null || codes.some((code) => code.startsWith('format-unknown'))) unknown.push(basename(path));
        if (unbalanced.length > 0) unbalancedFiles.push(`${basename(path)}: ${unbalanced.join(', ')}`);
      }
      expect(files).toBeGreaterThan(0);
      // Rules of detections in YAML lie beside their test events; they are no evidence.
      expect(unknown.filter((name) => !name.endsWith('.yml'))).toEqual([]);
      expect(unbalancedFiles).toEqual([]);
    },
    120_000,
  );
});
