import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { createRequire } from 'node:module';
import { basename, join } from 'node:path';
import { openPstFile, type IPSTFolder } from '@hiraokahypertools/pst-extractor';
import type * as PstExtractor from 'pst-extractor';
import type { PSTAttachment, PSTFolder, PSTMessage } from 'pst-extractor';
import { describe, expect, test } from 'vitest';
import { hasOutlookTool, noOutlookToolReason, runOutlookTool } from '#test/support/outlook-tools.ts';
import { generatedStore, writeStore, type MessageTruth, type StoreDescription, type StoreTruth } from '#test/support/pst-builder/index.ts';
import { secondOpinion, type SecondOpinion } from '#test/support/pst-extractor.ts';
import { exampleDescription } from '#test/support/stored-example.ts';
import { temporaryFolder } from '#test/support/temporary-folder.ts';

/** Tools that share no code with the builder read what it writes, and find what it says is there. */

const { PSTFile } = createRequire(import.meta.url)('pst-extractor') as typeof PstExtractor;
const folder = temporaryFolder('pst-builder-peers');
const deletions = ['freed', 'superseded'] as const;

interface Built {
  readonly path: string;
  readonly truth: StoreTruth;
  readonly live: readonly MessageTruth[];
  /** Transport headers by node identifier. */
  readonly headers: ReadonlyMap<number, string>;
  readonly messageIds: readonly string[];
}

function build(name: string, description: StoreDescription): Built {
  const path = join(folder, `${name}.pst`);
  const headers = new Map<number, string>();
  const messageIds: string[] = [];
  const truth = writeStore(path, description, ({ truth: { state, nodeId }, properties }) => {
    const textOf = (id: number): string => {
      const property = properties.find((property) => property.id === id);
      return Buffer.from(property?.bytes ?? []).toString(property?.type === 0x1e ? 'latin1' : 'utf16le');
    };
    headers.set(nodeId, textOf(0x007d));
    if (state === 'live' && textOf(0x1035) !== '') messageIds.push(textOf(0x1035));
  });
  return { path, truth, live: truth.messages.filter(({ state, kind }) => state === 'live' && kind === 'message'), headers, messageIds };
}

const generated = build('generated', generatedStore({ messages: 400, deleted: 40, deletions, folders: 5, averageBytes: 12_000, seed: 11 }));
const deep = build('deep', { ...generatedStore({ messages: 60, folders: 3, averageBytes: 9_000, seed: 12 }), greatestFanout: 3 });
const plain = build('plain', { ...exampleDescription(), encoding: 'none' });
const cyclic = build('cyclic', { ...exampleDescription(), encoding: 'cyclic' });
const ansi = build(
  'ansi',
  generatedStore({ messages: 400, deleted: 40, deletions, folders: 5, averageBytes: 12_000, seed: 11, format: 'ansi' }),
);
const ansiDeep = build('ansi-deep', {
  ...generatedStore({ messages: 60, folders: 3, averageBytes: 9_000, seed: 12, format: 'ansi' }),
  greatestFanout: 3,
});
const ansiPlain = build('ansi-plain', { ...exampleDescription(), encoding: 'none', format: 'ansi' });
const ansiCyclic = build('ansi-cyclic', { ...exampleDescription(), encoding: 'cyclic', format: 'ansi' });

