import { EvidenceCutError, EvidenceReadError, type ByteSource } from '#evidence/byte-source.ts';
import { bytesStep, type ContainerRef, type Locator } from '#model/index.ts';
import type { ReadContext } from '#formats/reader.ts';
import { indexNames, listedRows } from '../folder-index/listed-rows.ts';
import { readMessageRow } from '../folder-index/message-row.ts';
import { longestHeaderBytes, mailboxMessages, messageIdAtBeginning } from '../mailbox-messages.ts';
import { openMork, probeMork } from '../mork-file.ts';
import { prefTable, type PrefTable } from '../preferences/pref-table.ts';
import { tokenizePrefs, type Pref } from '../preferences/tokenize-prefs.ts';
import { storedText } from '../stored-text.ts';

/** The mailboxes of the profile that a database lies in, for telling whether its messages are still there. */
export interface ProfileMailboxes {
  /**
   * Whether a mailbox file or Maildir of the profile holds a message.
   * @param folder the folder by its address, `mailbox://nobody@Local%20Folders/Inbox`, or by the key of its server and names
   * @param messageId without angle brackets
   * @returns `unknown` where it is not known which folder that is, or it cannot be read; `cut` where not all of its messages
   * could be looked at: only a beginning of it is in the case, it lies in an archive file by file, or limits are reached
   */
  holds(folder: FolderName, messageId: string): 'yes' | 'no' | 'unknown' | 'cut';
  /**
   * Whether a message that its folder does not hold is listed by the index of that folder (`.msf`): it then is a message record
   * of that index.
   * @param messageId without angle brackets
   */
  isListedAlone(folder: FolderName, messageId: string): boolean;
  /** How many mailboxes were left out because the reading hung on them before. */
  readonly leftOut: number;
}

/** A folder: the directory of its server is found by address or by key. */
export type FolderName = { readonly uri: string } | { readonly server: string; readonly names: readonly string[] };

