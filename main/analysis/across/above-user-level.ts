import { millisecondsOf, type Citation, type ForwardingObservation, type Level, type Rule } from '#model/index.ts';
import type { CaseDetector } from '../detector.ts';
import { nameAddresses } from '../forwarding/describe-addresses.ts';
import { isStrongArtifact, isVisibleArtifact } from '../observe/artifact-meaning.ts';
import { ruleArtifacts } from '../observe/fact-observations.ts';
import { contradicted } from '../observe/message-observations.ts';
import { countParameter, numberOf } from '../parameters.ts';
import { counted, findingOfCase, mailboxText, someCitations } from './case-finding.ts';
import { putInto } from '../lists-by-key.ts';
import { dayOf, newExtent, periodText, type ExtentTally } from './extent.ts';
import { byRecord, isOfMessage } from './flows.ts';

const fewestAutomatic = countParameter('fewestAutomatic', 'fewest messages with a marker of automatic forwarding in the period (n)', 10);
const timesVisible = countParameter('timesVisible', 'how many times as many as visible forwards they must be (k)', 2);

const rule: Rule = {
  id: 'forwarding.across.above-user-level',
  version: '1',
  title: 'Automatic forwarding that neither visible forwards nor rules explain',
  technique: 'T1114.003',
  level: 'high',
  needs: ['observations of all messages of the mailbox', 'its rules, as far as the case holds them'],
  parameters: [fewestAutomatic, timesVisible],
  benignExplanations: [
    'The organisation forwards or archives the mailbox by its own setting: a leaver, a shared mailbox, a migration, a journal.',
    'The owner forwards by a setting in webmail, which leaves no rule in the files of the case.',
    'The rules of the mailbox are not among the evidence: an mbox or Maildir holds none, an Outlook store only those of its own folders.',
  ],
  wouldProve: [
    'The forwarding settings of the mailbox: Get-Mailbox with ForwardingAddress, ForwardingSmtpAddress and DeliverToMailboxAndForward, or the forwarding page of the provider.',
    'The audit log of the server for Set-Mailbox, New-InboxRule and New-TransportRule in the period, with actor and address.',
    'The message trace of the server for the messages of the extent.',
  ],
  references: ['MITRE ATT&CK T1114.003 (detection: auto-forwarded header without a visible forward)', 'MITRE ATT&CK DET0476, DET0576'],
};

/**
 * The analytic of ATT&CK: for each mailbox, over the whole period, else over a week, else over a day, A messages have a
 * marker of automatic forwarding to destinations that no rule of the case explains, and V messages look forwarded as people
 * do it. It fires where A is at least n and more than k times V.
 */
export const aboveUserLevel: CaseDetector = {
  rules: [rule],
  start(context) {
    const mailboxes = new Map<string, MailboxTally>();
    const rules: ForwardingObservation[] = [];
    const most = { n: numberOf(context, rule, fewestAutomatic), k: numberOf(context, rule, timesVisible) };
    return {
      consume({ observations }) {
        for (const group of byRecord(observations)) {
          const [first] = group;
          if (first === undefined) continue;
          if (!isOfMessage(first)) {
            if (first.artifact === 'index state forwarded') takeVisible(tallyOf(mailboxes, first.mailbox), first);
            else if (first.artifact === ruleArtifacts.inForce && rules.length < mostRules) rules.push(first);
            continue;
          }
          take(tallyOf(mailboxes, first.mailbox), group);
        }
      },
      *finish() {
        const explained = new Set(rules.flatMap(({ destinations }) => destinations));
        for (const [mailbox, tally] of mailboxes) {
          const found = periodThatFires(tally, explained, most);
          if (found === null) continue;
          const citations = someCitations(found.citations);
          if (citations === null) continue;
          const isUnreadRule = rules.some((one) => one.mailbox === mailbox && !one.destinations.some((address) => address.includes('@')));
          const { destinations, messages, visible, strong } = found;
          const sources = [...tally.sources].sort();
          yield findingOfCase(rule, {
            level: levelOf(found, most.n, isUnreadRule),
            strength: 'INDICATES',
            statement: `The messages of the ${mailboxText(mailbox)} state automatic forwarding in ${counted(messages.count, 'message')}${periodText(messages)}${destinations.length === 0 ? '' : ` to ${nameAddresses(destinations)}`}; ${counted(visible, 'message')} of that ${found.grain} look forwarded by hand, and no rule in the case explains the ${destinations.length === 0 ? 'forwarding' : 'destinations'}: a setting above the user's rules is to be looked for (${strong} of the markers are left by automatic forwarding alone).`,
            mechanism: found.isByMailboxSetting
              ? 'mailbox setting (ForwardingSmtpAddress or ForwardingAddress)'
              : 'forwarding above the rules of the user',
            agency: 'automatic',
            sources,
            destinations,
            citations,
            extent: messages.extent('messages'),
            table: tableOf(tally, explained, rules, mailbox),
            reasons: isUnreadRule
              ? ['A rule of the mailbox passes mail on to somebody whose mail address it does not hold; it may explain this.']
              : [],
          });
        }
      },
    };
  },
};

