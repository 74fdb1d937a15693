import type { ByteSource } from '#evidence/byte-source.ts';
import type { Cipher } from './cipher.ts';
import { layouts, type Layout } from './layout.ts';
import { scanPages } from './page-scan.ts';

/** Guesses are made from the beginning of a file: enough of it to hold some pages of every kind. */
const judgedBytes = 64 * 1024 * 1024;
const nothingKnown = { isPage: () => false, isBlock: () => false };

/** The layout whose pages of the node B-tree lie in a file, for one whose header does not say; null when none do. */
export function guessLayout(source: ByteSource): Layout | null {
  const counted = Object.values(layouts).map((layout) => {
    const { nodeLeaves } = scanPages(beginningOf(source), layout, 'none', nothingKnown);
    return { layout, leaves: nodeLeaves.length };
  });
  const best = counted.reduce((one, other) => (other.leaves > one.leaves ? other : one));
  return best.leaves === 0 ? null : best.layout;
}

/** The cipher under which most blocks begin a property context. @param claimed what the header says, taken in doubt */
export function guessCipher(source: ByteSource, layout: Layout, claimed: Cipher | null): Cipher {
  const candidates: Cipher[] = ['none', 'permute', 'cyclic'];
  const ordered = [...candidates].sort((one, other) => Number(other === claimed) - Number(one === claimed));
  const counted = ordered.map((cipher) => {
    const { contexts } = scanPages(beginningOf(source), layout, cipher, nothingKnown);
    return { cipher, contexts: contexts.length };
  });
  return counted.reduce((one, other) => (other.contexts > one.contexts ? other : one)).cipher;
}

function beginningOf(source: ByteSource): ByteSource {
  const sizeBytes = Math.min(source.sizeBytes, judgedBytes);
  return { sizeBytes, read: (offset, length) => source.read(offset, Math.max(0, Math.min(length, sizeBytes - offset))) };
}
