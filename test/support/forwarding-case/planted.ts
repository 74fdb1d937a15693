import type { ForwardingMechanism } from '#model/index.ts';
import { year, type MadeMessage } from './ordinary-mail.ts';

/** A mechanism of forwarding that is put into a made case, and what is true of it. */
export interface Planted {
  readonly mechanism: ForwardingMechanism;
  readonly destination: string;
  readonly first: Date;
  readonly last: Date;
  readonly messages: readonly MadeMessage[];
}

/** Spreads messages evenly over some weeks of the year. */
export function plant(
  mechanism: ForwardingMechanism,
  destination: string,
  { count, fromDay, make }: { readonly count: number; readonly fromDay: number; readonly make: (date: Date, index: number) => MadeMessage },
): Planted {
  const dates = Array.from({ length: count }, (_, index) => new Date(year.begin + fromDay * 86_400_000 + index * 7 * 3_600_000));
  const [first, last] = [dates[0], dates.at(-1)];
  if (first === undefined || last === undefined) throw new RangeError('nothing to plant');
  return { mechanism, destination, first, last, messages: dates.map(make) };
}

/** A received copy that an artifact marks. */
export function markedCopy(owner: string, to: string, headers: readonly string[]): (date: Date, index: number) => MadeMessage {
  return (date, index) => {
    const stamp = date.toUTCString().replace('GMT', '+0000');
    return {
      folder: 'Inbox',
      from: `person${String(index % 7)}@contoso.example`,
      to: [to],
      subject: `matter ${String(index)} of the contract`,
      date,
      messageId: `<${headers[0]?.slice(0, 12).replace(/\W/g, '') ?? ''}.${String(index)}@contoso.example>`,
      headers: [
        `Delivered-To: ${owner}`,
        `Received: from relay.outlook.com by mx.target.example with ESMTPS id 2 for <${owner}>; ${stamp}`,
        `Received: from mail-1.google.com by relay.outlook.com with Microsoft SMTP Server; ${stamp}`,
        ...headers,
      ],
      body: `The contract says in its part ${String(index)} what is to be done, by whom, and when it will be paid in the end.`,
    };
  };
}

/** A sent message. */
export function sentCopy(
  owner: string,
  to: string,
  subject: (index: number) => string,
  headers: readonly string[] = [],
): (date: Date, index: number) => MadeMessage {
  return (date, index) => ({
    folder: 'Sent',
    from: owner,
    to: [to],
    subject: subject(index),
    date,
    messageId: `<sent.${to.split('@')[0] ?? ''}.${String(index)}@firm.example>`,
    headers,
    body: `Part ${String(index)} of what was asked for, as it stands in the files of the project, for your information alone.`,
  });
}
