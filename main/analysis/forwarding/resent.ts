import { readInternetDate, type ClaimedTime, type Finding, type Level, type MessageRecord, type Rule } from '#model/index.ts';
import { addressesIn } from '../address-text.ts';
import { citeHeader } from '../cite-header.ts';
import type { Detector } from '../detector.ts';
import { headerLookupOf, type HeaderLookup } from '../header-lookup.ts';
import { distinctAddresses, nameAddresses } from './describe-addresses.ts';
import { lookAlikeReasons, lookAlikes, withReasons } from './look-alikes.ts';
import { messageTime } from './message-time.ts';
import { resentBlocksOf, resentNames, valueInBlock, type ResentBlock } from './resent-blocks.ts';

const rule: Rule = {
  id: 'forwarding.header.resent',
  version: '1',
  title: 'The message was re-sent (Resent fields)',
  technique: 'T1114.003',
  level: 'low',
  needs: ['message', 'headers Resent-From, Resent-Sender, Resent-To, Resent-Cc, Resent-Bcc, Resent-Date, Resent-Message-ID'],
  parameters: [],
  benignExplanations: [
    'A person redirected or re-sent the message by hand (Outlook, Apple Mail, Thunderbird, mutt).',
    'A help desk, a mailing list or an alias passes mail on in this way.',
  ],
  wouldProve: [
    'The rules of the mailbox that re-sent it, and whether it re-sent other messages in the same way and interval.',
    'The mail log of the server that the Received field above the Resent fields names.',
  ],
  references: ['RFC 5322 3.6.6'],
};

/**
 * Looks for Resent-* blocks: who re-sent a message, to whom and when. Blocks that list software wrote for its own list
 * are no finding; on list mail that somebody else re-sent they stand with the lowest level.
 */
export const resentBlocks: Detector = {
  rules: [rule],
  start: () => ({
    *consume(record) {
      if (record.kind !== 'message') return;
      const lookup = headerLookupOf(record);
      if (!wasResent(lookup)) return;
      const finding = findingOf(record, lookup);
      if (finding !== null) yield finding;
    },
  }),
};

const mostCitations = 16;

function wasResent(lookup: HeaderLookup): boolean {
  for (const name of resentNames) if (lookup.has(name)) return true;
  return false;
}

function findingOf(record: MessageRecord, lookup: HeaderLookup): Finding | null {
  const placed = record.headers.map((field, index) => ({ field, index }));
  const own = resentBlocksOf(placed).filter((block) => namesSomebody(block) && !isOfList(block, lookup));
  const [latest] = own;
  if (latest === undefined) return null;
  const [first, ...others] = own.flatMap((block) => block.fields).map((one) => one.index);
  if (first === undefined) return null;
  const sources = distinctAddresses(own.flatMap((block) => addressesOf(block, ['resent-from', 'resent-sender'])));
  const destinations = distinctAddresses(own.flatMap((block) => addressesOf(block, ['resent-to', 'resent-cc', 'resent-bcc'])));
  const isListMail = lookAlikes['list-mail'](record, lookup);
  const level: Level = isListMail ? 'informational' : rule.level;
  return {
    ruleId: rule.id,
    ruleVersion: rule.version,
    technique: rule.technique,
    level,
    strength: 'STATES',
    statement: describe(latest, own.length),
    mechanism: 'redirect or re-send (Resent fields)',
    agency: 'undecidable',
    sources,
    destinations,
    time: resentTime(latest) ?? messageTime(record),
    citations: [citeHeader(record, first), ...others.slice(0, mostCitations - 1).map((index) => citeHeader(record, index))],
    benignExplanations: withReasons(isListMail ? [lookAlikeReasons['list-mail']] : [], rule.benignExplanations),
    wouldProve: rule.wouldProve,
  };
}

function describe(block: ResentBlock, blockCount: number): string {
  const by = addressesOf(block, ['resent-from', 'resent-sender']);
  const to = addressesOf(block, ['resent-to', 'resent-cc', 'resent-bcc']);
  const date = valueInBlock(block, 'resent-date');
  const byWhom = by.length === 0 ? '' : ` by ${nameAddresses(distinctAddresses(by).slice(0, 1))}`;
  const toWhom = to.length === 0 ? '' : ` to ${nameAddresses(distinctAddresses(to))}`;
  const when = date === null ? '' : `, dated ${date.slice(0, 60)}`;
  const often = blockCount === 1 ? '' : ` It holds ${String(blockCount)} such blocks; this is the latest.`;
  return `The headers Resent-* state that this message was re-sent${byWhom}${toWhom}${when}.${often}`;
}

function addressesOf(block: ResentBlock, names: readonly string[]): string[] {
  return names.flatMap((name) => addressesIn(valueInBlock(block, name) ?? '') ?? []);
}

// A block without any address (a lone Resent-Date or Resent-Message-ID) tells of no source and no destination.
function namesSomebody(block: ResentBlock): boolean {
  return addressesOf(block, ['resent-from', 'resent-sender', 'resent-to', 'resent-cc', 'resent-bcc']).length > 0;
}

// SmartList and others re-send in the list's name: the re-sender is the list's address, its request or bounce address.
function isOfList(block: ResentBlock, lookup: HeaderLookup): boolean {
  const listText = ['list-id', 'list-post', 'x-mailing-list', 'mailing-list', 'x-beenthere', 'x-loop', 'sender']
    .flatMap((name) => lookup.get(name) ?? [])
    .map((placed) => placed.field.value.toLowerCase())
    .join(' ');
  return addressesOf(block, ['resent-from', 'resent-sender']).some((address) => {
    const [local = '', domain = ''] = address.toLowerCase().split('@');
    const list = local.replace(/^owner-|-(?:request|bounces?|owner|admin|errors|return)\b.*$/g, '');
    return list !== '' && (listText.includes(`${list}@${domain}`) || listText.includes(`<${list}.${domain}>`));
  });
}

function resentTime(block: ResentBlock): ClaimedTime | null {
  const raw = valueInBlock(block, 'resent-date');
  if (raw === null) return null;
  return readInternetDate(raw.slice(0, 200), 'header Resent-Date');
}