describe('pst-extractor', () => {
  // It reads no store that is encoded "high".
  test.each([
    ['generated', generated],
    ['deep', deep],
    ['plain', plain],
  ])('%s: finds every message with its subject, headers and attachments', (_, { path, live, headers }) => {
    const opinions = secondOpinion(readFileSync(path)) ?? new Map<number, SecondOpinion>();
    const theirs = [...opinions.values()].map(({ nodeId, subject, headers, attachments, attachedMessages }) => ({
      nodeId,
      subject,
      headers,
      attachments,
      attachedMessages,
    }));
    const ours = live.map(({ nodeId, subject, attachments }) => ({
      nodeId,
      subject,
      headers: headers.get(nodeId),
      attachments: attachments.length,
      attachedMessages: attachments.filter(({ kind }) => kind === 'message').length,
    }));
    expect(sorted(theirs)).toEqual(sorted(ours));
  });

  test.each([
    ['generated', generated],
    ['plain', plain],
  ])('%s: reads every recipient, and every attachment byte for byte', (_, { path, live }) => {
    const theirs: unknown[] = [];
    eachMessage(new PSTFile(path).getRootFolder(), (message) => {
      const recipients = Array.from({ length: message.numberOfRecipients }, (_, index) => {
        const recipient = message.getRecipient(index);
        return [recipient?.recipientType, recipient?.displayName, recipient?.smtpAddress];
      });
      const hashes = Array.from({ length: message.numberOfAttachments }, (_, index) => {
        const attachment = message.getAttachment(index);
        const size = attachment.attachMethod === 1 ? attachment.filesize : 0;
        return [attachment.longFilename, size === 0 ? null : attachmentHash(attachment.fileInputStream, size)];
      });
      theirs.push({ nodeId: Number(message.descriptorNodeId), recipients, hashes: hashes.filter(([, hash]) => hash !== null) });
    });
    const ours = live.map(({ nodeId, recipients, attachments }) => ({
      nodeId,
      recipients: recipients.map(({ kind, name, address }) => [{ to: 1, cc: 2, bcc: 3 }[kind], name, address]),
      hashes: attachments.filter(({ kind, sizeBytes }) => kind === 'data' && sizeBytes !== 0).map(({ name, sha256 }) => [name, sha256]),
    }));
    expect(sorted(theirs as { nodeId: number }[])).toEqual(sorted(ours));
  });
});

// pst-extractor compares the keys of an ANSI store as texts, and so finds nothing in the corpus's own either.
describe('@hiraokahypertools/pst-extractor', () => {
  test.each([
    ['ansi', ansi],
    ['ansi-deep', ansiDeep],
    ['ansi-plain', ansiPlain],
  ])('%s: finds every message with its subject, headers, recipients and attachments', async (_, { path, live, headers }) => {
    const store = await openPstFile(path, { ansiEncoding: 'cp1252' });
    const theirs = await messagesBelow(await store.getRootFolder());
    await store.close();
    const ours = live.map(({ nodeId, subject, recipients, attachments }) => ({
      nodeId,
      subject,
      headers: headers.get(nodeId),
      recipients: recipients.map(({ kind, name, address }) => [{ to: 1, cc: 2, bcc: 3 }[kind], name, address]),
      attachments: attachments.map(({ kind, name, sha256 }) => (kind === 'data' ? [name, sha256] : kind)),
    }));
    expect(sorted(theirs)).toEqual(sorted(ours));
  });
});

if (!hasOutlookTool('readpst')) console.info(noOutlookToolReason('readpst'));

describe.skipIf(!hasOutlookTool('readpst'))('readpst', () => {
  test.each([
    ['generated', generated],
    ['deep', deep],
    ['ansi', ansi],
    ['ansi-deep', ansiDeep],
  ])('%s: extracts every message, and none that is deleted', (name, { path, live, messageIds }) => {
    const output = join(folder, `readpst-${name}`);
    mkdirSync(output);
    runOutlookTool('readpst', ['-M', '-D', '-j', '0', '-o', output, path]);
    const files = filesBelow(output);
    const countIn = (folderName: string): number => files.filter((file) => basename(join(file, '..')) === folderName).length;
    for (const folderName of new Set(live.map(({ folderPath }) => folderPath.at(-1) ?? ''))) {
      expect([folderName, countIn(folderName)]).toEqual([
        folderName,
        live.filter(({ folderPath }) => folderPath.at(-1) === folderName).length,
      ]);
    }
    const theirs = files.map((file) => /^message-id: *(\S+)/im.exec(readFileSync(file, 'utf8'))?.[1]);
    expect(theirs.sort()).toEqual(messageIds.toSorted());
  });

  test.each([
    ['cyclic', cyclic],
    ['ansi-cyclic', ansiCyclic],
  ])('%s: reads a store that is encoded "high"', (name, { path }) => {
    const output = join(folder, `readpst-${name}`);
    mkdirSync(output);
    runOutlookTool('readpst', ['-r', '-D', '-j', '0', '-o', output, path]);
    expect(readFileSync(join(output, 'Example', 'Inbox', 'Ünter', 'deep', 'mbox'), 'utf8')).toContain('Subject: FW: deep');
  });
});

