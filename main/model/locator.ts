/**
 * A locator says where something is: steps from the evidence item to the record.
 *
 * Its canonical text (`formatLocator`) is what reports print and what record identifiers are derived from,
 * so two runs over the same evidence give the same text. Example:
 * `file:mail/Inbox|bytes:1042+2310|part:1.2`
 */
export interface LocatorStep {
  /** What kind of step this is: `file`, `bytes`, `item`, `part`, … A reader may introduce kinds of its own. */
  readonly kind: string;
  /** Where within the enclosing step, in the notation of that kind. */
  readonly at: string;
}

export type Locator = readonly LocatorStep[];

/** A run of bytes within one evidence file. */
export interface ByteRange {
  readonly offsetBytes: number;
  readonly lengthBytes: number;
}

/** A file of the evidence item; the path is relative to the item, separated by `/`, as the file system gave it. */
export function fileStep(relativePath: string): LocatorStep {
  return { kind: 'file', at: relativePath };
}

/** A run of bytes of the enclosing file or decoded stream. */
export function bytesStep(offsetBytes: number, lengthBytes: number): LocatorStep {
  return { kind: 'bytes', at: `${String(offsetBytes)}+${String(lengthBytes)}` };
}

/** An item of an Outlook store by its node identifier ([MS-PST] 2.2.2.1), written in hexadecimal. */
export function itemStep(nodeIdentifier: number): LocatorStep {
  return { kind: 'item', at: `0x${nodeIdentifier.toString(16).padStart(6, '0')}` };
}

/** A MIME body part by its section number as in RFC 3501 6.4.5: `1`, `2.1`. */
export function partStep(section: string): LocatorStep {
  return { kind: 'part', at: section };
}

/** The n-th attachment (from 0) of an item that has no byte range of its own. */
export function attachmentStep(index: number): LocatorStep {
  return { kind: 'attachment', at: String(index) };
}

/** Writes a locator as its canonical text. Reversed by `parseLocator`. */
export function formatLocator(locator: Locator): string {
  return locator.map((step) => `${step.kind}:${escapeStep(step.at)}`).join('|');
}

/**
 * Reads a canonical locator text.
 * @returns the locator, or null when the text is not one.
 */
export function parseLocator(text: string): Locator | null {
  const steps: LocatorStep[] = [];
  for (const piece of text.split('|')) {
    const colon = piece.indexOf(':');
    if (colon < 1) return null;
    const at = unescapeStep(piece.slice(colon + 1));
    if (at === null) return null;
    steps.push({ kind: piece.slice(0, colon), at });
  }
  return steps;
}

/** The byte range that a `bytes` step names, or null for every other step. */
export function rangeOfStep(step: LocatorStep): ByteRange | null {
  const match = step.kind === 'bytes' ? /^(\d+)\+(\d+)$/.exec(step.at) : null;
  return match === null ? null : { offsetBytes: Number(match[1]), lengthBytes: Number(match[2]) };
}

/** The relative path of the evidence file that the locator lies in, or null when no step names one. */
export function filePathOf(locator: Locator): string | null {
  return locator.find((step) => step.kind === 'file')?.at ?? null;
}

// The separator, the escape character itself and control characters would make the text ambiguous or
// unprintable. Lone surrogates (file names that are not Unicode) have no UTF-8 form, so they are escaped too.
function escapeStep(at: string): string {
  return at.replace(
    /[%|\u0000-\u001f\u007f-\u009f]|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g,
    (character) => `%${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

function unescapeStep(text: string): string | null {
  if (/%(?![0-9a-f]{4})/.test(text)) return null;
  return text.replace(/%([0-9a-f]{4})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
}
