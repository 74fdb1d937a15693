import { seededRandom, type Random } from '../random.ts';

/** A message of a made mailbox. */
export interface MadeMessage {
  readonly folder: 'Inbox' | 'Sent' | 'Trash';
  readonly from: string;
  readonly to: readonly string[];
  readonly subject: string;
  readonly date: Date;
  readonly messageId: string;
  /** Header lines beside From, To, Subject, Date and Message-ID, those of delivery first. */
  readonly headers: readonly string[];
  readonly body: string;
}

/** Whose mailbox is made, and how. */
export interface OrdinaryOptions {
  readonly owner: string;
  readonly seed: number;
  readonly count: number;
}

/** Beginning and end of the year over which mail is spread. */
export const year = { begin: Date.UTC(2025, 0, 1, 8), end: Date.UTC(2025, 11, 31, 18) } as const;

type Kind = (typeof kinds)[number][0];

/** What arrives in and leaves a business mailbox, in thousandths; after the counts that mailbox studies give (Enron, Avocado). */
const kinds = [
  ['received', 400],
  ['reply sent', 170],
  ['new sent', 60],
  ['newsletter', 120],
  ['mailing list', 40],
  ['calendar', 40],
  ['automatic reply', 15],
  ['receipt', 8],
  ['ticket', 40],
  ['forward sent', 30],
  ['forward received', 25],
  ['security alert', 12],
  ['code', 10],
  ['non-delivery', 6],
  ['through an alias', 24],
] as const satisfies readonly (readonly [string, number])[];

const words = `agenda answer approval audit balance board budget call change client contract copy cost customer date deadline decision
 delivery department design detail discussion document draft estimate event example figure file folder forecast goods group hour idea
 item letter line list manager market material matter meeting memo minute month note number offer office order page paper part people plan
 point position price process product project proposal quality quarter question reason record report request review sales schedule section
 service staff stage stock summary supplier support table task team term test time travel update version visit week year`.split(/\s+/);

const partners = ['northwind', 'contoso', 'fabrikam', 'tailspin', 'litware', 'proseware', 'adatum', 'wingtip', 'lucerne', 'trey'];

/** The ordinary mail of a mailbox, the same for the same seed: nothing in it was forwarded by anything but hands. */
export function* ordinaryMail({ owner, seed, count }: OrdinaryOptions): Generator<MadeMessage> {
  const random = seededRandom(seed);
  const house = owner.split('@')[1] ?? '';
  const colleague = (): string => `colleague${String(few(random, 40))}@${house}`;
  const partner = (): string => `person${String(few(random, 30))}@${partners[few(random, partners.length)] ?? 'contoso'}.example`;
  for (let ordinal = 0; ordinal < count; ordinal += 1) {
    const date = new Date(year.begin + Math.floor(((ordinal + random.below(1000) / 1000) * (year.end - year.begin)) / count));
    yield message(kindOf(random), { random, owner, house, colleague, partner, date, ordinal, seed });
  }
}

interface Making {
  readonly random: Random;
  readonly owner: string;
  readonly house: string;
  readonly colleague: () => string;
  readonly partner: () => string;
  readonly date: Date;
  readonly ordinal: number;
  readonly seed: number;
}

// A few people write most of the mail.
function few(random: Random, most: number): number {
  return Math.floor((random.below(1000) / 1000) ** 2.5 * most);
}

function kindOf(random: Random): Kind {
  let at = random.below(1000);
  for (const [kind, share] of kinds) {
    if (at < share) return kind;
    at -= share;
  }
  return 'received';
}

