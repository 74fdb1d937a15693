import { hash } from 'node:crypto';
import type { MessageDraft, RecordDraft } from '#model/index.ts';

/**
 * The messages of a store that are known already, each as a hash of what it is, so that copies of it in freed blocks are
 * told from messages that are lost otherwise.
 */
export interface KnownMessages {
  add(record: RecordDraft): void;
  has(message: MessageDraft): boolean;
  /** The list as bytes, for `knownMessages` in another process. */
  packed(): Uint8Array;
}

/**
 * Makes a list. Takes about 40 bytes for each message.
 * @param lists packed lists of messages that are in it from the beginning
 */
export function knownMessages(lists: readonly Uint8Array[] = []): KnownMessages {
  const hashes = new Set<number>();
  for (const list of lists) for (const known of new Float64Array(new Uint8Array(list).buffer)) hashes.add(known);
  return {
    add(record) {
      if (record.kind !== 'message') return;
      hashes.add(hashOf(identityOf(record)));
      hashes.add(hashOf([...identityOf(record), ...contentOf(record)]));
    },
    has(message) {
      const content = contentOf(message);
      // A block alone lacks its long values: then only what the message is can be compared, not what it says.
      return hashes.has(hashOf(content.every((part) => part === '') ? identityOf(message) : [...identityOf(message), ...content]));
    },
    packed: () => new Uint8Array(Float64Array.from(hashes).buffer),
  };
}

function identityOf({ claimed, properties }: MessageDraft): string[] {
  const searchKey = properties.find(({ name }) => name === 'PidTagSearchKey')?.value ?? '';
  return [
    claimed.messageClass,
    claimed.subject,
    claimed.messageId ?? '',
    claimed.sent?.raw ?? '',
    claimed.received?.raw ?? '',
    String(searchKey),
  ];
}

function contentOf({ bodies, headerBlock }: MessageDraft): string[] {
  return [bodies.text ?? '', bodies.html ?? '', Buffer.from(headerBlock).toString('latin1')];
}

function hashOf(parts: readonly string[]): number {
  return hash('sha1', parts.join('\0'), 'buffer').readUIntBE(0, 6);
}