/** Every mailbox is gone through once, when it is first asked for; its identifiers are kept. */
export function profileMailboxes(context: ReadContext, container: ContainerRef): ProfileMailboxes {
  let servers: Servers | null = null;
  let held = 0;
  let leftOut = 0;
  const known = new Map<string, Held>();
  const listed = new Map<string, ReadonlySet<string>>();
  const placeOf = (folder: FolderName): string | null => pathOf(folder, (servers ??= serversOf(context)), context);
  const identifiersOf = (path: string): Held => {
    if (held > mostIdentifiers) return 'cut';
    try {
      const source = context.surroundings.open(path);
      if (source !== null) return identifiersIn(source, path);
      if (isMaildir(context, path)) return identifiersInMaildir(path);
    } catch (error) {
      // It is there and cannot be read or listed, which is told of the mailbox itself.
      if (!(error instanceof EvidenceReadError)) throw error;
      return error instanceof EvidenceCutError ? 'cut' : 'unknown';
    }
    return context.surroundings.isCut === true ? 'cut' : 'no';
  };
  const identifiersInMaildir = (path: string): Held => {
    const { surroundings } = context;
    const ids = new Set<string>();
    let isWhole = surroundings.isCut !== true && surroundings.beginning !== undefined;
    let asked = 0;
    for (const folder of ['cur', 'new'].map((name) => `${path}/${name}`)) {
      for (const { name, kind } of surroundings.list(folder)) {
        if (kind !== 'file') continue;
        if (asked % progressFiles === 0) {
          const place: Locator = [...context.locator, { kind: 'beside', at: folder }, { kind: 'entry', at: String(asked) }];
          if (!context.enter(place, container)) {
            leftOut += 1;
            return 'cut';
          }
        }
        asked += 1;
        const id = held + ids.size > mostIdentifiers ? null : identifierOf(surroundings, `${folder}/${name}`);
        if (id === null) isWhole = false;
        else if (id !== '') ids.add(id);
      }
    }
    held += ids.size;
    return { ids, otherwise: isWhole ? 'no' : 'cut' };
  };
  const identifiersIn = (source: ByteSource, path: string): Held => {
    const ids = new Set<string>();
    let told = 0;
    for (const message of mailboxMessages(source)) {
      if (message.startBytes - told > progressBytes || told === 0) {
        told = message.startBytes + 1;
        const place: Locator = [...context.locator, { kind: 'beside', at: path }, bytesStep(0, source.sizeBytes)];
        if (!context.enter(place, container)) {
          leftOut += 1;
          return 'unknown';
        }
      }
      if (message.messageId !== '') ids.add(message.messageId);
    }
    held += ids.size;
    return { ids, otherwise: 'no' };
  };
  const listedIn = (path: string): ReadonlySet<string> => {
    const none = new Set<string>();
    if (!context.enter([...context.locator, { kind: 'beside', at: path }], container)) {
      leftOut += 1;
      return none;
    }
    try {
      const source = context.surroundings.open(path);
      if (source === null || probeMork(source, indexNames).verdict === 'no') return none;
      return new Set([...listedRows(openMork(source, context))].map((row) => readMessageRow(row).messageId));
    } catch (error) {
      // It is there and cannot be read, which is told of the index itself.
      if (!(error instanceof EvidenceReadError)) throw error;
      return none;
    }
  };
  const holds: ProfileMailboxes['holds'] = (folder, messageId) => {
    const path = placeOf(folder);
    if (path === null || messageId === '') return 'unknown';
    let found = known.get(path);
    if (found === undefined) {
      found = identifiersOf(path);
      known.set(path, found);
    }
    if (typeof found === 'string') return found;
    return found.ids.has(messageId) ? 'yes' : found.otherwise;
  };
  return {
    get leftOut() {
      return leftOut;
    },
    isListedAlone(folder, messageId) {
      const path = placeOf(folder);
      if (path === null || held > mostIdentifiers || holds(folder, messageId) !== 'no') return false;
      let ids = listed.get(path);
      if (ids === undefined) {
        ids = listedIn(`${path}.msf`);
        held += ids.size;
        listed.set(path, ids);
      }
      return ids.has(messageId);
    },
    holds,
  };
}

/** What is known of a folder: the identifiers of its messages and what is to be said of others; or one word for all. */
type Held = { readonly ids: ReadonlySet<string>; readonly otherwise: 'no' | 'cut' } | 'no' | 'unknown' | 'cut';

const progressBytes = 16 * 1024 * 1024;
const progressFiles = 1000;
// Some 100 bytes each.
const mostIdentifiers = 5_000_000;
const mostPrefsBytes = 16 * 1024 * 1024;

interface Servers {
  /** Directory relative to the profile, by address without path: `mailbox://nobody@local folders`. */
  readonly byAddress: ReadonlyMap<string, string>;
  readonly byKey: ReadonlyMap<string, string>;
  /** All of these directories, in lower case. */
  readonly directories: ReadonlySet<string>;
}

function serversOf({ surroundings }: ReadContext): Servers {
  const byAddress = new Map<string, string>();
  const byKey = new Map<string, string>();
  const bytes = prefsBeside(surroundings);
  if (bytes === null) return { byAddress, byKey, directories: new Set() };
  const prefs: Pref[] = [];
  for (const token of tokenizePrefs(storedText(bytes).bytes))
    if (token.kind === 'pref' && token.pref.name.startsWith('mail.server.')) prefs.push(token.pref);
  const table = prefTable(prefs);
  for (const key of table.keys('mail.server.')) {
    const directory = directoryOf(table, key);
    if (directory === null) continue;
    const text = (name: string): string => table.text(`mail.server.${key}.${name}`);
    const scheme = text('type') === 'imap' ? 'imap' : 'mailbox';
    byAddress.set(`${scheme}://${text('userName')}@${text('hostname')}`.toLowerCase(), directory);
    byKey.set(key, directory);
  }
  return { byAddress, byKey, directories: new Set([...byKey.values()].map((directory) => directory.toLowerCase())) };
}

