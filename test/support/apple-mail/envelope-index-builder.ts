import { builtDatabase } from '../sqlite-builder.ts';

/** A message of an index. */
export interface IndexedMail {
  readonly number: number;
  readonly messageId: string;
  readonly subject: string;
  readonly prefix: string;
  readonly from: readonly [address: string, name: string];
  readonly to: readonly (readonly [address: string, name: string])[];
  readonly cc: readonly (readonly [address: string, name: string])[];
  /** Seconds since 1970. */
  readonly sent: number;
  readonly received: number;
  readonly lastViewed: number | null;
  readonly flags: bigint;
  readonly isRead: boolean;
  readonly server: readonly ('replied' | 'forwarded' | 'redirected')[];
  readonly attachments: readonly string[];
}

/** The two layouts that are built: of Mail 16 (macOS 26), and of Mail 9 (OS X 10.11), as far as they are read. */
export type IndexVersion = 'mail-16' | 'mail-9';

const shared = `
  CREATE TABLE mailboxes (ROWID INTEGER PRIMARY KEY AUTOINCREMENT, url TEXT NOT NULL UNIQUE, total_count INTEGER DEFAULT 0,
    unread_count INTEGER DEFAULT 0, deleted_count INTEGER DEFAULT 0, unseen_count INTEGER DEFAULT 0, change_identifier TEXT);
  CREATE TABLE subjects (ROWID INTEGER PRIMARY KEY AUTOINCREMENT, subject TEXT COLLATE RTRIM NOT NULL UNIQUE);
  CREATE TABLE addresses (ROWID INTEGER PRIMARY KEY AUTOINCREMENT, address TEXT COLLATE NOCASE NOT NULL, comment TEXT NOT NULL);`;

const schemas: Readonly<Record<IndexVersion, string>> = {
  'mail-16': `${shared}
    CREATE TABLE messages (ROWID INTEGER PRIMARY KEY AUTOINCREMENT, message_id INTEGER NOT NULL DEFAULT 0, global_message_id INTEGER NOT NULL,
      remote_id INTEGER, document_id TEXT, sender INTEGER, subject_prefix TEXT, subject INTEGER NOT NULL, summary INTEGER, date_sent INTEGER,
      date_received INTEGER, mailbox INTEGER NOT NULL, remote_mailbox INTEGER, flags INTEGER NOT NULL DEFAULT 0, read INTEGER NOT NULL DEFAULT 0,
      flagged INTEGER NOT NULL DEFAULT 0, deleted INTEGER NOT NULL DEFAULT 0, size INTEGER NOT NULL DEFAULT 0,
      conversation_id INTEGER NOT NULL DEFAULT 0, date_last_viewed INTEGER, flag_color INTEGER, is_urgent INTEGER NOT NULL DEFAULT 0);
    CREATE TABLE recipients (ROWID INTEGER PRIMARY KEY, message INTEGER NOT NULL, address INTEGER NOT NULL, type INTEGER, position INTEGER);
    CREATE TABLE attachments (ROWID INTEGER PRIMARY KEY, message INTEGER NOT NULL, attachment_id TEXT, name TEXT);
    CREATE TABLE server_messages (ROWID INTEGER PRIMARY KEY, message INTEGER, mailbox INTEGER NOT NULL, read INTEGER NOT NULL, deleted INTEGER NOT NULL,
      replied INTEGER NOT NULL, flagged INTEGER NOT NULL, draft INTEGER NOT NULL, forwarded INTEGER NOT NULL, redirected INTEGER NOT NULL, remote_id INTEGER NOT NULL);
    CREATE TABLE message_global_data (ROWID INTEGER PRIMARY KEY, message_id INTEGER UNIQUE, read_later_date INTEGER, message_id_header TEXT);
    CREATE TABLE summaries (ROWID INTEGER PRIMARY KEY, summary TEXT NOT NULL);`,
  'mail-9': `${shared}
    CREATE TABLE messages (ROWID INTEGER PRIMARY KEY AUTOINCREMENT, message_id TEXT, document_id TEXT, in_reply_to TEXT, remote_id INTEGER, sender INTEGER,
      subject_prefix TEXT, subject INTEGER, date_sent INTEGER, date_received INTEGER, date_created INTEGER, date_last_viewed INTEGER, mailbox INTEGER,
      remote_mailbox INTEGER, original_mailbox INTEGER, flags INTEGER, read INTEGER, flagged INTEGER, size INTEGER, color TEXT, encoding INTEGER,
      type INTEGER, conversation_id INTEGER DEFAULT -1, snippet TEXT, deleted INTEGER);
    CREATE TABLE recipients (ROWID INTEGER PRIMARY KEY AUTOINCREMENT, message_id INTEGER NOT NULL, type INTEGER, address_id INTEGER NOT NULL, position INTEGER);
    CREATE TABLE attachments (ROWID INTEGER PRIMARY KEY AUTOINCREMENT, message_id INTEGER NOT NULL, name TEXT);`,
};