function message(kind: Kind, making: Making): MadeMessage {
  const { random, owner, house, colleague, partner, date, ordinal, seed } = making;
  const subject = phrase(random, 2 + random.below(4));
  const somebody = random.below(2) === 0 ? colleague() : partner();
  const common = {
    date,
    subject,
    messageId: `<${String(seed)}.${String(ordinal)}@${somebody.split('@')[1] ?? house}>`,
    body: prose(random),
  };
  const place = random.below(10) === 0 ? ('Trash' as const) : ('Inbox' as const);
  const received = (from: string, headers: readonly string[] = [], parts: Partial<MadeMessage> = {}): MadeMessage => ({
    ...common,
    folder: place,
    from,
    to: [owner],
    headers: [...delivery(from, owner, date), ...headers],
    ...parts,
  });
  const sent = (to: string, parts: Partial<MadeMessage> = {}): MadeMessage => ({
    ...common,
    folder: 'Sent',
    from: owner,
    to: [to],
    headers: [],
    ...parts,
  });
  switch (kind) {
    case 'received':
      return received(somebody);
    case 'reply sent':
      return sent(somebody, {
        subject: `Re: ${subject}`,
        body: `Thank you.\n\n-----Original Message-----\nFrom: ${somebody}\nSubject: ${subject}\n\n${common.body}`,
      });
    case 'new sent':
      return sent(somebody);
    case 'newsletter':
      return received(`news@shop${String(few(random, 20))}.example`, [
        'List-Id: <news.shop.example>',
        'List-Unsubscribe: <mailto:off@shop.example>',
        'Precedence: bulk',
      ]);
    case 'mailing list':
      return received(
        partner(),
        [
          'Return-Path: <SRS0=AbCd=XY=northwind.example=person1@lists.example>',
          'List-Id: Developers <dev.lists.example>',
          'List-Post: <mailto:dev@lists.example>',
        ],
        { to: ['dev@lists.example'] },
      );
    case 'calendar':
      return received(colleague(), ['Content-Class: urn:content-classes:calendarmessage', 'X-MS-Exchange-Calendar-Series-Instance-Id: 1'], {
        subject: `Invitation: ${subject}`,
      });
    case 'automatic reply':
      return received(
        somebody,
        ['Auto-Submitted: auto-replied', `X-MS-Exchange-Inbox-Rules-Loop: ${somebody}`, 'X-Auto-Response-Suppress: All'],
        {
          subject: `Automatic reply: ${subject}`,
        },
      );
    case 'receipt':
      return received(somebody, ['Content-Type: multipart/report; report-type=disposition-notification; boundary=b'], {
        subject: `Read: ${subject}`,
        body: '--b\n\nIt was read.\n--b--\n',
      });
    case 'ticket':
      return received('helpdesk@tickets.example', ['X-RT-Ticket: tickets #4711', 'Auto-Submitted: auto-generated'], {
        subject: `[tickets #${String(4000 + random.below(900))}] ${subject}`,
      });
    case 'forward sent':
      return sent(random.below(4) === 0 ? partner() : colleague(), {
        subject: `FW: ${subject}`,
        body: `For you.\n\n-----Original Message-----\nFrom: ${somebody}\nSubject: ${subject}\n\n${common.body}`,
      });
    case 'forward received':
      return received(somebody, [], { subject: `${random.pick(['FW', 'Fwd', 'WG', 'TR'])}: ${subject}` });
    case 'security alert':
      return received('no-reply@accounts.example', ['Authentication-Results: mx.example; spf=pass; dkim=pass; dmarc=pass'], {
        subject: 'Security alert: new sign-in',
      });
    case 'code':
      return received('no-reply@accounts.example', [], { subject: `Your verification code is ${String(100_000 + random.below(900_000))}` });
    case 'non-delivery': {
      const mistyped = `persn${String(random.below(900))}@contoso.example`;
      return received(`MAILER-DAEMON@${house}`, [`X-Failed-Recipients: ${mistyped}`], {
        subject: 'Undelivered Mail Returned to Sender',
        body: `<${mistyped}>: unknown user\n`,
      });
    }
    case 'through an alias':
      return received(partner(), [`Return-Path: <SRS0=AbCd=XY=contoso.example=person1@alias.example>`]);
  }
}

function delivery(from: string, to: string, date: Date): string[] {
  const stamp = date.toUTCString().replace('GMT', '+0000');
  const host = from.split('@')[1] ?? '';
  return [
    `Delivered-To: ${to}`,
    `Received: from mail.${host} (mail.${host} [192.0.2.1]) by mx.${to.split('@')[1] ?? ''} with ESMTPS id 1 for <${to}>; ${stamp}`,
    `Received: from [198.51.100.1] by mail.${host} with ESMTPSA; ${stamp}`,
  ];
}

function phrase(random: Random, length: number): string {
  return Array.from({ length }, () => words[random.below(words.length)] ?? '').join(' ');
}

function prose(random: Random): string {
  const sentences = 2 + few(random, 30);
  return Array.from({ length: sentences }, () => `The ${phrase(random, 5 + random.below(8))}.`).join('\n');
}

/** The message as Internet mail, with LF line ends. */
export function mailText({ from, to, subject, date, messageId, headers, body }: MadeMessage): string {
  const own = [
    `From: ${from}`,
    `To: ${to.join(', ')}`,
    `Subject: ${subject}`,
    `Date: ${date.toUTCString().replace('GMT', '+0000')}`,
    `Message-ID: ${messageId}`,
  ];
  return `${[...headers, ...own].join('\n')}\n\n${body}\n`;
}
