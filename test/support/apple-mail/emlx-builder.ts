import { dict, xmlPlist, type Plain } from './plist-builder.ts';

/** A message file to be written. */
export interface EmlxSpec {
  readonly message: string | Uint8Array;
  /** The property list; null: none. */
  readonly properties: Readonly<Record<string, Plain>> | null;
  /** The byte count, where it is to be wrong. */
  readonly declaredBytes?: number;
}

/** A message file of Apple Mail, and where its parts lie in it. */
export interface BuiltEmlx {
  readonly bytes: Buffer;
  readonly messageOffset: number;
  readonly messageBytes: number;
  readonly listOffset: number;
}

/** Writes a message file: the count padded with spaces, as the program does. */
export function buildEmlx({ message, properties, declaredBytes }: EmlxSpec): BuiltEmlx {
  const body = Buffer.from(message);
  const line = Buffer.from(`${String(declaredBytes ?? body.length).padEnd(10)}\n`);
  const list = properties === null ? Buffer.alloc(0) : Buffer.from(xmlPlist(dict(properties)));
  return {
    bytes: Buffer.concat([line, body, list]),
    messageOffset: line.length,
    messageBytes: body.length,
    listOffset: line.length + body.length,
  };
}

/** The bits of `flags` by their words (https://www.jwz.org/blog/2005/07/emlx-flags/). */
export const flagBits = {
  read: 1n << 0n,
  deleted: 1n << 1n,
  replied: 1n << 2n,
  encrypted: 1n << 3n,
  flagged: 1n << 4n,
  recent: 1n << 5n,
  draft: 1n << 6n,
  initial: 1n << 7n,
  forwarded: 1n << 8n,
  redirected: 1n << 9n,
  signed: 1n << 23n,
  junk: 1n << 24n,
  'not junk': 1n << 25n,
} as const;
