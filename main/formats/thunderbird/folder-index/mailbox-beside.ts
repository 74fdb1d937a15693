import { EvidenceReadError, type ByteSource } from '#evidence/byte-source.ts';
import type { ByteRange } from '#model/index.ts';
import type { ReadContext } from '#formats/reader.ts';
import { mailboxMessages } from '../mailbox-messages.ts';
import type { MessageRow } from './message-row.ts';

/** The mailbox that a folder index belongs to, as far as it lies beside it in the evidence. */
export interface MailboxBeside {
  readonly kind: 'mbox' | 'maildir' | 'none' | 'unknown';
  /** Where a message that the index names lies in it; null where it does not. A message is found once. */
  find(message: MessageRow): FoundMessage | null;
  /** Messages that were not found so far, in their order. */
  rest(): Iterable<RestMessage>;
}

/** A message of the mailbox. */
export interface FoundMessage {
  /** Its bytes in the mailbox file; null in a Maildir. */
  readonly range: ByteRange | null;
  /** Found by its identifier, at another place than the index says. */
  readonly isElsewhere: boolean;
}

/** A message of the mailbox that the index does not name. */
export interface RestMessage {
  readonly name: string;
  readonly range: ByteRange | null;
  readonly isExpunged: boolean;
}

/**
 * Looks for the mailbox of an index: the file or folder of its name without `.msf`.
 * @param onProgress called again and again while a large mailbox is gone through; false: stop, it hung before
 * @returns kind `unknown` where nothing lies around the index because it was acquired alone, or the mailbox cannot be read; `none` where its folder has no
 *   such mailbox: the messages are on a server, or gone
 */
export function mailboxBeside(name: string, { surroundings }: Pick<ReadContext, 'surroundings'>, onProgress: () => boolean): MailboxBeside {
  try {
    return lookBeside(name, surroundings, onProgress);
  } catch (error) {
    // It is there and cannot be read or listed, which is told of the mailbox itself: nothing can be said of what it lacks.
    if (!(error instanceof EvidenceReadError)) throw error;
    return nothing('unknown');
  }
}

function lookBeside(name: string, surroundings: ReadContext['surroundings'], onProgress: () => boolean): MailboxBeside {
  if (surroundings.list('.').length === 0) return nothing('unknown');
  if (name === '') return nothing('none');
  const file = surroundings.open(name);
  if (file !== null) return mboxBeside(file, onProgress);
  const files = surroundings.list(`${name}/cur`).filter(({ kind }) => kind === 'file');
  if (files.length > 0 || surroundings.list(name).some((entry) => entry.name === 'cur'))
    return maildirBeside(files.map((entry) => entry.name));
  // Of an archive of which a part is missing or was not read, nobody can say what is not in it.
  return nothing(surroundings.isCut === true ? 'unknown' : 'none');
}

function nothing(kind: 'none' | 'unknown'): MailboxBeside {
  return { kind, find: () => null, rest: () => [] };
}

function maildirBeside(names: readonly string[]): MailboxBeside {
  const rest = new Set(names);
  return {
    kind: 'maildir',
    find: ({ storeToken }) => (rest.delete(storeToken) ? { range: null, isElsewhere: false } : null),
    *rest() {
      for (const name of rest) yield { name, range: null, isExpunged: false };
    },
  };
}

// How often a large mailbox tells that it gets on, in bytes.
const progressBytes = 16 * 1024 * 1024;

function mboxBeside(source: ByteSource, onProgress: () => boolean): MailboxBeside {
  // Of each message four numbers and its identifier: some 20 MB for 100,000 messages.
  const starts: number[] = [];
  const ends: number[] = [];
  const expunged: boolean[] = [];
  const ids: string[] = [];
  const byOffset = new Map<number, number>();
  // `next` moves on as messages are found, so that a mailbox of equal identifiers is no trap.
  const byId = new Map<string, { readonly places: number[]; next: number }>();
  let told = 0;
  for (const message of mailboxMessages(source)) {
    if (message.startBytes - told > progressBytes) {
      if (!onProgress()) return nothing('unknown');
      told = message.startBytes;
    }
    const index = starts.length;
    const id = message.messageId;
    starts.push(message.startBytes);
    ends.push(message.endBytes);
    expunged.push(message.isExpunged);
    ids.push(id);
    // Versions differ in whether the offset is that of the separator or of the header.
    byOffset.set(message.separatorBytes, index);
    byOffset.set(message.startBytes, index);
    if (id !== '') {
      const same = byId.get(id);
      if (same === undefined) byId.set(id, { places: [index], next: 0 });
      else same.places.push(index);
    }
  }
  const isFound = new Uint8Array(starts.length);
  const take = (index: number, isElsewhere: boolean): FoundMessage => {
    isFound[index] = 1;
    return { range: rangeOf(starts, ends, index), isElsewhere };
  };
  return {
    kind: 'mbox',
    find({ offsetBytes, messageId }) {
      const there = offsetBytes === null ? undefined : byOffset.get(offsetBytes);
      // A message without identifier gets one from the program, which its header does not show.
      if (there !== undefined && isFound[there] === 0 && (ids[there] === messageId || ids[there] === '')) return take(there, false);
      const same = byId.get(messageId);
      while (same !== undefined && same.next < same.places.length) {
        const index = same.places[same.next] ?? 0;
        same.next += 1;
        if (isFound[index] === 0) return take(index, true);
      }
      return null;
    },
    *rest() {
      for (let index = 0; index < starts.length; index += 1) {
        if (isFound[index] === 1) continue;
        yield { name: ids[index] ?? '', range: rangeOf(starts, ends, index), isExpunged: expunged[index] === true };
      }
    },
  };
}

function rangeOf(starts: readonly number[], ends: readonly number[], index: number): ByteRange {
  const offsetBytes = starts[index] ?? 0;
  return { offsetBytes, lengthBytes: (ends[index] ?? 0) - offsetBytes };
}
