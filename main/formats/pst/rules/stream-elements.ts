import type { RuleAction, RuleActionKind, RuleCondition, RuleTarget, RuleValue } from '#model/index.ts';
import { hexBeginning, type BlobCursor } from './blob-cursor.ts';
import { readEntryId } from './entry-id.ts';
import { readPeople } from './stream-people.ts';
import { readString } from './stream-string.ts';
import { withoutPadding } from '#formats/padded-text.ts';

/** An element of a rule in the rules stream. */
export type StreamElement =
  | { readonly kind: 'event'; readonly event: string }
  | { readonly kind: 'condition'; readonly isException: boolean; readonly condition: RuleCondition }
  | { readonly kind: 'action'; readonly action: RuleAction }
  /** Says nothing that is known, or could not be read: then the cursor has the trouble. */
  | { readonly kind: 'nothing' };

/**
 * Reads an element: its identifier, the number of its parameters (32 bits each), and of each parameter a reserved word and
 * its content. Identifiers of conditions are 200 to 299, of actions 300 to 399, of exceptions 500 to 599: an exception is the
 * condition 300 below it, except where the lists part (see `exceptionOf`).
 */
export function readElement(cursor: BlobCursor, codepage: number): StreamElement {
  const id = cursor.u32('an element');
  const parameters = cursor.u32('the number of parameters');
  if (!cursor.isSound()) return { kind: 'nothing' };
  if (id === 0x190) return { kind: 'event', event: eventOf(cursor, parameters) };
  if (id === 0x64) {
    cursor.bytes(8 * Math.min(parameters, 1), 'a parameter');
    return { kind: 'nothing' };
  }
  const action = actions.get(id);
  if (action !== undefined) return { kind: 'action', action: readAction(cursor, action, parameters, codepage) };
  const isException = id >= 500;
  const condition = conditions.get(isException ? (exceptionOf.get(id) ?? id - 300) : id);
  if (condition !== undefined) return { kind: 'condition', isException, condition: readCondition(cursor, condition, parameters, codepage) };
  cursor.fail(`the element 0x${id.toString(16)} is unknown`);
  return { kind: 'nothing' };
}

/** The condition that an exception is the contrary of, where it is not 300 below. */
const exceptionOf: ReadonlyMap<number, number> = new Map([
  [0x213, 0xe8],
  [0x214, 0xee],
  [0x215, 0xf0],
  [0x216, 0xf1],
  [0x218, 0xf4],
  [0x219, 0xf5],
  [0x21a, 0xf6],
  [0x21b, 0xf7],
]);

function eventOf(cursor: BlobCursor, parameters: number): string {
  if (parameters === 0) return '';
  cursor.u32('a parameter');
  const flags = cursor.u32('when a rule applies');
  return [...((flags & 1) === 0 ? [] : ['mail that arrives']), ...((flags & 4) === 0 ? [] : ['mail that is sent'])].join(', ');
}

/** What the parameters of an element hold. */
interface Content {
  readonly values: readonly RuleValue[];
  readonly targets: readonly RuleTarget[];
}

type Parameter = (cursor: BlobCursor, codepage: number) => Content;

const only = (value: RuleValue): Content => ({ values: [value], targets: [] });

const text =
  (name: string): Parameter =>
  (cursor) =>
    only({ name, value: readString(cursor, name) });

const number =
  (name: string): Parameter =>
  (cursor) =>
    only({ name, value: cursor.u32(name) });

const texts =
  (...names: readonly string[]): Parameter =>
  (cursor) => ({ values: names.map((name) => ({ name, value: readString(cursor, name) })), targets: [] });

const people: Parameter = (cursor, codepage) => ({ values: [], targets: readPeople(cursor, codepage) });

const folder: Parameter = (cursor, codepage) => {
  const folderId = cursor.bytes(cursor.count(4, 1, 'the size of a folder identifier'), 'a folder identifier');
  const storeId = cursor.bytes(cursor.count(4, 1, 'the size of a store identifier'), 'a store identifier');
  const name = readString(cursor, 'the name of a folder');
  cursor.u32('the end of a folder');
  const store = storeId.length === 0 ? null : readEntryId(storeId, codepage);
  return { values: [], targets: [{ kind: 'folder', name, store, folder: { ...readEntryId(folderId, codepage), form: 'folder' } }] };
};

const template: Parameter = (cursor, codepage) => {
  const messageId = cursor.bytes(cursor.count(4, 1, 'the size of a message identifier'), 'a message identifier');
  const subject = readString(cursor, 'the subject of a template');
  const message = { ...readEntryId(messageId, codepage), form: 'message' as const };
  return { values: [{ name: 'subject of the template', value: subject }], targets: [{ kind: 'template', message, templateId: '' }] };
};

