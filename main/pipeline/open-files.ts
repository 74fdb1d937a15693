import { EvidenceReadError, openEvidenceFile, readInto, type ByteSource, type OpenSource } from '#evidence/index.ts';
import type { FormatReader, NamedPlace, PartedReading } from '#formats/reader.ts';
import { chooseReader } from '#formats/choose-reader.ts';
import type { ActivityWriter } from './activity.ts';
import type { PlannedFile } from './plan.ts';

/** What was made of a file's content. */
export interface Chosen {
  readonly reader: FormatReader | null;
  readonly because: string;
  /** The medium failed while the content was judged. */
  readonly medium: EvidenceReadError | null;
}

/** A file that is open, and how it is read. */
export interface OpenFile {
  readonly source: OpenSource;
  /** The source, with every read told to the coordinator. */
  readonly watched: ByteSource;
  readonly chosen: Chosen;
  /** The reading of a file in parts, once it began. */
  parted: PartedReading | null;
}

/** The one file that is open. It stays so between its parts, for opening a large store takes longer than reading a part. */
export interface OpenFiles {
  /** Gives the file, open; closes another one. @throws EvidenceReadError when it cannot be opened. */
  open(file: PlannedFile): OpenFile;
  /** The file will be opened anew for its next part. */
  forget(): void;
  close(): void;
}

/** Begins with no file open. */
export function openFiles(readers: readonly FormatReader[], activity: ActivityWriter): OpenFiles {
  let kept: { readonly path: string; readonly file: OpenFile; isForgotten: boolean } | null = null;
  const close = (): void => {
    kept?.file.parted?.close();
    kept?.file.source.close();
    kept = null;
  };
  return {
    open(planned) {
      const { path, part } = planned;
      if (kept !== null && kept.path === path && part !== null && !kept.isForgotten) return kept.file;
      close();
      const source = openEvidenceFile(path);
      const watched = watchedSource(source, activity);
      const file = { source, watched, chosen: choose(watched, readers, planned), parted: null };
      kept = { path, file, isForgotten: false };
      return file;
    },
    forget() {
      if (kept !== null) kept.isForgotten = true;
    },
    close,
  };
}

function choose(source: ByteSource, readers: readonly FormatReader[], place: NamedPlace): Chosen {
  if (source.sizeBytes === 0) return { reader: null, because: 'The file holds no bytes.', medium: null };
  try {
    const choice = chooseReader(source, readers, place);
    return choice.reader === null ? { reader: null, because: choice.becauseAll.join(' '), medium: null } : { ...choice, medium: null };
  } catch (error) {
    if (!(error instanceof EvidenceReadError)) throw error;
    return { reader: null, because: error.message, medium: error };
  }
}

function watchedSource(source: ByteSource, activity: ActivityWriter): ByteSource {
  return {
    sizeBytes: source.sizeBytes,
    read(offsetBytes, lengthBytes) {
      const bytes = source.read(offsetBytes, lengthBytes);
      activity.bytesRead(offsetBytes, bytes.length);
      return bytes;
    },
    readInto(offsetBytes, target) {
      const count = readInto(source, offsetBytes, target);
      activity.bytesRead(offsetBytes, count);
      return count;
    },
  };
}
