import { ann, collector, colleagues, intruder, mailServer, moment, office, workingDays } from './people.ts';

/** A message that left by the server. */
export interface Passed {
  readonly messageId: string;
  readonly at: Date;
}

const stamped = (at: string, program: string, text: string): string => `${at}.000000+00:00 ${mailServer} ${program}: ${text}`;

function sent(at: string, index: number, message: { readonly id: string; readonly from: string; readonly to: string }): readonly string[] {
  const queueId = `4T${String(index).padStart(8, '0')}zz`;
  const second = at;
  return [
    stamped(second, 'postfix/smtpd[1010]', `${queueId}: client=mail-am0.outbound.example[198.51.100.30]`),
    stamped(second, 'postfix/cleanup[1011]', `${queueId}: message-id=${message.id}`),
    stamped(second, 'postfix/qmgr[1012]', `${queueId}: from=<${message.from}>, size=15000, nrcpt=1 (queue active)`),
    stamped(
      second,
      'postfix/smtp[1013]',
      `${queueId}: to=<${message.to}>, relay=mx.${message.to.split('@')[1] ?? ''}[203.0.113.5]:25, delay=1.2, delays=0.1/0/0.5/0.6, dsn=2.0.0, status=sent (250 2.0.0 OK)`,
    ),
    stamped(second, 'postfix/qmgr[1012]', `${queueId}: removed`),
  ];
}

const loggedIn = (at: string, user: string, address: string, session: string): string =>
  stamped(
    at,
    'dovecot',
    `imap-login: Login: user=<${user}>, method=PLAIN, rip=${address}, lip=192.0.2.3, mpid=2211, TLS, session=<${session}>`,
  );

/** The log of the server by which mail leaves the firm and old mail is read by IMAP: work, and what the rule sent out. */
export function mailLog(passed: readonly Passed[] | null): string {
  const lines: string[] = workingDays.flatMap((days, place) => [
    loggedIn(moment('07:20:00', days), ann.local, office, `day${String(place)}`),
    ...[ann.upn, ...colleagues].flatMap((from, index) =>
      sent(moment(`11:1${String(index)}:00`, days), place * 10 + index, {
        id: `<out.${String(place)}.${String(index)}@firm.example>`,
        from,
        to: `person${String(index)}@contoso.example`,
      }),
    ),
  ]);
  if (passed !== null) {
    lines.push(loggedIn(moment('09:30:00'), ann.local, intruder, 'night1'));
    passed.forEach(({ messageId, at }, index) =>
      lines.push(...sent(at.toISOString().slice(0, 19), 900_000 + index, { id: messageId, from: ann.upn, to: collector })),
    );
  }
  return `${lines.sort((one, other) => (one.slice(0, 32) < other.slice(0, 32) ? -1 : one.slice(0, 32) > other.slice(0, 32) ? 1 : 0)).join('\n')}\n`;
}