const mostRules = 10_000;
const mostSources = 50;
const mostDestinations = 500;
const mostCitations = 5;
const mostRows = 120;
const otherDestinations = '(other destinations)';

interface DayTally {
  readonly automatic: Map<string, ExtentTally>;
  readonly strong: Map<string, number>;
  visible: number;
}

interface MailboxTally {
  /** By day in UTC; empty for messages without a time. */
  readonly days: Map<string, DayTally>;
  readonly sources: Set<string>;
  readonly destinations: Set<string>;
  readonly citations: Map<string, Citation[]>;
  readonly settings: Set<string>;
}

function tallyOf(mailboxes: Map<string, MailboxTally>, mailbox: string): MailboxTally {
  let tally = mailboxes.get(mailbox);
  if (tally === undefined) {
    tally = { days: new Map(), sources: new Set(), destinations: new Set(), citations: new Map(), settings: new Set() };
    mailboxes.set(mailbox, tally);
  }
  return tally;
}

function dayTally(tally: MailboxTally, observation: ForwardingObservation): DayTally {
  const time = millisecondsOf(observation.time);
  const day = time === null ? '' : dayOf(time);
  let made = tally.days.get(day);
  if (made === undefined) {
    made = { automatic: new Map(), strong: new Map(), visible: 0 };
    tally.days.set(day, made);
  }
  return made;
}

function takeVisible(tally: MailboxTally, observation: ForwardingObservation): void {
  dayTally(tally, observation).visible += 1;
}

// A message counts once, for the destination that its best artifact names.
function take(tally: MailboxTally, group: readonly ForwardingObservation[]): void {
  const automatic = group.filter((one) => isMarker(one));
  const best =
    automatic.find((one) => isStrongArtifact(one.artifact) && one.destinations.length > 0) ??
    automatic.find((one) => one.destinations.length > 0) ??
    automatic[0];
  const visible = group.find(({ artifact }) => isVisibleArtifact.has(artifact));
  if (visible !== undefined && automatic.length === 0) takeVisible(tally, visible);
  if (best === undefined) return;
  const named = best.destinations[0] ?? '';
  const destination = tally.destinations.has(named) || tally.destinations.size < mostDestinations ? named : otherDestinations;
  tally.destinations.add(destination);
  const day = dayTally(tally, best);
  const extent = day.automatic.get(destination) ?? newExtent();
  day.automatic.set(destination, extent);
  extent.add(best.recordId, millisecondsOf(best.time));
  if (automatic.some(({ artifact }) => isStrongArtifact(artifact))) day.strong.set(destination, (day.strong.get(destination) ?? 0) + 1);
  for (const source of automatic.flatMap(({ sources }) => sources)) if (tally.sources.size < mostSources) tally.sources.add(source);
  if (automatic.some(({ artifact }) => artifact === 'header X-MS-Exchange-ForwardingLoop')) tally.settings.add(destination);
  const cited = tally.citations.get(destination) ?? [];
  if (cited.length < mostCitations) tally.citations.set(destination, [...cited, best.citations[0]]);
}

function isMarker({ agency, mechanism, because, artifact }: ForwardingObservation): boolean {
  return agency === 'automatic' && mechanism !== 'by-hand' && artifact !== 'notice of a provider' && !because.startsWith(contradicted);
}

interface FiringPeriod {
  readonly grain: 'period' | 'week' | 'day';
  readonly messages: ExtentTally;
  readonly visible: number;
  readonly strong: number;
  readonly destinations: readonly string[];
  readonly citations: readonly Citation[];
  readonly isByMailboxSetting: boolean;
}

