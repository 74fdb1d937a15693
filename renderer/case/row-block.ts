import type { WireRecord } from '#contract/index.ts';
import { formatAddress, type EvidenceId, type MailAddress, type RecordId } from '#model/index.ts';
import type { MessageRow } from './case-view.ts';
import type { RowBlock } from './schema.ts';

export type WireMessage = Extract<WireRecord, { kind: 'message' }>;

/** Longest text of a list row, in code units; the message itself has the whole. */
const longestShown = 300;

/** Packs what the message list shows of up to 100 messages. */
export function packRowBlock(
  messages: readonly WireMessage[],
  { id, firstSlot, evidenceId }: { readonly id: number; readonly firstSlot: number; readonly evidenceId: EvidenceId },
): RowBlock {
  const strings: string[] = [];
  const places = new Map<string, number>();
  const place = (text: string): number => {
    const known = places.get(text);
    if (known !== undefined) return known;
    places.set(text, strings.length);
    return strings.push(text) - 1;
  };
  const column = (textOf: (message: WireMessage) => string): Uint16Array => Uint16Array.from(messages, (message) => place(textOf(message)));
  return {
    id,
    firstSlot,
    evidenceId,
    from: column(({ claimed }) => shown(claimed.from.length > 0 ? claimed.from : claimed.sender)),
    to: column(({ claimed }) => shown(claimed.to)),
    subject: column(({ claimed }) => claimed.subject.slice(0, longestShown)),
    flags: column(({ claimed }) => claimed.flags.join(' ')),
    allocation: column(({ observed }) => observed.allocation),
    attachments: Uint16Array.from(messages, ({ attachments }) => Math.min(0xffff, attachments.length)),
    strings,
  };
}

/** What a list row shows beside what its block holds. */
export interface RowFacts {
  readonly recordId: RecordId;
  readonly date: number | null;
  readonly sizeBytes: number;
  readonly folder: string;
  readonly findings: number;
  readonly isAttached: 'own' | 'attached';
}

/** One row of the message list. @param index place in the block. */
export function rowOf(block: RowBlock, index: number, facts: RowFacts): MessageRow {
  const text = (column: Uint16Array): string => block.strings[column[index] ?? 0] ?? '';
  const flags = text(block.flags);
  return {
    ...facts,
    evidenceId: block.evidenceId,
    from: text(block.from),
    to: text(block.to),
    subject: text(block.subject),
    attachments: block.attachments[index] ?? 0,
    flags: flags === '' ? [] : flags.split(' '),
    allocation: text(block.allocation),
  };
}

function shown(addresses: readonly MailAddress[]): string {
  return addresses.slice(0, 20).map(formatAddress).join(', ').slice(0, longestShown);
}
