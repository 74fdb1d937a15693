import type { Locator } from './locator.ts';

/**
 * What a trouble did to the processing.
 * - `item-lost`: an item that was expected is not among the records.
 * - `field-lost`: the record is there, but a part of it could not be read.
 * - `recovered`: the trouble was overcome; the record says how.
 * - `limit-reached`: a named limit stopped the reading; what lies beyond is not in the case.
 * - `noted`: nothing is missing, but the examiner should know.
 */
export type Effect = 'item-lost' | 'field-lost' | 'recovered' | 'limit-reached' | 'noted';

/** Where in the way of the data a trouble was met. */
export type Stage = 'acquire' | 'discover' | 'probe' | 'read' | 'analyse' | 'store' | 'report';

/** Processing trouble: never a finding, always counted and listed. */
export interface Diagnostic {
  /** One of the codes of `diagnosticCodes`. */
  readonly code: DiagnosticCode;
  readonly effect: Effect;
  readonly stage: Stage;
  readonly locator: Locator;
  /** A sentence for people: what happened, what was kept. */
  readonly detail: string;
}

/**
 * Every diagnostic code and what it means, in one list, so that each can be counted, filtered and tested.
 * A test asks of each code that a fixture fires it.
 */
export const diagnosticCodes = {
  'count-mismatch': 'A container holds another number of items than were read and lost together.',
  'evidence-unreadable': 'A file or folder of the evidence could not be opened or read.',
  'evidence-changed': 'The evidence differs from its acquisition hash.',
  'entry-skipped': 'An entry of a folder is neither a file nor a folder, or leads outside the evidence item.',
  'format-unknown': 'No reader recognises the content of the file.',
  'format-mislabelled': 'The name of the file promises another format than its content shows.',
  'file-empty': 'The file holds no bytes.',
  'store-unreadable': 'A message store could not be opened.',
  'store-damaged': 'A message store is damaged; what could be read was read.',
  'store-salvaged': 'A message store that the first engine refuses was read by the second one.',
  'log-applied': 'A database or registry hive was read together with the log that lies beside it.',
  'engines-differ': 'The two engines that read a message store count differently.',
  'item-recovered': 'An item was found that the store itself does not list, or that the first engine could not read.',
  'remains-unreadable': 'A message store holds traces of deleted items whose content is overwritten or told already.',
  'item-unreadable': 'An item of a container could not be read.',
  'item-stalled': 'Reading an item did not come to an end; it was given up.',
  'parser-crashed': 'The parser died on an item; reading went on after it.',
  'property-unreadable': 'A property of an item could not be read.',
  'folder-unreadable': 'A folder of a message store could not be listed.',
  'folder-hidden': 'A folder of a message store is marked as hidden: its program does not show it.',
  'search-folder': 'A search folder lists messages that lie in other folders; they are read there.',
  'attachment-unreadable': 'An attachment could not be read.',
  'body-unreadable': 'The body of a message could not be read.',
  'body-truncated': 'A body is longer than the limit; the case holds its beginning.',
  'header-malformed': 'A line of the header block is not a header field.',
  'header-limit': 'A header block is longer than the limit.',
  'mime-malformed': 'The MIME structure of a message is damaged.',
  'mime-limit': 'A message has more parts, or parts nested deeper, than the limit.',
  'charset-unknown': 'A text names a character set that is unknown; it was read as Windows-1252.',
  'store-password': 'A message store asks for a password, which keeps nobody from reading it; it was read without.',
  'codepage-assumed':
    'A message store, item or list of addresses names no usable code page for its 8-bit texts; they were read in another, or as Windows-1252.',
  'charset-mismatch': 'A text holds bytes that its character set does not allow.',
  'transfer-encoding-malformed': 'A body part is not what its transfer encoding says.',
  'content-length-wrong': 'A Content-Length header does not agree with where the message ends.',
  'separator-doubtful': 'A line looks like a message separator but was taken as text, or the other way round.',
  'mailbox-data': 'A record is no mail but what a program keeps in a mailbox about the mailbox.',
  'message-truncated': 'A message ends before its structure says.',
  'date-malformed': 'A date could not be understood.',
  'line-ends-replaced': 'The lines of a message end with CR alone; they were read as if they ended with LF.',
  'part-unread': 'A part of an archive or profile is of a kind that this program does not read.',
  'messages-share-file': 'A file that holds one message as a rule holds several; each is a record.',
  'rtf-only-body': 'The body is RTF, in no other readable form; what is shown was taken out of it by this program.',
  'rule-undecoded': 'A rule or setting was not decoded whole; what was understood is kept, with the beginning of its bytes.',
  'index-damaged': 'An index or settings file of a program, or a registry hive, is damaged; what could be read was read.',
  'index-differs': 'The index of a mail program and the store beside it do not name the same messages.',
  'byte-count-wrong': 'The byte count that a message file begins with does not lead to the end of the message.',
  'message-properties-missing': 'A message file has no property list after the message.',
  'message-rejoined': 'Parts of a message that were stored in files of their own were joined to it.',
  'plist-damaged': 'A property list is damaged, or holds more than the limits; what could be read was read.',
  'events-missing': 'The identifiers of the events of a log leave a gap, or end before or after what its header states.',
  'archive-damaged': 'An archive is damaged or does not agree with itself; what could be found in it was read.',
  'member-encrypted': 'A member of an archive is encrypted and was not read.',
  'member-unreadable': 'A member of an archive could not be unpacked, or not to its end.',
  'member-doubtful': 'The name or place of a member of an archive is unusual in a way that the examiner should know.',
  'record-repeated': 'A log or export holds the same record more than once; it is told once.',
  'log-entries-left-out': 'A log holds entries that are of no concern to mail; they were counted and are no records.',
  'limit-reached': 'A named limit stopped the reading of a container.',
} as const;

export type DiagnosticCode = keyof typeof diagnosticCodes;
