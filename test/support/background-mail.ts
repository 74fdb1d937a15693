import { seededRandom, type Random } from './random.ts';

/** An ordinary message of nobody's, for making large mailboxes. */
export interface BackgroundMessage {
  /** The message with LF line ends; pure ASCII. */
  readonly text: string;
  readonly envelope: string;
  readonly messageId: string;
  /** Carries a header that states that it was forwarded automatically. */
  readonly isForwarded: boolean;
}

export interface BackgroundOptions {
  readonly seed: number;
  /** Average size in bytes aimed at; single messages lie far above and below. */
  readonly averageBytes?: number;
  /** The ordinal numbers, from 0, of messages to carry a forwarding header. */
  readonly isForwarded?: (ordinal: number) => boolean;
}

/**
 * Makes messages without end, the same ones for the same seed: several senders and threads, delivery headers, plain
 * text, alternatives, and now and then an attachment.
 */
export function* backgroundMail({
  seed,
  averageBytes = 8000,
  isForwarded = () => false,
}: BackgroundOptions): Generator<BackgroundMessage, never, undefined> {
  const random = seededRandom(seed);
  const prose = makeProse(random);
  const encoded = Buffer.from(prose).toString('base64').replace(/.{76}/g, '$&\n');
  const bodyScale = averageBytes / 8000;
  for (let ordinal = 0; ; ordinal++) {
    const sender = random.pick(people);
    const to = random.pick(people);
    const instant = new Date(Date.UTC(2019, 0, 1) + ordinal * 211_000 + random.below(200_000));
    const date = instant.toUTCString().replace('GMT', '+0000');
    const messageId = `<${String(ordinal)}.${random.below(2 ** 31).toString(36)}@mail.example.org>`;
    const forwarded = isForwarded(ordinal);
    const subject = `${random.below(3) === 0 ? 'Re: ' : ''}${slice(prose, random, 20 + random.below(30)).trim()}`;
    const header =
      `Return-Path: <${sender}@example.org>\n` +
      `Delivered-To: ${to}@example.org\n` +
      `Received: from relay${String(random.below(9))}.example.org (relay.example.org [192.0.2.${String(random.below(250))}])\n` +
      `\tby mail.example.org (Postfix) with ESMTPS id ${random.below(2 ** 31).toString(16)}\n\tfor <${to}@example.org>; ${date}\n` +
      `Received: from [198.51.100.${String(random.below(250))}] by relay.example.org with ESMTPSA; ${date}\n` +
      (forwarded
        ? `X-Forwarded-To: collector@outside.example.net\nX-Forwarded-For: ${to}@example.org collector@outside.example.net\n`
        : '') +
      `From: ${sender[0]?.toUpperCase() ?? ''}${sender.slice(1)} Example <${sender}@example.org>\n` +
      `To: ${to}@example.org\n` +
      (random.below(4) === 0 ? `Cc: "Team, all" <team@example.org>, ${random.pick(people)}@example.org\n` : '') +
      `Subject: ${subject}\nDate: ${date}\nMessage-ID: ${messageId}\n` +
      (random.below(3) === 0 ? `In-Reply-To: <${String(ordinal - 1)}.x@mail.example.org>\n` : '') +
      'MIME-Version: 1.0\nX-Mailer: Example Mail 4.2\n';
    const envelope = `From ${sender}@example.org ${asctime(instant)}`;
    yield { text: header + makeBody(random, prose, encoded, bodyScale), envelope, messageId, isForwarded: forwarded };
  }
}

const people: readonly [string, ...string[]] = ['anna', 'boris', 'chen', 'dora', 'emil', 'fatima', 'george', 'hanna', 'ivan', 'julia'];

function makeBody(random: Random, prose: string, encoded: string, scale: number): string {
  const length = Math.round((300 + random.below(2500)) * scale);
  const text = lines(slice(prose, random, length));
  switch (random.below(10)) {
    case 0:
    case 1:
    case 2: {
      const boundary = `b${random.below(2 ** 31).toString(36)}`;
      const html = `<html><body><p>${text.replaceAll('\n', '<br>\n')}</p></body></html>`;
      return (
        `Content-Type: multipart/alternative; boundary="${boundary}"\n\n--${boundary}\nContent-Type: text/plain; charset=utf-8\n\n${text}\n` +
        `--${boundary}\nContent-Type: text/html; charset=utf-8\nContent-Transfer-Encoding: quoted-printable\n\n${html.replaceAll('=', '=3D')}\n--${boundary}--\n`
      );
    }
    case 3: {
      const boundary = `m${random.below(2 ** 31).toString(36)}`;
      const attachment = slice(encoded, random, encodedLine * Math.round((130 + random.below(1200)) * scale), encodedLine).trimEnd();
      return (
        `Content-Type: multipart/mixed; boundary="${boundary}"\n\n--${boundary}\nContent-Type: text/plain\n\n${text}\n` +
        `--${boundary}\nContent-Type: application/pdf; name="report.pdf"\nContent-Disposition: attachment; filename="report.pdf"\n` +
        `Content-Transfer-Encoding: base64\n\n${attachment}\n--${boundary}--\n`
      );
    }
    default:
      return `Content-Type: text/plain; charset=us-ascii\nContent-Transfer-Encoding: 7bit\n\n${text}\n`;
  }
}

// 76 characters, a whole number of groups of four, and the line break.
const encodedLine = 77;

const words: readonly [string, ...string[]] = [
  ...[
    'the',
    'meeting',
    'report',
    'of',
    'quarter',
    'please',
    'find',
    'attached',
    'contract',
    'and',
    'invoice',
    'for',
    'budget',
    'review',
    'next',
  ],
  ...[
    'week',
    'we',
    'agreed',
    'to',
    'send',
    'figures',
    'before',
    'Friday',
    'regards',
    'delivery',
    'customer',
    'schedule',
    'draft',
    'proposal',
    'notes',
  ],
] as unknown as readonly [string, ...string[]];

function makeProse(random: Random): string {
  let text = '';
  while (text.length < 400_000) text += `${random.pick(words)} `;
  return text;
}

function slice(text: string, random: Random, length: number, unit = 1): string {
  const room = Math.max(1, Math.floor((text.length - length) / unit));
  const start = random.below(room) * unit;
  return text.slice(start, start + length);
}

function lines(text: string): string {
  return text.replace(/.{60,70} /g, '$&\n');
}

/** The date form of mbox separators: `Thu Jul 16 03:13:49 1998`, UTC. */
export function asctime(instant: Date): string {
  const [weekday = '', day = '', month = '', year = '', time = ''] = instant.toUTCString().replace(',', '').split(' ');
  return `${weekday} ${month} ${day.replace(/^0/, ' ')} ${time} ${year}`;
}
