/** What the place and name of a message file say of it. */
export interface MessagePlace {
  readonly folderPath: readonly string[];
  /** State words, unsorted. */
  readonly flags: readonly string[];
}

/**
 * Reads what a Maildir says by names: the folders `cur`, `new` and `tmp` are no folders of the owner's, `.Folder.Sub` is
 * `Sub` in `Folder` (Maildir++), and letters after `:2,` in the file's name are the message's state
 * (https://cr.yp.to/proto/maildir.html). On file systems without colons programs write `;2,` or `!2,`.
 *
 * Files elsewhere, e.g. of MH folders, keep their folder path and have no flags.
 */
export function readMessagePlace(folderPath: readonly string[], fileName: string): MessagePlace {
  const own = folderPath.at(-1) ?? '';
  const isMaildir = ['cur', 'new', 'tmp'].includes(own) && /^\d{4,}\.|[:;!]2,/.test(fileName);
  if (!isMaildir) return { folderPath, flags: [] };
  const above = folderPath.slice(0, -1);
  const folder = above.at(-1) ?? '';
  const names = folder.startsWith('.') && folder.length > 1 ? folder.slice(1).split('.') : null;
  const letters = /[:;!]2,([A-Za-z]*)[^A-Za-z]*$/.exec(fileName)?.[1] ?? '';
  return {
    folderPath: names === null ? above : [...above.slice(0, -1), ...names],
    flags: Array.from(letters).flatMap((letter) => maildirFlags.get(letter) ?? []),
  };
}

// Small letters are keywords that only the server can name.
const maildirFlags = new Map([
  ['P', 'forwarded'],
  ['R', 'replied'],
  ['S', 'read'],
  ['T', 'deleted'],
  ['D', 'draft'],
  ['F', 'flagged'],
]);
