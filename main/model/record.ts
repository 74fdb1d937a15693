import type { AccessEventClaims } from './access-event.ts';
import type { AccountClaims, CorrespondentClaims } from './account.ts';
import type { MailAddress } from './address.ts';
import type { EvidenceId } from './evidence-item.ts';
import type { HeaderField } from './header-block.ts';
import type { IndexEntryClaims } from './index-entry.ts';
import type { ByteRange, Locator } from './locator.ts';
import type { RuleClaims } from './rule.ts';
import type { SettingClaims } from './setting.ts';
import type { ClaimedTime } from './time.ts';

/** SHA-256 over the acquisition hash and the canonical locator, the first 32 hexadecimal digits. */
export type RecordId = string & { readonly __brand: 'RecordId' };

/**
 * How the record was found.
 * - `allocated`: live in its container. - `deleted`: deleted but still referenced.
 * - `orphan`: whole but linked from nowhere. - `carved`: from unreferenced space.
 */
export type Allocation = 'allocated' | 'deleted' | 'orphan' | 'carved';

/** What the program itself observed of a record, as opposed to what the evidence claims in it. */
export interface Observed {
  /** The bytes of the record in the evidence file, where it has a run of its own; null in stores that scatter them. */
  readonly range: ByteRange | null;
  /** Size in bytes of the record's content as read. */
  readonly sizeBytes: number;
  /** SHA-256 of exactly those bytes, hexadecimal; null where the record has no byte-exact form of its own. */
  readonly sha256: string | null;
  readonly allocation: Allocation;
  /** False when a part of the record could not be read; its diagnostics say which. */
  readonly intact: boolean;
}

/** An attachment or inline part of a message. */
export interface AttachmentFact {
  readonly locator: Locator;
  /** File name as claimed, decoded; never used as a path. Empty where there is none. */
  readonly name: string;
  /** Media type as claimed, in lower case. */
  readonly mediaType: string;
  /** Size in bytes after transfer decoding; null when it could not be read. */
  readonly sizeBytes: number | null;
  /** SHA-256 of the decoded bytes, hexadecimal; null when it could not be read. */
  readonly sha256: string | null;
  /** Whether it is an attached message, which then is a record of its own with this message as parent. */
  readonly isMessage: boolean;
  /** True when it is shown within the body (Content-Disposition inline or a Content-ID reference). */
  readonly isInline: boolean;
}

/** A MAPI property that analysis or review uses, beside the fields that records have anyway. */
export interface MapiProperty {
  /** Property tag, identifier in the upper and type in the lower 16 bits ([MS-OXCDATA] 2.11.1), e.g. 0x0005000B. */
  readonly tag: number;
  /** The canonical name where known, e.g. `PidTagAutoForwarded`. */
  readonly name: string;
  /** Decoded value; bytes as hexadecimal, 64-bit integers and FILETIMEs as decimal text. */
  readonly value: string | number | boolean;
}

/** What a message claims of itself. */
export interface ClaimedMessage {
  /** Folder names from the store's top, as the store or directory gives them. */
  readonly folderPath: readonly string[];
  /** MAPI message class; `IPM.Note` for Internet mail. */
  readonly messageClass: string;
  readonly messageId: string | null;
  readonly inReplyTo: string | null;
  readonly references: readonly string[];
  /** Subject, decoded (RFC 2047). */
  readonly subject: string;
  readonly from: readonly MailAddress[];
  readonly sender: readonly MailAddress[];
  readonly to: readonly MailAddress[];
  readonly cc: readonly MailAddress[];
  readonly bcc: readonly MailAddress[];
  readonly sent: ClaimedTime | null;
  readonly received: ClaimedTime | null;
  /** State words in lower case, sorted: `read`, `replied`, `forwarded`, `flagged`, `draft`, `deleted`, … */
  readonly flags: readonly string[];
  /** Labels of a mailbox that has those instead of folders (Gmail), decoded, in order; absent where none are stated. */
  readonly labels?: readonly string[];
  /** Categories that the owner of an Outlook mailbox gave it (PidNameKeywords), in order; absent where there are none. */
  readonly categories?: readonly string[];
  /** PidTagLastVerbExecuted (0x1081): 102 reply, 103 reply to all, 104 forward; null where absent. */
  readonly lastVerb: number | null;
  readonly lastVerbTime: ClaimedTime | null;
  /** Its place in a thread, as an Outlook store states it; absent where none is stated. */
  readonly conversation?: ConversationPlace;
}

