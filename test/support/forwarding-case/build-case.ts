import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { buildEmlx } from '../apple-mail/emlx-builder.ts';
import { sealHeader } from '../pst-builder/store-header.ts';
import { writeStore } from '../pst-builder/index.ts';
import { mailText, ordinaryMail, type MadeMessage } from './ordinary-mail.ts';
import { storedMessage, storedRule } from './stored-message.ts';
import { markedCopy, plant, sentCopy, type Planted } from './planted.ts';

/** A made case: five mailboxes, each an evidence item. */
export interface MadeCase {
  readonly paths: readonly string[];
  readonly planted: readonly Planted[];
  readonly messages: number;
}

const owners = {
  pst: 'anna@firm.example',
  thunderbird: 'ben@firm.example',
  apple: 'carol@firm.example',
  mbox: 'dave@target.example',
  ost: 'gina@firm.example',
} as const;

/** Makes the case in a folder. @param forwarding with eight mechanisms of forwarding, or with ordinary mail alone */
export function buildCase(folder: string, perMailbox: number, forwarding: 'planted' | 'none'): MadeCase {
  const planted = forwarding === 'planted' ? plantedMechanisms() : null;
  const mailOf = (owner: string, seed: number, extra: readonly Planted[]): MadeMessage[] => [
    ...ordinaryMail({ owner, seed, count: perMailbox }),
    ...extra.flatMap(({ messages }) => messages),
  ];
  const mailboxes = {
    pst: mailOf(owners.pst, 1, planted === null ? [] : [planted.rule]),
    thunderbird: mailOf(owners.thunderbird, 2, planted === null ? [] : [planted.filter, planted.copy]),
    apple: mailOf(owners.apple, 3, planted === null ? [] : [planted.redirect]),
    mbox: mailOf(owners.mbox, 4, planted === null ? [] : [planted.setting, planted.gmail, planted.sieve]),
    ost: mailOf(owners.ost, 5, planted === null ? [] : [planted.transport]),
  };
  const paths = {
    pst: join(folder, 'anna.pst'),
    thunderbird: join(folder, 'ben.default'),
    apple: join(folder, 'carol'),
    mbox: join(folder, 'dave'),
    ost: join(folder, 'gina.ost'),
  };
  writePst(paths.pst, mailboxes.pst, planted?.rule.destination ?? null);
  writeProfile(
    paths.thunderbird,
    mailboxes.thunderbird,
    planted === null ? null : { filter: planted.filter.destination, copy: planted.copy.destination },
  );
  writeAppleMail(paths.apple, mailboxes.apple);
  writeMboxes(paths.mbox, mailboxes.mbox);
  writePst(paths.ost, mailboxes.ost, null);
  markAsOst(paths.ost);
  return {
    paths: Object.values(paths),
    planted: planted === null ? [] : Object.values(planted),
    messages: Object.values(mailboxes).reduce((sum, { length }) => sum + length, 0),
  };
}

function plantedMechanisms() {
  const subject = (index: number): string => `part ${String(index)} of the files`;
  const forward = (index: number): string => `Fwd: ${subject(index)}`;
  return {
    rule: plant('server-rule', 'drop1@outside.example', {
      count: 40,
      fromDay: 60,
      make: sentCopy(owners.pst, 'drop1@outside.example', (index) => `FW: ${subject(index)}`, ['auto']),
    }),
    filter: plant('client-rule', 'drop2@outside.example', {
      count: 30,
      fromDay: 100,
      make: sentCopy(owners.thunderbird, 'drop2@outside.example', forward),
    }),
    copy: plant('standing-copy', 'drop3@outside.example', {
      count: 22,
      fromDay: 200,
      make: sentCopy(owners.thunderbird, 'person1@contoso.example', subject, ['Bcc: drop3@outside.example']),
    }),
    redirect: plant('resent', 'drop4@outside.example', {
      count: 12,
      fromDay: 150,
      make: sentCopy(owners.apple, 'carol@firm.example', subject, [`Resent-From: ${owners.apple}`, 'Resent-To: drop4@outside.example']),
    }),
    setting: plant('mailbox-setting', owners.mbox, {
      count: 25,
      fromDay: 20,
      make: markedCopy(owners.mbox, 'erin@firm.example', [
        'X-MS-Exchange-ForwardingLoop: erin@firm.example;44d81603-6a98-429d-8ab9-bb947b669639',
      ]),
    }),
    gmail: plant('mailbox-setting', 'pool@target.example', {
      count: 20,
      fromDay: 220,
      make: markedCopy(owners.mbox, 'hugo@gmail.com', [
        'X-Forwarded-To: pool@target.example',
        'X-Forwarded-For: hugo@gmail.com pool@target.example',
      ]),
    }),
    sieve: plant('sieve', owners.mbox, {
      count: 15,
      fromDay: 300,
      make: markedCopy(owners.mbox, 'frank@uni.example', ['X-Sieve-Redirected-From: frank@uni.example']),
    }),
    transport: plant('transport-rule', owners.ost, {
      count: 18,
      fromDay: 250,
      make: markedCopy(owners.ost, 'sales@firm.example', ['X-MS-Exchange-Transport-Rules-Loop: 1']),
    }),
  };
}

