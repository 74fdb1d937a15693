/**
 * Format `prefetch`: files by which Windows remembers what a program loads when it starts (`C:\Windows\Prefetch`).
 *
 * Enters: the bytes of the file, from Windows 10 on compressed. Leaves: an event for each of the last starts (up to eight) that
 * it states, with the files that were loaded, mail stores among them by name, and the volumes.
 * Invariants: nothing is unpacked beyond `mostBytes`; a file that cannot be unpacked to its end is told and read as far as it
 * goes. The form is not public; it is read by what the documentation of libscca tells of it.
 */
import type { ByteSource } from '#evidence/byte-source.ts';
import { fieldsOf } from '#formats/windows-values/fields.ts';
import { fileTime, fileTimeText } from '#formats/windows-values/file-time.ts';
import { lastName, namesMailStore } from '#formats/windows-values/text.ts';
import { decompressXpressHuffman } from '#formats/xpress-huffman/decompress.ts';
import { accessEvent, type ContainerRef, type Diagnostic, type FactDraft, type RuleValue } from '#model/index.ts';
import { hash } from 'node:crypto';
import { AttachmentUnreadableError, type FormatReader, type ProbeResult, type ReadContext, type ReaderOutput } from '../reader.ts';
import { knownVersions, readPrefetch, scca, type PrefetchFile } from './prefetch-file.ts';

export const prefetchReader: FormatReader = {
  id: 'prefetch',
  version: '1',
  title: 'Windows prefetch file',
  isNeverMail: true,
  extensions: ['.pf'],
  probe,
  read,
  attachment() {
    throw new AttachmentUnreadableError('A prefetch file has no attachments.');
  },
};

/** `MAM` and the kind of compression: 4 is Xpress with Huffman codes; the highest bit says that a checksum follows. */
const compressed = 0x044d414d;
const compressedWithChecksum = 0x844d414d;
/** Prefetch files have some hundred KiB; those of the start of Windows a few MiB. */
const mostBytes = 64 * 1024 * 1024;

function probe(source: ByteSource): ProbeResult {
  const fields = fieldsOf(source.read(0, 512));
  const mark = fields.u32(0);
  if (mark === compressed || mark === compressedWithChecksum) {
    const start = mark === compressed ? 8 : 12;
    const head = decompressXpressHuffman(source.read(start, 4096), Math.min(8, fields.u32(4)));
    const isPrefetch = fieldsOf(head.bytes).u32(4) === scca;
    return isPrefetch
      ? { verdict: 'yes', because: 'It is compressed (MAM) and holds a prefetch file (SCCA).' }
      : { verdict: 'no', because: 'It is compressed (MAM), and what it holds does not begin as a prefetch file does.' };
  }
  if (fields.u32(4) !== scca) return { verdict: 'no', because: 'It does not have the signature of a prefetch file (SCCA).' };
  return knownVersions.includes(mark)
    ? { verdict: 'yes', because: `It has the signature of a prefetch file (SCCA), version ${String(mark)}.` }
    : { verdict: 'perhaps', because: 'It has the signature of a prefetch file (SCCA), with a version that is not known.' };
}

