import type {
  Citation,
  Finding,
  FindingExtent,
  ForwardingMechanism,
  ForwardingObservation,
  MessageTrace,
  NonEmpty,
  Rule,
} from '#model/index.ts';
import type { EvidenceId } from '#model/index.ts';
import { excerptOf } from '../excerpt.ts';
import { accountOfMailbox } from '../observe/mailbox-of.ts';

/** What a detector across records states. */
export type CaseStatement = Pick<
  Finding,
  'level' | 'strength' | 'statement' | 'mechanism' | 'agency' | 'sources' | 'destinations' | 'citations'
> & {
  readonly extent: FindingExtent;
  readonly table?: Finding['table'];
  /** Why this finding weighs less than its rule says, before the rule's own explanations. */
  readonly reasons?: readonly string[];
};

/** A finding of a rule over many records, dated to the first of them. */
export function findingOfCase(rule: Rule, { reasons = [], table, ...stated }: CaseStatement): Finding {
  const [first, ...others] = reasons;
  return {
    ruleId: rule.id,
    ruleVersion: rule.version,
    technique: rule.technique,
    ...stated,
    time: stated.extent.first,
    benignExplanations: first === undefined ? rule.benignExplanations : [first, ...others, ...rule.benignExplanations],
    wouldProve: rule.wouldProve,
    ...(table === undefined ? {} : { table }),
  };
}

/** Cites a message by what people know it by, its subject: for statements about its place, state or thread. */
export function citeTrace(trace: MessageTrace, evidenceId: EvidenceId): Citation {
  return {
    recordId: trace.recordId,
    evidenceId,
    locator: trace.locator,
    field: 'message',
    excerpt: excerptOf(trace.subject === '' ? '(no subject)' : trace.subject),
    range: null,
    headerIndex: null,
  };
}

/** The citations, where there is one at least. */
export function someCitations(citations: readonly Citation[]): NonEmpty<Citation> | null {
  const [first, ...others] = citations;
  return first === undefined ? null : [first, ...others];
}

/** The first citation of each of the observations, up to `most`. */
export function citationsOf(observations: readonly ForwardingObservation[], most = 8): readonly Citation[] {
  return observations.slice(0, most).map(({ citations }) => citations[0]);
}

/** How a statement names a mailbox: `mailbox "prior.pst" of EX-001`. */
export function mailboxText(mailbox: string): string {
  const blank = mailbox.indexOf(' ');
  if (blank === -1) return `mailbox of ${mailbox}`;
  const [place, name] = [mailbox.slice(0, blank), mailbox.slice(blank + 1)];
  return place === 'account' ? `mailbox ${name}` : `mailbox ${JSON.stringify(name.slice(0, 160))} of ${place}`;
}

/** Whose mail a flow is, as a statement names it: a rule for a whole organisation is of no mailbox. */
export function holderText({ mailbox, mechanism }: { readonly mailbox: string; readonly mechanism: ForwardingMechanism }): string {
  const account = accountOfMailbox(mailbox);
  return mechanism === 'transport-rule' && account !== null ? `organisation ${account}` : mailboxText(mailbox);
}

/** The means in words, as findings name them. */
export const mechanismTexts: Readonly<Record<ForwardingMechanism, string>> = {
  'client-rule': 'rule of a mail program',
  'server-rule': 'inbox rule on the server',
  'mailbox-setting': 'forwarding setting of the mailbox',
  'transport-rule': 'mail flow rule of the organisation',
  'server-alias': 'alias or forward at a mail server',
  sieve: 'Sieve script on the server',
  'standing-copy': 'standing copy of what is sent',
  delegate: 'delegate of the mailbox',
  'by-hand': 'forward by hand',
  resent: 'redirect or re-send',
  unknown: 'automatic forwarding, mechanism not stated',
};

/** A count with its noun: `1 message`, `12 messages`. */
export function counted(count: number, noun: string): string {
  return `${String(count)} ${noun}${count === 1 ? '' : 's'}`;
}
