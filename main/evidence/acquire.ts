import { resolve } from 'node:path';
import { stat } from 'node:fs/promises';
import { setImmediate } from 'node:timers/promises';
import { defaultLimits, type AcquisitionHashes, type Diagnostic, type EvidenceItem } from '#model/index.ts';
import { EvidenceReadError } from './byte-source.ts';
import { discover, type DiscoveredFile } from './discover.ts';
import { systemPath } from './file-path.ts';
import { hashFile, hashSmallFile, type FileHashes } from './hash-file.ts';
import { formatManifest, manifestSha256, type ManifestEntry } from './manifest.ts';

const smallFileBytes = 1024 * 1024;

/** How far an acquisition has come. */
export interface AcquireProgress {
  readonly files: number;
  /** Null while the files are still being listed. */
  readonly filesTotal: number | null;
  readonly bytes: number;
  readonly bytesTotal: number | null;
  /** The file being hashed. */
  readonly current: string;
}

export interface AcquireOptions {
  /** Stops the acquisition: the promise is then rejected with the signal's reason. */
  readonly signal?: AbortSignal | undefined;
  /** Told at least once a file and every few megabytes. */
  readonly onProgress?: ((progress: AcquireProgress) => void) | undefined;
}

/** What was observed of an evidence item; the examiner adds exhibit number, custodian and note. */
export interface Acquisition {
  readonly item: Omit<EvidenceItem, 'evidenceId' | 'custodian' | 'note'>;
  /** The files of a folder with their hashes (`formatManifest`), over which its hash is taken; null for a file. */
  readonly manifest: Uint8Array | null;
  /** Files that could not be read and entries that were left out; stage `acquire`. */
  readonly diagnostics: readonly Diagnostic[];
}

/**
 * Hashes a file (MD5, SHA-1 and SHA-256 in one pass) or a folder (SHA-256 of each file, and over the manifest of
 * them all) without changing it.
 * @param pathAsGiven a file or folder, as the examiner gave it
 * @throws EvidenceReadError when the path leads nowhere or the file cannot be read; the signal's reason when aborted.
 */
export async function acquire(pathAsGiven: string, options: AcquireOptions = {}): Promise<Acquisition> {
  const path = resolve(pathAsGiven);
  const facts = await stat(systemPath(path)).catch((error: unknown) => {
    throw new EvidenceReadError(`${pathAsGiven} cannot be opened: ${error instanceof Error ? error.message : String(error)}.`);
  });
  if (!facts.isFile() && !facts.isDirectory()) throw new EvidenceReadError(`${pathAsGiven} is neither a file nor a folder.`);
  const acquired = facts.isFile() ? await acquireFile(path, facts.size, options) : await acquireFolder(path, options);
  return {
    ...acquired,
    item: {
      pathAsGiven,
      kind: facts.isFile() ? 'file' : 'folder',
      ...acquired.item,
      modified: Number.isNaN(facts.mtime.getTime()) ? null : facts.mtime.toISOString(),
      acquiredAt: new Date().toISOString(),
    },
  };
}

type Hashed = Omit<Acquisition, 'item'> & {
  readonly item: { readonly sizeBytes: number; readonly files: number; readonly hashes: AcquisitionHashes };
};

async function acquireFile(path: string, bytesTotal: number, options: AcquireOptions): Promise<Hashed> {
  let bytes = 0;
  const { sizeBytes, hashes } = await hashFile(path, ['md5', 'sha1', 'sha256'], {
    signal: options.signal,
    onBytes: (more) => {
      bytes += more;
      options.onProgress?.({ files: 0, filesTotal: 1, bytes, bytesTotal, current: path });
    },
  });
  options.onProgress?.({ files: 1, filesTotal: 1, bytes, bytesTotal, current: path });
  return { item: { sizeBytes, files: 1, hashes }, manifest: null, diagnostics: [] };
}

async function acquireFolder(path: string, options: AcquireOptions): Promise<Hashed> {
  const { files, diagnostics } = await list(path, options);
  const bytesTotal = files.reduce((sum, file) => sum + file.sizeBytes, 0);
  const entries: ManifestEntry[] = [];
  let bytes = 0;
  for (const file of files) {
    const report = (): void =>
      options.onProgress?.({ files: entries.length, filesTotal: files.length, bytes, bytesTotal, current: file.relativePath });
    try {
      const onBytes = (more: number): void => {
        bytes += more;
        report();
      };
      const { sizeBytes, hashes } = await hashListedFile(file, options.signal, onBytes);
      entries.push({ relativePath: file.relativePath, sizeBytes, sha256: hashes.sha256 });
    } catch (error) {
      if (!(error instanceof EvidenceReadError)) throw error;
      entries.push({ relativePath: file.relativePath, sizeBytes: file.sizeBytes, sha256: '' });
      diagnostics.push({
        code: 'evidence-unreadable',
        effect: 'item-lost',
        stage: 'acquire',
        locator: file.locator,
        detail: error.message,
      });
    }
    report();
  }
  const manifest = formatManifest(entries);
  const sizeBytes = entries.reduce((sum, entry) => sum + entry.sizeBytes, 0);
  return {
    item: { sizeBytes, files: entries.length, hashes: { sha256: manifestSha256(manifest), sha1: null, md5: null } },
    manifest,
    diagnostics,
  };
}

async function hashListedFile(
  file: DiscoveredFile,
  signal: AbortSignal | undefined,
  onBytes: (bytes: number) => void,
): Promise<FileHashes<'sha256'>> {
  if (file.sizeBytes > smallFileBytes) return hashFile(file.path, ['sha256'], { signal, onBytes });
  await setImmediate();
  signal?.throwIfAborted();
  const hashed = hashSmallFile(file.path);
  onBytes(hashed.sizeBytes);
  return hashed;
}

// The walk is synchronous; it lets go of the thread now and then, so that a cancel and the progress get through.
async function list(path: string, options: AcquireOptions): Promise<{ files: DiscoveredFile[]; diagnostics: Diagnostic[] }> {
  const files: DiscoveredFile[] = [];
  const diagnostics: Diagnostic[] = [];
  let met = 0;
  for (const output of discover(path, defaultLimits)) {
    met += 1;
    if (output.kind === 'file') files.push(output.file);
    else diagnostics.push({ ...output.diagnostic, stage: 'acquire' });
    if (met % 1000 === 0) {
      options.onProgress?.({ files: 0, filesTotal: null, bytes: 0, bytesTotal: null, current: 'listing files' });
      await setImmediate();
      options.signal?.throwIfAborted();
    }
  }
  return { files, diagnostics };
}
