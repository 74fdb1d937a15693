import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { evtxReader } from '#formats/evtx/index.ts';
import { eventXmlReader } from '#formats/windows-event-export/index.ts';
import type { FormatReader } from '#formats/reader.ts';
import type { AccessEventClaims } from '#model/index.ts';
import { corpusPath, inventory, skipReason } from '#test/support/corpus.ts';
import { memorySource } from '#test/support/memory-source.ts';
import { readSource } from '#test/support/read-source.ts';

/**
 * The same logs by libevtx: what `evtxexport` writes as XML goes through our reader of XML and must say what our reader of
 * logs says, value by value.
 */
const hasTool = spawnSync('evtxexport', ['-V']).error === undefined;
const logs = inventory('evtx/').filter(({ path, bytes }) => path.endsWith('.evtx') && bytes < 100_000 && !path.includes('robustness'));

if (!hasTool) console.info('evtxexport is absent (Debian package libevtx-utils): the comparison with it is skipped');
if (logs.length === 0) console.info(skipReason);

describe.runIf(hasTool && logs.length > 0)('logs by libevtx', () => {
  it.each(logs.map(({ path }) => path))('%s', (path) => {
    const place = corpusPath(path) ?? '';
    const run = spawnSync('evtxexport', ['-f', 'xml', place], { maxBuffer: 256 * 1024 * 1024 });
    const theirs = eventsOf(eventXmlReader, run.stdout);
    const ours = eventsOf(evtxReader, readFileSync(place));
    expect(ours.map(({ sourceId }) => sourceId)).toEqual(theirs.map(({ sourceId }) => sourceId));
    for (const [index, claims] of ours.entries()) {
      const other = theirs[index] ?? expect.fail('an event is missing');
      expect([other.action, other.operation, other.time?.instant]).toEqual([claims.action, claims.operation, claims.time?.instant]);
      expect(valuesOf(other), `${path}, event ${claims.sourceId ?? ''}`).toEqual(valuesOf(claims));
    }
  });
});

function eventsOf(reader: FormatReader, bytes: Uint8Array): AccessEventClaims[] {
  const { outputs } = readSource(reader, memorySource(bytes));
  return outputs.flatMap((output) =>
    output.kind === 'record' && output.record.kind === 'event' && output.record.observed.allocation === 'allocated'
      ? [output.record.claimed]
      : [],
  );
}

/** What the record says beside its binary XML is in the log alone. */
const inLogAlone = /^(?:Time written|Identifier in the header|Checksum of the records)/;

function valuesOf(claims: AccessEventClaims): string[] {
  return claims.facts.filter(({ name }) => !inLogAlone.test(name)).map(({ name, value }) => `${name}=${normal(String(value))}`);
}

/** libevtx writes 64-bit numbers with all zeros, times with nine digits, and ends lines and texts in ways of its own. */
function normal(text: string): string {
  return text
    .replace(/^0x0*(?=[0-9a-f])/i, '0x')
    .replaceAll(/(\.\d{7})00Z/g, '$1Z')
    .replaceAll(/\s+/g, ' ')
    .trim()
    .toLowerCase();
}
