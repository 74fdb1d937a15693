/**
 * Peers of the benchmark of stores that are libraries, each run in a process of its own:
 * `pst-peer.ts pst-extractor|hiraokahypertools STORE…`. They do the work of a full record: subject, sender, headers,
 * bodies, recipients, and SHA-256 of each attachment, attached messages included. Prints the number of messages.
 */
import { createHash } from 'node:crypto';
import { createRequire } from 'node:module';
import { openPstFile, type IPSTFolder, type IPSTMessage } from '@hiraokahypertools/pst-extractor';
import type * as PstExtractor from 'pst-extractor';
import type { PSTAttachment, PSTFolder, PSTMessage } from 'pst-extractor';

const { PSTFile } = createRequire(import.meta.url)('pst-extractor') as typeof PstExtractor;

/** Keeps what was read from being left out as of no use. */
let read = 0;

function countFolder(folder: PSTFolder): number {
  let messages = 0;
  if (folder.hasSubfolders) for (const child of folder.getSubFolders()) messages += countFolder(child);
  if (folder.contentCount === 0) return messages;
  for (let message = next(folder); message !== null; message = next(folder)) messages += countMessage(message);
  return messages;
}

function next(folder: PSTFolder): PSTMessage | null {
  return folder.getNextChild() as PSTMessage | null;
}

function countMessage(message: PSTMessage): number {
  let messages = 1;
  const { subject, senderName, senderEmailAddress, transportMessageHeaders, body, bodyHTML, bodyRTF } = message;
  read += subject.length + senderName.length + senderEmailAddress.length + transportMessageHeaders.length + body.length;
  read += bodyHTML.length + bodyRTF.length;
  for (let index = 0; index < message.numberOfRecipients; index += 1) read += message.getRecipient(index)?.emailAddress.length ?? 0;
  for (let index = 0; index < message.numberOfAttachments; index += 1) {
    const attachment = message.getAttachment(index);
    const attached = attachment.embeddedPSTMessage;
    if (attached !== null) messages += countMessage(attached);
    else read += hashed(attachment);
  }
  return messages;
}

function hashed(attachment: PSTAttachment): number {
  const stream = attachment.fileInputStream;
  if (stream === null) return 0;
  const bytes = Buffer.alloc(stream.length.toNumber());
  stream.readCompletely(bytes);
  return createHash('sha256').update(bytes).digest().length;
}

async function countFolderOfFork(folder: IPSTFolder): Promise<number> {
  let messages = 0;
  for (const child of await folder.getSubFolders()) messages += await countFolderOfFork(child);
  const count = await folder.getEmailCount();
  for (let index = 0; index < count; index += 1) messages += await countMessageOfFork(await folder.getEmail(index));
  return messages;
}

async function countMessageOfFork(message: IPSTMessage): Promise<number> {
  let messages = 1;
  const { subject, senderName, senderEmailAddress, transportMessageHeaders, body, bodyHTML, bodyRTF } = message;
  read += subject.length + senderName.length + senderEmailAddress.length + transportMessageHeaders.length + body.length;
  read += bodyHTML.length + bodyRTF.length;
  for (const recipient of await message.getRecipients()) read += recipient.emailAddress.length;
  for (const attachment of await message.getAttachments()) {
    const attached = await attachment.getEmbeddedPSTMessage();
    if (attached !== null) messages += await countMessageOfFork(attached);
    else if (attachment.fileData !== undefined) read += createHash('sha256').update(new Uint8Array(attachment.fileData)).digest().length;
  }
  return messages;
}

async function countStore(peer: string, store: string): Promise<number> {
  if (peer === 'pst-extractor') {
    const file = new PSTFile(store);
    const messages = countFolder(file.getRootFolder());
    file.close();
    return messages;
  }
  const file = await openPstFile(store);
  const messages = await countFolderOfFork(await file.getRootFolder());
  await file.close();
  return messages;
}

const [peer = '', ...stores] = process.argv.slice(2);
let messages = 0;
for (const store of stores) {
  try {
    messages += await countStore(peer, store);
  } catch (thrown) {
    console.error(`${peer} failed on ${store}: ${thrown instanceof Error ? thrown.message : String(thrown)}`);
  }
}
if (read === 0) console.error(`${peer} read nothing`);
console.log(messages);
