import { formatLocator, headerFields, type AttachmentFact, type ByteRange, type EvidenceId, type HeaderField } from '#model/index.ts';
import type { CaseView, MessageDetail } from '#renderer/case/case-view.ts';
import type { MessagePlace, MessageTab } from '#renderer/navigation/place.ts';
import { held } from '#renderer/ui/held.svelte.ts';

/** Bytes of the evidence file that are on view. */
export interface BytePage {
  readonly range: ByteRange;
  /** Null while they are being read. */
  readonly bytes: Uint8Array | null;
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
}

/** State of the message view. */
export interface MessageState {
  readonly shown: MessageShown;
  open(place: MessagePlace): Promise<void>;
  close(): void;
  showTab(tab: MessageTab): void;
  showBody(body: MessageShown['body']): void;
  /** Reads the page of bytes that begins at an offset of the evidence file. */
  showBytes(offsetBytes: number): Promise<void>;
  save(attachment: AttachmentFact): Promise<void>;
  stop(): void;
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
  });
  let wanted: MessagePlace | null = null;

  async function load(place: MessagePlace): Promise<void> {
    try {
      const detail = await view.message(place.recordId);
      if (wanted !== place) return;
      const headers = detail === null ? [] : headerFields(detail.record.headerBlock);
      hold.change({ state: detail === null ? 'gone' : 'ready', detail, headers });
    } catch (error) {
      if (wanted === place) tell(error);
    }
  }

  async function showBytes(offsetBytes: number): Promise<void> {
    const { detail, state } = hold.shown;
    // While another message is being loaded, the one on view is no longer the one that is meant.
    if (state !== 'ready') return;
    const run = detail === null ? null : byteRun(detail);
    if (detail === null || run === null) return;
    const start = Math.min(Math.max(run.offsetBytes, offsetBytes), run.offsetBytes + Math.max(0, run.lengthBytes - 1));
    const range = { offsetBytes: start, lengthBytes: Math.min(pageBytes, run.offsetBytes + run.lengthBytes - start) };
    hold.change({ page: { range, bytes: null } });
    try {
      const { evidenceId, locator } = detail.record;
      const bytes = await view.host('evidence.bytes', { evidenceId, locator: formatLocator(locator), ...range });
      if (hold.shown.page?.range === range) hold.change({ page: { range, bytes } });
    } catch (error) {
      if (hold.shown.page?.range === range) hold.change({ page: null });
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
      hold.change({ state: 'none', detail: null, headers: [], headerIndex: null, page: null });
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
    stop,
  };
}

/** The run of bytes that the byte view can show: the record's own, or its header block's. Null where it has neither. */
export function byteRun({ record }: MessageDetail): ByteRange | null {
  if (record.observed.range !== null) return record.observed.range;
  if (record.headerOffsetBytes === null || record.headerBlock.length === 0) return null;
  return { offsetBytes: record.headerOffsetBytes, lengthBytes: record.headerBlock.length };
}
