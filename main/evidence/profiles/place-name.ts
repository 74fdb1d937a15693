/** A name of a path in the forms in which it is compared. */
export interface PlaceName {
  /** As the file system has it. */
  readonly raw: string;
  /** Without percent-encoding (collections write `C%3A` for `C:`) and in Unicode NFC. */
  readonly decoded: string;
  /** The same without case, for systems that know none. */
  readonly folded: string;
}

/** Takes a name as the file system has it. */
export function placeName(raw: string): PlaceName {
  const decoded = percentDecoded(raw).normalize('NFC');
  return { raw, decoded, folded: foldedName(decoded) };
}

/** A name without case, in Unicode NFC. */
export function foldedName(name: string): string {
  return name.normalize('NFC').toLowerCase();
}

// Velociraptor writes characters that a file system may not take as %XX of their UTF-8 bytes.
function percentDecoded(raw: string): string {
  if (!/%[0-9a-f]{2}/i.test(raw)) return raw;
  try {
    return decodeURIComponent(raw);
  } catch {
    return raw;
  }
}
