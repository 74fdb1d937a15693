import { formatAddress, millisecondsOf, type Finding, type Level } from '#model/index.ts';
import type { WritableMessage } from '../writable-message.ts';

/** The examiner's review of a finding. */
export interface Review {
  readonly review: 'open' | 'confirmed' | 'benign' | 'unclear';
  readonly note: string;
}

export interface ReviewedFinding {
  readonly finding: Finding;
  /** Null: not reviewed. */
  readonly review: Review | null;
  /** The message that the finding is about, by which a reader knows it; null where the caller gave none. */
  readonly message: MessageFacts | null;
}

/** By what people know a message. */
export interface MessageFacts {
  readonly subject: string;
  readonly from: string;
  readonly to: string;
  readonly folderPath: readonly string[];
  readonly messageId: string | null;
}

/** By what people know this message. */
export function messageFactsOf({ claimed }: Pick<WritableMessage, 'claimed'>): MessageFacts {
  return {
    subject: claimed.subject,
    from: claimed.from.map(formatAddress).join(', '),
    to: claimed.to.map(formatAddress).join(', '),
    folderPath: claimed.folderPath,
    messageId: claimed.messageId,
  };
}

/** What a report says of the findings of one rule: all counted, the first of them in full. */
export interface FindingGroup {
  readonly ruleId: string;
  readonly count: number;
  readonly byLevel: ReadonlyMap<Level, number>;
  readonly byReview: ReadonlyMap<Review['review'], number>;
  /** Destinations that the findings name, with the number of findings naming each. Keys as first spelled. */
  readonly destinations: ReadonlyMap<string, number>;
  /** First and last claimed time in milliseconds since 1970; null when no finding has an understood one. */
  readonly first: number | null;
  readonly last: number | null;
  /** The findings printed in full, in the order they came. */
  readonly shown: readonly ReviewedFinding[];
}

export interface FindingDigestOptions {
  /** Findings of a rule printed in full; the rest is counted. */
  readonly mostPerRule: number;
  /** Which findings the report holds; those left out are counted. */
  readonly selection: 'all' | 'not-benign';
}

/** Takes findings in one by one and keeps what a report needs of them. */
export interface FindingDigest {
  readonly options: FindingDigestOptions;
  /** @param message facts of the cited message; only used while `wants` says so, so look them up only then. */
  add(finding: Finding, review: Review | null, message?: MessageFacts | null): void;
  /** Whether the next finding of that rule will be printed in full. */
  wants(ruleId: string): boolean;
  /** Groups in the order in which their rules first came. */
  groups(): readonly FindingGroup[];
  /** Findings in the report. */
  total(): number;
  /** Findings that the selection leaves out. */
  leftOut(): number;
}

export const defaultFindingDigestOptions: FindingDigestOptions = { mostPerRule: 500, selection: 'all' };

/** Makes an empty digest of findings. */
export function newFindingDigest(options: FindingDigestOptions = defaultFindingDigestOptions): FindingDigest {
  const groups = new Map<string, GrowingGroup>();
  let total = 0;
  let leftOut = 0;
  return {
    options,
    add(finding, review, message = null) {
      if (options.selection === 'not-benign' && review?.review === 'benign') {
        leftOut += 1;
        return;
      }
      total += 1;
      const group = groups.get(finding.ruleId) ?? newGroup(finding.ruleId);
      groups.set(finding.ruleId, group);
      addToGroup(group, { finding, review, message }, options);
    },
    wants: (ruleId) => (groups.get(ruleId)?.shown.length ?? 0) < options.mostPerRule,
    groups: () => [...groups.values()],
    total: () => total,
    leftOut: () => leftOut,
  };
}

interface GrowingGroup extends FindingGroup {
  count: number;
  readonly byLevel: Map<Level, number>;
  readonly byReview: Map<Review['review'], number>;
  readonly destinations: Map<string, number>;
  readonly spelling: Map<string, string>;
  first: number | null;
  last: number | null;
  readonly shown: ReviewedFinding[];
}

function newGroup(ruleId: string): GrowingGroup {
  return {
    ruleId,
    count: 0,
    byLevel: new Map(),
    byReview: new Map(),
    destinations: new Map(),
    spelling: new Map(),
    first: null,
    last: null,
    shown: [],
  };
}

function addToGroup(group: GrowingGroup, reviewed: ReviewedFinding, options: FindingDigestOptions): void {
  const { finding, review } = reviewed;
  group.count += 1;
  increment(group.byLevel, finding.level);
  increment(group.byReview, review?.review ?? 'open');
  for (const address of finding.destinations) {
    const key = address.toLowerCase();
    if (!group.spelling.has(key)) group.spelling.set(key, address);
    increment(group.destinations, group.spelling.get(key) ?? address);
  }
  const at = millisecondsOf(finding.time);
  if (at !== null) {
    group.first = group.first === null ? at : Math.min(group.first, at);
    group.last = group.last === null ? at : Math.max(group.last, at);
  }
  if (group.shown.length < options.mostPerRule) group.shown.push(reviewed);
}

function increment<K>(counts: Map<K, number>, key: K): void {
  counts.set(key, (counts.get(key) ?? 0) + 1);
}
