import type { RuleAction, RuleActionKind, RuleTarget, RuleValue } from '#model/index.ts';
import { factsOf, integerOf, plainValue, textOf, yesOrNoOf, type PlistEntry, type PlistValue } from '../plist/index.ts';

/** What a rule does, and which of its keys were understood. */
export interface ReadActions {
  readonly actions: readonly RuleAction[];
  /** Keys whose values became actions or are known to be none. */
  readonly known: ReadonlySet<string>;
  /** Keys whose meaning is not published, as far as it bears on what the rule does. */
  readonly unknown: readonly string[];
}

/**
 * Reads the actions of a rule. The keys are those that published programs write (`ShouldTransferMessage` with `MailboxURL`,
 * `ShouldCopyMessage` with `CopyToMailboxURL`, `Deletes`, `MarkRead`, …). What an answer of the program is
 * (`AutoResponseType`) is a number whose meaning is not published: the kind of such an action is taken from the names of the
 * keys that go with it, and is `other` where they do not tell.
 */
export function readRuleActions(entries: readonly PlistEntry[]): ReadActions {
  const known = new Set<string>();
  const actions: RuleAction[] = [];
  const valueOf = (key: string): PlistValue | null => entries.find((entry) => entry.key === key)?.value ?? null;
  const isSet = (key: string): boolean => yesOrNoOf(valueOf(key)) === true;
  const add = (
    kind: RuleActionKind,
    targets: readonly RuleTarget[],
    facts: readonly RuleValue[],
    flavour: readonly string[] = [],
  ): void => {
    actions.push({ kind, flavour, targets, facts, raw: '', isWhole: true });
  };
  const fact = (name: string): RuleValue[] => {
    const value = valueOf(name);
    return value === null ? [] : [{ name, value: plainValue(value) }];
  };
  for (const key of plainKeys) if (valueOf(key) !== null) known.add(key);

  const answer = answerOf(entries);
  if (answer !== null) {
    actions.push(answer.action);
    for (const key of answer.keys) known.add(key);
  }
  if (isSet('ShouldTransferMessage')) add('move', [folder(valueOf('MailboxURL') ?? valueOf('Mailbox'))], fact('ShouldTransferMessage'));
  if (isSet('ShouldCopyMessage')) add('copy', [folder(valueOf('CopyToMailboxURL') ?? valueOf('CopyToMailbox'))], fact('ShouldCopyMessage'));
  if (isSet('Deletes')) add('move-to-deleted', [], fact('Deletes'));
  if (isSet('MarkRead')) add('mark-read', [], fact('MarkRead'));
  if (isSet('MarkFlagged')) add('tag', [], [...fact('MarkFlagged'), ...fact('FlagColor')]);
  if (isSet('HighlightTextUsingColor') || textOf(valueOf('Color')) !== null)
    add('tag', [], [...fact('HighlightTextUsingColor'), ...fact('Color')]);
  const script = textOf(valueOf('AppleScript'));
  if (script !== null && script !== '') add('run-program', [], [{ name: 'AppleScript', value: script }]);
  const sound = textOf(valueOf('SoundName')) ?? textOf(valueOf('PlaySound')) ?? '';
  if (isSet('NotifyUser') || isSet('SendNotification') || sound !== '') {
    add('notify', [], ['NotifyUser', 'SendNotification', 'SoundName', 'PlaySound'].flatMap(fact));
  }
  if (isSet('StopEvaluatingRules')) add('stop', [], fact('StopEvaluatingRules'));
  return { actions, known, unknown: answer === null || answer.isClear ? [] : ['AutoResponseType'] };
}

/** Keys that say of a rule what it is, not what it does. */
export const describingKeys: readonly string[] = [
  ...['RuleName', 'RuleId', 'Criteria', 'AllCriteriaMustBeSatisfied', 'TimeStamp', 'Version', 'Active', 'IsActive'],
];

