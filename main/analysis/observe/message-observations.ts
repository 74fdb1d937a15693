import type { Citation, Finding, ForwardingDirection, ForwardingObservation, MessageRecord, MessageTrace, NonEmpty } from '#model/index.ts';
import { isAddress, oneAddressIn } from '../address-text.ts';
import { citeHeader } from '../cite-header.ts';
import { excerptOf } from '../excerpt.ts';
import { contradictionOf } from '../forwarding/chain-check.ts';
import { distinctAddresses } from '../forwarding/describe-addresses.ts';
import { lookAlikeReasons } from '../forwarding/look-alikes.ts';
import { messageTime } from '../forwarding/message-time.ts';
import { firstValue, headerLookupOf } from '../header-lookup.ts';
import { meaningOfRule, visibleArtifacts, type ArtifactMeaning } from './artifact-meaning.ts';
import type { ForwardBlock } from './forward-blocks.ts';

/** A message as the observing of it knows it. */
export interface ObservedMessage {
  readonly record: MessageRecord;
  readonly mailbox: string;
  readonly place: MessageTrace['place'];
  readonly subjectSaysForward: boolean;
  readonly block: ForwardBlock | null;
  /** The text that the block lies in. */
  readonly body: string;
}

/**
 * The artifacts of forwarding in a message in one form: what detectors of single records found, and the visible forwards:
 * the state that its program noted, and what lies among sent mail with the prefix or the quotation of a forward.
 */
export function observationsOfMessage(message: ObservedMessage, findings: readonly Finding[]): ForwardingObservation[] {
  const { record } = message;
  const found = findings.flatMap((finding) => {
    const meaning = meaningOfRule(finding.ruleId);
    return meaning === null || finding.citations[0].recordId !== record.recordId ? [] : [observationOfFinding(message, finding, meaning)];
  });
  return [...found, ...visibleForwards(message, found)];
}

function observationOfFinding(message: ObservedMessage, finding: Finding, meaning: ArtifactMeaning): ForwardingObservation {
  const { record, mailbox } = message;
  const contradiction = contradictionOf(record, finding.ruleId.replace('forwarding.header.', ''), finding.sources);
  const direction = directionOf(message, meaning);
  const stated = lowered(finding.destinations);
  // Some artifacts name only who forwards: then the copy itself says to whom it was brought, or addressed.
  const reached = stated.length > 0 || contradiction !== null ? [] : reachedBy(message, direction, meaning);
  const sources = lowered(finding.sources);
  const excuse = finding.benignExplanations.find((text) => excuses.has(text));
  const because =
    contradiction !== null
      ? `${contradicted} none of the ${String(contradiction.received)} Received fields names a server of ${contradiction.service}, which alone writes it.`
      : (excuse ?? meaning.because);
  return {
    recordId: record.recordId,
    evidenceId: record.evidenceId,
    mailbox,
    artifact: meaning.artifact,
    mechanism: meaning.mechanism,
    direction,
    agency: contradiction === null && excuse === undefined ? finding.agency : 'undecidable',
    because,
    sources,
    destinations: stated.length > 0 ? stated : reached.filter((address) => !sources.includes(address)),
    time: finding.time,
    citations: finding.citations,
  };
}

// List mail, calendar processing, automatic replies and reports: what the detector lowered its finding for.
const excuses: ReadonlySet<string> = new Set(Object.values(lookAlikeReasons));

/** How the reason of an observation begins that the chain of servers contradicts. */
export const contradicted = 'Contradicted by the chain of servers:';

function directionOf({ place }: ObservedMessage, { mechanism }: ArtifactMeaning): ForwardingDirection {
  if (mechanism === 'by-hand') return 'out';
  switch (place) {
    case 'sent':
    case 'draft':
      return 'out';
    case 'received':
    case 'junk':
      return 'in';
    case 'deleted':
    case 'unknown':
      return 'unknown';
  }
}

function reachedBy({ record }: ObservedMessage, direction: ForwardingDirection, { mechanism, weight }: ArtifactMeaning): readonly string[] {
  if (mechanism === 'by-hand' || weight === 'weak') return [];
  return direction === 'out' ? recipientsOf(record) : deliveredTo(record);
}