if (!hasOutlookTool('pffexport')) console.info(noOutlookToolReason('pffexport'));

describe.skipIf(!hasOutlookTool('pffexport'))('pffexport', () => {
  test.each([
    ['generated', generated],
    ['deep', deep],
    ['cyclic', cyclic],
    ['ansi', ansi],
    ['ansi-deep', ansiDeep],
    ['ansi-cyclic', ansiCyclic],
  ])('%s: exports every message and attachment byte for byte', (name, { path, live }) => {
    const target = join(folder, `pffexport-${name}`);
    runOutlookTool('pffexport', ['-q', '-m', 'items', '-t', target, path]);
    const files = filesBelow(`${target}.export`);
    const all = live.flatMap(withAttached).filter(({ messageClass }) => messageClass === 'IPM.Note');
    expect(files.filter((file) => basename(file) === 'OutlookHeaders.txt')).toHaveLength(all.length);
    const theirs = files.filter((file) => basename(join(file, '..')) === 'Attachments').map((file) => hashOf(readFileSync(file)));
    const ours = all.flatMap(({ attachments }) => attachments.flatMap(({ sha256 }) => (sha256 === null ? [] : [sha256])));
    expect(theirs.sort()).toEqual(ours.sort());
  });
});

async function messagesBelow(within: IPSTFolder): Promise<{ readonly nodeId: number }[]> {
  const found = [];
  for (const child of await within.getSubFolders()) found.push(...(await messagesBelow(child)));
  for (const message of await within.getEmails()) {
    const recipients = await message.getRecipients();
    const attachments = await message.getAttachments();
    found.push({
      nodeId: message.primaryNodeId,
      subject: message.subject,
      headers: message.transportMessageHeaders,
      recipients: recipients.map(({ recipientType, displayName, smtpAddress }) => [recipientType, displayName, smtpAddress]),
      attachments: attachments.map(({ attachMethod, longFilename, fileData }) =>
        attachMethod === 1
          ? [longFilename, hashOf(new Uint8Array(fileData ?? new ArrayBuffer(0)))]
          : { 2: 'reference', 5: 'message', 6: 'ole' }[attachMethod],
      ),
    });
  }
  return found;
}

function withAttached(message: MessageTruth): MessageTruth[] {
  return [message, ...message.attachments.flatMap((attachment) => (attachment.message === null ? [] : withAttached(attachment.message)))];
}

function sorted<T extends { readonly nodeId: number }>(items: readonly T[]): T[] {
  return items.toSorted((left, right) => left.nodeId - right.nodeId);
}

function eachMessage(within: PSTFolder, visit: (message: PSTMessage) => void): void {
  for (const child of within.hasSubfolders ? within.getSubFolders() : []) eachMessage(child, visit);
  if (within.contentCount === 0) return;
  for (let message = within.getNextChild() as PSTMessage | null; message !== null; message = within.getNextChild() as PSTMessage | null) {
    visit(message);
  }
}

function attachmentHash(stream: PSTAttachment['fileInputStream'], sizeBytes: number): string {
  const content = Buffer.alloc(sizeBytes);
  stream?.readCompletely(content);
  return hashOf(content);
}

function filesBelow(path: string): string[] {
  return readdirSync(path).flatMap((name) => {
    const inside = join(path, name);
    return statSync(inside).isDirectory() ? filesBelow(inside) : [inside];
  });
}

function hashOf(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}
