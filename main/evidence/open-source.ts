import { closeSync, fstatSync, openSync, readSync, statSync } from 'node:fs';
import { EvidenceReadError, type ByteSource } from './byte-source.ts';
import { systemPath } from './file-path.ts';

/** An evidence file held open for reading. */
export interface OpenSource extends ByteSource {
  /**
   * Says in a sentence how the file differs from when it was opened (size or modification time), or null.
   * To be asked after the last read: evidence that is written to while it is read is no copy.
   */
  changeSinceOpened(): string | null;
  /** Ends the reading; reading after it throws EvidenceReadError. May be called twice. */
  close(): void;
}

const pageBytes = 64 * 1024;
const pagesKept = 32;

/**
 * Memory of the pages of closed files, for those that are opened next: new memory for each of many small files takes longer
 * than reading into it. Nobody else ever holds any of it, as reads are answered with copies.
 */
const spareFrames: ArrayBuffer[] = [];

/**
 * Opens a file of the evidence, for reading only. Small reads are served from pages read ahead (2 MiB kept),
 * larger ones go to the file directly.
 * @param path as `pathWithin` gives it; names that are not Unicode are understood
 * @throws EvidenceReadError when it cannot be opened or is not a file (a pipe would block for ever).
 */
export function openEvidenceFile(path: string): OpenSource {
  return new FileSource(path);
}

class FileSource implements OpenSource {
  readonly sizeBytes: number;
  private readonly path: string;
  private readonly modifiedMilliseconds: number;
  private descriptor: number | null;
  // In order of use, the least recently used first.
  private readonly pages = new Map<number, Uint8Array<ArrayBuffer>>();

  constructor(path: string) {
    this.path = path;
    // A file that another takes the place of before it is opened counts as changed since.
    const place = systemPath(path);
    const facts = attempt(path, () => statSync(place));
    this.descriptor = attempt(path, () => {
      if (!facts.isFile()) throw new Error('it is not a file');
      return openSync(place, 'r');
    });
    this.sizeBytes = facts.size;
    this.modifiedMilliseconds = facts.mtimeMs;
  }

  read(offsetBytes: number, lengthBytes: number): Uint8Array {
    if (offsetBytes < 0 || lengthBytes < 0) throw new RangeError(`Negative read: ${String(offsetBytes)}+${String(lengthBytes)}`);
    const end = Math.min(offsetBytes + lengthBytes, this.sizeBytes);
    if (end <= offsetBytes) return new Uint8Array(0);
    if (end - offsetBytes > pageBytes) return this.fetch(offsetBytes, end - offsetBytes);
    const first = Math.floor(offsetBytes / pageBytes);
    const last = Math.floor((end - 1) / pageBytes);
    const within = offsetBytes - first * pageBytes;
    if (first === last) return this.page(first).slice(within, end - first * pageBytes);
    const joined = new Uint8Array(end - offsetBytes);
    joined.set(this.page(first).subarray(within));
    joined.set(this.page(last).subarray(0, end - last * pageBytes), pageBytes - within);
    return joined;
  }

  readInto(offsetBytes: number, target: Uint8Array): number {
    if (offsetBytes < 0) throw new RangeError(`Negative read: ${String(offsetBytes)}`);
    const length = Math.max(0, Math.min(target.length, this.sizeBytes - offsetBytes));
    if (length > 0 && this.sizeBytes <= pageBytes) {
      target.set(this.page(0).subarray(offsetBytes, offsetBytes + length));
      return length;
    }
    this.fill(offsetBytes, length < target.length ? target.subarray(0, length) : target);
    return length;
  }

  changeSinceOpened(): string | null {
    const facts = attempt(this.path, () => fstatSync(this.opened()));
    if (facts.size !== this.sizeBytes) return `The size changed from ${String(this.sizeBytes)} to ${String(facts.size)} bytes.`;
    return facts.mtimeMs === this.modifiedMilliseconds ? null : 'The modification time changed.';
  }

  close(): void {
    if (this.descriptor === null) return;
    closeSync(this.descriptor);
    this.descriptor = null;
    for (const { buffer } of this.pages.values()) if (spareFrames.length < pagesKept) spareFrames.push(buffer);
    this.pages.clear();
  }

  private page(index: number): Uint8Array {
    const kept = this.pages.get(index);
    if (kept !== undefined) {
      this.pages.delete(index);
      this.pages.set(index, kept);
      return kept;
    }
    const length = Math.min(pageBytes, this.sizeBytes - index * pageBytes);
    const page = new Uint8Array(this.frame(), 0, length);
    this.fill(index * pageBytes, page);
    this.pages.set(index, page);
    return page;
  }

  /** Memory for a page: where as many are kept as may be, that of the least recently used one. */
  private frame(): ArrayBuffer {
    if (this.pages.size >= pagesKept) {
      for (const [oldest, { buffer }] of this.pages) {
        this.pages.delete(oldest);
        return buffer;
      }
    }
    return spareFrames.pop() ?? new ArrayBuffer(pageBytes);
  }

  private fetch(offsetBytes: number, lengthBytes: number): Uint8Array {
    // Not from Node's shared pool: the array belongs to the caller, who may transfer its buffer.
    const bytes = new Uint8Array(lengthBytes);
    this.fill(offsetBytes, bytes);
    return bytes;
  }

  private fill(offsetBytes: number, target: Uint8Array): void {
    for (let filled = 0; filled < target.length;) {
      const count = attempt(this.path, () => readSync(this.opened(), target, filled, target.length - filled, offsetBytes + filled));
      if (count === 0) {
        const at = String(offsetBytes + filled);
        throw new EvidenceReadError(`${this.path} ends at byte ${at}, but had ${String(this.sizeBytes)} bytes when it was opened.`);
      }
      filled += count;
    }
  }

  private opened(): number {
    if (this.descriptor === null) throw new Error('it was closed');
    return this.descriptor;
  }
}

function attempt<T>(path: string, action: () => T): T {
  try {
    return action();
  } catch (error) {
    throw new EvidenceReadError(`${path} cannot be read: ${error instanceof Error ? error.message : String(error)}.`, { cause: error });
  }
}