/** The place of a message in a thread (PidTagConversationIndex). */
export interface ConversationPlace {
  /** When the thread began, by the clock of whoever began it; null where it is not stated. */
  readonly started: ClaimedTime | null;
  /** GUID of the thread. */
  readonly threadId: string;
  /** How many answers and forwards lie between the beginning of the thread and this message. */
  readonly level: number;
}

/** The bodies kept in the case, as decoded text; null where the message has none of that kind. */
export interface MessageBodies {
  readonly text: string | null;
  readonly html: string | null;
}

/** Where the header block of a message comes from. */
export type HeaderOrigin =
  /** The bytes of the message itself. */
  | 'message'
  /** PidTagTransportMessageHeaders of an Outlook store. */
  | 'transport-property'
  /** None: a sent item or draft of an Outlook store never had any. */
  | 'none'
  /** None: only the index of a mail program knows the message; the message itself is not in its store. */
  | 'index';

/** A message as a reader delivers it; the pipeline adds the identifiers. */
export interface MessageDraft {
  readonly kind: 'message';
  readonly locator: Locator;
  /** The locator of the message that this one is attached to; null for all others. */
  readonly parent: Locator | null;
  readonly observed: Observed;
  readonly claimed: ClaimedMessage;
  readonly headerOrigin: HeaderOrigin;
  /** The `From ` line that precedes the message in an mbox, without its line end: who delivered it and when, as the mailbox claims. */
  readonly envelopeLine?: string;
  /** The raw header block byte for byte, up to but without the empty line; empty when there is none. */
  readonly headerBlock: Uint8Array;
  /** Where the header block begins in the evidence file, in bytes; null when it has no place of its own there. */
  readonly headerOffsetBytes: number | null;
  /** The fields of the header block (`headerFields`), in order. */
  readonly headers: readonly HeaderField[];
  readonly properties: readonly MapiProperty[];
  readonly attachments: readonly AttachmentFact[];
  readonly bodies: MessageBodies;
}

/** A file of the evidence or a member of an archive, whether or not a reader recognised it. */
export interface FileDraft {
  readonly kind: 'file';
  readonly locator: Locator;
  /** The archive that it is a member of; null for a file of its own. */
  readonly parent: Locator | null;
  readonly observed: Observed;
  readonly claimed: {
    /** Path relative to the evidence item; for a member of an archive the archive's path, `/` and the name that it has there. */
    readonly path: string;
    /** As the file system gave it when the file was opened, or as the archive states it. */
    readonly modified: ClaimedTime | null;
  };
  /** The reader that recognised the content, or null. */
  readonly formatId: string | null;
  /** Why, in words. */
  readonly because: string;
}

/** A record that is neither message nor file. */
interface Fact<Kind extends string, Claims> {
  readonly kind: Kind;
  readonly locator: Locator;
  readonly parent: Locator | null;
  readonly observed: Observed;
  readonly claimed: Claims;
}

/** A rule of a mail program or server. */
export type RuleDraft = Fact<'rule', RuleClaims>;

/** A setting of a message store. */
export type SettingDraft = Fact<'setting', SettingClaims>;

/** A rule, setting, account, correspondent, index entry or access event. Claims are JSON: they cross to the window and lie in the case store. */
export type FactDraft =
  | RuleDraft
  | SettingDraft
  | Fact<'account', AccountClaims>
  | Fact<'correspondent', CorrespondentClaims>
  | Fact<'index-entry', IndexEntryClaims>
  | Fact<'event', AccessEventClaims>;

export type RecordDraft = MessageDraft | FileDraft | FactDraft;
export type RecordKind = RecordDraft['kind'];

/** The identifiers that the pipeline gives to every record. */
export interface Identity {
  readonly recordId: RecordId;
  readonly evidenceId: EvidenceId;
  readonly parentRecordId: RecordId | null;
}

export type MessageRecord = MessageDraft & Identity;
export type FileRecord = FileDraft & Identity;
export type FactRecord = FactDraft & Identity;
export type EvidenceRecord = RecordDraft & Identity;
