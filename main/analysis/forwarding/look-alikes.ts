import type { MessageRecord, NonEmpty } from '#model/index.ts';
import { firstValue, type HeaderLookup } from '../header-lookup.ts';

/**
 * What else a message can be that carries forwarding artifacts without having been forwarded. Each answers for one
 * message, from its headers and message class.
 */
export const lookAlikes = {
  /** An out-of-office or other automatic reply says so itself. */
  'automatic-reply': (record: MessageRecord, lookup: HeaderLookup) =>
    startsWith(firstValue(lookup, 'auto-submitted'), 'auto-replied') ||
    lookup.has('x-autoreply') ||
    lookup.has('x-autorespond') ||
    startsWith(firstValue(lookup, 'precedence'), 'auto_reply') ||
    /^IPM\.Note\.Rules\.(?:External)?(?:Oof|Reply)Template/i.test(record.claimed.messageClass),
  /** Exchange marks replies of a mailbox and forwards of a mailbox alike; these neighbours are usual on replies. */
  'likely-automatic-reply': (record: MessageRecord, lookup: HeaderLookup) =>
    (lookup.has('x-auto-response-suppress') && startsWith(firstValue(lookup, 'auto-submitted'), 'auto-generated')) ||
    automaticReplySubject.test(record.claimed.subject),
  /** A notice of a mail flow rule to an administrator or sender. */
  'transport-rule-notice': (_record: MessageRecord, lookup: HeaderLookup) =>
    lookup.has('x-ms-exchange-transport-rules-notification') ||
    startsWith(firstValue(lookup, 'x-ms-exchange-generated-message-source'), 'transport rule agent'),
  /** A delivery or read report. */
  report: (record: MessageRecord, lookup: HeaderLookup) =>
    startsWith(firstValue(lookup, 'content-type'), 'multipart/report') || /^REPORT\./i.test(record.claimed.messageClass),
  /** Meeting requests and answers, which Exchange passes on to delegates. */
  calendar: (record: MessageRecord, lookup: HeaderLookup) =>
    /^IPM\.(?:Schedule|Appointment)\b/i.test(record.claimed.messageClass) ||
    startsWith(firstValue(lookup, 'content-class'), 'urn:content-classes:calendarmessage'),
  /** Mail that a mailing list distributed. */
  'list-mail': (_record: MessageRecord, lookup: HeaderLookup) =>
    listHeaders.some((name) => lookup.has(name)) || /^(?:list|bulk)$/i.test(firstValue(lookup, 'precedence') ?? ''),
} satisfies Record<string, (record: MessageRecord, lookup: HeaderLookup) => boolean>;

export type LookAlike = keyof typeof lookAlikes;

/** Why each look-alike lowers a finding, in words for the examiner. */
export const lookAlikeReasons: Readonly<Record<LookAlike, string>> = {
  'automatic-reply': 'The message says of itself that it is an automatic reply, which leaves the same header.',
  'likely-automatic-reply':
    'Neighbouring headers or the subject are those of an automatic reply (out of office), which leaves the same header.',
  'transport-rule-notice': 'The message is a notice of a mail flow rule, which leaves the same header.',
  report: 'The message is a delivery or read report, which leaves the same header.',
  calendar: 'The message is a meeting request or answer; Exchange passes these on to delegates of the mailbox.',
  'list-mail': 'The message came over a mailing list; list software re-sends and rewrites senders in the same way.',
};

/** Puts the reasons why a finding was lowered before the benign explanations of its rule. */
export function withReasons(reasons: readonly string[], explanations: NonEmpty<string>): NonEmpty<string> {
  const [first, ...others] = reasons;
  return first === undefined ? explanations : [first, ...others, ...explanations];
}

const listHeaders = ['list-id', 'list-post', 'x-mailing-list', 'mailing-list', 'x-beenthere', 'x-loop'];

// The subject that Exchange gives to automatic replies, in the languages of its largest markets. Only ever lowers.
const automaticReplySubject =
  /^(?:automatic reply|out of office|automatische antwort|abwesenheitsnotiz|réponse automatique|respuesta automática|resposta automática|risposta automatica|automatisch antwoord|autosvar|automaattinen vastaus|automatyczna odpowiedź|автоматический ответ|自動回覆|自动答复|自動応答)\s*[:：]/iu;

function startsWith(value: string | null, beginning: string): boolean {
  return value !== null && value.slice(0, beginning.length).toLowerCase() === beginning;
}
