import type { RuleAction, RuleCondition, RuleValue } from '#model/index.ts';
import { action, addressTarget, folderTarget, textCondition, together, value } from './claims.ts';
import type { SieveArgument, SieveCommand, SieveTest } from './sieve-syntax.ts';

// Tags that take the argument after them (RFC 5228 2.7, 5230, 5232, 5435, 5260, 5293, 6009, and Dovecot's).
const tagsWithValue = new Set(
  `comparator days seconds subject from addresses handle flags message options importance id method header value count index content
   mime_content create notify return by-mode ret over under originalzone zone specialuse mailboxid fcc`.split(/\s+/),
);

interface Arguments {
  readonly tags: readonly string[];
  readonly tagValues: ReadonlyMap<string, readonly string[]>;
  readonly numbers: readonly number[];
  /** The positional arguments, each as a list. */
  readonly strings: readonly (readonly string[])[];
}

function sorted(found: readonly SieveArgument[], also: readonly string[] = []): Arguments {
  const tags: string[] = [];
  const tagValues = new Map<string, readonly string[]>();
  const numbers: number[] = [];
  const strings: (readonly string[])[] = [];
  for (let at = 0; at < found.length; at++) {
    const one = found[at];
    if (one === undefined) break;
    if (one.kind === 'number') numbers.push(one.value);
    else if (one.kind !== 'tag') strings.push(listOf(one));
    else {
      tags.push(one.name);
      const next = found[at + 1];
      if (next === undefined || next.kind === 'tag' || !(tagsWithValue.has(one.name) || also.includes(one.name))) continue;
      tagValues.set(one.name, listOf(next));
      at += 1;
    }
  }
  return { tags, tagValues, numbers, strings };
}

function listOf(one: SieveArgument): readonly string[] {
  switch (one.kind) {
    case 'string':
      return [one.value];
    case 'strings':
      return one.values;
    case 'number':
      return [String(one.value)];
    case 'tag':
      return [];
  }
}

/** What a test asks (RFC 5228 section 5 and its extensions). */
export function conditionOf(test: SieveTest): RuleCondition {
  const { tags, numbers, strings } = sorted(test.arguments);
  const inner = test.tests.map(conditionOf);
  const match = tags.includes('contains') ? 'contains' : tags.some((tag) => otherMatches.has(tag)) ? null : 'is';
  const [fields = [], keys = []] = strings;
  const textsIn = (prefix: string): RuleCondition => {
    if (match === null || keys.length === 0) return named(test);
    const pairs = fields.flatMap((field) => keys.map((key) => textCondition(`${prefix}${field}`, match, key)));
    return together('any', pairs) ?? named(test);
  };
  switch (test.name) {
    case 'true':
      return { kind: 'all', of: [] };
    case 'false':
      return { kind: 'any', of: [] };
    case 'not':
      return { kind: 'not', of: inner[0] ?? null };
    case 'allof':
      return { kind: 'all', of: inner };
    case 'anyof':
      return { kind: 'any', of: inner };
    case 'header':
      return textsIn('header ');
    case 'address':
      return textsIn(`${tags.find((tag) => ['localpart', 'domain', 'user', 'detail'].includes(tag)) ?? 'address'} in `);
    case 'envelope':
      return textsIn('envelope ');
    case 'exists':
      return (
        together(
          'all',
          fields.map((field) => ({ kind: 'exists', field: `header ${field}` })),
        ) ?? named(test)
      );
    case 'size': {
      const [tag, limit] = test.arguments;
      const relation = tag?.kind === 'tag' && tag.name === 'under' ? '<' : '>';
      const sizeBytes = limit?.kind === 'number' ? limit.value : numbers[0];
      return sizeBytes === undefined ? named(test) : { kind: 'size', field: 'message', relation, sizeBytes };
    }
    case 'body':
      return match === null
        ? named(test)
        : (together(
            'any',
            fields.map((key) => textCondition('body', match, key)),
          ) ?? named(test));
    default:
      return named(test);
  }
}

const otherMatches = new Set(['matches', 'regex', 'value', 'count', 'list', 'over', 'under']);

function named(test: SieveTest): RuleCondition {
  const { tags, tagValues, numbers, strings } = sorted(test.arguments);
  const values: RuleValue[] = [
    ...tags.map((tag) => value(`:${tag}`, tagValues.get(tag) ?? true)),
    ...numbers.map((number) => value('number', number)),
    ...strings.map((list) => value('of', list)),
  ];
  return { kind: 'named', name: test.name, values };
}

/** What a command does (RFC 5228 section 4 and its extensions); null for those that do nothing to a message. */
export function actionOf(command: SieveCommand): RuleAction | null {
  const { tags, tagValues, numbers, strings } = sorted(command.arguments);
  const [first = [], second = []] = strings;
  const facts = (...more: readonly RuleValue[]): readonly RuleValue[] => [
    ...Array.from(tagValues, ([name, values]) => value(name, values.length === 1 ? (values[0] ?? '') : values)),
    ...more,
  ];
  const keeps = tags.includes('copy') ? ['a copy is kept'] : [];
  switch (command.name) {
    case 'require':
      return null;
    case 'redirect':
      return action('redirect', { flavour: keeps, targets: first.map((address) => addressTarget(address)), facts: facts() });
    case 'fileinto':
      return action(tags.includes('copy') ? 'copy' : 'move', { targets: first.map(folderTarget), facts: facts() });
    case 'keep':
      return action('copy', { flavour: ['kept in the inbox'], facts: facts() });
    case 'discard':
      return action('delete', { flavour: ['without notice'] });
    case 'reject':
    case 'ereject':
      return action('bounce', { facts: facts(value('text', first[0] ?? '')) });
    case 'stop':
      return action('stop');
    case 'vacation':
      return action('out-of-office-reply', { facts: facts(value('text', first[0] ?? '')) });
    case 'setflag':
    case 'addflag':
    case 'removeflag': {
      const set = (second.length > 0 ? second : first).flatMap((list) => list.split(/\s+/));
      if (command.name !== 'removeflag' && set.some((flag) => /^\\?\\seen$/i.test(flag)))
        return action('mark-read', { facts: [value('flags', set)] });
      return action('tag', { flavour: [command.name], facts: [value('flags', set)] });
    }
    case 'addheader':
    case 'deleteheader':
      return action('tag', { flavour: [command.name], facts: facts(value('field', first[0] ?? ''), value('value', second)) });
    case 'notify': {
      const methods = [...first, ...(tagValues.get('method') ?? []), ...(tagValues.get('options') ?? [])];
      const addresses = methods.flatMap((method) => /^(?:mailto:)?([^\s?@]+@[^\s?]+)/i.exec(method)?.[1] ?? []);
      return action('notify', { targets: addresses.map((address) => addressTarget(address)), facts: facts(value('method', methods)) });
    }
    case 'pipe':
    case 'filter':
    case 'execute':
      return action('run-program', { flavour: keeps, facts: facts(value('program', first[0] ?? ''), value('arguments', second)) });
    default: {
      const values = strings.map((list) => value('of', list));
      return action('other', {
        facts: [value('command', command.name), ...facts(...values), ...numbers.map((one) => value('number', one))],
      });
    }
  }
}

/** Flags that an action sets beside (`:flags`), for those who look for mail marked as read. */
export function isMarkedRead(command: SieveCommand): boolean {
  return (sorted(command.arguments).tagValues.get('flags') ?? []).some((flag) => /\\seen/i.test(flag));
}
