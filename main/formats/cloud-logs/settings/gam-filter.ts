import type { RuleAction, RuleCondition } from '#model/index.ts';
import type { LogClaims } from '../record/log-family.ts';
import type { LogRecord } from '../record/log-record.ts';
import { allOf, listedAction, listedAddress, listedFolder, listedRule } from './listed-rule.ts';
import { partsOf } from './listed-values.ts';

/**
 * Filters of Gmail in the table that the command `print filters` of GAM writes: a column for each criterion and action that a
 * filter has, whose cells say their own name again (`from bank@b.example`, `forward out@c.example`, `archive`).
 */

const texts = ['from', 'to', 'subject'] as const;
const searches = ['query', 'negatedQuery', 'size'] as const;
const switches = ['hasAttachment', 'excludeChats'] as const;
const actions = ['forward', 'label', 'archive', 'trash', 'markread', 'star', 'important', 'notimportant', 'neverspam'] as const;

/** Whether a record is a row of that table. */
export function isGamFilter(record: LogRecord): boolean {
  const columns = [...texts, ...searches, ...switches, ...actions].filter((name) => record.has(name));
  const filled = columns.filter((name) => record.text(name) !== '');
  return record.has('User', 'id') && columns.length >= 2 && filled.every((name) => `${record.text(name)} `.startsWith(`${name} `));
}

/** The filter of a row. */
export function gamFilter(record: LogRecord, owner: string): LogClaims {
  const told = (name: string): string => record.text(name).slice(name.length).trim();
  const conditions: readonly RuleCondition[] = [
    ...texts.flatMap((field): RuleCondition[] => {
      const value = told(field);
      return value === '' ? [] : [{ kind: 'text', field, match: 'contains', options: [], value }];
    }),
    ...searches.flatMap((name): RuleCondition[] => {
      const value = told(name);
      if (value === '') return [];
      const one: RuleCondition = { kind: 'named', name, values: [{ name, value }] };
      return [name === 'negatedQuery' ? { kind: 'not', of: one } : one];
    }),
    ...switches.flatMap((name): RuleCondition[] => (record.text(name) === '' ? [] : [{ kind: 'named', name, values: [] }])),
  ];
  return listedRule({
    client: 'gmail',
    storedAs: 'filter in a table of GAM',
    owner,
    name: null,
    isEnabled: null,
    condition: allOf(conditions),
    actions: actions.flatMap((name) => (record.text(name) === '' ? [] : [actionOf(name, told(name))])),
    parts: partsOf(record, ['forward', 'id']),
  });
}

function actionOf(name: (typeof actions)[number], value: string): RuleAction {
  switch (name) {
    case 'forward':
      return listedAction('forward', { targets: [listedAddress({ address: value, name: '', type: '' })] });
    case 'label':
      return listedAction('tag', { flavour: ['label'], targets: [listedFolder(value)] });
    case 'archive':
      return listedAction('move', { flavour: ['out of the inbox, to the archive'] });
    case 'trash':
      return listedAction('move-to-deleted');
    case 'markread':
      return listedAction('mark-read');
    default:
      return listedAction('tag', { facts: [{ name, value: true }] });
  }
}
