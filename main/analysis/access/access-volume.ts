import type { Citation, Finding } from '#model/index.ts';
import type { CaseDetector } from '../detector.ts';
import { findingOfEvents } from './event-finding.ts';
import { eventGroup, type EventGroup } from './event-group.ts';
import { ruleOf } from './event-rule.ts';
import { citeEvent, countText, momentText, quote } from './event-statement.ts';
import { eventCopies } from './copies.ts';
import { actorNameOf, itemsOf, mailboxNameOf, momentOf, reachesMail } from './mailbox-event.ts';
import { numberParameter, settingsOf, type RuleSettings } from './parameter-values.ts';
import type { EventRecord } from './event-text.ts';

const rule = ruleOf({
  id: 'access.cloud.volume',
  version: '2',
  title: 'Much mail of a mailbox was accessed within an hour',
  technique: 'T1114.002',
  level: 'medium',
  needs: ['events of mail access (MailItemsAccessed and the like) with mailbox, actor and time'],
  parameters: [
    numberParameter('items', 'Items in an hour from which on it is much in any case.', 100),
    numberParameter('fewest items', 'Items in an hour below which it is never much.', 25),
    numberParameter('share', 'Percent of all access to the mailbox by the actor that lie in the hour, where the hours differ.', 50),
    numberParameter('deviations', 'Or how many standard deviations above the mean of the hours.', 3),
    numberParameter('hours', 'Hours with access that there must be before they are compared.', 8),
  ],
  benign: [
    'A mail program that is set up anew, or a telephone, fetches a whole mailbox.',
    'Archives, searches and assistants read whole mailboxes by design.',
  ],
  proof: [
    'The messages that the events name, and what they have in common.',
    'The client and address of the events, compared with those of the owner.',
  ],
  references: [
    'Elastic 7fc95782-4bd1-11f0-9838-f661ea17fbcd',
    'Azure Sentinel b4ceb583-4c44-4555-8ecf-39f572e827ba',
    'MITRE ATT&CK T1114.002, DET0048 (MailAccessVolumeThreshold)',
  ],
});

/** Most hours of all mailboxes and actors together of which the items are counted; hours beyond are not looked at, which is told. */
export const mostCountedHours = 200_000;

const hourLength = 3_600_000;

interface Account {
  readonly mailbox: string;
  readonly actor: string;
  /** Items by hour since 1970. */
  readonly hours: Map<number, number>;
  /** Set when all was counted: the hours that stand out. */
  much: ReadonlySet<number>;
  events: EventGroup | null;
}

/**
 * Counts items accessed by mailbox, actor and hour, and tells those hours that stand out. Folders that were opened or
 * synchronised are no items: how many they held is not stated. The order of events does not matter.
 */
export const accessVolume: CaseDetector = {
  rules: [rule],
  start(context) {
    const settings = settingsOf(rule, context.parameters);
    const accounts = new Map<string, Account>();
    let copies = eventCopies();
    let isSecond = false;
    let counted = 0;
    let leftOut = 0;
    return {
      consume({ facts }) {
        for (const fact of facts) {
          if (fact.kind !== 'event' || !reachesMail(fact) || itemsOf(fact) === 0) continue;
          const moment = momentOf(fact);
          if (moment === null || copies.isCopy(fact)) continue;
          const account = accountOf(accounts, fact);
          const hour = Math.floor(moment / hourLength);
          const items = account.hours.get(hour);
          if (items === undefined && counted >= mostCountedHours) leftOut += 1;
          else {
            if (items === undefined) counted += 1;
            account.hours.set(hour, (items ?? 0) + itemsOf(fact));
          }
        }
      },
      consumeAgain({ facts }) {
        if (!isSecond) {
          isSecond = true;
          copies = eventCopies();
          for (const account of accounts.values()) account.much = muchOf(account, settings);
        }
        for (const fact of facts) {
          if (fact.kind !== 'event' || !reachesMail(fact) || itemsOf(fact) === 0) continue;
          const moment = momentOf(fact);
          if (moment === null || copies.isCopy(fact)) continue;
          const account = accountOf(accounts, fact);
          if (!account.much.has(Math.floor(moment / hourLength))) continue;
          account.events ??= eventGroup({ left: 10_000 });
          account.events.add({ recordId: fact.recordId, time: fact.claimed.time, citations: [citeItems(fact)] });
        }
      },
      *finish() {
        for (const key of [...accounts.keys()].sort()) {
          const account = accounts.get(key);
          if (account?.events != null) yield findingOf(account, account.events, leftOut);
        }
      },
    };
  },
};

function accountOf(accounts: Map<string, Account>, record: EventRecord): Account {
  const mailbox = mailboxNameOf(record);
  const actor = actorNameOf(record);
  const key = `${mailbox}\u0000${actor}`;
  const known = accounts.get(key);
  if (known !== undefined) return known;
  const made: Account = { mailbox, actor, hours: new Map(), much: new Set(), events: null };
  // Accounts without hours are not kept: their number is then no more bounded by that of hours.
  if (accounts.size < mostCountedHours) accounts.set(key, made);
  return made;
}

function muchOf({ hours }: Account, settings: RuleSettings): ReadonlySet<number> {
  const counts = [...hours.values()];
  const total = counts.reduce((sum, count) => sum + count, 0);
  const mean = total / counts.length;
  const deviation = Math.sqrt(counts.reduce((sum, count) => sum + (count - mean) ** 2, 0) / counts.length);
  const isCompared = counts.length >= settings.number('hours');
  const much = [...hours].filter(([, items]) => {
    if (items >= settings.number('items')) return true;
    if (items < settings.number('fewest items') || !isCompared) return false;
    return items > mean + settings.number('deviations') * deviation || items * 100 > total * settings.number('share');
  });
  return new Set(much.map(([hour]) => hour));
}

function citeItems(record: EventRecord): Citation {
  return citeEvent(record, 'fact OperationCount');
}

/** Most hours that the table of a finding names. */
const mostRows = 100;

function findingOf({ mailbox, actor, hours, much }: Account, events: EventGroup, leftOut: number): Finding {
  const told = [...much].sort((one, other) => one - other);
  const items = told.reduce((sum, hour) => sum + (hours.get(hour) ?? 0), 0);
  const all = [...hours.values()].reduce((sum, count) => sum + count, 0);
  const [first, ...others] = events.earliest.flatMap(({ citations }) => citations);
  if (first === undefined) throw new RangeError('A finding rests on at least one event.');
  const by = actor === '' || actor === mailbox ? '' : ` by ${quote(actor)}`;
  const beyond =
    leftOut === 0 ? '' : ` ${countText(leftOut, 'event')} of the case were not counted, since there are more hours than are kept.`;
  return findingOfEvents(rule, {
    level: rule.level,
    strength: 'OPENED',
    statement: `The events of the evidence state access to ${countText(items, 'item')} of the mailbox ${quote(mailbox)}${by} within ${countText(told.length, 'hour')}, of ${String(all)} in ${countText(hours.size, 'hour')} with access at all.${beyond}`,
    mechanism: 'much mail read at once',
    sources: mailbox.includes('@') ? [mailbox] : [],
    time: events.first,
    citations: [first, ...others],
    extent: events.extent(),
    table: {
      columns: ['Hour beginning', 'Items'],
      rows: told.slice(0, mostRows).map((hour) => [momentText(hour * hourLength), String(hours.get(hour) ?? 0)]),
    },
  });
}
