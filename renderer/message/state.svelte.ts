import type { TroubleText } from '#contract/index.ts';
import {
  formatLocator,
  headerFields,
  type AttachmentFact,
  type ByteRange,
  type EvidenceId,
  type HeaderField,
  type ItemProperties,
} from '#model/index.ts';
import type { CaseView, MessageDetail } from '#renderer/case/case-view.ts';
import { troubleTextOf } from '#renderer/connection/view-messages.ts';
import type { MessagePlace, MessageTab } from '#renderer/navigation/place.ts';
import { held } from '#renderer/ui/held.svelte.ts';
import { byteRunOf } from './byte-run.ts';
import { isOutlookItem } from './saving.ts';

/** Bytes of the evidence file, or of the message as it was unpacked, that are on view. */
export interface BytePage {
  readonly range: ByteRange;
  /** Null while they are being read. */
  readonly bytes: Uint8Array | null;
}

/** All properties of the item, read from the evidence when asked for. */
export type AllPropertiesShown =
  | { readonly state: 'none' | 'reading' }
  | { readonly state: 'read'; readonly properties: ItemProperties; /** Milliseconds since 1970. */ readonly readAt: number }
  | { readonly state: 'failed'; readonly trouble: TroubleText };

/** What became of saving the message as a file. */
export interface MessageSaved {
  readonly sha256: string;
}

export interface MessageShown {
  readonly state: 'none' | 'loading' | 'ready' | 'gone';
  readonly detail: MessageDetail | null;
  readonly headers: readonly HeaderField[];
  readonly tab: MessageTab;
  /** The header field that a citation led to; null when none did. */
  readonly headerIndex: number | null;
  readonly body: 'text' | 'html';
  readonly page: BytePage | null;
  /** Null for a message that is no item of Outlook. */
  readonly all: AllPropertiesShown | null;
  /** The file that the message was saved as last; null while it was not. */
  readonly saved: MessageSaved | null;
  /** How many access events name the message by its Message-ID; null while it is being asked, or where it has none. */
  readonly namedBy: number | null;
}

/** State of the message view. */
export interface MessageState {
  readonly shown: MessageShown;
  open(place: MessagePlace): Promise<void>;
  close(): void;
  showTab(tab: MessageTab): void;
  showBody(body: MessageShown['body']): void;
  /** Reads the page of bytes that begins at an offset, as the run on view (`byteRunOf`) counts them. */
  showBytes(offsetBytes: number): Promise<void>;
  save(attachment: AttachmentFact): Promise<void>;
  /** Saves the message itself as a file. */
  saveMessage(): Promise<void>;
  /** Reads all properties of the item from the evidence. */
  readProperties(): Promise<void>;
  /** Shows the properties that the case keeps again. */
  showKeptProperties(): void;
  stop(): void;
}

/** What finds the access events that name a message: its Message-ID in angle brackets, as events write it; null where it has none. */
export function namingText(messageId: string | null): string | null {
  const bare = messageId?.trim().replace(/^<|>$/g, '') ?? '';
  return bare === '' ? null : `<${bare}>`;
}

/** Bytes on one page of the byte view: 256 lines of sixteen. */
export const pageBytes = 4096;

