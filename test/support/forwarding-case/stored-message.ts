import { binary, integer32, text, type MessageDescription } from '../pst-builder/index.ts';
import * as rules from '../rule-bytes/index.ts';
import { mailText, type MadeMessage } from './ordinary-mail.ts';

/** A made message as a store keeps it. The header line `auto` stands for the property of automatic forwarding. */
export function storedMessage(made: MadeMessage): MessageDescription {
  const { from, to, subject, date, messageId, headers, body, folder } = made;
  const isAutomatic = headers[0] === 'auto';
  const bcc = headers.flatMap((line) => (line.startsWith('Bcc: ') ? [{ kind: 'bcc' as const, name: '', address: line.slice(5) }] : []));
  return {
    subject,
    sender: { name: from, address: from },
    recipients: [...to.map((address) => ({ kind: 'to' as const, name: address, address })), ...bcc],
    ...(folder === 'Sent' ? {} : { headers: mailText(made).split('\n\n')[0]?.replace(/\n/g, '\r\n') ?? '' }),
    text: body,
    sent: date,
    received: date,
    messageId,
    flags: folder === 'Sent' ? 0x21 : 0x1,
    ...(isAutomatic ? { autoForwarded: 'yes' as const } : {}),
  };
}

/** The item in which a store keeps a rule that forwards what has a word in its subject. */
export function storedRule({
  name,
  forwardTo,
  subject,
}: {
  readonly name: string;
  readonly forwardTo: string;
  readonly subject: string;
}): MessageDescription {
  return {
    messageClass: 'IPM.Rule.Version2.Message',
    properties: [
      text(0x65ec, name),
      text(0x65eb, 'RuleOrganizer'),
      integer32(0x65e9, 1),
      integer32(0x65f3, 10),
      binary(0x0e99, rules.extendedActions([rules.forward([rules.smtpRecipient('Drop', forwardTo)])])),
      binary(
        0x0e9a,
        rules.extendedCondition({ type: 'content', fuzzyLow: 1, fuzzyHigh: 1, tag: 0x0037001f, value: [0x0037001f, subject] }),
      ),
    ],
  };
}
