import { readInto, type ByteSource } from '#evidence/byte-source.ts';
import { beginsWithMessageField } from './mime/index.ts';
import type { FormatReader, NamedPlace } from './reader.ts';

/** The reader for some content, or none, and why in words. */
export type Choice =
  | { readonly reader: FormatReader; readonly because: string }
  /** What every reader said, each after its name and as a sentence. */
  | { readonly reader: null; readonly becauseAll: readonly string[] };

/**
 * Chooses the reader by content: the first that says `yes`, else the first that says `perhaps`.
 * @param place where the content lies; null where it has no name: then formats without any mark of their own are not known
 * @throws EvidenceReadError when the medium fails.
 */
export function chooseReader(source: ByteSource, among: readonly FormatReader[], place: NamedPlace | null = null): Choice {
  const memory = spareHeads.pop() ?? new Uint8Array(headBytes);
  try {
    return chosenBy(asProbed(source, memory), among, place);
  } finally {
    spareHeads.push(memory);
  }
}

function chosenBy(seen: ByteSource, among: readonly FormatReader[], place: NamedPlace | null): Choice {
  const isMail = beginsWithMessageField(seen.read(0, 128));
  const refused: (readonly [FormatReader, string])[] = [];
  let perhaps: Choice | null = null;
  for (const reader of isMail ? readersOfMail(among) : among) {
    const { verdict, because } = reader.probe(seen, place);
    if (verdict === 'yes') return { reader, because };
    if (verdict === 'perhaps') perhaps ??= { reader, because };
    else refused.push([reader, because]);
  }
  if (perhaps !== null) return perhaps;
  const verdicts = new Map(refused);
  const refusals = among.map((reader) => `${reader.title}: ${(verdicts.get(reader) ?? noMail).replace(/\.$/, '')}.`);
  return { reader: null, becauseAll: refusals };
}

const noMail = 'its first line is a header field of a message';

const ofMail = new WeakMap<readonly FormatReader[], readonly FormatReader[]>();

/** Those of some readers that may have something to say of mail. */
function readersOfMail(among: readonly FormatReader[]): readonly FormatReader[] {
  let readers = ofMail.get(among);
  if (readers === undefined) {
    readers = among.filter(({ isNeverMail }) => isNeverMail !== true);
    ofMail.set(among, readers);
  }
  return readers;
}

/**
 * The readers whose files a name promises, for reporting files whose content is something else; empty where the name
 * promises nothing. `.mbx` promises two.
 */
export function readersPromisedBy(fileName: string, among: readonly FormatReader[]): readonly FormatReader[] {
  const name = fileName.toLowerCase();
  return among.filter(({ extensions }) => extensions.some((extension) => name.endsWith(extension)));
}

const headBytes = 64 * 1024;

/** Memory for the beginning of a file, used again: new memory for each of many small files takes longer than reading them. */
const spareHeads: Uint8Array[] = [];

/**
 * A source as the probes see it: its beginning, at which nearly all of them look, is read once. What a probe is given is
 * shared with the others, and with the next file's: none changes it or keeps it.
 */
function asProbed(source: ByteSource, memory: Uint8Array): ByteSource {
  let head: Uint8Array | null = null;
  return {
    sizeBytes: source.sizeBytes,
    read(offsetBytes, lengthBytes) {
      const end = Math.min(offsetBytes + lengthBytes, source.sizeBytes);
      if (end > headBytes) return source.read(offsetBytes, lengthBytes);
      head ??= memory.subarray(0, readInto(source, 0, memory));
      return head.subarray(Math.min(offsetBytes, end), end);
    },
  };
}
