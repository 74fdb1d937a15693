import type { RuleAction, RuleActionKind, RuleTarget, RuleValue } from '#model/index.ts';
import { blobCursor, guidOf, hexBeginning, type BlobCursor } from './blob-cursor.ts';
import { readDeferredAction } from './deferred-action.ts';
import { readEntryId } from './entry-id.ts';
import { readTaggedValue, ruleValueOf, type BlobForm } from './property-value.ts';
import { readRecipient } from './recipient.ts';

/** Most bytes of an action that a record keeps. */
const keptBytes = 1024;
/** Type, flavour and flags. */
const headBytes = 9;
const mostRecipients = 10_000;

/** Actions as far as they could be read. */
export interface ReadActions {
  readonly actions: readonly RuleAction[];
  /** What could not be read, in a sentence; null when all was. */
  readonly trouble: string | null;
}

/**
 * Reads a RuleAction ([MS-OXORULE] 2.2.5): a count and that many action blocks, each with its length. An action that is
 * damaged costs itself: the next begins where the length says.
 */
export function readActions(cursor: BlobCursor, form: BlobForm): ReadActions {
  const count = cursor.count(form.countWidth, form.countWidth + headBytes, 'the number of actions');
  const actions: RuleAction[] = [];
  let trouble: string | null = null;
  for (let index = 0; index < count && cursor.isSound(); index += 1) {
    const length = cursor.count(form.countWidth, 1, 'the length of an action');
    const block = cursor.bytes(length, 'an action');
    if (!cursor.isSound()) break;
    const read = readAction(block, form);
    actions.push(read.action);
    if (read.trouble !== null) trouble ??= `action ${String(index + 1)}: ${read.trouble}`;
  }
  return { actions, trouble: trouble ?? cursor.trouble };
}

/** Reads an ActionBlock after its length ([MS-OXORULE] 2.2.5.1). */
function readAction(block: Uint8Array, form: BlobForm): { readonly action: RuleAction; readonly trouble: string | null } {
  const cursor = blobCursor(block);
  const type = cursor.u8('the type of an action');
  const flavour = cursor.u32('a flavour');
  const flags = cursor.u32('action flags');
  const known = actionTypes.get(type);
  if (known === undefined) cursor.fail(`an action is of the unknown type 0x${type.toString(16).padStart(2, '0')}`);
  const data: ActionData = cursor.isSound() && known !== undefined ? known.read(cursor, form) : {};
  if (cursor.isSound() && cursor.remaining > 0) cursor.fail(`${String(cursor.remaining)} bytes at its end are not understood`);
  const described = flavourOf(type, flavour);
  const action: RuleAction = {
    kind: described.kind ?? known?.kind ?? 'other',
    flavour: described.words,
    targets: data.targets ?? [],
    facts: [
      ...(data.facts ?? []),
      ...(known === undefined ? [{ name: 'action type', value: type }] : []),
      ...(flags === 0 ? [] : [{ name: 'action flags', value: `0x${flags.toString(16).padStart(8, '0')}` }]),
    ],
    raw: hexBeginning(block, keptBytes),
    isWhole: cursor.isSound() && (data.trouble ?? null) === null,
  };
  return { action, trouble: cursor.trouble ?? data.trouble ?? null };
}

interface ActionData {
  readonly targets?: readonly RuleTarget[];
  readonly facts?: readonly RuleValue[];
  readonly trouble?: string | null;
}

interface ActionType {
  readonly kind: RuleActionKind;
  readonly read: (cursor: BlobCursor, form: BlobForm) => ActionData;
}

const nothing = (): ActionData => ({});

/** OP_ codes of [MS-OXORULE] 2.2.5.1. */
const actionTypes: ReadonlyMap<number, ActionType> = new Map<number, ActionType>([
  [0x01, { kind: 'move', read: readFolder }],
  [0x02, { kind: 'copy', read: readFolder }],
  [0x03, { kind: 'reply', read: readTemplate }],
  [0x04, { kind: 'out-of-office-reply', read: readTemplate }],
  [0x05, { kind: 'defer', read: readDeferred }],
  [0x06, { kind: 'bounce', read: readBounce }],
  [0x07, { kind: 'forward', read: readRecipients }],
  [0x08, { kind: 'delegate', read: readRecipients }],
  [0x09, { kind: 'tag', read: (cursor, form) => ({ facts: [ruleValueOf(readTaggedValue(cursor, form))] }) }],
  [0x0a, { kind: 'delete', read: nothing }],
  [0x0b, { kind: 'mark-read', read: nothing }],
]);

/**
 * [MS-OXORULE] 2.2.5.1.2.1: in extended rules the sizes and entry identifiers of store and folder; in standard rules a byte
 * that says whether the folder is in this store comes first.
 */
