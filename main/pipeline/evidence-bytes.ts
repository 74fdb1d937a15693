import { openEvidenceFile, pathWithin } from '#evidence/index.ts';
import type { EvidenceGround } from './worker-messages.ts';
import { filePathOf, type EvidenceItem, type Locator } from '#model/index.ts';

/**
 * Finds the evidence file that a locator lies in.
 * @param itemPath where the item lies now
 * @throws RangeError when the locator names no file of the item: it did not come from a record of it.
 */
export function evidenceFilePath(itemPath: string, kind: EvidenceItem['kind'], locator: Locator): string {
  const relativePath = filePathOf(locator);
  if (relativePath === null) throw new RangeError('The locator names no file.');
  return kind === 'file' ? itemPath : pathWithin(itemPath, relativePath);
}

/**
 * Reads bytes of the evidence file that a locator lies in; fewer only at its end.
 * @throws EvidenceReadError when the file cannot be read; RangeError as `evidenceFilePath`.
 */
export function readEvidenceBytes(
  itemPath: string,
  kind: EvidenceItem['kind'],
  locator: Locator,
  range: { readonly offsetBytes: number; readonly lengthBytes: number },
): Uint8Array {
  const source = openEvidenceFile(evidenceFilePath(itemPath, kind, locator));
  try {
    return source.read(range.offsetBytes, range.lengthBytes);
  } finally {
    source.close();
  }
}

/** What readers of an item may look around in, and copy to. */
export function groundOf(kind: EvidenceItem['kind'], itemPath: string, scratchDirectory: string): EvidenceGround {
  return { itemPath: kind === 'folder' ? itemPath : null, scratchDirectory };
}