/** Writes an `Envelope Index` with one mailbox. */
export function buildEnvelopeIndex(version: IndexVersion, mailboxUrl: string, mails: readonly IndexedMail[]): Uint8Array {
  return builtDatabase((database) => {
    database.exec(schemas[version]);
    database.exec('BEGIN');
    const run = (sql: string, ...values: readonly (string | number | bigint | null)[]): void => {
      database.run(sql, [...values]);
    };
    const addresses: string[] = [];
    const addressOf = ([address, name]: readonly [string, string]): number => {
      const known = addresses.indexOf(`${address}|${name}`);
      if (known !== -1) return known + 1;
      addresses.push(`${address}|${name}`);
      run('INSERT INTO addresses VALUES (?, ?, ?)', addresses.length, address, name);
      return addresses.length;
    };
    const subjects: string[] = [];
    const subjectOf = (subject: string): number => {
      const known = subjects.indexOf(subject);
      if (known !== -1) return known + 1;
      subjects.push(subject);
      run('INSERT INTO subjects VALUES (?, ?)', subjects.length, subject);
      return subjects.length;
    };
    run(
      'INSERT INTO mailboxes (ROWID, url, total_count, unread_count) VALUES (1, ?, ?, ?)',
      mailboxUrl,
      mails.length,
      mails.filter(({ isRead }) => !isRead).length,
    );
    for (const mail of mails) {
      const { number, messageId, sent, received, lastViewed, flags, isRead } = mail;
      const common = [
        addressOf(mail.from),
        mail.prefix,
        subjectOf(mail.subject),
        sent,
        received,
        lastViewed,
        flags,
        isRead ? 1 : 0,
      ] as const;
      const names = 'sender, subject_prefix, subject, date_sent, date_received, date_last_viewed, flags, read, mailbox';
      if (version === 'mail-16') {
        run('INSERT INTO message_global_data VALUES (?, ?, NULL, ?)', number + 1000, -number, messageId);
        run('INSERT INTO summaries VALUES (?, ?)', number, `beginning of ${mail.subject}`);
        run(
          `INSERT INTO messages (ROWID, message_id, global_message_id, summary, ${names}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 1)`,
          number,
          -number,
          number + 1000,
          number,
          ...common,
        );
        // A message that lies in two mailboxes of the server has two rows there.
        for (const place of [1, 2]) {
          const state = ['replied', 'forwarded', 'redirected'].map((word) =>
            place === 2 && mail.server.some((one) => one === word) ? 1 : 0,
          );
          run('INSERT INTO server_messages VALUES (NULL, ?, ?, ?, 0, ?, 0, 0, ?, ?, 7)', number, place, isRead ? 1 : 0, ...state);
        }
      } else {
        run(
          `INSERT INTO messages (ROWID, message_id, snippet, ${names}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 1)`,
          number,
          messageId,
          `beginning of ${mail.subject}`,
          ...common,
        );
      }
      const [message, address] = version === 'mail-16' ? ['message', 'address'] : ['message_id', 'address_id'];
      const recipients = [...mail.to.map((one) => [0, one] as const), ...mail.cc.map((one) => [1, one] as const)];
      recipients.forEach(([type, person], position) => {
        run(
          `INSERT INTO recipients (${message}, ${address}, type, position) VALUES (?, ?, ?, ?)`,
          number,
          addressOf(person),
          type,
          recipients.length - position,
        );
      });
      for (const name of mail.attachments) run(`INSERT INTO attachments (${message}, name) VALUES (?, ?)`, number, name);
    }
    database.exec('COMMIT');
  }).bytes;
}
