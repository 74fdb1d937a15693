import { attachmentStep, type AttachmentFact, type ClaimedMessage, type Locator, type MessageDraft, type Observed } from '#model/index.ts';

/** What an index states of a message; what it does not state is empty. */
export interface IndexedClaims {
  readonly locator: Locator;
  readonly observed: Omit<Observed, 'intact'>;
  readonly claimed: Partial<ClaimedMessage> & Pick<ClaimedMessage, 'folderPath' | 'messageId' | 'subject' | 'flags'>;
  /** Text that the index keeps of the body; null where it keeps none. */
  readonly text?: string | null;
  readonly attachmentNames?: readonly string[];
}

/**
 * The record of a message that only the index of a mail program knows: it has neither header nor bytes of its own and is
 * never whole, and of its attachments only the names are known.
 */
export function indexedMessage({ locator, observed, claimed, text = null, attachmentNames = [] }: IndexedClaims): MessageDraft {
  return {
    kind: 'message',
    locator,
    parent: null,
    observed: { ...observed, intact: false },
    claimed: { ...nothingClaimed, ...claimed },
    headerOrigin: 'index',
    headerBlock: new Uint8Array(0),
    headerOffsetBytes: null,
    headers: [],
    properties: [],
    attachments: attachmentNames.map((name, position): AttachmentFact => ({
      locator: [...locator, attachmentStep(position)],
      name,
      mediaType: '',
      sizeBytes: null,
      sha256: null,
      isMessage: false,
      isInline: false,
    })),
    bodies: { text, html: null },
  };
}

const nothingClaimed = {
  messageClass: 'IPM.Note',
  inReplyTo: null,
  references: [],
  from: [],
  sender: [],
  to: [],
  cc: [],
  bcc: [],
  sent: null,
  received: null,
  lastVerb: null,
  lastVerbTime: null,
} as const;
