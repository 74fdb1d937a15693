import type { ByteSource } from '#evidence/byte-source.ts';
import { openCompoundFile, type CompoundStream } from '#formats/compound-file/compound-file.ts';
import { directoryBeginning } from '#formats/compound-file/directory-beginning.ts';
import { trackerFacts } from '#formats/shell-link/link-event.ts';
import { parseLink, type ShellLink } from '#formats/shell-link/parse-link.ts';
import { fileTime } from '#formats/windows-values/file-time.ts';
import type { ContainerRef, Diagnostic, FactDraft, Locator } from '#model/index.ts';
import { hash } from 'node:crypto';
import { AttachmentUnreadableError, type FormatReader, type ProbeResult, type ReadContext, type ReaderOutput } from '../reader.ts';
import { readDestinationList, type DestinationEntry, type DestinationList } from './destination-list.ts';
import { jumpEvent, programOf, type JumpUse } from './jump-event.ts';

/** Jump lists that Windows keeps for a program. */
export const automaticJumpListReader: FormatReader = {
  id: 'jump-list-automatic',
  version: '1',
  title: 'Jump list of Windows (automaticDestinations-ms)',
  isNeverMail: true,
  extensions: ['.automaticdestinations-ms'],
  probe,
  read,
  attachment() {
    throw new AttachmentUnreadableError('A jump list has no attachments.');
  },
};

function probe(source: ByteSource): ProbeResult {
  const entries = directoryBeginning(source);
  if (typeof entries === 'string') return { verdict: 'no', because: entries };
  return entries.some((entry) => entry?.kind === 'stream' && entry.name === 'DestList')
    ? { verdict: 'yes', because: 'It is a compound file with the list of a jump list (DestList).' }
    : { verdict: 'no', because: 'It is a compound file without the list of a jump list (DestList).' };
}

const mostListBytes = 64 * 1024 * 1024;
const mostLinkBytes = 4 * 1024 * 1024;

function* read(source: ByteSource, context: ReadContext): Generator<ReaderOutput, void, undefined> {
  const { locator } = context;
  const container: ContainerRef = { locator, kind: 'jump-list' };
  const tell = (code: Diagnostic['code'], effect: Diagnostic['effect'], detail: string, at: Locator = locator): ReaderOutput => ({
    kind: 'diagnostic',
    container,
    diagnostic: { code, effect, stage: 'read', locator: at, detail },
  });
  const file = openCompoundFile(source);
  if (typeof file === 'string') {
    yield { kind: 'expected', container, items: 1 };
    yield tell('item-unreadable', 'item-lost', `The jump list could not be opened: ${file}`);
    return;
  }
  for (const detail of file.damage) yield tell('index-damaged', 'noted', detail);
  const { streams } = file.root;
  const list = listIn(streams.get('DestList'));
  if (typeof list === 'string')
    yield tell('index-damaged', 'field-lost', `The list of the jump list cannot be read: ${list}. Its links are told without it.`);
  else if (list.trouble !== null) {
    const missing = list.statedEntries - list.entries.length;
    yield tell(
      'index-damaged',
      'field-lost',
      `Of the list of the jump list ${String(missing)} entries cannot be read: ${list.trouble}. Their links are told without it.`,
    );
  }
  const entries = typeof list === 'string' ? [] : list.entries;
  const listed = new Set(entries.map(({ stream }) => stream));
  const links = [...streams.keys()].filter((name) => /^[0-9a-f]{1,8}$/i.test(name));
  const unlisted = links.filter((name) => !listed.has(name.toLowerCase()));
  const items: readonly { readonly stream: string; readonly entry: DestinationEntry | null }[] = [
    ...entries.map((entry) => ({ stream: entry.stream, entry })),
    ...unlisted.map((stream) => ({ stream, entry: null })),
  ];
  yield { kind: 'expected', container, items: items.length };
  const told = new Set<string>();
  for (const [index, { stream, entry }] of items.entries()) {
    // Two entries of a damaged list may name one stream.
    const isRepeated = told.has(stream);
    const at: Locator = [...locator, { kind: 'entry', at: stream }, ...(isRepeated ? [{ kind: 'place', at: String(index) }] : [])];
    told.add(stream);
    if (!context.enter(at, container)) continue;
    const found = isRepeated ? 'it belongs to another entry' : linkIn(streams.get(stream) ?? streams.get(stream.toUpperCase()));
    if (typeof found === 'string' && entry === null) {
      yield tell('item-unreadable', 'item-lost', `The link ${stream} of the jump list could not be read: ${found}.`, at);
      continue;
    }
    if (typeof found === 'string')
      yield tell('property-unreadable', 'field-lost', `The link of the entry ${stream} could not be read: ${found}.`, at);
    else for (const detail of found.parsed.troubles) yield tell('property-unreadable', 'field-lost', detail, at);
    const link = typeof found === 'string' ? null : found;
    const record: FactDraft = {
      kind: 'event',
      locator: at,
      parent: null,
      observed: {
        // Streams lie in sectors, wherever those are.
        range: null,
        sizeBytes: link?.bytes.length ?? 0,
        sha256: link === null ? null : hash('sha256', link.bytes),
        allocation: 'allocated',
        intact: link !== null && link.parsed.troubles.length === 0,
      },
      claimed: jumpEvent(link?.parsed ?? null, programOf(context.fileName), useOf(entry, index, link?.parsed ?? null)),
    };
    yield { kind: 'record', container, record };
  }
}

function listIn(stream: CompoundStream | undefined): DestinationList | string {
  if (stream === undefined) return 'it is not there';
  const bytes = stream.read(0, Math.min(stream.sizeBytes, mostListBytes));
  return bytes === null ? (stream.trouble ?? 'its bytes are missing') : readDestinationList(bytes);
}

function linkIn(stream: CompoundStream | undefined): { readonly parsed: ShellLink; readonly bytes: Uint8Array } | string {
  if (stream === undefined) return 'there is no link of its number';
  const bytes = stream.read(0, Math.min(stream.sizeBytes, mostLinkBytes));
  if (bytes === null) return stream.trouble ?? 'its bytes are missing';
  const parsed = parseLink(bytes);
  return typeof parsed === 'string' ? parsed : { parsed, bytes };
}

function useOf(entry: DestinationEntry | null, index: number, link: ShellLink | null): JumpUse {
  const source = 'Windows jump list (automaticDestinations-ms)';
  if (entry === null) {
    return {
      time: null,
      path: '',
      facts: [],
      isOpened: true,
      operation: 'link of a jump list that its list does not name',
      host: '',
      source,
      doesNotShow: 'It does not show when or how often the file was opened: the list that would say so does not name it.',
    };
  }
  return {
    time: fileTime(entry.used, 'jump list, DestList, last use'),
    path: entry.path,
    facts: [
      { name: 'place in the list', value: index + 1 },
      ...(entry.count === null ? [] : [{ name: 'uses counted', value: entry.count }]),
      { name: 'pinned by the user', value: entry.isPinned },
      // Mostly the link states the same.
      ...(link?.extra.tracker?.fileId === entry.tracker.fileId ? [] : trackerFacts(entry.tracker)),
    ],
    isOpened: true,
    operation: 'file in the jump list of a program, last use',
    host: entry.tracker.machine,
    source,
    doesNotShow:
      'It does not show earlier uses, nor what was done with the file. An entry may also be made when a file is saved or pinned.',
  };
}
