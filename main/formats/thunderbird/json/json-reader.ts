import type { ByteSource } from '#evidence/byte-source.ts';
import { bytesStep, type ContainerRef, type Limits, type Locator, type RecordDraft } from '#model/index.ts';
import { AttachmentUnreadableError, type FormatReader, type ReadContext, type ReaderOutput } from '#formats/reader.ts';
import { observedIn } from '../claims.ts';
import type { JsonFact, JsonKind } from './json-kind.ts';
import { parseJson } from './parse-json.ts';

const probedBytes = 16 * 1024;
const depth = 64;

/** Makes the reader of one kind of JSON file: every fact that the kind tells is a record, cited by its keys and bytes. */
export function jsonReader(kind: JsonKind): FormatReader {
  return {
    id: kind.id,
    version: '1',
    title: kind.title,
    extensions: [],
    isNeverMail: true,
    probe(source) {
      const start = source.read(0, probedBytes);
      const { root } = parseJson(Buffer.from(start.buffer, start.byteOffset, start.byteLength), { depth, nodes: 10_000 });
      return root?.kind === 'object' && kind.recognises(root)
        ? { verdict: 'yes', because: `it is JSON with the members of a file of this kind: ${kind.title}` }
        : { verdict: 'no', because: 'it is not JSON with the members of this kind' };
    },
    read: (source, context) => read(source, context, kind),
    attachment() {
      throw new AttachmentUnreadableError('A file of settings has no attachments.');
    },
  };
}

function* read(source: ByteSource, context: ReadContext, kind: JsonKind): Generator<ReaderOutput, void, undefined> {
  const { locator, limits } = context;
  const container: ContainerRef = { kind: 'settings', locator };
  const held = source.read(0, Math.min(source.sizeBytes, limits.indexBytes));
  const { root, stopped } = parseJson(Buffer.from(held.buffer, held.byteOffset, held.byteLength), nodesOf(limits));
  if (root !== null) {
    for (const fact of kind.tell(root)) {
      const own: Locator = [...locator, ...fact.path.map((key) => ({ kind: 'key', at: key.slice(0, 500) }))];
      yield { kind: 'expected', container, items: 1 };
      if (context.enter(own, container)) yield { kind: 'record', container, record: recordOf(fact, own) };
    }
  }
  if (stopped === null) return;
  // What lies beyond is not known; it is booked as one item.
  yield { kind: 'expected', container, items: 1 };
  const { offsetBytes, reason } = stopped;
  const place: Locator = [...locator, bytesStep(offsetBytes, source.sizeBytes - offsetBytes)];
  const detail = `The JSON text was read up to byte ${String(offsetBytes)}: ${reason}. What lies beyond is not among the records.`;
  yield {
    kind: 'diagnostic',
    container,
    diagnostic: { code: 'index-damaged', effect: 'item-lost', stage: 'read', locator: place, detail },
  };
}

function nodesOf({ indexRows }: Limits): { depth: number; nodes: number } {
  return { depth, nodes: indexRows };
}

function recordOf({ node, draft }: JsonFact, locator: Locator): RecordDraft {
  return { ...draft, locator, parent: null, observed: observedIn(node.range) };
}
