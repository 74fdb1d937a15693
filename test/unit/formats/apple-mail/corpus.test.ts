import { describe, expect, it } from 'vitest';
import { openEvidenceFile } from '#evidence/index.ts';
import { chooseReader } from '#formats/choose-reader.ts';
import { readers } from '#formats/registry.ts';
import type { FactDraft } from '#model/index.ts';
import { corpusPath, inventory, skipReason } from '#test/support/corpus.ts';
import { readSource, unbalanced } from '#test/support/read-source.ts';

const files = inventory('applemail/').filter(({ path }) => path.endsWith('.emlx'));

describe.runIf(corpusPath() !== null)('real message files of Apple Mail', () => {
  it.each(files)('$path is read as the inventory states it', ({ path, bytes, facts: stated }) => {
    const source = openEvidenceFile(corpusPath(path) ?? path);
    const { reader } = chooseReader(source, readers);
    expect(reader?.id).toBe('emlx');
    if (reader === null) return;
    const result = readSource(reader, source, { fileName: path });
    source.close();
    expect(unbalanced(result)).toEqual([]);
    const [message] = result.messages;
    const entry = result.outputs.flatMap((output): FactDraft[] =>
      output.kind === 'record' && output.record.kind === 'index-entry' ? [output.record] : [],
    )[0];
    const declared = Number(/declared bytes=(\d+)/.exec(stated)?.[1]);
    const codes = result.diagnostics.map(({ code }) => code);
    expect(message?.claimed.subject).not.toBe('');
    if (stated.includes('body ok=True')) {
      expect(message?.observed.sizeBytes).toBe(declared);
      expect(codes).toEqual([]);
      const keys = [...(/plist keys=\[([^\]]*)\]/.exec(stated)?.[1] ?? '').matchAll(/'([^']+)'/g)].map(([, key]) => key);
      if (entry?.kind !== 'index-entry') throw new Error('no entry');
      const named = new Map(entry.claimed.facts.map(({ name, value }) => [name, value]));
      expect([...named.keys()].filter((name) => !name.startsWith('flags:')).sort()).toEqual(keys.sort());
      expect(String(named.get('flags'))).toBe(/flags=(\d+)/.exec(stated)?.[1]);
    } else {
      // The file ends before its count and without a property list.
      expect(message?.observed).toMatchObject({ sizeBytes: bytes - String(declared).length - 1, intact: false });
      // A multipart that is not closed says so too.
      expect([...new Set(codes)].filter((code) => code !== 'date-malformed')).toEqual(['message-truncated', 'message-properties-missing']);
    }
  });
});

if (corpusPath() === null) console.warn(skipReason);
