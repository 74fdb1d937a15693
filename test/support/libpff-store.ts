import { createHash, type Hash } from 'node:crypto';
import type { Folder, Libpff, Message, Outcome, Property, Store } from 'libpff-wasm';
import { memorySource } from './memory-source.ts';

/** What an outcome holds. @throws Error when it is trouble */
export function value<T>(outcome: Outcome<T>): T {
  if (!outcome.ok) throw new Error(outcome.error.message);
  return outcome.value;
}

/** Opens a store in memory, or in a source. */
export function openBytes(libpff: Libpff, bytes: Uint8Array): Store {
  return value(libpff.openStore(memorySource(bytes)));
}

/** All folders of a store, from its root. They stay open as long as the store. */
export function* everyFolder(store: Store): Generator<Folder> {
  yield* foldersOf(value(store.rootFolder()));
}

function* foldersOf(folder: Folder): Generator<Folder> {
  yield folder;
  for (let row = 0; row < (folder.counts.folders ?? 0); row += 1) yield* foldersOf(value(folder.openFolder(row)));
}

/** All messages of all folders; each is closed when the next is asked for. */
export function* everyMessage(store: Store): Generator<Message> {
  for (const folder of everyFolder(store)) {
    if (folder.isSearchFolder) continue;
    for (let row = 0; row < (folder.counts.messages ?? 0); row += 1) {
      const message = value(folder.openMessage(row));
      yield message;
      message.close();
    }
  }
}

/** The text of a Unicode property; empty when there is none. */
export function textOf({ properties }: Pick<Message, 'properties'>, id: number): string {
  const bytes = properties.find((property) => property.id === id && property.name === null)?.bytes;
  return bytes == null ? '' : Buffer.from(bytes).toString('utf16le');
}

/** The subject without the prefix that Outlook sets before it ([MS-PST] 2.5.3.1.1.1). */
export function subjectOf(message: Pick<Message, 'properties'>): string {
  const subject = textOf(message, 0x0037);
  return subject.startsWith('\u0001') ? subject.slice(2) : subject;
}

/** One hash over every property, recipient, attachment and trouble of every message of a store. */
export function digestOf(store: Store): string {
  const hash = createHash('sha256');
  for (const message of everyMessage(store)) hashMessage(hash, message);
  return hash.digest('hex');
}

function hashMessage(hash: Hash, message: Message): void {
  hashProperties(hash, message.properties);
  for (const recipient of message.recipients) hashProperties(hash, recipient);
  hash.update(JSON.stringify([message.nodeId, message.troubles]));
  for (let index = 0; index < (message.attachmentCount ?? 0); index += 1) {
    const attachment = value(message.openAttachment(index));
    hashProperties(hash, attachment.properties);
    if (attachment.type === 'data') hash.update(value(attachment.read(0, 64 * 1024 * 1024)));
    if (attachment.type === 'message') {
      const attached = value(attachment.openMessage());
      hashMessage(hash, attached);
      attached.close();
    }
    attachment.close();
  }
}

function hashProperties(hash: Hash, properties: readonly Property[]): void {
  for (const { id, type, name, sizeBytes, bytes, isReadable } of properties) {
    hash.update(JSON.stringify([id, type, name, sizeBytes, isReadable])).update(bytes ?? '');
  }
}

/** What came of reading a store that may be damaged. */
export interface Survey {
  readonly opened: number;
  readonly failed: number;
  /** Whether the instance died, which ends the survey. */
  readonly isDead: boolean;
}

/** Reads all that can be read of a store, deleted items included. Throws only on what is not an `Outcome`. */
export function survey(libpff: Libpff, bytes: Uint8Array): Survey {
  const opened = libpff.openStore(memorySource(bytes));
  if (!opened.ok) return { opened: 0, failed: 1, isDead: opened.error.isFatal };
  const store = opened.value;
  const met = new Set<number>();
  let [done, failed] = [0, 0];
  const take = <T extends { close(): void }>(outcome: Outcome<T>, read: (item: T) => void): void => {
    if (!outcome.ok) failed += 1;
    else {
      done += 1;
      read(outcome.value);
      outcome.value.close();
    }
  };
  const readMessage = (message: Message, depth = 0): void => {
    for (let index = 0; index < Math.min(message.attachmentCount ?? 0, 50); index += 1) {
      take(message.openAttachment(index), (attachment) => {
        if (attachment.type === 'data') attachment.read(0, 1024 * 1024);
        else if (attachment.type === 'message' && depth < 8) take(attachment.openMessage(), (attached) => readMessage(attached, depth + 1));
      });
    }
  };
  const readFolder = (folder: Folder): void => {
    if (met.has(folder.nodeId)) return;
    met.add(folder.nodeId);
    for (let row = 0; row < (folder.counts.messages ?? 0); row += 1) take(folder.openMessage(row), readMessage);
    for (let row = 0; row < (folder.counts.associated ?? 0); row += 1) take(folder.openAssociated(row), readMessage);
    for (let row = 0; row < (folder.counts.folders ?? 0); row += 1) take(folder.openFolder(row), readFolder);
  };
  take(store.rootFolder(), readFolder);
  const recovered = store.recover('free');
  for (let index = 0; index < (recovered.ok ? recovered.value : 0); index += 1) take(store.openStray('recovered', index), readMessage);
  const isDead = store.death !== null;
  store.close();
  return { opened: done, failed, isDead };
}
