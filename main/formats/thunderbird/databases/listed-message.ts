import { indexedMessage } from '#formats/indexed-message.ts';
import {
  type Allocation,
  type ClaimedTime,
  type Limits,
  type Locator,
  type MailAddress,
  type RecordDraft,
  type RuleValue,
} from '#model/index.ts';
import { readAddresses } from '#formats/mime/index.ts';
import type { SqliteValue } from '#formats/sqlite/index.ts';
import { shortened, timeSince1970 } from '../claims.ts';

/** What a database states of a message. */
export interface ListedMessage {
  readonly folderPath: readonly string[];
  /** Without angle brackets; empty where it states none. */
  readonly messageId: string;
  readonly subject: string;
  readonly author: string;
  readonly recipients: string;
  /** Where the database keeps receivers of copies apart. */
  readonly cc?: string;
  readonly bcc?: string;
  readonly date: ClaimedTime | null;
  readonly flags: readonly string[];
  /** Text of the body; null where it has none. */
  readonly body: string | null;
  readonly attachmentNames: readonly string[];
  readonly facts: readonly RuleValue[];
  readonly storedAt: string;
  /** Whether it was found in a mailbox of the evidence; `cut`: of that mailbox only a beginning is in the case. */
  readonly inStore: 'yes' | 'no' | 'unknown' | 'cut';
  /** True where a folder index tells the message already, which then is the message record. */
  readonly isToldByIndex?: boolean;
}

/** An index entry for a message that lies in a mailbox; a message of its own for one that only the database knows. */
export function listedRecord(message: ListedMessage, locator: Locator, allocation: Allocation, limits: Limits): RecordDraft {
  const { messageId, subject, folderPath, flags, date } = message;
  const id = messageId === '' ? null : `<${messageId}>`;
  const text = message.body === null ? null : message.body.slice(0, limits.bodyBytes);
  const observed = { range: null, sizeBytes: Buffer.byteLength(text ?? ''), sha256: null, allocation } as const;
  if (message.inStore !== 'no' || message.isToldByIndex === true) {
    return {
      kind: 'index-entry',
      locator,
      parent: null,
      observed: { ...observed, intact: true },
      claimed: {
        client: 'thunderbird',
        folderPath,
        messageId: id,
        subject,
        sender: shortened(message.author, 1000),
        date,
        flags,
        storedAt: message.storedAt,
        inStore: message.inStore === 'cut' ? 'unknown' : message.inStore,
        // No other record has it where the message itself is not in the evidence.
        facts:
          text === null || message.inStore === 'yes' || message.inStore === 'unknown'
            ? message.facts
            : [...message.facts, { name: bodyFact, value: text }],
      },
    };
  }
  return indexedMessage({
    locator,
    observed,
    claimed: {
      folderPath,
      messageId: id,
      subject,
      from: addressesOf(message.author),
      to: addressesOf(message.recipients),
      cc: addressesOf(message.cc ?? ''),
      bcc: addressesOf(message.bcc ?? ''),
      sent: date,
      flags,
    },
    text,
    attachmentNames: message.attachmentNames.slice(0, limits.mimeParts),
  });
}

// The name that the address book has for somebody may follow the address.
function addressesOf(text: string): readonly MailAddress[] {
  return readAddresses([text.replace(/(<[^<>]{1,1000}>)[^,<>]*$/, '$1')]);
}

const bodyFact = 'text of the body';

/** A value of a database as text; empty for null and bytes. */
export function textOfValue(value: SqliteValue | undefined): string {
  return value == null || value instanceof Uint8Array ? '' : String(value);
}

/** A value of a database as a number; null where it is none or too large to be exact. */
export function numberOfValue(value: SqliteValue | undefined): number | null {
  const number = typeof value === 'bigint' ? Number(value) : value;
  return typeof number === 'number' && Number.isFinite(number) ? number : null;
}

/** Microseconds since 1970 in UTC (PRTime) as a time. */
export function microsecondsTime(value: SqliteValue | undefined, statedBy: string): ClaimedTime | null {
  return timeSince1970(textOfValue(value), numberOfValue(value), 1_000_000, statedBy);
}
