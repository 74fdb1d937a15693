import type { ByteSource, Surroundings } from '#evidence/byte-source.ts';
import type { ContainerRef, Diagnostic, ItemProperties, Limits, Locator, RecordDraft } from '#model/index.ts';

/** What a probe says of some content, and why in words for the examiner. */
export interface ProbeResult {
  readonly verdict: 'yes' | 'perhaps' | 'no';
  readonly because: string;
}

/** Where content lies, for probes that need it beside the content. */
export interface NamedPlace {
  readonly fileName: string;
  /** The folders that it lies in, as `ReadContext.folderPath`. */
  readonly folderPath: readonly string[];
}

/** What a reader finds beside the bytes of its file. */
export interface ReadingRoom {
  /** The other files of the evidence item: the index of a mailbox, the log of a database. */
  readonly surroundings: Surroundings;
  /**
   * Writes bytes into a new folder of the case's scratch room, for libraries that must open a file by its name
   * (SQLite with its log beside it). The names are the reader's own, never the evidence's.
   * @throws RangeError when a name is not a plain one; Error when the disk does not take it.
   */
  privateCopy(files: readonly { readonly name: string; readonly source: ByteSource }[]): PrivateCopy;
  /** A file of the scratch room that is written in pieces, for content that must be unpacked before it can be read. */
  scratchFile(): ScratchFile;
  /** Every reader there is, for content that a file holds within it (`chooseReader`). */
  readonly readers: readonly FormatReader[];
}

/** A folder of the scratch room that belongs to whoever asked for it. */
export interface PrivateCopy {
  readonly directory: string;
  /** Removes the folder; may be called twice. What is not removed goes when the reading of the file ends. */
  remove(): void;
}

/** A file of the scratch room that belongs to whoever asked for it. */
export interface ScratchFile {
  /**
   * Adds bytes at its end.
   * @throws Error when the disk does not take them.
   */
  append(bytes: Uint8Array): void;
  /** What was written so far; to be asked after the last `append`. Valid until the file is removed. */
  content(): ByteSource;
  /** Removes the file; may be called twice. What is not removed goes when the reading of the evidence file ends. */
  remove(): void;
}

/** What archives may still be unpacked to; shared by all archives within one evidence file. */
export interface ExpansionBudget {
  bytesLeft: number;
}

/** What a reader is told beside the bytes. */
export interface ReadContext extends ReadingRoom {
  /** The evidence file, e.g. `file:mail/Inbox`; every locator of the output begins with it. */
  readonly locator: Locator;
  /** The folders that the file lies in, e.g. `['mail']`; a reader of mailbox files adds the name of its file. */
  readonly folderPath: readonly string[];
  /** File name, for formats that mean something by it; never to decide the format. */
  readonly fileName: string;
  readonly limits: Limits;
  /** Set for content that lies in an archive. */
  readonly expansion?: ExpansionBudget;
  /**
   * To be called before each item is parsed. False: leave the item out, an earlier attempt at it hung or crashed
   * and the pipeline has booked it as lost. It also marks the reader as alive.
   * @param container where the item is booked; null where another part of the file books it
   */
  enter(item: Locator, container: ContainerRef | null): boolean;
}

/**
 * What comes out of a reader, in evidence order. `expected` adds to what a container says it holds; it may come in
 * pieces and before or after the items. `counted` is a second count of the same items, taken independently of the first;
 * it books nothing and is shown beside it.
 */
export type ReaderOutput =
  | { readonly kind: 'record'; readonly container: ContainerRef; readonly record: RecordDraft }
  | { readonly kind: 'diagnostic'; readonly container: ContainerRef | null; readonly diagnostic: Diagnostic }
  | { readonly kind: 'expected'; readonly container: ContainerRef; readonly items: number }
  | { readonly kind: 'counted'; readonly container: ContainerRef; readonly items: number };

/** Reads one format. Adding one is a folder with this and a line in the registry. */
export interface FormatReader {
  readonly id: string;
  /** Raised whenever the same bytes may give other records. */
  readonly version: string;
  /** For people: `Outlook data file (PST, OST)`. */
  readonly title: string;
  /**
   * Content whose first line is a field that little else than a message begins with is not of this format, and its probe is
   * not asked about it: most files of most evidence are messages, and all probes together cost more than reading one.
   */
  readonly isNeverMail?: true;
  /** File name endings that promise this format, in lower case with the dot; only used to report mislabelled files. */
  readonly extensions: readonly string[];
  /**
   * Judges by content. A name alone never decides; but where a format is a few lines of text without any mark of its own
   * (`.forward`), the name may be asked as well. Must be quick: reads at most a few KiB, or a file that small whole.
   * Never throws on any content.
   * @param place absent or null where the content has no name
   */
  probe(source: ByteSource, place?: NamedPlace | null): ProbeResult;
  /**
   * Yields everything in the source. Synchronous: pulling is back-pressure, `return()` is cancel.
   * Expected trouble is an output; a throw is a bug of the reader, or `EvidenceReadError`.
   */
  read(source: ByteSource, context: ReadContext): Iterable<ReaderOutput>;
  /**
   * Opens the source for reading it in parts, by several processes at once. Only readers that can have it; of others the
   * first part of a file is all of it. What `part` gives for 0 to `count - 1` and then `closing` must be together what
   * `read` gives, in whatever order; and what each gives must depend on nothing but the source and `count`.
   */
  parts?(source: ByteSource, context: ReadContext): PartedReading;
  /**
   * The decoded bytes of an attachment, in pieces. Readers of archives also give a member, and a message that is a
   * run of its bytes.
   * @throws AttachmentUnreadableError when the locator leads nowhere or the bytes are damaged.
   */
  attachment(source: ByteSource, attachment: Locator, limits: Limits, room: ReadingRoom): Iterable<Uint8Array>;
  /**
   * All properties of an item. Only readers of formats whose items have properties have it.
   * @throws AttachmentUnreadableError when the locator leads nowhere or the item cannot be read.
   */
  properties?(source: ByteSource, item: Locator, limits: Limits, room: ReadingRoom): ItemProperties;
  /**
   * A message in the form of Internet mail (RFC 5322), rebuilt, in pieces. Only readers whose messages have no such form of
   * their own have it.
   * @param mark the value of the first header field, which says that the message is rebuilt, and by what
   * @throws AttachmentUnreadableError when the locator leads nowhere or the message cannot be read.
   */
  rebuild?(source: ByteSource, message: Locator, limits: Limits, mark: string, room: ReadingRoom): Iterable<Uint8Array>;
}

/** A source that is read in parts. It stays open from one part to the next; not every part need be asked of it. */
export interface PartedReading {
  /** Yields what falls into a part. Parts are asked for in rising order. */
  part(index: number, count: number, context: ReadContext): Iterable<ReaderOutput>;
  /** What the closing must know of the part that was read last, for `closing` alone to understand; may be empty. */
  handOn(): Uint8Array;
  /** Yields what can only be told when all parts are read. @param handedOn what each of the parts handed on, in order */
  closing(handedOn: readonly Uint8Array[], context: ReadContext): Iterable<ReaderOutput>;
  close(): void;
}

/** An attachment, item or message that was listed cannot be given. */
export class AttachmentUnreadableError extends Error {
  override readonly name = 'AttachmentUnreadableError';
}

/** Says why a message cannot be saved, where its format has neither bytes of a message nor a reader that can rebuild it. */
export const hasNoMail =
  'Its format holds no bytes of a message as it was sent or received, and this program cannot rebuild one from what the format keeps of it.';
