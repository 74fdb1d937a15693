/**
 * Format `shell-link`: shortcuts of Windows (.lnk, [MS-SHLLINK]).
 *
 * Enters: the bytes of the link. Leaves: an event: in the folder of recent documents the target was opened, elsewhere it was
 * there when the link was written; with times, size, volume and machine of the target as the link states them.
 * Invariants: the time of opening is that of the shortcut in its file system, which the content does not hold; so the event has none.
 */
import type { ByteSource } from '#evidence/byte-source.ts';
import { accessEvent, type ContainerRef, type FactDraft } from '#model/index.ts';
import { hash } from 'node:crypto';
import { AttachmentUnreadableError, type FormatReader, type ProbeResult, type ReadContext, type ReaderOutput } from '../reader.ts';
import { linkFacts, shortened } from './link-event.ts';
import { beginsAsLink, parseLink, targetOf } from './parse-link.ts';

export const shellLinkReader: FormatReader = {
  id: 'shell-link',
  version: '1',
  title: 'Windows shortcut (LNK)',
  isNeverMail: true,
  extensions: ['.lnk'],
  probe,
  read,
  attachment() {
    throw new AttachmentUnreadableError('A shortcut has no attachments.');
  },
};

function probe(source: ByteSource): ProbeResult {
  return beginsAsLink(source.read(0, 32))
    ? { verdict: 'yes', because: 'It begins as a Windows shortcut does (class identifier of shell links).' }
    : { verdict: 'no', because: 'It does not begin with the class identifier of shell links.' };
}

/** Links have some KiB; an icon in a property may make them some hundred. */
const mostBytes = 4 * 1024 * 1024;

function* read(source: ByteSource, context: ReadContext): Generator<ReaderOutput, void, undefined> {
  const { locator } = context;
  const container: ContainerRef = { locator, kind: 'shell-link' };
  const at = [...locator, { kind: 'link', at: '/' }];
  yield { kind: 'expected', container, items: 1 };
  if (!context.enter(at, container)) return;
  const bytes = source.read(0, Math.min(source.sizeBytes, mostBytes));
  const link = parseLink(bytes);
  if (typeof link === 'string') {
    const detail = `The shortcut could not be read: ${link}.`;
    yield {
      kind: 'diagnostic',
      container,
      diagnostic: { code: 'item-unreadable', effect: 'item-lost', stage: 'read', locator: at, detail },
    };
    return;
  }
  for (const detail of link.troubles) {
    yield {
      kind: 'diagnostic',
      container,
      diagnostic: { code: 'property-unreadable', effect: 'field-lost', stage: 'read', locator: at, detail },
    };
  }
  const isRecent = context.folderPath.some((name) => name.toLowerCase() === 'recent');
  const isFolder = (link.attributes & 0x10) !== 0;
  const own = bytes.subarray(0, link.lengthBytes);
  const record: FactDraft = {
    kind: 'event',
    locator: at,
    parent: null,
    observed: {
      range: { offsetBytes: 0, lengthBytes: own.length },
      sizeBytes: own.length,
      sha256: hash('sha256', own),
      allocation: 'allocated',
      intact: link.troubles.length === 0,
    },
    claimed: accessEvent({
      time: null,
      precision: 'unknown',
      clock: 'clock of the machine',
      strength: isRecent ? 'OPENED' : 'PRESENT',
      action: isRecent ? (isFolder ? 'folder-open' : 'file-open') : 'other',
      operation: isRecent ? 'shortcut in the folder of recent documents' : 'shortcut',
      host: link.extra.tracker?.machine ?? '',
      object: { kind: isFolder ? 'folder' : 'file', name: shortened(targetOf(link)) },
      source: 'Windows shortcut (LNK)',
      doesNotShow: isRecent
        ? 'It does not show when: the first opening is mostly the creation, the last one the modification of the shortcut itself in its file system. The times that it states are those of the target.'
        : 'It does not show that the target was opened: programs and people make shortcuts. The times that it states are those of the target.',
      facts: linkFacts(link),
    }),
  };
  yield { kind: 'record', container, record };
}
