/**
 * Peers of the mail benchmark that are libraries, each run in a process of its own:
 * `mail-peer.ts mailparser|postal-mime|plain mbox|maildir|emlx PATH`. Per message: all header fields, subject, addresses,
 * date, decoded bodies, and SHA-256 of the message and each attachment; of a file of Apple Mail also its property list, which is
 * decoded by this project's reader, as these libraries know none; `plain` reads the bytes and nothing else. Prints the
 * number of messages.
 */
import { createHash } from 'node:crypto';
import { closeSync, openSync, readFileSync, readSync } from 'node:fs';
import { createRequire } from 'node:module';
import PostalMime from 'postal-mime';
import { defaultLimits } from '#model/index.ts';
import { filesBelow } from './files-below.ts';

/** What is used of mailparser, which comes without types. */
interface MailParser {
  simpleParser(
    source: Buffer,
    options: object,
  ): Promise<{
    headerLines: readonly unknown[];
    subject?: string;
    text?: string;
    html?: string | false;
    attachments: readonly { content: Buffer }[];
  }>;
}

const { simpleParser } = createRequire(import.meta.url)('mailparser') as MailParser;

/** Keeps what was read from being left out as of no use. */
let read = 0;

const [peer = '', kind = '', path = ''] = process.argv.slice(2);
const decodedValues = kind === 'emlx' && peer !== 'plain' ? await plistDecoder() : () => 0;

/** Decodes a property list and says how many values it holds. */
async function plistDecoder(): Promise<(bytes: Buffer) => number> {
  const { readPlist, factsOf } = await import('#formats/plist/index.ts');
  return (bytes) => {
    const root = readPlist(bytes, defaultLimits)?.root ?? null;
    return root === null ? 0 : factsOf(root).facts.length;
  };
}

const pieceBytes = 4 * 1024 * 1024;

/** The messages of a generated mbox, by its `From ` lines alone: the simplest splitting there is. */
function* messagesOfMbox(path: string): Generator<Buffer, void, undefined> {
  const file = openSync(path, 'r');
  const piece = Buffer.alloc(pieceBytes);
  let rest: Buffer = Buffer.alloc(0);
  for (let length = readSync(file, piece); length > 0; length = readSync(file, piece)) {
    rest = Buffer.concat([rest, piece.subarray(0, length)]);
    for (let end = rest.indexOf('\n\nFrom '); end !== -1; end = rest.indexOf('\n\nFrom ')) {
      yield afterSeparator(rest.subarray(0, end + 1));
      rest = rest.subarray(end + 2);
    }
  }
  closeSync(file);
  if (rest.length > 0) yield afterSeparator(rest);
}

function afterSeparator(message: Buffer): Buffer {
  return message.subarray(message.indexOf('\n') + 1);
}

function* messagesOfFolder(path: string, kind: string): Generator<Buffer, void, undefined> {
  for (const file of filesBelow(path)) {
    const bytes = readFileSync(file.path);
    if (kind !== 'emlx') yield bytes;
    else {
      const start = bytes.indexOf('\n') + 1;
      const end = start + Number(bytes.toString('latin1', 0, start));
      read += decodedValues(bytes.subarray(end));
      yield bytes.subarray(start, end);
    }
  }
}

function sha256(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}

const work: Readonly<Record<string, (message: Buffer) => Promise<void> | void>> = {
  plain: (message) => {
    read += message.length;
  },
  async mailparser(message) {
    read += sha256(message).length;
    const parsed = await simpleParser(message, { skipHtmlToText: true, skipTextToHtml: true, skipImageLinks: true });
    read += parsed.headerLines.length + (parsed.subject?.length ?? 0) + (parsed.text?.length ?? 0);
    for (const { content } of parsed.attachments) read += sha256(content).length;
  },
  async 'postal-mime'(message) {
    read += sha256(message).length;
    const parsed = await PostalMime.parse(message);
    read += parsed.headers.length + (parsed.subject?.length ?? 0) + (parsed.text?.length ?? 0) + (parsed.html?.length ?? 0);
    for (const { content } of parsed.attachments)
      read += sha256(typeof content === 'string' ? Buffer.from(content) : new Uint8Array(content)).length;
  },
};

let messages = 0;
for (const message of kind === 'mbox' ? messagesOfMbox(path) : messagesOfFolder(path, kind)) {
  await work[peer]?.(message);
  messages += 1;
}
if (read === 0) console.error(`${peer} read nothing`);
console.log(messages);
