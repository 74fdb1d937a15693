import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { backgroundMail } from './background-mail.ts';
import { buildMbox } from './build-mbox.ts';

/** A file of a built folder and what is true of it. */
export interface MailFolderFile {
  readonly relativePath: string;
  /** The reader that is to read it; null for a file that is no mail. */
  readonly format: 'mbox' | 'eml' | null;
  readonly messageIds: readonly string[];
  readonly folderPath: readonly string[];
  /** State words of a single message, sorted. */
  readonly flags: readonly string[];
}

/**
 * Writes a folder of mail as users have them: a Maildir with subfolders and flags, an MH folder, loose .eml files,
 * mailboxes in two dialects, and files that are no mail.
 * @param root an existing folder, to be filled
 * @param messagesPerFolder how many messages each of its folders gets
 */
export function buildMailFolder(root: string, seed: number, messagesPerFolder = 5): readonly MailFolderFile[] {
  const mail = backgroundMail({ seed, averageBytes: 2000 });
  const take = (count: number) => Array.from({ length: count }, () => mail.next().value);
  const files: MailFolderFile[] = [];
  const write = (file: MailFolderFile, content: string | Uint8Array): void => {
    const path = join(root, ...file.relativePath.split('/'));
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, content);
    files.push(file);
  };
  const writeSingles = (
    place: string,
    folderPath: readonly string[],
    nameOf: (ordinal: number) => string,
    flagsOf: (ordinal: number) => readonly string[],
  ): void => {
    for (const [ordinal, message] of take(messagesPerFolder).entries()) {
      const relativePath = `${place}/${nameOf(ordinal)}`;
      write({ relativePath, format: 'eml', messageIds: [message.messageId], folderPath, flags: flagsOf(ordinal) }, message.text);
    }
  };
  const letters = ['S', 'RS', 'PS', 'FT', 'D'];
  const words = [['read'], ['read', 'replied'], ['forwarded', 'read'], ['deleted', 'flagged'], ['draft']];
  // A colon cannot stand in a file name on Windows; programs write a semicolon there.
  writeSingles(
    'Maildir/cur',
    ['Maildir'],
    (n) => `1554${String(n)}00000.M1P${String(n)}.host;2,${letters[n % 5] ?? ''}`,
    (n) => words[n % 5] ?? [],
  );
  writeSingles(
    'Maildir/new',
    ['Maildir'],
    (n) => `1555${String(n)}00000.M1P${String(n)}.host`,
    () => [],
  );
  writeSingles(
    'Maildir/.Sent.Old/cur',
    ['Maildir', 'Sent', 'Old'],
    (n) => `1556${String(n)}00000.M1P${String(n)}.host;2,S`,
    () => ['read'],
  );
  writeSingles(
    'mh/inbox',
    ['mh', 'inbox'],
    (n) => String(n + 1),
    () => [],
  );
  writeSingles(
    'loose',
    ['loose'],
    (n) => `message ${String(n)}.eml`,
    () => [],
  );
  for (const [name, dialect] of [
    ['Inbox', 'mboxrd'],
    ['archive.mbox', 'mboxcl'],
  ] as const) {
    const messages = take(messagesPerFolder);
    write(
      {
        relativePath: `boxes/${name}`,
        format: 'mbox',
        messageIds: messages.map(({ messageId }) => messageId),
        folderPath: ['boxes', name],
        flags: [],
      },
      buildMbox({ dialect, messages }).bytes,
    );
  }
  const strangers = {
    'notes.txt': 'Call the customer back.\n',
    'boxes/.mailboxrc': '{"sort": "date"}\n',
    'loose/picture.eml': Buffer.of(0x89, 0x50, 0x4e, 0x47),
  };
  for (const [relativePath, content] of Object.entries(strangers))
    write({ relativePath, format: null, messageIds: [], folderPath: [], flags: [] }, content);
  return files.sort((a, b) => (a.relativePath < b.relativePath ? -1 : 1));
}