/** @param tell told of trouble. */
export function messageState(view: CaseView, tell: (error: unknown) => void): MessageState {
  const hold = held<MessageShown>({
    state: 'none',
    detail: null,
    headers: [],
    tab: 'message',
    headerIndex: null,
    body: 'html',
    page: null,
    all: null,
    saved: null,
    namedBy: null,
  });
  let wanted: MessagePlace | null = null;

  async function load(place: MessagePlace): Promise<void> {
    try {
      const detail = await view.message(place.recordId);
      if (wanted !== place) return;
      const headers = detail === null ? [] : headerFields(detail.record.headerBlock);
      const isOther = hold.shown.detail?.record.recordId !== detail?.record.recordId;
      const fresh = isOther
        ? { all: detail !== null && isOutlookItem(detail.record) ? ({ state: 'none' } as const) : null, saved: null, namedBy: null }
        : {};
      hold.change({ state: detail === null ? 'gone' : 'ready', detail, headers, ...fresh });
      const name = namingText(detail?.record.claimed.messageId ?? null);
      if (name === null) return;
      const namedBy = await view.eventsNaming(name);
      if (wanted === place) hold.change({ namedBy });
    } catch (error) {
      if (wanted === place) tell(error);
    }
  }

  async function showBytes(offsetBytes: number): Promise<void> {
    const { detail, state } = hold.shown;
    // While another message is being loaded, the one on view is no longer the one that is meant.
    if (state !== 'ready') return;
    const run = detail === null ? null : byteRunOf(detail.record);
    if (detail === null || run === null) return;
    const start = Math.min(Math.max(run.offsetBytes, offsetBytes), run.offsetBytes + Math.max(0, run.lengthBytes - 1));
    const range = { offsetBytes: start, lengthBytes: Math.min(pageBytes, run.offsetBytes + run.lengthBytes - start) };
    hold.change({ page: { range, bytes: null } });
    try {
      const { evidenceId, locator } = detail.record;
      const asked = { evidenceId, locator: formatLocator(locator), ...range };
      const bytes = run.of === 'evidence' ? await view.host('evidence.bytes', asked) : await view.host('message.bytes', asked);
      if (hold.shown.page?.range === range) hold.change({ page: { range, bytes } });
    } catch (error) {
      if (hold.shown.page?.range === range) hold.change({ page: null });
      tell(error);
    }
  }

  async function readProperties(): Promise<void> {
    const { detail, state } = hold.shown;
    if (detail === null || state !== 'ready') return;
    const { recordId, evidenceId, locator } = detail.record;
    hold.change({ all: { state: 'reading' } });
    let all: AllPropertiesShown;
    try {
      const properties = await view.host('item.properties', { evidenceId, locator: formatLocator(locator) });
      all = { state: 'read', properties, readAt: Date.now() };
    } catch (error) {
      all = { state: 'failed', trouble: troubleTextOf(error) };
    }
    // Another message may be on view by now.
    if (hold.shown.detail?.record.recordId === recordId && hold.shown.all?.state === 'reading') hold.change({ all });
  }

  async function saveMessage(): Promise<void> {
    const { detail, state } = hold.shown;
    if (detail === null || state !== 'ready') return;
    const { recordId, evidenceId, locator, claimed } = detail.record;
    try {
      const given = { evidenceId, locator: formatLocator(locator), suggestedName: claimed.subject.slice(0, 200) };
      const { saved, sha256 } = await view.host('message.save', given);
      if (saved && sha256 !== null && hold.shown.detail?.record.recordId === recordId) hold.change({ saved: { sha256 } });
    } catch (error) {
      tell(error);
    }
  }

  function showTab(tab: MessageTab): void {
    hold.change({ tab });
  }

  const stop = view.onChange((change) => {
    // The findings that cite the message may have been reviewed or added.
    if (change.kind === 'content' && wanted !== null && hold.shown.state === 'ready') void load(wanted);
  });

  return {
    get shown() {
      return hold.shown;
    },
    async open(place) {
      const isOther = wanted?.recordId !== place.recordId;
      wanted = place;
      hold.change({
        headerIndex: place.headerIndex,
        ...(place.tab === null ? {} : { tab: place.tab }),
        ...(isOther ? { state: 'loading' as const, page: null } : {}),
      });
      await load(place);
    },
    close() {
      wanted = null;
      hold.change({ state: 'none', detail: null, headers: [], headerIndex: null, page: null, all: null, saved: null });
    },
    showTab,
    showBody: (body) => hold.change({ body }),
    showBytes,
    async save({ locator, name }) {
      const evidenceId: EvidenceId | undefined = hold.shown.detail?.record.evidenceId;
      if (evidenceId === undefined) return;
      try {
        await view.host('attachment.save', { evidenceId, locator: formatLocator(locator), suggestedName: name.slice(0, 500) });
      } catch (error) {
        tell(error);
      }
    },
    saveMessage,
    readProperties,
    showKeptProperties: () => hold.change({ all: { state: 'none' } }),
    stop,
  };
}
