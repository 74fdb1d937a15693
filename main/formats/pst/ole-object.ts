import type { CompoundStorage, CompoundStream } from '#formats/compound-file/compound-file.ts';
import type { Locator, LocatorStep } from '#model/index.ts';
import { packageHeadBytes, packageStream, readPackage, type PackagedFile } from './packaged-file.ts';

/** A stream of an OLE object, or a file that was packaged into one of them. */
export interface ObjectPart extends CompoundStream {
  /** The name of the file; of a stream its path, with control characters as numbers: `[1]CompObj`. */
  readonly name: string;
  /** From the attachment that the object is. */
  readonly steps: Locator;
}

/**
 * The parts of an OLE object that is kept as a storage: each stream, in the order of the directory, and after a stream that is
 * a package the file that was packaged.
 * @param codepage of the names in packages
 * @param onTooDeep told once where storages lie so deep that they are left out
 */
export function* objectParts(storage: CompoundStorage, codepage: number, onTooDeep: () => void): Generator<ObjectPart, void, undefined> {
  for (const { path, stream } of streamsOf(storage, onTooDeep)) {
    const step: LocatorStep = { kind: 'stream', at: stepText(path) };
    yield partOf(stream, shownPath(path), [step]);
    const file = path.at(-1) === packageStream ? packageIn(stream, codepage) : null;
    if (file !== null) yield fileIn(stream, file, [step, { kind: 'package', at: 'file' }]);
  }
}

/** The part that steps after the attachment name, or null. */
export function objectPart(storage: CompoundStorage, codepage: number, [step, inner, ...further]: Locator): ObjectPart | null {
  if (step?.kind !== 'stream' || further.length > 0) return null;
  for (const { path, stream } of streamsOf(storage, () => undefined)) {
    if (stepText(path) !== step.at) continue;
    if (inner === undefined) return partOf(stream, shownPath(path), [step]);
    const file = inner.kind === 'package' && path.at(-1) === packageStream ? packageIn(stream, codepage) : null;
    return file === null ? null : fileIn(stream, file, [step, inner]);
  }
  return null;
}

function* streamsOf(
  storage: CompoundStorage,
  onTooDeep: () => void,
): Generator<{ readonly path: readonly string[]; readonly stream: CompoundStream }> {
  let isTooDeep = false;
  const found: { readonly path: readonly string[]; readonly storage: CompoundStorage }[] = [{ path: [], storage }];
  // It grows while it is gone through.
  for (const at of found) {
    for (const [name, stream] of at.storage.streams) yield { path: [...at.path, name], stream };
    for (const [name, inner] of at.storage.storages) {
      if (at.path.length < deepest) found.push({ path: [...at.path, name], storage: inner });
      else isTooDeep = true;
    }
  }
  if (isTooDeep) onTooDeep();
}

/** A path as a locator step. No name may hold a slash ([MS-CFB] 2.6.1), but a made one may: it must not pass for another path. */
function stepText(path: readonly string[]): string {
  return path.map((name) => name.replace(/[%/]/g, (mark) => (mark === '/' ? '%2F' : '%25'))).join('/');
}

/** Storages below each other in an object; Office puts objects within objects in five. */
const deepest = 32;

function partOf(stream: CompoundStream, name: string, steps: Locator): ObjectPart {
  return { sizeBytes: stream.sizeBytes, trouble: stream.trouble, read: (offset, length) => stream.read(offset, length), name, steps };
}

function fileIn(stream: CompoundStream, { name, offsetBytes, sizeBytes }: PackagedFile, steps: Locator): ObjectPart {
  return {
    name,
    steps,
    sizeBytes,
    trouble: stream.trouble,
    read: (offset, length) => stream.read(offsetBytes + offset, Math.max(0, Math.min(length, sizeBytes - offset))),
  };
}

function packageIn(stream: CompoundStream, codepage: number): PackagedFile | null {
  const head = stream.read(0, packageHeadBytes);
  return head === null
    ? null
    : readPackage(head, stream.sizeBytes, codepage, (offset) => stream.read(offset, packageHeadBytes) ?? new Uint8Array(0));
}

/** Names of streams begin with a control character where they are OLE's own; it is written as 7-Zip does. */
function shownPath(path: readonly string[]): string {
  return path.map((name) => name.replace(/\p{Cc}/gu, (control) => `[${String(control.charCodeAt(0))}]`)).join('/');
}