function* read(source: ByteSource, context: ReadContext): Generator<ReaderOutput, void, undefined> {
  const { locator } = context;
  const container: ContainerRef = { locator, kind: 'prefetch' };
  const tell = (code: Diagnostic['code'], effect: Diagnostic['effect'], detail: string): ReaderOutput => ({
    kind: 'diagnostic',
    container,
    diagnostic: { code, effect, stage: 'read', locator, detail },
  });
  const packed = source.read(0, Math.min(source.sizeBytes, mostBytes));
  const { bytes, trouble } = unpacked(packed);
  if (packed.length < source.sizeBytes)
    yield tell('limit-reached', 'limit-reached', `Of the file the first ${String(mostBytes)} bytes were read.`);
  if (trouble !== null)
    yield tell('index-damaged', 'noted', `The file could not be unpacked to its end: ${trouble}. What was unpacked was read.`);
  const file = readPrefetch(bytes);
  if (typeof file === 'string') {
    yield { kind: 'expected', container, items: 1 };
    yield tell('item-unreadable', 'item-lost', `The prefetch file could not be read: ${file}.`);
    return;
  }
  for (const detail of file.troubles) yield tell('index-damaged', 'noted', detail);
  const shared = facts(file);
  // A program that ran has a time at least; where none is stated, the run count alone is told.
  const runs = file.lastRuns.length === 0 ? [null] : file.lastRuns;
  yield { kind: 'expected', container, items: runs.length };
  for (const [index, ticks] of runs.entries()) {
    const at = [...locator, { kind: 'run', at: String(index) }];
    if (!context.enter(at, container)) continue;
    const time = ticks === null ? null : fileTime(ticks, `prefetch, last run ${String(index + 1)} of ${String(runs.length)}`);
    const record: FactDraft = {
      kind: 'event',
      locator: at,
      parent: null,
      observed: {
        range: { offsetBytes: 0, lengthBytes: packed.length },
        sizeBytes: packed.length,
        sha256: hash('sha256', packed),
        allocation: 'allocated',
        intact: trouble === null && file.troubles.length === 0,
      },
      claimed: accessEvent({
        time,
        precision: time === null ? 'unknown' : 'sub-millisecond',
        clock: 'clock of the machine',
        strength: 'RUN',
        action: 'process-start',
        operation: index === 0 ? 'program started, last time' : `program started, ${String(index + 1)} starts back`,
        process: { name: programPath(file) ?? file.program, commandLine: '' },
        object: { kind: 'file', name: programPath(file) ?? file.program },
        source: `Windows prefetch, version ${String(file.version)}`,
        doesNotShow:
          'It does not show who started the program nor what it did with the files that it loaded: those are what was read in the first ten seconds of any start.',
        facts:
          index === 0
            ? shared
            : shared.slice(
                0,
                shared.findIndex(({ name }) => name === filesFact),
              ),
      }),
    };
    yield { kind: 'record', container, record };
  }
}

function unpacked(packed: Uint8Array): { readonly bytes: Uint8Array; readonly trouble: string | null } {
  const fields = fieldsOf(packed);
  const mark = fields.u32(0);
  if (mark !== compressed && mark !== compressedWithChecksum) return { bytes: packed, trouble: null };
  const stated = fields.u32(4);
  const whole = decompressXpressHuffman(packed.subarray(mark === compressed ? 8 : 12), Math.min(stated, mostBytes, 2000 * packed.length));
  if (whole.trouble === null && whole.bytes.length < stated)
    return { ...whole, trouble: `it states ${String(stated)} bytes, more than are unpacked` };
  return whole;
}

const filesFact = 'files loaded in the first ten seconds';
const mostNamed = 2000;

/** What the file states beside its times; the files last, since they are told once. */
function facts(file: PrefetchFile): RuleValue[] {
  const stores = file.files.filter(namesMailStore);
  return [
    { name: 'starts counted', value: file.runCount },
    { name: 'program name in the file', value: file.program },
    { name: 'hash of the place of start', value: `0x${file.hash.toString(16).padStart(8, '0')}` },
    ...file.volumes.map(({ path, serial, created }, index) => ({
      name: `volume ${String(index + 1)}`,
      value: `${path}, serial number ${serial.toString(16).padStart(8, '0').toUpperCase()}, made ${fileTimeText(created)}`,
    })),
    ...(stores.length === 0 ? [] : [{ name: 'mail files among those loaded', value: stores.slice(0, mostNamed) }]),
    { name: filesFact, value: file.files.slice(0, mostNamed) },
    ...(file.files.length > mostNamed ? [{ name: 'files not listed here', value: file.files.length - mostNamed }] : []),
  ];
}

/** The program among the files that were loaded; null where none has its name. */
function programPath({ files, program }: PrefetchFile): string | null {
  const wanted = program.toLowerCase();
  return files.find((path) => lastName(path).toLowerCase().slice(0, 29) === wanted) ?? null;
}
