import { formatAddress, type RuleAction, type RuleCondition, type RuleTarget, type RuleValue } from '#model/index.ts';
import { joinWords } from './wording.ts';

/** Most characters of a condition that are printed; the whole stands in records.ndjson. */
const longestCondition = 2000;
const mostTargets = 50;

/** A rule's condition in words; brackets show what belongs together. */
export function conditionText(condition: RuleCondition | null): string {
  if (condition === null) return 'none stored: it applies to all mail';
  const text = words(condition);
  return text.length <= longestCondition ? text : `${text.slice(0, longestCondition)}… (shortened here; whole in records.ndjson)`;
}

function words(condition: RuleCondition): string {
  switch (condition.kind) {
    case 'all':
      return listed(condition.of, 'and', 'always');
    case 'any':
      return listed(condition.of, 'or', 'never');
    case 'not':
      return `not ${inner(condition.of)}`;
    case 'text':
      return `${condition.field} ${condition.match} ${JSON.stringify(condition.value)}`;
    case 'compare':
      return `${condition.field} ${condition.relation} ${valueText(condition.value)}`;
    case 'compare-fields':
      return `${condition.field} ${condition.relation} ${condition.other}`;
    case 'bits':
      return `${condition.field} has ${condition.areSet ? 'a bit' : 'no bit'} of ${condition.mask}`;
    case 'size':
      return `size of ${condition.field} ${condition.relation} ${String(condition.sizeBytes)} bytes`;
    case 'exists':
      return `${condition.field} exists`;
    case 'sub-object':
      return `one of ${condition.object} has ${inner(condition.of)}`;
    case 'count':
      return `${inner(condition.of)}, at most ${String(condition.most)} times`;
    case 'remark':
      return condition.of === null ? `remark about ${targetsText(condition.people)}` : words(condition.of);
    case 'people':
      return `${condition.field} is ${targetsText(condition.people)}`;
    case 'named':
      return [condition.name, ...condition.values.map(namedValue)].join(' ');
    case 'unreadable':
      return `[not understood: ${condition.reason}]`;
  }
}

function listed(conditions: readonly RuleCondition[], word: 'and' | 'or', none: string): string {
  const [first] = conditions;
  if (first === undefined) return none;
  return conditions.length === 1 ? words(first) : `(${conditions.map(words).join(` ${word} `)})`;
}

function inner(condition: RuleCondition | null): string {
  return condition === null ? 'nothing' : words(condition);
}

function valueText(value: RuleValue['value']): string {
  return typeof value === 'string' ? JSON.stringify(value) : String(value);
}

function namedValue({ name, value }: RuleValue): string {
  return `${name} ${valueText(value)}`;
}

/** What an action does and to whom: `redirect (keeps the original sender) to Ben <ben@example.org>`. */
export function actionText(action: RuleAction): string {
  const flavour = action.flavour.length === 0 ? '' : ` (${joinWords(action.flavour)})`;
  const to = action.targets.length === 0 ? '' : ` to ${targetsText(action.targets)}`;
  const facts = action.facts.length === 0 ? '' : `: ${action.facts.map(namedValue).join(', ')}`;
  return `${actionNames[action.kind]}${flavour}${to}${facts}${action.isWhole ? '' : ' [not decoded whole]'}`;
}

const actionNames: Readonly<Record<RuleAction['kind'], string>> = {
  forward: 'forward',
  'forward-as-attachment': 'forward as attachment',
  redirect: 'redirect',
  delegate: 'pass to delegate',
  'carbon-copy': 'send a copy',
  reply: 'reply',
  'out-of-office-reply': 'reply as out of office',
  move: 'move',
  copy: 'copy',
  'move-to-deleted': 'move to deleted items',
  delete: 'delete',
  'mark-read': 'mark as read',
  defer: 'leave to the client',
  bounce: 'bounce',
  tag: 'set a property',
  stop: 'stop processing rules',
  'run-program': 'run a program',
  notify: 'notify',
  other: 'other action',
};

/** Names targets; of very many the first. */
export function targetsText(targets: readonly RuleTarget[]): string {
  const shown = targets.slice(0, mostTargets).map(targetText);
  const left = targets.length - shown.length;
  return left > 0 ? `${shown.join('; ')}; and ${String(left)} more` : shown.join('; ');
}

/** Names a recipient by every address that is stored, a folder or a template by what is known of it. */
export function targetText(target: RuleTarget): string {
  if (target.kind === 'template')
    return `template ${target.templateId === '' ? (target.message?.raw ?? 'without identifier') : target.templateId}`;
  if (target.kind === 'folder') {
    const folder =
      [target.name, target.folder?.address ?? ''].find((text) => text !== '') ?? `folder ${target.folder?.raw ?? 'without identifier'}`;
    const store = target.store === null ? '' : target.store.name !== '' ? target.store.name : target.store.address;
    return store === '' ? folder : `${folder} of ${store}`;
  }
  const address = target.smtpAddress ?? target.otherAddress;
  const main = formatAddress({ name: target.name, address: address !== '' ? address : (target.x500Address ?? '') });
  const also = target.x500Address !== null && address !== '' ? ` [${target.x500Address}]` : '';
  return main === '' ? 'a recipient without name and address' : `${main}${also}`;
}
