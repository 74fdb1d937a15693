import type { ByteSource } from '#evidence/byte-source.ts';
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
  const probed = among.map((reader) => ({ reader, ...reader.probe(source, place) }));
  const chosen = probed.find(({ verdict }) => verdict === 'yes') ?? probed.find(({ verdict }) => verdict === 'perhaps');
  if (chosen !== undefined) return { reader: chosen.reader, because: chosen.because };
  return { reader: null, becauseAll: probed.map(({ reader, because }) => `${reader.title}: ${because.replace(/\.$/, '')}.`) };
}

/**
 * The readers whose files a name promises, for reporting files whose content is something else; empty where the name
 * promises nothing. `.mbx` promises two.
 */
export function readersPromisedBy(fileName: string, among: readonly FormatReader[]): readonly FormatReader[] {
  const name = fileName.toLowerCase();
  return among.filter(({ extensions }) => extensions.some((extension) => name.endsWith(extension)));
}
