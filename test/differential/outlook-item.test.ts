import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { chooseReader } from '#formats/choose-reader.ts';
import { openCompoundFile, type CompoundStorage } from '#formats/compound-file/compound-file.ts';
import { readers } from '#formats/registry.ts';
import { corpusPath, inventory, skipReason } from '#test/support/corpus.ts';
import { memorySource } from '#test/support/memory-source.ts';
import { hasOlefile, noOlefileReason, streamsByOlefile } from '#test/support/olefile.ts';
import { bytesOf, wide } from '#test/support/outlook/properties.ts';
import { savedItem } from '#test/support/outlook/saved-item.ts';
import { readSource, unbalanced } from '#test/support/read-source.ts';
import { temporaryFolder } from '#test/support/temporary-folder.ts';

/** Facts of the inventory (by olefile) that differ, and why. */
const explained: Readonly<Record<string, string>> = {
  'AnEmail.msg': 'the inventory has the subject of the property that leaves its end out',
  'MSG file with RTF Formatting.msg': 'the attached storage is an OLE object, not a message',
  'test-outlook.msg': 'the inventory keeps the NUL at the end of 8-bit texts',
  'testMSG_chinese.msg': 'the inventory reads the subject in another code page than the item names',
};
const places = ['msg/aspose/', 'msg/tika/'];
const files = places.flatMap((place) => inventory(place)).filter(({ path }) => !path.endsWith('README'));

describe.runIf(corpusPath() !== null)('saved items of the real evidence', () => {
  it('are as the inventory says, or as is explained, and add up', () => {
    const wrong: string[] = [];
    const met = new Set<string>();
    for (const { path, facts } of files) {
      const source = memorySource(readFileSync(corpusPath(path) ?? path));
      const { reader } = chooseReader(source, readers);
      expect(reader?.id, path).toBe('outlook-item');
      if (reader === null) continue;
      const result = readSource(reader, source, { fileName: path });
      expect(unbalanced(result), path).toEqual([]);
      expect(
        result.diagnostics.filter(({ effect }) => effect !== 'noted').map(({ detail }) => detail),
        path,
      ).toEqual([]);
      const why = Object.keys(explained).find((name) => path.endsWith(name));
      if (!facts.includes('class=') || describes(facts, result.messages[0])) continue;
      if (why === undefined) wrong.push(path);
      else met.add(why);
    }
    expect(wrong).toEqual([]);
    expect([...met].sort()).toEqual(Object.keys(explained).sort());
    expect(files.length).toBeGreaterThan(60);
  });
});

describe.runIf(hasOlefile)('olefile', () => {
  const built = join(temporaryFolder('outlook-item-peers'), 'built.msg');
  writeFileSync(built, savedItem({ properties: [wide(0x0037, 'Built'), bytesOf(0x1013, Buffer.alloc(20_000, 5))] }));
  const paths = [built, ...files.map(({ path }) => corpusPath(path) ?? path)];

  it('finds the same streams with the same bytes in every file', () => {
    for (const [index, theirs] of streamsByOlefile(paths).entries()) {
      const path = paths[index] ?? '';
      const file = openCompoundFile(memorySource(readFileSync(path)));
      if (typeof file === 'string') throw new Error(file);
      expect(file.damage, path).toEqual([]);
      expect(Object.fromEntries(streamsOf(file.root, '')), path).toEqual(theirs);
    }
  });
});

if (corpusPath() === null) console.warn(skipReason);
if (!hasOlefile) console.warn(noOlefileReason);

function describes(facts: string, message: ReturnType<typeof readSource>['messages'][number] | undefined): boolean {
  if (message === undefined) return false;
  const { claimed, attachments } = message;
  const people = claimed.to.length + claimed.cc.length + claimed.bcc.length;
  const ours = `class=${claimed.messageClass}; subject='${claimed.subject}'; recips=${String(people)}; attach=${String(attachments.length)}; embedded_msg=${attachments.some(({ isMessage }) => isMessage) ? 'True' : 'False'}`;
  const theirs = facts
    .replace(/^"|"$/g, '')
    .replaceAll('""', '"')
    .replace(/subject="(.*?)"; recips/, "subject='$1'; recips");
  return theirs.startsWith(ours);
}

function* streamsOf(storage: CompoundStorage, above: string): Generator<[string, string], void, undefined> {
  for (const [name, stream] of storage.streams) {
    const bytes = stream.read(0, stream.sizeBytes) ?? Buffer.from(stream.trouble ?? 'unreadable');
    yield [above + name, createHash('sha256').update(bytes).digest('hex')];
  }
  for (const [name, inner] of storage.storages) yield* streamsOf(inner, `${above}${name}/`);
}