function readFolder(cursor: BlobCursor, form: BlobForm): ActionData {
  const isHere = form.countWidth === 2 ? cursor.u8('whether the folder is in this store') !== 0 : null;
  const store = cursor.bytes(cursor.count(form.countWidth, 1, 'the size of a store identifier'), 'a store identifier');
  const folder = cursor.bytes(cursor.count(form.countWidth, 1, 'the size of a folder identifier'), 'a folder identifier');
  if (!cursor.isSound() && store.length === 0) return {};
  const target: RuleTarget = {
    kind: 'folder',
    name: '',
    store: store.length === 0 ? null : readEntryId(store, form.codepage),
    folder: folder.length === 0 ? null : { ...readEntryId(folder, form.codepage), form: 'folder' },
  };
  return { targets: [target], facts: isHere === null ? [] : [{ name: 'in this store', value: isHere }] };
}

/** [MS-OXORULE] 2.2.5.1.2.2: the template's message (two 8-byte identifiers in standard rules) and the GUID it is known by. */
function readTemplate(cursor: BlobCursor, form: BlobForm): ActionData {
  const size = form.countWidth === 2 ? Math.max(0, cursor.remaining - 16) : cursor.count(4, 1, 'the size of a message identifier');
  const message = cursor.bytes(size, 'a message identifier');
  const templateId = guidOf(cursor.bytes(16, 'the GUID of a template'));
  const entryId = message.length === 0 ? null : { ...readEntryId(message, form.codepage), form: 'message' as const };
  return { targets: [{ kind: 'template', message: entryId, templateId }] };
}

/** [MS-OXORULE] 2.2.5.1.2.5 */
const bounceReasons: ReadonlyMap<number, string> = new Map([
  [0x0d, 'the message is too large'],
  [0x1f, 'the message cannot be displayed'],
  [0x26, 'delivery is denied'],
]);

function readBounce(cursor: BlobCursor): ActionData {
  const code = cursor.u32('the code of a bounce');
  return { facts: [{ name: 'reason', value: bounceReasons.get(code) ?? `code 0x${code.toString(16).padStart(8, '0')}` }] };
}

/** [MS-OXORULE] 2.2.5.1.2.4 */
function readRecipients(cursor: BlobCursor, form: BlobForm): ActionData {
  const count = cursor.count(form.countWidth, 1 + form.countWidth, 'the number of recipients');
  if (count > mostRecipients) cursor.fail(`${String(count)} recipients are more than the ${String(mostRecipients)} that are read`);
  const targets: RuleTarget[] = [];
  for (let index = 0; index < count && cursor.isSound(); index += 1) {
    const recipient = readRecipient(cursor, form);
    if (recipient !== null) targets.push(recipient);
  }
  return { targets };
}

/** [MS-OXORULE] 2.2.5.1.2.3: bytes of the client's own. In extended rules Outlook puts their size (32 bits) before them. */
function readDeferred(cursor: BlobCursor, form: BlobForm): ActionData {
  const bytes = cursor.bytes(cursor.remaining, 'a deferred action');
  const stated = bytes.length >= 4 ? new DataView(bytes.buffer, bytes.byteOffset, 4).getUint32(0, true) : null;
  return readDeferredAction(stated === bytes.length - 4 ? bytes.subarray(4) : bytes, form.codepage);
}

/** What the flavour bits say ([MS-OXORULE] 2.2.5.1.1). */
function flavourOf(type: number, flavour: number): { readonly kind: RuleActionKind | null; readonly words: readonly string[] } {
  const table = type === 0x07 ? forwardFlavours : type === 0x03 || type === 0x04 ? replyFlavours : [];
  const words = table.filter(([bit]) => (flavour & bit) !== 0).map(([, word]) => word);
  const unknown = table.reduce((rest, [bit]) => rest & ~bit, flavour) >>> 0;
  if (unknown !== 0) words.push(`unknown flavour 0x${unknown.toString(16).padStart(8, '0')}`);
  if (type !== 0x07) return { kind: null, words };
  // Outlook writes its "redirect" so; each bit alone is a forward of a special kind.
  if ((flavour & 0x3) === 0x3) return { kind: 'redirect', words };
  return { kind: (flavour & 0x4) === 0 ? null : 'forward-as-attachment', words };
}

const forwardFlavours: readonly (readonly [number, string])[] = [
  [0x1, 'keeps the original sender'],
  [0x2, 'leaves the message unchanged'],
  [0x4, 'as attachment'],
  [0x8, 'as text message (SMS)'],
];
const replyFlavours: readonly (readonly [number, string])[] = [
  [0x1, 'not to the sender'],
  [0x2, 'with the text of the server'],
];
