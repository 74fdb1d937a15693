import type { Citation, Finding, Level, MessageRecord, NonEmpty, Rule } from '#model/index.ts';
import { citeHeader } from '../cite-header.ts';
import type { Detector } from '../detector.ts';
import { headerLookupOf } from '../header-lookup.ts';
import { decodeCaf } from './caf.ts';
import { nameAddresses } from './describe-addresses.ts';
import { lookAlikeReasons, lookAlikes, withReasons } from './look-alikes.ts';
import { messageTime } from './message-time.ts';
import { decodeSrs, type RewrittenSender } from './srs.ts';

const cafRule: Rule = {
  id: 'forwarding.envelope.gmail-caf',
  version: '1',
  title: 'Envelope sender of an automatic Gmail forward',
  technique: 'T1114.003',
  level: 'high',
  needs: ['message', 'header Return-Path, Received, X-Envelope-From, Received-SPF or Authentication-Results'],
  parameters: [],
  benignExplanations: [
    'The holder of the account forwards to an address of their own.',
    'A help desk or ticket system takes in mail by this way.',
  ],
  wouldProve: [
    'The settings of the source account: forwarding addresses, and filters with a forward action.',
    'The account activity log of the source: email forwarding change.',
  ],
  references: ['Observed envelope sender of Gmail forwards (+caf_=)'],
};

const srsRule: Rule = {
  id: 'forwarding.envelope.srs',
  version: '1',
  title: 'Envelope sender rewritten by a forwarder (SRS)',
  technique: 'T1114.003',
  level: 'medium',
  needs: ['message', 'header Return-Path, Received, X-Envelope-From, Received-SPF or Authentication-Results'],
  parameters: [],
  benignExplanations: [
    'The recipient reads mail through a forwarding address, an alias at a provider or an address for life.',
    'Relays, mailing lists and filtering services rewrite senders in the same way without any forward of a mailbox.',
  ],
  wouldProve: [
    'The aliases and forwards at the domain that rewrote the sender.',
    'For Exchange Online: the forwarding settings and rules of the named mailbox, and the message trace.',
  ],
  references: ['Sender Rewriting Scheme (libsrs2, Mail::SRS)', 'Microsoft Learn: Sender Rewriting Scheme (SRS) in Microsoft 365'],
};

/**
 * Looks for envelope senders that forwarders rewrote, wherever a header quotes the envelope sender: Gmail's `+caf_=`
 * and SRS. One finding for each rule and message.
 */
export const envelopeSender: Detector = {
  rules: [cafRule, srsRule],
  start: () => ({
    *consume(record) {
      if (record.kind !== 'message') return;
      yield* findingsOf(record, rewrittenSendersOf(record));
    },
  }),
};

// Headers that quote the envelope sender; of the last three the quotation is a clause among others.
const envelopeHeaders = [
  'return-path',
  'x-envelope-from',
  'envelope-from',
  'x-mail-from',
  'received',
  'received-spf',
  'authentication-results',
];
const rewrittenMark = /\+caf_=|srs[01][=+-]|\+srs=/i;
const mostCitations = 16;

interface QuotedSender {
  readonly address: string;
  readonly headerIndex: number;
}

function rewrittenSendersOf(record: MessageRecord): QuotedSender[] {
  const lookup = headerLookupOf(record);
  const found: QuotedSender[] = [];
  for (const name of envelopeHeaders) {
    for (const { field, index } of lookup.get(name) ?? []) {
      if (!rewrittenMark.test(field.value)) continue;
      for (const address of addressLikeWords(field.value)) {
        if (rewrittenMark.test(address)) found.push({ address, headerIndex: index });
      }
    }
  }
  return found;
}

