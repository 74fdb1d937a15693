import { millisecondsOf, type AccessStrength, type EvidenceId, type FactRecord } from '#model/index.ts';

type RuleRecord = Extract<FactRecord, { kind: 'rule' }>;
type SettingRecord = Extract<FactRecord, { kind: 'setting' }>;
type AccountRecord = Extract<FactRecord, { kind: 'account' }>;
type EventRecord = Extract<FactRecord, { kind: 'event' }>;

/** The access events of one source, added up. */
export interface EventSum {
  readonly evidenceId: EvidenceId;
  readonly source: string;
  readonly strength: AccessStrength;
  readonly count: number;
  /** The first and last time that they state, in milliseconds since 1970; null where none is understood. */
  readonly first: number | null;
  readonly last: number | null;
  readonly doesNotShow: string;
}

/** Takes records other than messages and files in one by one and keeps what a report needs of them. */
export interface FactDigest {
  add(record: FactRecord): void;
  /** The rules that the report lists, in the order they came. */
  rules(): readonly RuleRecord[];
  ruleCount(): number;
  /** Of all rules, those that pass mail on to someone, and those that are hidden. */
  passingOnCount(): number;
  hiddenCount(): number;
  /** Of all rules, those that are not in place: deleted, replaced by a later state, or listed by no folder. */
  recoveredRuleCount(): number;
  /** The settings that are more than named: delegates, templates, home pages, rules streams. */
  settings(): readonly SettingRecord[];
  settingCount(): number;
  /** Settings of a message store that are counted only. */
  otherSettingCount(): number;
  /** The accounts that the report lists, in the order they came. */
  accounts(): readonly AccountRecord[];
  accountCount(): number;
  correspondentCount(): number;
  /** One line for each exhibit, source and strength, in the order they came. */
  events(): readonly EventSum[];
  /** Events of sources beyond those that are added up. */
  otherEventCount(): number;
}

/** Settings of mail programs that are listed: a profile has hundreds, of which each is a record anyway. */
const mostClientSettings = 100;

/** Makes an empty digest. */
export function newFactDigest(mostListed = 1000): FactDigest {
  const rules: RuleRecord[] = [];
  const settings: SettingRecord[] = [];
  const accounts: AccountRecord[] = [];
  const events = new Map<string, GrowingSum>();
  const counts = {
    rules: 0,
    passingOn: 0,
    hidden: 0,
    recovered: 0,
    settings: 0,
    others: 0,
    accounts: 0,
    correspondents: 0,
    otherEvents: 0,
    ofClients: 0,
  };
  return {
    add(record) {
      if (record.kind === 'rule') {
        counts.rules += 1;
        if (passesOn(record)) counts.passingOn += 1;
        if (record.claimed.isHidden) counts.hidden += 1;
        if (record.observed.allocation !== 'allocated') counts.recovered += 1;
        // Of very many, those that answer the question of the examination come before the others.
        if (rules.length < mostListed || isOfInterest(record)) keep(rules, record, mostListed, isOfInterest);
      } else if (record.kind === 'setting' && record.claimed.setting !== 'item') {
        counts.settings += 1;
        if (!isOfStore(record)) counts.ofClients += 1;
        if (isOfStore(record) || (settings.length < mostListed && counts.ofClients <= mostClientSettings))
          keep(settings, record, mostListed, isOfStore);
      } else if (record.kind === 'setting') counts.others += 1;
      else if (record.kind === 'account') {
        counts.accounts += 1;
        if (accounts.length < mostListed) accounts.push(record);
      } else if (record.kind === 'correspondent') counts.correspondents += 1;
      else if (record.kind === 'event' && !addEvent(events, record)) counts.otherEvents += 1;
    },
    rules: () => rules,
    ruleCount: () => counts.rules,
    passingOnCount: () => counts.passingOn,
    hiddenCount: () => counts.hidden,
    recoveredRuleCount: () => counts.recovered,
    settings: () => settings,
    settingCount: () => counts.settings,
    otherSettingCount: () => counts.others,
    accounts: () => accounts,
    accountCount: () => counts.accounts,
    correspondentCount: () => counts.correspondents,
    events: () => [...events.values()],
    otherEventCount: () => counts.otherEvents,
  };
}

type GrowingSum = { -readonly [K in keyof EventSum]: EventSum[K] };

/** Sources that are added up each for itself. */
const mostSources = 500;

function addEvent(sums: Map<string, GrowingSum>, { evidenceId, claimed }: EventRecord): boolean {
  const { source, strength, doesNotShow } = claimed;
  const key = JSON.stringify([evidenceId, source, strength]);
  let sum = sums.get(key);
  if (sum === undefined) {
    if (sums.size >= mostSources) return false;
    sum = { evidenceId, source, strength, count: 0, first: null, last: null, doesNotShow };
    sums.set(key, sum);
  }
  sum.count += 1;
  const time = millisecondsOf(claimed.time);
  if (time !== null) {
    sum.first = sum.first === null ? time : Math.min(sum.first, time);
    sum.last = sum.last === null ? time : Math.max(sum.last, time);
  }
  return true;
}

// What an Outlook store sets comes before the many small settings of other programs.
function isOfStore({ claimed }: SettingRecord): boolean {
  return claimed.setting !== 'client-setting';
}

function keep<T>(kept: T[], next: T, most: number, isPreferred: (one: T) => boolean): void {
  if (kept.length >= most) {
    const place = kept.findLastIndex((one) => !isPreferred(one));
    if (place === -1) return;
    kept.splice(place, 1);
  }
  kept.push(next);
}

const passing: ReadonlySet<string> = new Set(['forward', 'forward-as-attachment', 'redirect', 'delegate', 'carbon-copy']);

/** Whether a rule passes mail on to someone, or leaves to the client something that has recipients. */
export function passesOn({ claimed }: RuleRecord): boolean {
  return claimed.actions.some(
    ({ kind, targets }) => passing.has(kind) || (kind === 'defer' && targets.some((target) => target.kind === 'address')),
  );
}

/** Whether the report prints a rule in full. */
export function isOfInterest(record: RuleRecord): boolean {
  return passesOn(record) || record.claimed.isHidden || record.claimed.strayAddresses.length > 0;
}