function prefsBeside(surroundings: ReadContext['surroundings']): Uint8Array | null {
  try {
    const source = surroundings.open('prefs.js');
    return source === null ? null : source.read(0, Math.min(source.sizeBytes, mostPrefsBytes));
  } catch (error) {
    // Without it mailboxes are found by the names of their servers alone.
    if (!(error instanceof EvidenceReadError)) throw error;
    return null;
  }
}

// `[ProfD]Mail/Local Folders`; older profiles have only the path on the machine, whose end is the same.
function directoryOf(table: PrefTable, key: string): string | null {
  const relative = /^\[ProfD\](.+)$/.exec(table.text(`mail.server.${key}.directory-rel`))?.[1];
  const path = relative ?? /[\\/]((?:Imap)?Mail[\\/].+)$/.exec(table.text(`mail.server.${key}.directory`))?.[1];
  return path?.replaceAll('\\', '/') ?? null;
}

function pathOf(folder: FolderName, servers: Servers, context: ReadContext): string | null {
  if ('server' in folder) return joined(servers.byKey.get(folder.server), folder.names);
  const match = /^(mailbox|imap):\/\/([^/]*)\/(.+)$/.exec(folder.uri);
  if (match === null) return null;
  const address = `${match[1] ?? ''}://${decoded(match[2] ?? '')}`.toLowerCase();
  const directory = servers.byAddress.get(address) ?? usualDirectory(match[1] ?? '', decoded(match[2] ?? ''), servers, context);
  return joined(directory, (match[3] ?? '').split('/').map(decoded));
}

// Where the preferences do not say it, because they are not there or the account was removed: the directory that the program makes
// by the name of the server, if it is there and no other account's: of several at one server only one has the name as it is.
function usualDirectory(scheme: string, address: string, { directories }: Servers, { surroundings }: ReadContext): string | undefined {
  const host = address.slice(address.lastIndexOf('@') + 1);
  if (host === '' || host === '..' || /[\\/\0]/.test(host)) return undefined;
  const directory = `${scheme === 'imap' ? 'ImapMail' : 'Mail'}/${host}`;
  if (directories.has(directory.toLowerCase())) return undefined;
  try {
    return surroundings.list(directory).length > 0 ? directory : undefined;
  } catch (error) {
    // It is there and cannot be listed, which is told of itself.
    if (!(error instanceof EvidenceReadError)) throw error;
    return undefined;
  }
}

// Folders below a folder lie in a directory of its name with `.sbd`.
function joined(directory: string | undefined, names: readonly string[]): string | null {
  if (directory === undefined || names.length === 0 || names.length > 64) return null;
  if (names.some((name) => name === '' || name === '.' || name === '..' || /[\\/\0]/.test(name))) return null;
  return [directory, ...names.slice(0, -1).map((name) => `${name}.sbd`), names.at(-1) ?? ''].join('/');
}

// Null where the file cannot be read, or where messages of an archive would have to be unpacked a second time.
function identifierOf(surroundings: ReadContext['surroundings'], path: string): string | null {
  try {
    const bytes = surroundings.beginning?.(path, longestHeaderBytes) ?? null;
    return bytes === null ? null : messageIdAtBeginning(bytes);
  } catch (error) {
    // It is there and cannot be read, which is told of the file itself.
    if (!(error instanceof EvidenceReadError)) throw error;
    return null;
  }
}

function isMaildir({ surroundings }: ReadContext, path: string): boolean {
  return surroundings.list(path).some(({ name, kind }) => name === 'cur' && kind === 'folder');
}

/** A part of an address without its escapes. */
export function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    // Not every percent sign is an escape.
    return text;
  }
}
