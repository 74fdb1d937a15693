import { createHash, type Hash } from 'node:crypto';
import type { Property } from 'libpff-wasm';
import type { StoreAttachment, StoreItem } from '../store-item.ts';

/**
 * A key of all that an item holds: two items with the same key have the same properties, recipients and attachments,
 * byte for byte.
 */
export function contentKey(item: StoreItem): string {
  const hash = createHash('sha256');
  addItem(hash, item, 0);
  return hash.digest('hex');
}

function addItem(hash: Hash, item: StoreItem, depth: number): void {
  for (const property of item.properties) {
    addProperty(hash, property);
    if (property.bytes === null && property.isReadable) {
      for (const piece of pieces((offset) => item.readValue(property, offset, pieceBytes))) hash.update(piece);
    }
  }
  for (const recipient of item.recipients) for (const property of recipient) addProperty(hash, property);
  hash.update(`attachments ${String(item.attachmentCount)}`);
  if (depth >= deepest) return;
  for (let index = 0; index < (item.attachmentCount ?? 0); index += 1) {
    const opened = item.openAttachment(index);
    if (!opened.ok) {
      hash.update('unreadable');
      continue;
    }
    addAttachment(hash, opened.value, depth);
    opened.value.close();
  }
}

function addAttachment(hash: Hash, attachment: StoreAttachment, depth: number): void {
  for (const property of attachment.properties) addProperty(hash, property);
  if (attachment.type === 'message') {
    const message = attachment.openMessage();
    if (message.ok) addItem(hash, message.value, depth + 1);
    else hash.update('unreadable');
  } else if ((attachment.sizeBytes ?? 0) > inlineBytes) {
    for (const piece of pieces((offset) => attachment.read(offset, pieceBytes))) hash.update(piece);
  }
}

function addProperty(hash: Hash, { id, type, sizeBytes, bytes, isReadable }: Property): void {
  hash.update(`${String(id)} ${String(type)} ${String(sizeBytes)} ${String(isReadable)} `);
  if (bytes !== null) hash.update(bytes);
}

function* pieces(
  read: (offsetBytes: number) => { readonly ok: true; readonly value: Uint8Array } | { readonly ok: false },
): Generator<Uint8Array> {
  for (let at = 0; at < mostBytes;) {
    const piece = read(at);
    if (!piece.ok || piece.value.length === 0) return;
    yield piece.value;
    at += piece.value.length;
  }
}

const pieceBytes = 1024 * 1024;
/** Data that came with the properties of the attachment are hashed there. */
const inlineBytes = 256 * 1024;
/** Two states of an item that agree in so much are taken for one. */
const mostBytes = 256 * 1024 * 1024;
const deepest = 16;
