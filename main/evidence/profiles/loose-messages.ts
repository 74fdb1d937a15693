import type { RecognisedStart } from './recognise-start.ts';
import { enterFile, enterFolder, type Search, type SearchedFolder } from './search.ts';
import { searchTrouble, type SearchOutput } from './search-output.ts';

/** A single message that lies loose in a folder. */
export interface LooseMessage {
  readonly path: string;
  readonly start: RecognisedStart;
}

/**
 * Tells the single messages of a folder when all below it is known: as the folder where messages are most of what it
 * holds or very many, else one by one, so that a folder of downloads is not taken whole for three messages in it.
 */
export function* tellMessages(
  search: Search,
  folder: SearchedFolder,
  { messages, files, owner }: { readonly messages: readonly LooseMessage[]; readonly files: number; readonly owner: string | null },
): Generator<SearchOutput> {
  const [first] = messages;
  if (first === undefined) return;
  const below = search.finds.below(folder.path).filter((profile) => !messages.some(({ path }) => path === profile.path));
  const isHome = folder.home?.depth === folder.names.length;
  const isMostly = messages.length > 1 && messages.length * 2 >= files;
  const isMany = messages.length > search.limits.messagesTold || (isMostly && messages.length > 25);
  const holdsNoOther = (kinds: readonly string[]): boolean => below.every(({ kind }) => kinds.includes(kind));
  if (!isHome && ((isMostly && holdsNoOther(['messages'])) || (isMany && holdsNoOther(['messages', 'store'])))) {
    const why = `${String(messages.length)} of its ${String(files)} files are single messages. Of the first: ${first.start.why}`;
    const { client } = first.start;
    yield* enterFolder(
      search,
      folder.path,
      { client: client === 'Outlook' ? 'Outlook' : 'Single messages', kind: 'messages', owner, why: [why], reading: { can: 'yes' } },
      'told',
    );
    return;
  }
  for (const { path, start } of messages.slice(0, search.limits.messagesTold)) {
    yield* enterFile(search, path, { ...start, owner, why: [start.why] });
  }
  const left = messages.length - search.limits.messagesTold;
  if (left > 0) {
    const because = `${String(left)} further single messages lie here beside other finds; add the folder itself to read them.`;
    yield searchTrouble('limit', folder.path, because);
  }
}