const sizes: Parameter = (cursor) => ({
  values: [
    { name: 'at least (KB)', value: cursor.u32('a size') },
    { name: 'at most (KB)', value: cursor.u32('a size') },
  ],
  targets: [],
});

const dates: Parameter = (cursor) => ({ values: ['after', 'before'].flatMap((name) => dateOf(cursor, name)), targets: [] });

// Whether the date counts, a reserved word, and days since 1899-12-30 as a double, without a zone.
function dateOf(cursor: BlobCursor, name: string): RuleValue[] {
  const counts = cursor.u32('whether a date counts') !== 0;
  cursor.u32('a reserved word');
  const days = cursor.double('a date');
  const milliseconds = Math.round(days * 86_400_000) - millisecondsTo1970;
  if (!counts || Math.abs(milliseconds) > 8e15) return [];
  return [{ name, value: new Date(milliseconds).toISOString().slice(0, 19) }];
}

const millisecondsTo1970 = 25_569 * 86_400_000;

const flagged: Parameter = (cursor) => {
  cursor.u32('a reserved word');
  const value = readString(cursor, 'a flag');
  cursor.u32('a reserved word');
  return only({ name: 'flag', value });
};

const flagForDays: Parameter = (cursor) => {
  const days = cursor.u32('a number of days');
  const flag = readString(cursor, 'a flag');
  cursor.u32('a reserved word');
  return {
    values: [
      { name: 'days', value: days },
      { name: 'flag', value: flag },
    ],
    targets: [],
  };
};

const followUp: Parameter = (cursor) => ({
  values: [
    { name: 'when', value: cursor.u32('a date') },
    { name: 'flag', value: readString(cursor, 'a flag') },
  ],
  targets: [],
});

const account: Parameter = (cursor) => {
  const name = readString(cursor, 'an account');
  const key = cursor.u8('the length of a key');
  const bytes = cursor.bytes(key === 0xff ? cursor.u16('the length of a key') : key, 'a key');
  return {
    values: [
      { name: 'account', value: name },
      { name: 'key', value: Buffer.from(bytes).toString('latin1') },
    ],
    targets: [],
  };
};

const machine: Parameter = (cursor) => only({ name: 'profile', value: hexBeginning(cursor.bytes(16, 'a profile'), 16) });

const addressBook: Parameter = (cursor) => {
  cursor.bytes(cursor.count(4, 1, 'the size of an identifier'), 'an identifier');
  return only({ name: 'address book', value: readString(cursor, 'an address book') });
};

interface ConditionElement {
  readonly name: string;
  /** The field of the message, for words and people. */
  readonly field?: string;
  /** Null: the element has no parameters. */
  readonly parameter: Parameter | null;
}

const words = (field: string): ConditionElement => ({ name: `words in ${field}`, field, parameter: text('words') });

const conditions: ReadonlyMap<number, ConditionElement> = new Map<number, ConditionElement>([
  [0xc8, { name: 'my name is in To', parameter: null }],
  [0xc9, { name: 'sent only to me', parameter: null }],
  [0xca, { name: 'my name is not in To', parameter: null }],
  [0xcb, { name: 'from', field: 'sender', parameter: people }],
  [0xcc, { name: 'sent to', field: 'recipients', parameter: people }],
  [0xcd, words('subject')],
  [0xce, words('body')],
  [0xcf, words('subject or body')],
  [0xd0, { name: 'flagged for action', parameter: flagged }],
  [0xd2, { name: 'importance', parameter: number('importance') }],
  [0xd3, { name: 'sensitivity', parameter: number('sensitivity') }],
  [0xd7, { name: 'category', parameter: text('categories') }],
  [0xdc, { name: 'is an automatic reply', parameter: null }],
  [0xde, { name: 'has an attachment', parameter: null }],
  [0xe0, { name: 'size', parameter: sizes }],
  [0xe1, { name: 'received', parameter: dates }],
  [0xe2, { name: 'my name is in Cc', parameter: null }],
  [0xe3, { name: 'my name is in To or Cc', parameter: null }],
  [0xe5, words("recipient's address")],
  [0xe6, words("sender's address")],
  [0xe8, words('message header')],
  [0xee, { name: 'through the account', parameter: account }],
  [0xef, { name: 'on this computer only', parameter: machine }],
  [0xf0, { name: 'sender is in the address book', parameter: addressBook }],
  [0xf1, { name: 'is a meeting invitation or update', parameter: null }],
  [0xf5, { name: 'from RSS feeds with the title', parameter: text('title') }],
  [0xf6, { name: 'has any category', parameter: null }],
  [0xf7, { name: 'from any RSS feed', parameter: null }],
]);