/** To whom a copy was brought: the topmost field in which a delivering server names it. */
function deliveredTo(record: MessageRecord): readonly string[] {
  const lookup = headerLookupOf(record);
  for (const name of ['delivered-to', 'x-original-to', 'envelope-to', 'x-envelope-to']) {
    const value = firstValue(lookup, name);
    const address = value === null ? null : oneAddressIn(value.slice(0, longestValue));
    if (address !== null) return [address.toLowerCase()];
  }
  const received = firstValue(lookup, 'received')?.slice(0, longestValue) ?? '';
  const named = /\sfor\s<([^<>\s]{3,320})>/i.exec(received)?.[1];
  return named !== undefined && isAddress(named) ? [named.toLowerCase()] : [];
}

const longestValue = 2000;
const mostRecipients = 50;

function recipientsOf({ claimed }: MessageRecord): readonly string[] {
  const all = [...claimed.to, ...claimed.cc, ...claimed.bcc].slice(0, mostRecipients).map(({ address }) => address);
  return lowered(all.filter((address) => address !== ''));
}

function visibleForwards(message: ObservedMessage, found: readonly ForwardingObservation[]): ForwardingObservation[] {
  const { record, mailbox, place, subjectSaysForward, block, body } = message;
  const common = { recordId: record.recordId, evidenceId: record.evidenceId, mailbox, direction: 'out', sources: [] } as const;
  const made: ForwardingObservation[] = [];
  const { flags } = record.claimed;
  const isTold = found.some(({ artifact }) => artifact === 'last verb forward');
  for (const [flag, artifact, mechanism] of states) {
    if (!flags.includes(flag) || (flag === 'forwarded' && isTold)) continue;
    made.push({
      ...common,
      artifact,
      mechanism,
      agency: 'undecidable',
      because: 'The program notes it when a person passes the message on; some programs and servers note it for rules as well.',
      destinations: [],
      time: record.claimed.lastVerbTime ?? messageTime(record),
      citations: [citeFlags(record, flag)],
    });
  }
  if (place === 'sent' && (subjectSaysForward || block !== null)) {
    const citations = [
      ...(subjectSaysForward ? [citeSubject(record)] : []),
      ...(block === null ? [] : [cite(record, 'body', body.slice(block.start, block.start + shownOfBlock))]),
    ] as [Citation, ...Citation[]] satisfies NonEmpty<Citation>;
    made.push({
      ...common,
      artifact: block === null ? visibleArtifacts.subject : visibleArtifacts.block,
      mechanism: 'by-hand',
      agency: 'manual',
      because: `It lies among the sent mail with ${block === null ? 'the prefix that programs put before the subject of a forward' : `the line with which ${block.separator.client} quotes what a person forwards`}.`,
      destinations: recipientsOf(record),
      time: record.claimed.sent ?? record.claimed.received,
      citations,
    });
  }
  return made;
}

const states = [
  ['forwarded', visibleArtifacts.flag, 'by-hand'],
  ['redirected', visibleArtifacts.redirectedFlag, 'resent'],
] as const;
const shownOfBlock = 300;

// Where the state stands depends on the store: a header field, a file's name, a database; the record has it as a word.
function citeFlags(record: MessageRecord, flag: string): Citation {
  const lookup = headerLookupOf(record);
  const field = ['x-mozilla-status', flag === 'forwarded' ? 'forwarded' : 'resent'].flatMap((name) => lookup.get(name) ?? [])[0];
  return field === undefined ? cite(record, 'state', record.claimed.flags.join(' ')) : citeHeader(record, field.index);
}

function citeSubject(record: MessageRecord): Citation {
  const field = headerLookupOf(record).get('subject')?.[0];
  return field === undefined ? cite(record, 'subject', record.claimed.subject) : citeHeader(record, field.index);
}

function cite(record: MessageRecord, field: string, excerpt: string): Citation {
  const { recordId, evidenceId, locator } = record;
  return { recordId, evidenceId, locator, field, excerpt: excerptOf(excerpt), range: record.observed.range, headerIndex: null };
}

function lowered(addresses: readonly string[]): string[] {
  return distinctAddresses(addresses.map((address) => address.toLowerCase()));
}
