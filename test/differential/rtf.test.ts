import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { libpff } from '#formats/pst/libpff-module.ts';
import { decompressRtf, readRtfBody } from '#formats/rtf/index.ts';
import { defaultLimits } from '#model/index.ts';
import { corpusPath, inventory, skipReason } from '#test/support/corpus.ts';
import { exampleStorePath } from '#test/support/example-stores.ts';
import { memorySource } from '#test/support/memory-source.ts';
import { secondOpinion } from '#test/support/pst-extractor.ts';
import { describe, expect, test } from 'vitest';

const corpusStores = inventory('pst/').flatMap(({ path }) => corpusPath(path) ?? []);
if (corpusStores.length === 0) console.info(skipReason);

/** A message with RTF, as this program and pst-extractor have it. */
interface Compared {
  readonly nodeId: number;
  readonly value: Uint8Array;
  readonly theirs: { readonly rtf: string; readonly text: string };
}

function messagesWithRtf(file: string): Compared[] {
  const bytes = readFileSync(file);
  const store = libpff().openStore(memorySource(bytes));
  // One of the stores is encrypted whole and opens nowhere.
  if (!store.ok) return [];
  const compared = [...(secondOpinion(bytes)?.values() ?? [])].flatMap((theirs) => {
    if (theirs.rtf === '') return [];
    const message = store.value.message(theirs.nodeId);
    const property = message.ok ? message.value.properties.find(({ id, name }) => id === 0x1009 && name === null) : undefined;
    if (message.ok) message.value.close();
    return [{ nodeId: theirs.nodeId, value: property?.bytes ?? new Uint8Array(0), theirs }];
  });
  store.value.close();
  return compared;
}

// It trims, and its dictionary has LF CR where that of [MS-OXRTFCP] has CR LF. In RTF they mean nothing.
const withoutLineEnds = (rtf: string): string => rtf.replace(/[\r\n]/g, '');

const words = (text: string): string[] => text.split(/\s+/).filter((word) => word !== '');

describe('RTF that pst-extractor decompresses', () => {
  const examples = [
    { file: exampleStorePath('outlook'), messages: 25 },
    { file: exampleStorePath('outlookPdf'), messages: 24 },
  ];
  test.each(examples)('is the same: $file', ({ file, messages }) => {
    const compared = messagesWithRtf(file);
    expect(compared).toHaveLength(messages);
    for (const { value, theirs } of compared) {
      const { bytes, damage } = decompressRtf(value, defaultLimits.messageBytes);
      expect(damage).toEqual([]);
      expect(withoutLineEnds(Buffer.from(bytes).toString())).toBe(withoutLineEnds(theirs.rtf));
    }
  });
});

describe.runIf(corpusStores.length > 0)('the text that Outlook wrote beside the RTF', () => {
  test.each(corpusStores.map((file) => ({ file, name: basename(file) })))('has the words that come out of the RTF: $name', ({ file }) => {
    for (const { value, theirs } of messagesWithRtf(file)) {
      const body = readRtfBody(value, defaultLimits);
      expect(body).toMatchObject({ isWhole: true, damage: [], problem: null });
      const visible = body.form === 'html' ? body.content.replace(/<!--.*?-->|<style.*?<\/style>|<[^>]*>/gs, ' ') : body.content;
      expect(words(visible.replaceAll('&nbsp;', ' '))).toEqual(words(theirs.text));
    }
  });

  test('is there for thirteen messages', () => {
    const all = corpusStores.flatMap(messagesWithRtf).filter(({ theirs }) => theirs.text !== '');
    expect(all).toHaveLength(13);
  });
});
