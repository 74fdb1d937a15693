/**
 * Format `vba-project`: the programs that Outlook loads for a user when it starts (`VbaProject.OTM`), a compound file with a VBA
 * project ([MS-OVBA]) in the storage `OutlookVbaData`.
 *
 * Enters: the bytes of the file. Leaves: a record for each module, with its source text as it is stored; compiled code is
 * not looked at, so a project whose source was taken out shows no text.
 * Invariant: every module that the directory states is a record or a loss that is told.
 */
import { hash } from 'node:crypto';
import type { ByteSource } from '#evidence/byte-source.ts';
import { openCompoundFile, type CompoundStorage, type CompoundStream } from '#formats/compound-file/compound-file.ts';
import { directoryBeginning } from '#formats/compound-file/directory-beginning.ts';
import { decodeText } from '#formats/mime/charset.ts';
import { charsetOfCodepage } from '#formats/mime/codepage.ts';
import { AttachmentUnreadableError, type FormatReader, type ProbeResult, type ReadContext, type ReaderOutput } from '#formats/reader.ts';
import type { ContainerRef, Diagnostic, Locator } from '#model/index.ts';
import { decompressVba } from './decompress.ts';
import { readProjectDirectory, type ListedModule } from './project-directory.ts';

const projectStorage = 'OutlookVbaData';

export const vbaProjectReader: FormatReader = {
  id: 'vba-project',
  version: '1',
  title: "Outlook's VBA project (VbaProject.OTM)",
  isNeverMail: true,
  extensions: ['.otm'],
  probe,
  read,
  attachment() {
    throw new AttachmentUnreadableError('A VBA project has no attachments.');
  },
};

function probe(source: ByteSource): ProbeResult {
  const entries = directoryBeginning(source);
  if (typeof entries === 'string') return { verdict: 'no', because: entries };
  return entries.some((entry) => entry?.kind === 'storage' && entry.name === projectStorage)
    ? { verdict: 'yes', because: `It is a compound file with the VBA project of Outlook (${projectStorage}).` }
    : { verdict: 'no', because: `It is a compound file without the VBA project of Outlook (${projectStorage}).` };
}

const mostDirectoryBytes = 4 * 1024 * 1024;
const mostStreamBytes = 32 * 1024 * 1024;
const mostSourceBytes = 4 * 1024 * 1024;
/** What the sources of one project are unpacked to at most: people write some hundred thousand characters. */
const mostUnpackedBytes = 64 * 1024 * 1024;
/** What of a source text a record keeps. */
const keptCharacters = 64 * 1024;

function* read(source: ByteSource, context: ReadContext): Generator<ReaderOutput, void, undefined> {
  const { locator } = context;
  const container: ContainerRef = { locator, kind: 'vba-project' };
  const tell = (code: Diagnostic['code'], effect: Diagnostic['effect'], detail: string, at: Locator = locator): ReaderOutput => ({
    kind: 'diagnostic',
    container,
    diagnostic: { code, effect, stage: 'read', locator: at, detail },
  });
  const file = openCompoundFile(source);
  const project = typeof file === 'string' ? file : projectIn(file.root);
  if (typeof project === 'string') {
    yield { kind: 'expected', container, items: 1 };
    yield tell('item-unreadable', 'item-lost', `The VBA project could not be opened: ${project}`);
    return;
  }
  if (typeof file !== 'string') for (const detail of file.damage) yield tell('index-damaged', 'noted', detail);
  const { directory, storage, trouble } = project;
  const missing = Math.max((directory.statedModules ?? 0) - directory.modules.length, trouble === null ? 0 : 1);
  yield { kind: 'expected', container, items: directory.modules.length + Math.min(missing, 1) };
  if (missing > 0) {
    const stated = `${String(directory.statedModules ?? 'an unknown number of')} modules stated, ${String(directory.modules.length)} read`;
    yield tell('item-unreadable', 'item-lost', `The directory of the VBA project is not whole (${trouble ?? 'it ends early'}): ${stated}.`);
  }
  const told = new Set<string>();
  let bytesLeft = mostUnpackedBytes;
  for (const [index, module] of directory.modules.entries()) {
    const at: Locator = [...locator, { kind: 'entry', at: String(index) }];
    if (!context.enter(at, container)) continue;
    // Each stream is one module's: a directory that names one many times asks for no more than the file holds.
    const stream = told.has(module.stream) ? undefined : storage.streams.get(module.stream);
    told.add(module.stream);
    const { text, bytes, fault } = sourceOf(module, stream, directory.codepage, Math.min(bytesLeft, mostSourceBytes));
    bytesLeft -= bytes.length;
    if (fault !== null)
      yield tell(fault.code, fault.effect, `The source of the module ${JSON.stringify(module.name)}: ${fault.detail}.`, at);
    yield {
      kind: 'record',
      container,
      record: {
        kind: 'setting',
        locator: at,
        parent: null,
        observed: {
          range: null,
          sizeBytes: bytes.length,
          sha256: hash('sha256', bytes),
          allocation: 'allocated',
          intact: fault === null,
        },
        claimed: {
          setting: 'program-module',
          module: module.name,
          form: module.form,
          folderPath: context.folderPath,
          modified: null,
          source: text,
        },
      },
    };
  }
}

function projectIn(root: CompoundStorage) {
  const storage = root.storages.get(projectStorage)?.storages.get('VBA');
  const stream = storage?.streams.get('dir');
  if (storage === undefined || stream === undefined) return 'It has no directory of modules.';
  const packed = stream.read(0, Math.min(stream.sizeBytes, mostDirectoryBytes));
  if (packed === null) return `Its directory of modules cannot be read: ${stream.trouble ?? 'it is cut off'}.`;
  const { bytes, trouble } = decompressVba(packed, mostDirectoryBytes);
  return { storage, directory: readProjectDirectory(bytes), trouble };
}

type Fault = Pick<Diagnostic, 'code' | 'effect' | 'detail'>;

interface SourceText {
  readonly text: string | null;
  /** The source as it was unpacked. */
  readonly bytes: Uint8Array;
  readonly fault: Fault | null;
}

function sourceOf({ sourceOffset }: ListedModule, stream: CompoundStream | undefined, codepage: number, mostBytes: number): SourceText {
  const unread = (detail: string): SourceText => ({
    text: null,
    bytes: new Uint8Array(0),
    fault: { code: 'item-unreadable', effect: 'field-lost', detail },
  });
  if (stream === undefined) return unread('the file has no stream of its own for it');
  if (sourceOffset >= stream.sizeBytes) return unread('it would begin behind the end of its stream');
  const packed = stream.read(sourceOffset, Math.min(stream.sizeBytes - sourceOffset, mostStreamBytes));
  if (packed === null) return unread(stream.trouble ?? 'it is cut off');
  const { bytes, trouble } = decompressVba(packed, mostBytes);
  if (trouble !== null && bytes.length === 0) return unread(trouble);
  const text = decodeText(bytes, charsetOfCodepage(codepage)).text;
  if (trouble !== null) {
    return { text: text.slice(0, keptCharacters), bytes, fault: { code: 'item-unreadable', effect: 'field-lost', detail: trouble } };
  }
  const isCut = text.length > keptCharacters;
  const detail = `the first ${String(keptCharacters)} of ${String(text.length)} characters were kept`;
  return {
    text: text.slice(0, keptCharacters),
    bytes,
    fault: isCut ? { code: 'limit-reached', effect: 'limit-reached', detail } : null,
  };
}