interface ActionElement {
  readonly kind: RuleActionKind;
  /** What it does, where the kind does not say it. */
  readonly words?: string;
  readonly parameter: Parameter | null;
}

const actions: ReadonlyMap<number, ActionElement> = new Map<number, ActionElement>([
  [0x12c, { kind: 'move', parameter: folder }],
  [0x12d, { kind: 'move-to-deleted', parameter: null }],
  [0x12e, { kind: 'forward', parameter: people }],
  [0x12f, { kind: 'reply', words: 'with the template file', parameter: text('template file') }],
  [0x130, { kind: 'notify', words: 'in the new item alert window', parameter: text('text') }],
  [0x131, { kind: 'tag', words: 'flag for action', parameter: flagForDays }],
  [0x132, { kind: 'tag', words: 'clear the flag', parameter: null }],
  [0x133, { kind: 'tag', words: 'assign categories', parameter: text('categories') }],
  [0x136, { kind: 'notify', words: 'play a sound', parameter: text('file') }],
  [0x137, { kind: 'tag', words: 'set the importance', parameter: number('importance') }],
  [0x138, { kind: 'tag', words: 'set the sensitivity', parameter: number('sensitivity') }],
  [0x139, { kind: 'copy', parameter: folder }],
  [0x13a, { kind: 'notify', words: 'when it is read', parameter: null }],
  [0x13b, { kind: 'notify', words: 'when it is delivered', parameter: null }],
  [0x13c, { kind: 'carbon-copy', parameter: people }],
  [0x13e, { kind: 'other', words: 'defer delivery', parameter: number('minutes') }],
  [0x142, { kind: 'stop', parameter: null }],
  [0x144, { kind: 'redirect', parameter: people }],
  [0x146, { kind: 'reply', words: 'by the server', parameter: template }],
  [0x147, { kind: 'forward-as-attachment', parameter: people }],
  [0x148, { kind: 'other', words: 'print', parameter: null }],
  [0x149, { kind: 'run-program', parameter: text('program') }],
  [0x14a, { kind: 'delete', parameter: null }],
  [0x14b, { kind: 'run-program', words: 'a script', parameter: texts('script', 'function') }],
  [0x14c, { kind: 'mark-read', parameter: null }],
  [0x14f, { kind: 'notify', words: 'desktop alert', parameter: null }],
  [0x151, { kind: 'tag', words: 'flag for follow-up', parameter: followUp }],
  [0x152, { kind: 'tag', words: 'clear the categories', parameter: null }],
]);

function readParameters(cursor: BlobCursor, parameter: Parameter | null, count: number, codepage: number): Content {
  const values: RuleValue[] = [];
  const targets: RuleTarget[] = [];
  if (parameter === null && count > 0) cursor.fail('an element has a parameter where none is known');
  for (let index = 0; index < count && parameter !== null && cursor.isSound(); index += 1) {
    cursor.u32('a parameter');
    const content = cursor.isSound() ? parameter(cursor, codepage) : { values: [], targets: [] };
    // People met before the damage are real; a value that broke off is not.
    targets.push(...content.targets);
    if (cursor.isSound()) values.push(...content.values.map(unpadded));
  }
  return { values, targets };
}

// Texts are padded with NULs where a longer one stood before.
function unpadded({ name, value }: RuleValue): RuleValue {
  return { name, value: typeof value === 'string' ? withoutPadding(value) : value };
}

function readCondition(cursor: BlobCursor, element: ConditionElement, count: number, codepage: number): RuleCondition {
  const { values, targets } = readParameters(cursor, element.parameter, count, codepage);
  if (element.parameter === people) return { kind: 'people', field: element.field ?? element.name, people: targets };
  if (element.field === undefined) return { kind: 'named', name: element.name, values };
  const field = element.field;
  const parts = values.map(({ value }): RuleCondition => ({
    kind: 'text',
    field,
    match: 'contains',
    options: ['ignoring case'],
    value: String(value),
  }));
  if (parts.length === 0) return { kind: 'unreadable', reason: cursor.trouble ?? `the words in ${field} are not there` };
  const [first] = parts;
  return first !== undefined && parts.length === 1 ? first : { kind: 'any', of: parts };
}

function readAction(cursor: BlobCursor, element: ActionElement, count: number, codepage: number): RuleAction {
  const { values, targets } = readParameters(cursor, element.parameter, count, codepage);
  return {
    kind: element.kind,
    flavour: element.words === undefined ? [] : [element.words],
    targets,
    facts: values,
    raw: '',
    isWhole: cursor.isSound(),
  };
}