function writePst(path: string, messages: readonly MadeMessage[], forwardTo: string | null): void {
  const folders = [
    ['Inbox', 'Inbox'],
    ['Sent', 'Sent Items'],
  ] as const;
  writeStore(path, {
    folders: folders.map(([folder, name]) => ({
      name,
      messages: messages.filter((one) => one.folder === folder).map(storedMessage),
      ...(folder === 'Inbox' && forwardTo !== null ? { associated: [storedRule({ name: 'Copies', forwardTo, subject: 'part' })] } : {}),
    })),
    deletedItems: { messages: messages.filter((one) => one.folder === 'Trash').map(storedMessage) },
  });
}

// [MS-PST] 2.2.2.6: the client magic says that it is an OST; two checksums cover it.
function markAsOst(path: string): void {
  const bytes = readFileSync(path);
  bytes.write('SO', 8, 'latin1');
  sealHeader(bytes);
  writeFileSync(path, bytes);
}

function write(path: string, content: string | Uint8Array): void {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, content);
}

function mboxOf(messages: readonly MadeMessage[]): string {
  return messages.map((one) => `From - ${one.date.toUTCString().slice(0, 25)}\n${mailText(one)}\n`).join('');
}

function writeMboxes(folder: string, messages: readonly MadeMessage[]): void {
  for (const name of ['Inbox', 'Sent', 'Trash'] as const) write(join(folder, name), mboxOf(messages.filter((one) => one.folder === name)));
}

function writeProfile(folder: string, messages: readonly MadeMessage[], forward: { filter: string; copy: string } | null): void {
  const account = join(folder, 'ImapMail', 'imap.firm.example');
  writeMboxes(account, messages);
  const filter = `name="Files"\nenabled="yes"\ntype="17"\naction="Forward"\nactionValue="${forward?.filter ?? ''}"\ncondition="AND (subject,contains,part)"\n`;
  write(join(account, 'msgFilterRules.dat'), `version="9"\nlogging="no"\n${forward === null ? '' : filter}`);
  const preference = (name: string, value: string | boolean): string => `user_pref(${JSON.stringify(name)}, ${JSON.stringify(value)});\n`;
  write(
    join(folder, 'prefs.js'),
    `// Mozilla User Preferences\n\n${[
      preference('mail.accountmanager.accounts', 'account1'),
      preference('mail.account.account1.server', 'server1'),
      preference('mail.account.account1.identities', 'id1'),
      preference('mail.server.server1.type', 'imap'),
      preference('mail.server.server1.hostname', 'imap.firm.example'),
      preference('mail.server.server1.userName', owners.thunderbird),
      preference('mail.identity.id1.useremail', owners.thunderbird),
      ...(forward === null ? [] : [preference('mail.identity.id1.doBcc', true), preference('mail.identity.id1.doBccList', forward.copy)]),
    ].join('')}`,
  );
}

function writeAppleMail(folder: string, messages: readonly MadeMessage[]): void {
  const account = join(folder, 'Mail', 'V10', '0F1E2D3C-0000-4000-8000-000000000001');
  const places = { Inbox: 'INBOX.mbox', Sent: 'Sent Messages.mbox', Trash: 'Deleted Messages.mbox' } as const;
  messages.forEach((one, index) => {
    const properties = {
      flags: 8_590_195_713n,
      'date-received': BigInt(Math.floor(one.date.getTime() / 1000)),
      'remote-id': String(index + 1),
    };
    write(
      join(account, places[one.folder], 'Data', 'Messages', `${String(index + 1)}.emlx`),
      buildEmlx({ message: mailText(one), properties }).bytes,
    );
  });
}