function periodThatFires(tally: MailboxTally, explained: ReadonlySet<string>, { n, k }: { n: number; k: number }): FiringPeriod | null {
  const days = [...tally.days].sort(([one], [other]) => (one < other ? -1 : 1));
  const grains: readonly [FiringPeriod['grain'], (day: string) => string][] = [
    ['period', () => ''],
    ['week', weekOf],
    ['day', (day) => day],
  ];
  for (const [grain, keyOf] of grains) {
    const periods = new Map<string, DayTally[]>();
    for (const [day, made] of days) putInto(periods, keyOf(day), made);
    const sums = [...periods.values()].map((parts) => sumOf(parts, explained, tally, grain));
    const firing = sums.filter(({ messages, visible }) => messages.count >= n && messages.count > k * visible);
    const [largest] = firing.sort((one, other) => other.messages.count - one.messages.count);
    if (largest !== undefined) return largest;
  }
  return null;
}

function sumOf(days: readonly DayTally[], explained: ReadonlySet<string>, tally: MailboxTally, grain: FiringPeriod['grain']): FiringPeriod {
  const messages = newExtent();
  const destinations = new Map<string, number>();
  let [visible, strong] = [0, 0];
  for (const day of days) {
    visible += day.visible;
    for (const [destination, extent] of day.automatic) {
      if (explained.has(destination)) continue;
      messages.addAll(extent);
      destinations.set(destination, (destinations.get(destination) ?? 0) + extent.count);
      strong += day.strong.get(destination) ?? 0;
    }
  }
  const named = [...destinations]
    .sort(([one, count], [other, otherCount]) => otherCount - count || (one < other ? -1 : 1))
    .map(([name]) => name);
  return {
    grain,
    messages,
    visible,
    strong,
    destinations: named.filter((name) => name.includes('@')),
    citations: named.flatMap((name) => tally.citations.get(name) ?? []).slice(0, mostCitations),
    isByMailboxSetting: named.some((name) => tally.settings.has(name)),
  };
}

// Aliases, relays and lists leave the weak markers: they alone show no setting on a mailbox.
function levelOf({ strong, isByMailboxSetting }: FiringPeriod, n: number, isUnreadRule: boolean): Level {
  if (strong < n || isUnreadRule) return 'low';
  return isByMailboxSetting ? 'high' : 'medium';
}

/** The Monday of the week, in UTC. */
function weekOf(day: string): string {
  if (day === '') return '';
  const time = Date.parse(`${day}T00:00:00Z`);
  const sinceMonday = (new Date(time).getUTCDay() + 6) % 7;
  return dayOf(time - sinceMonday * 86_400_000);
}

function tableOf(tally: MailboxTally, explained: ReadonlySet<string>, rules: readonly ForwardingObservation[], mailbox: string) {
  const days = [...tally.days]
    .filter(([, { automatic, visible }]) => automatic.size > 0 || visible > 0)
    .sort(([one], [other]) => (one < other ? -1 : 1));
  const isByWeek = days.length > mostRows;
  const periods = new Map<string, DayTally[]>();
  for (const [day, made] of days) {
    putInto(periods, isByWeek ? weekOf(day) : day, made);
  }
  const ofMailbox = rules.filter((one) => one.mailbox === mailbox).length;
  const row = (name: string, parts: readonly DayTally[]): string[] => {
    const counts = parts.flatMap(({ automatic }) => [...automatic]);
    const all = counts.reduce((sum, [, { count }]) => sum + count, 0);
    const unexplained = counts.reduce((sum, [destination, { count }]) => sum + (explained.has(destination) ? 0 : count), 0);
    const visible = parts.reduce((sum, one) => sum + one.visible, 0);
    const names = [...new Set(counts.map(([destination]) => (destination === '' ? 'not named' : destination)))].sort();
    return [name, String(all), String(visible), String(all - unexplained), String(unexplained), names.slice(0, 5).join(', ')];
  };
  return {
    columns: [isByWeek ? 'week from' : 'day', 'A automatic', 'V visible', 'A explained by R', 'A unexplained', 'destinations'],
    rows: [
      row(
        `whole period, R: ${counted(ofMailbox, 'rule')} of the mailbox, ${String(rules.length)} in the case`,
        days.map(([, made]) => made),
      ),
      ...[...periods].slice(0, mostRows).map(([key, parts]) => row(key === '' ? 'no time' : `${key} UTC`, parts)),
    ],
  };
}
