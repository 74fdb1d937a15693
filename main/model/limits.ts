/**
 * Named limits against hostile or damaged input. Reaching one is recorded as a diagnostic, never silent.
 * Each says which attack or accident it stops.
 */
export interface Limits {
  /** Longest header block read, in bytes: stops a "header" that is a disk image. */
  readonly headerBlockBytes: number;
  /** Longest text or HTML body kept in the case, in bytes of decoded text. */
  readonly bodyBytes: number;
  /** Most MIME parts of one message: stops a message of a million empty parts. */
  readonly mimeParts: number;
  /** Deepest nesting of multiparts and attached messages: stops recursion. */
  readonly nestingDepth: number;
  /** Largest single message taken into memory, in bytes; of a larger one the header block and the beginning are read. */
  readonly messageBytes: number;
  /** Largest attachment hashed, in bytes of its decoded content. */
  readonly attachmentBytes: number;
  /** Longest stored form of a rule or setting that is decoded, in bytes; of a longer one the beginning is. */
  readonly ruleBytes: number;
  /** Largest text of many rules taken into memory, in bytes, e.g. the aliases of a server; of a larger one the beginning is read. */
  readonly ruleFileBytes: number;
  /** Largest index or settings file of a mail program taken into memory, in bytes; of a larger one the beginning is read. */
  readonly indexBytes: number;
  /** Most rows of one index: stops a file of millions of rows of three bytes each. */
  readonly indexRows: number;
  /** Longest line of a log that is taken into memory, in bytes; of a longer one the beginning is. */
  readonly logLineBytes: number;
  /** Longest row of a table of a log, in bytes; exports hold a megabyte in one cell. */
  readonly logRowBytes: number;
  /** Longest JSON value of a log, in bytes. */
  readonly logValueBytes: number;
  /** Most records of one log whose identifiers are remembered, to tell those that come again. */
  readonly logIdentities: number;
  /** Most values of a property of many values in a rule that its record keeps: stops a record of a million of them. */
  readonly ruleValues: number;
  /** Longest text in a rule that its record keeps, in UTF-16 code units. */
  readonly ruleCharacters: number;
  /** Most entries of a roaming dictionary that the record of a setting keeps. */
  readonly settingEntries: number;
  /** Longest value of such an entry, in UTF-16 code units. */
  readonly settingCharacters: number;
  /** Most named values of one event of a log that its record keeps: stops a template that repeats a value without end. */
  readonly eventValues: number;
  /** Most text of all values of one event together, in UTF-16 code units; an event of a Windows log has at most 32 thousand. */
  readonly eventCharacters: number;
  /** Most properties of an item, its recipients and attachments together, that are shown on demand. */
  readonly shownProperties: number;
  /** How much of each of their values is shown, in bytes of the stored form. */
  readonly shownValueBytes: number;
  /** How much of all of them together, in bytes: they cross to the window at once. */
  readonly shownBytes: number;
  /** Most folders below each other in a store or directory. */
  readonly folderDepth: number;
  /** Most members of one archive that are read: stops an archive of millions of empty files. */
  readonly archiveMembers: number;
  /** Most archives within each other: stops archives that hold themselves. */
  readonly archiveDepth: number;
  /** Largest member of an archive that is unpacked, in bytes; of a larger one the beginning is. */
  readonly memberBytes: number;
  /** Most bytes that everything in one evidence file is unpacked to, archives within archives included. */
  readonly archiveBytes: number;
  /** How many times its packed size a member, or all of an archive, may become; text seldom reaches 20. Stops bombs. */
  readonly archiveRatio: number;
  /** Bytes that are unpacked whatever the ratio: small files may well be all blanks. */
  readonly archiveRatioFreeBytes: number;
}

export const defaultLimits: Limits = {
  headerBlockBytes: 4 * 1024 * 1024,
  bodyBytes: 2 * 1024 * 1024,
  mimeParts: 10_000,
  nestingDepth: 64,
  messageBytes: 256 * 1024 * 1024,
  attachmentBytes: 4 * 1024 * 1024 * 1024,
  ruleBytes: 4 * 1024 * 1024,
  ruleFileBytes: 32 * 1024 * 1024,
  indexBytes: 256 * 1024 * 1024,
  indexRows: 2_000_000,
  logLineBytes: 1024 * 1024,
  logRowBytes: 32 * 1024 * 1024,
  logValueBytes: 64 * 1024 * 1024,
  logIdentities: 2_000_000,
  ruleValues: 100,
  ruleCharacters: 4096,
  settingEntries: 1000,
  settingCharacters: 1024,
  eventValues: 1000,
  eventCharacters: 128 * 1024,
  shownProperties: 20_000,
  shownValueBytes: 4096,
  shownBytes: 8 * 1024 * 1024,
  folderDepth: 256,
  archiveMembers: 200_000,
  archiveDepth: 4,
  memberBytes: 128 * 1024 * 1024 * 1024,
  archiveBytes: 256 * 1024 * 1024 * 1024,
  archiveRatio: 250,
  archiveRatioFreeBytes: 64 * 1024 * 1024,
};
