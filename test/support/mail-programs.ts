import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { buildEmlx, flagBits } from './apple-mail/emlx-builder.ts';
import { buildEnvelopeIndex, type IndexedMail } from './apple-mail/envelope-index-builder.ts';
import { dict, xmlPlist } from './apple-mail/plist-builder.ts';
import { buildZip } from './build-zip.ts';
import { buildIndex, buildMailbox } from './thunderbird/build-index.ts';
import { buildMork } from './thunderbird/build-mork.ts';

/** What lies in a folder of mail programs. */
export interface MailPrograms {
  /** Name of the Thunderbird filter that forwards, and where to. */
  readonly filter: { readonly name: string; readonly target: string };
  /** Subject of the message that only the index of a folder knows. */
  readonly lostSubject: string;
  /** Subject and bytes of a message in an archive. */
  readonly packed: { readonly subject: string; readonly bytes: Buffer };
  /** Labels of a message that was exported from Gmail. */
  readonly labels: readonly string[];
}

const filter = { name: 'Invoices to the side', target: 'collector@outside.example' };
const lostSubject = 'Board minutes, confidential';
const packedSubject = 'Offer in an archive';
const labels = ['Clients/North', 'To check'];

/** Writes a profile of Thunderbird, a mailbox folder of Apple Mail, archives, a forward and an export of Gmail. */
export function writeMailPrograms(root: string): MailPrograms {
  const write = (path: string, content: string | Uint8Array): void => {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), content);
  };
  writeThunderbird(write);
  writeAppleMail(write);
  const bytes = Buffer.from(letter('packed', packedSubject));
  const mailbox = `From anna@example.org Thu Jan  1 10:00:00 2026\n${letter('other', 'Another in an archive')}\n`;
  write(
    'archives/backup.zip',
    buildZip({
      members: [
        { name: 'mail/offer.eml', content: bytes },
        { name: 'mail/Inbox', content: mailbox },
      ],
    }),
  );
  write('archives/rotated.gz', gzipSync(mailbox.replace('Another in', 'Rotated into')));
  write('home/.forward', `\\anna, ${filter.target}\n`);
  write(
    'takeout/All mail.mbox',
    `From 1@xxx Thu Jan 01 10:00:00 +0000 2026\nX-Gmail-Labels: Inbox,Opened,${labels.join(',')}\n${letter('labelled', 'With labels')}\n`,
  );
  return { filter, lostSubject, packed: { subject: packedSubject, bytes }, labels };
}

type Write = (path: string, content: string | Uint8Array) => void;

function letter(id: string, subject: string): string {
  return `From: Anna <anna@example.org>\nTo: Ben <ben@example.net>\nSubject: ${subject}\nMessage-ID: <${id}@example.org>\nDate: Thu, 01 Jan 2026 10:00:00 +0000\n\nText of ${id}.\n`;
}

function writeThunderbird(write: Write): void {
  const folder = 'thunderbird/x.default/ImapMail/imap.example.org';
  const mailbox = buildMailbox([{ id: 'kept@example.org', text: 'From: anna@example.org\nSubject: Kept\n\nText that is kept.\n' }]);
  const cells = (id: string, subject: string): Record<string, string> => ({
    'message-id': `${id}@example.org`,
    subject,
    sender: 'Anna <anna@example.org>',
    recipients: 'ben@example.net',
    date: '65a0b0c0',
    flags: '1',
  });
  write(`${folder}/INBOX`, mailbox.bytes);
  write(
    `${folder}/INBOX.msf`,
    buildIndex({
      messages: [
        { key: 1, cells: { ...cells('kept', 'Kept'), storeToken: String(mailbox.offsets[0]) } },
        { key: 2, cells: { ...cells('lost', lostSubject), flags: '1001' } },
      ],
      folder: {
        mailboxName: 'INBOX',
        numMsgs: '2',
        MRUTime: '1767261600',
        MRMTime: '1767261000',
        LastPurgeTime: 'Thu Jan  1 09:00:00 2026',
      },
    }).bytes,
  );
  write(
    `${folder}/msgFilterRules.dat`,
    `version="9"\nlogging="yes"\nname="${filter.name}"\nenabled="yes"\ntype="17"\naction="Forward"\nactionValue="${filter.target}"\naction="Mark read"\ncondition="AND (subject,contains,invoice)"\n`,
  );
  const card = 'ns:addrbk:db:row:scope:card:all';
  const rows = [{ scope: card, id: 1, cells: { DisplayName: 'Ben Example', PrimaryEmail: 'ben@example.net' } }];
  write(
    'thunderbird/x.default/abook.mab',
    buildMork({ tables: [{ scope: card, id: 1, kind: 'ns:addrbk:db:table:kind:pab', rows }] }).bytes,
  );
  write(
    'thunderbird/x.default/prefs.js',
    [
      ['mail.accountmanager.accounts', 'account1'],
      ['mail.account.account1.server', 'server1'],
      ['mail.account.account1.identities', 'id1'],
      ['mail.server.server1.type', 'imap'],
      ['mail.server.server1.hostname', 'imap.example.org'],
      ['mail.server.server1.userName', 'anna'],
      ['mail.server.server1.name', 'Anna at work'],
      ['mail.server.server1.directory-rel', '[ProfD]ImapMail/imap.example.org'],
      ['mail.identity.id1.useremail', 'anna@example.org'],
      ['mail.identity.id1.fullName', 'Anna Example'],
      ['mail.identity.id1.doBccList', 'copy@outside.example'],
    ]
      .map(([name, value]) => `user_pref("${name ?? ''}", "${value ?? ''}");\n`)
      .join('') + 'user_pref("mail.identity.id1.doBcc", true);\n',
  );
}

function writeAppleMail(write: Write): void {
  const mail = (number: number, more: Partial<IndexedMail>): IndexedMail => ({
    number,
    messageId: `<apple${String(number)}@example.org>`,
    subject: `Letter ${String(number)}`,
    prefix: '',
    from: ['anna@example.org', 'Anna'],
    to: [['ben@example.net', 'Ben']],
    cc: [],
    sent: 1_767_261_600 + number,
    received: 1_767_261_700 + number,
    lastViewed: null,
    flags: 0n,
    isRead: false,
    server: [],
    attachments: [],
    ...more,
  });
  const flags = flagBits.read;
  write(
    'apple/V10/ACC/INBOX.mbox/11111111-2222-3333-4444-555555555555/Data/Messages/1.emlx',
    buildEmlx({ message: letter('apple1', 'Letter 1'), properties: { flags } }).bytes,
  );
  write(
    'apple/V10/MailData/Envelope Index',
    buildEnvelopeIndex('mail-16', 'imap://ACC/INBOX', [
      mail(1, { isRead: true, lastViewed: 1_767_270_000, flags }),
      mail(2, { prefix: 'Fwd: ', server: ['forwarded'], attachments: ['plan.pdf'] }),
    ]),
  );
  write(
    'apple/V10/MailData/SyncedRules.plist',
    xmlPlist([
      dict({
        RuleId: '9C8F5248-7894-46B4-A081-37AAB2500086',
        RuleName: 'All to the side',
        AllCriteriaMustBeSatisfied: true,
        AutoResponseType: 2n,
        Criteria: [dict({ CriterionUniqueId: '254DAA18-F3D3-4255-A130-33AA94DC6686', Header: 'AllMessages' })],
        ForwardRecipients: filter.target,
        Deletes: 'NO',
        MarkRead: 'NO',
        ShouldTransferMessage: 'NO',
      }),
    ]),
  );
}