const plainKeys = [
  ...['ShouldTransferMessage', 'MailboxURL', 'Mailbox', 'ShouldCopyMessage', 'CopyToMailboxURL', 'CopyToMailbox', 'Deletes'],
  ...['MarkRead', 'MarkFlagged', 'FlagColor', 'HighlightTextUsingColor', 'Color', 'AppleScript', 'SoundName', 'PlaySound'],
  ...['NotifyUser', 'SendNotification', 'StopEvaluatingRules', 'AutoResponseType'],
];

const answerKey = /forward|redirect|repl(?:y|ies)|respon(?:se|d)|recipient|bounce/i;

interface Answer {
  readonly action: RuleAction;
  readonly keys: readonly string[];
  /** Whether the keys tell what is done. */
  readonly isClear: boolean;
}

// What the rule sends: an answer type other than 0, or keys that speak of forwarding, redirecting or answering.
function answerOf(entries: readonly PlistEntry[]): Answer | null {
  const type = entries.find(({ key }) => key === 'AutoResponseType')?.value ?? null;
  const isAnswering = type !== null && integerOf(type) !== 0n;
  const isOther = (key: string): boolean => !plainKeys.includes(key) && !describingKeys.includes(key) && !answerKey.test(key);
  const telling = entries.filter(({ key, value }) => key !== 'AutoResponseType' && answerKey.test(key) && !isNothing(value));
  if (!isAnswering && telling.length === 0) return null;
  const others = isAnswering ? entries.filter(({ key }) => isOther(key)) : [];
  const named = [...telling, ...others];
  const targets = named.flatMap(({ value }) => addressesIn(value));
  const addressed = named.filter(({ value }) => addressesIn(value).length > 0 || telling.some((entry) => entry.value === value));
  const names = telling.map(({ key }) => key).join(' ');
  const kind: RuleActionKind = /redirect/i.test(names)
    ? 'redirect'
    : /forward/i.test(names)
      ? 'forward'
      : /repl|respon/i.test(names)
        ? 'reply'
        : 'other';
  const facts = [
    ...(type === null ? [] : [{ name: 'AutoResponseType', value: plainValue(type) }]),
    ...addressed.flatMap(({ key, value }) => factsOf(value, [key]).facts),
  ];
  // A rule that is kept with recipients but does not answer now says so by its type.
  const flavour = isAnswering || type === null ? [] : ['not in use: AutoResponseType is 0'];
  const isClear = !isAnswering || kind !== 'other';
  return { action: { kind, flavour, targets, facts, raw: '', isWhole: isClear }, keys: addressed.map(({ key }) => key), isClear };
}

function isNothing(value: PlistValue): boolean {
  if (value.kind === 'text') return /^(?:no|false|)$/i.test(value.text.trim());
  if (value.kind === 'array') return value.items.length === 0;
  if (value.kind === 'bytes') return value.bytes.length === 0;
  return value.kind === 'null' || (value.kind !== 'dictionary' && yesOrNoOf(value) === false);
}

const addressForm = /[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@(?:[A-Za-z0-9-]{1,63}\.){1,8}[A-Za-z]{2,24}/g;

function addressesIn(value: PlistValue): RuleTarget[] {
  const texts = factsOf(value).facts.flatMap(({ value: fact }): readonly unknown[] => (Array.isArray(fact) ? fact : [fact]));
  const found = texts.flatMap((text) =>
    typeof text === 'string' && !/^[a-z]+:\/\//i.test(text) ? [...text.matchAll(addressForm)].map(([match]) => match) : [],
  );
  return [...new Set(found)].slice(0, 1000).map((smtpAddress): RuleTarget => ({
    kind: 'address',
    name: '',
    smtpAddress,
    x500Address: null,
    addressType: 'SMTP',
    otherAddress: '',
    entryId: null,
  }));
}

function folder(value: PlistValue | null): RuleTarget {
  return { kind: 'folder', name: value === null ? '' : String(plainValue(value)), store: null, folder: null };
}