// Words with an at sign; an envelope sender stands between angle brackets, blanks, parentheses or behind an equals sign
// (`smtp.mailfrom=`), which SRS addresses hold themselves.
function addressLikeWords(value: string): string[] {
  return value
    .split(/[\s<>()";,]+/)
    .filter((word) => word.includes('@'))
    .map((word) => word.replace(/^(?:smtp\.mailfrom|mailfrom|mfrom|envelope-from|from|x-sender)=/i, ''));
}

function* findingsOf(record: MessageRecord, senders: readonly QuotedSender[]): Generator<Finding> {
  // A forward of a forward carries one form inside the other: SRS around a Gmail forward.
  const decoded = senders.flatMap(({ address, headerIndex }) => {
    const srs = decodeSrs(address);
    const caf = decodeCaf(srs?.originalSender ?? address);
    return srs === null && caf === null ? [] : [{ srs, caf, address, headerIndex }];
  });
  const withCaf = decoded.flatMap((one) => (one.caf === null ? [] : [{ ...one, caf: one.caf }]));
  const [firstCaf] = withCaf;
  if (firstCaf !== undefined) {
    const { source, destination } = firstCaf.caf;
    yield {
      ...commonOf(cafRule, record),
      level: cafRule.level,
      strength: 'STATES',
      statement: `The envelope sender in the header ${headerName(record, firstCaf.headerIndex)} states that Gmail forwarded mail of ${source} to ${nameAddresses([destination])}.`,
      mechanism: 'Gmail auto-forward or filter',
      sources: [source],
      destinations: [destination],
      citations: citeAll(record, withCaf),
      benignExplanations: cafRule.benignExplanations,
    };
  }
  const withSrs = decoded.flatMap((one) => (one.srs === null ? [] : [{ ...one, srs: one.srs }]));
  const [firstSrs] = withSrs;
  if (firstSrs !== undefined) {
    const isListMail = lookAlikes['list-mail'](record, headerLookupOf(record));
    yield {
      ...commonOf(srsRule, record),
      level: levelOf(firstSrs.srs, isListMail),
      strength: 'INDICATES',
      statement: `The envelope sender in the header ${headerName(record, firstSrs.headerIndex)} states that ${describeRewriting(firstSrs.srs)}.`,
      mechanism: firstSrs.srs.mailbox === null ? 'forwarder that rewrites senders (SRS)' : 'forward by Exchange Online (SRS)',
      sources: firstSrs.srs.mailbox === null ? [] : [firstSrs.srs.mailbox],
      destinations: [],
      citations: citeAll(record, withSrs),
      benignExplanations: withReasons(isListMail ? [lookAlikeReasons['list-mail']] : [], srsRule.benignExplanations),
    };
  }
}

function commonOf(
  rule: Rule,
  record: MessageRecord,
): Pick<Finding, 'ruleId' | 'ruleVersion' | 'technique' | 'agency' | 'time' | 'wouldProve'> {
  return {
    ruleId: rule.id,
    ruleVersion: rule.version,
    technique: rule.technique,
    agency: 'automatic',
    time: messageTime(record),
    wouldProve: rule.wouldProve,
  };
}

// Only Exchange's full form names a mailbox that forwards. The others show that some relay rewrote the sender.
function levelOf(srs: RewrittenSender, isListMail: boolean): Level {
  if (isListMail) return 'informational';
  if (srs.form === 'exchange') return 'medium';
  return srs.form === 'exchange-hashed' ? 'informational' : 'low';
}

function describeRewriting(srs: RewrittenSender): string {
  switch (srs.form) {
    case 'srs0':
      return `a forwarder at ${srs.forwarderDomain} passed on mail of ${srs.originalSender ?? 'an unnamed sender'}`;
    case 'srs1':
      return `forwarders at ${srs.firstForwarderDomain ?? 'an unnamed domain'} and then ${srs.forwarderDomain} passed on mail of ${srs.originalSender ?? 'an unnamed sender'}`;
    case 'exchange':
      return `Exchange Online forwarded mail of ${srs.originalSender ?? 'an unnamed sender'} out of the mailbox ${srs.mailbox ?? 'unnamed'}`;
    case 'exchange-hashed':
      return `Exchange Online relayed the message for the domain ${srs.forwarderDomain}; the address names neither mailbox nor sender`;
  }
}

function citeAll(record: MessageRecord, quoted: readonly QuotedSender[]): NonEmpty<Citation> {
  const seen = new Set<number>();
  const ofDistinctHeaders = quoted.filter(({ headerIndex }) => !seen.has(headerIndex) && seen.add(headerIndex));
  const [first, ...others] = ofDistinctHeaders.slice(0, mostCitations).map((one) => citeHeader(record, one.headerIndex, one.address));
  if (first === undefined) throw new RangeError('a rewritten sender without a header');
  return [first, ...others];
}

function headerName(record: MessageRecord, headerIndex: number): string {
  return record.headers[headerIndex]?.name ?? '';
}
