import type { MessageRecord } from '#model/index.ts';
import { lookAlikes } from '../forwarding/look-alikes.ts';
import { firstValue, type HeaderLookup } from '../header-lookup.ts';
import { topicsOf, type SubjectTopic } from './subject-words.ts';
import { isNonDelivery } from './undelivered.ts';

/**
 * What a message is like, for detectors across records. `MessageTrace.marks` holds these and what else is told there:
 * - of forwarding: `fw-subject`, `forward-block`, `flag-forwarded`, `flag-redirected`, `verb-forward`, `auto` (a marker of
 *   automatic forwarding), `forwarding-confirmation`;
 * - look-alikes: `list`, `calendar`, `ticket`, `auto-reply`, `receipt`, `ndr`, `auto-generated`;
 * - topics: `security-alert`, `password-reset`, `mfa`, `payment`, `phish-like`;
 * - state: `read`, `deleted`, `recovered`, `index-only`, `attached`, `recipients-cut`.
 */
export type MessageMark = string;

/** The marks that headers, class and subject give. Unsorted. */
export function marksOf(record: MessageRecord, lookup: HeaderLookup): readonly MessageMark[] {
  const marks: MessageMark[] = [];
  const { claimed, observed } = record;
  if (lookAlikes['list-mail'](record, lookup) || lookup.has('list-unsubscribe')) marks.push('list');
  if (lookAlikes.calendar(record, lookup) || contentType(lookup).startsWith('text/calendar')) marks.push('calendar');
  if (ticketHeaders.some((name) => lookup.has(name)) || /^.{0,20}\[[^\]]{0,30}#\s?\d{2,12}\]/.test(claimed.subject)) marks.push('ticket');
  if (lookAlikes['automatic-reply'](record, lookup) || lookAlikes['likely-automatic-reply'](record, lookup)) marks.push('auto-reply');
  if (/^auto-generated/i.test(firstValue(lookup, 'auto-submitted') ?? '')) marks.push('auto-generated');
  if (/^REPORT\..{1,100}\.IPN(?:RN|NRN)$/i.test(claimed.messageClass) || isReceipt(lookup)) marks.push('receipt');
  if (isNonDelivery(record, lookup)) marks.push('ndr');
  const topics = topicsOf(claimed.subject);
  for (const topic of topics) if (topic !== 'lure') marks.push(topic);
  if (isPhishLike(record, lookup, topics)) marks.push('phish-like');
  if (claimed.flags.includes('read')) marks.push('read');
  if (claimed.flags.includes('deleted') || claimed.flags.includes('expunged')) marks.push('deleted');
  if (observed.allocation !== 'allocated') marks.push('recovered');
  if (record.headerOrigin === 'index') marks.push('index-only');
  if (record.parent !== null) marks.push('attached');
  return marks;
}

/** Header fields of ticket systems: RT, OTRS, Zendesk, Jira, Freshdesk, GitHub, GitLab, ServiceNow, Help Scout, Redmine. */
const ticketHeaders = [
  ...['x-rt-ticket', 'rt-ticket', 'x-rt-originator', 'x-otrs-ticket', 'x-zendesk-email-id', 'x-jira-fingerprint', 'x-fd-ticket-id'],
  ...['x-github-reason', 'x-gitlab-project', 'x-servicenow-generated', 'x-helpscout-conversation-id', 'x-redmine-host'],
];

function contentType(lookup: HeaderLookup): string {
  return (firstValue(lookup, 'content-type') ?? '').slice(0, 500).toLowerCase();
}

function isReceipt(lookup: HeaderLookup): boolean {
  const type = contentType(lookup);
  return type.startsWith('multipart/report') && type.includes('disposition-notification');
}

// The receiving server took it for phishing; or it failed the checks of its sender's domain and its subject is a lure's.
function isPhishLike(record: MessageRecord, lookup: HeaderLookup, topics: readonly SubjectTopic[]): boolean {
  const verdict = firstValue(lookup, 'x-forefront-antispam-report');
  if (verdict !== null && /;CAT:H?PHI?SH;/i.test(`;${verdict.slice(0, 2000)};`)) return true;
  if (!topics.includes('lure') && !topics.includes('security-alert')) return false;
  const results = (lookup.get('authentication-results') ?? []).slice(0, 4).map(({ field }) => field.value.slice(0, 2000).toLowerCase());
  const failed = results.some((value) => /\bdmarc=fail\b|\bspf=(?:fail|softfail)\b/.test(value) && !/\bdkim=pass\b/.test(value));
  const sender = (record.claimed.from[0]?.address ?? '').toLowerCase().split('@')[1];
  const replyTo = /@([\w.-]{1,255})/.exec((firstValue(lookup, 'reply-to') ?? '').slice(0, 500))?.[1]?.toLowerCase();
  return failed || (sender !== undefined && replyTo !== undefined && !isSameHouse(sender, replyTo));
}

function isSameHouse(one: string, other: string): boolean {
  return one === other || one.endsWith(`.${other}`) || other.endsWith(`.${one}`);
}
