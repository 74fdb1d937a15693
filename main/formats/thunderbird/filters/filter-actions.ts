import type { RuleAction, RuleActionKind, RuleTarget, RuleValue } from '#model/index.ts';
import { fact, shortened, targetsOf } from '../claims.ts';

/** An action as the entries of a filter file give it. */
export interface StatedAction {
  readonly action: string;
  readonly value: string;
  /** The add-on that performs it; empty for the program's own. */
  readonly customId: string;
  /** The bytes of its entries, hexadecimal, or their beginning. */
  readonly raw: string;
}

/**
 * Makes an action of a filter (names: nsMsgFilter.cpp of comm-central; those of add-ons are known by their identifiers).
 * `isWhole` is false for an action that is not known.
 */
export function actionOf({ action, value, customId, raw }: StatedAction): RuleAction {
  const whole = { raw, isWhole: true } as const;
  const stated = value === '' ? [] : [fact('value', value)];
  const plain = (kind: RuleActionKind, flavour: readonly string[] = [], facts: readonly RuleValue[] = stated): RuleAction => ({
    kind,
    flavour,
    targets: [],
    facts,
    ...whole,
  });
  switch (action.toLowerCase()) {
    case 'move to folder':
      return { ...plain('move', [], []), targets: [folderTarget(value)] };
    case 'copy to folder':
      return { ...plain('copy', [], []), targets: [folderTarget(value)] };
    case 'forward':
      return { ...plain('forward', [], []), targets: targetsOf(value) };
    case 'reply':
      return { ...plain('reply', [], templateFacts(value)), targets: [{ kind: 'template', message: null, templateId: shortened(value) }] };
    case 'custom':
      return customAction(customId, value, raw);
    default: {
      const known = plainActions.get(action.toLowerCase());
      if (known !== undefined) return plain(known[0], known[1]);
      return { kind: 'other', flavour: [], targets: [], facts: [fact('action', action), ...stated], raw, isWhole: false };
    }
  }
}

const plainActions: ReadonlyMap<string, readonly [RuleActionKind, readonly string[]]> = new Map([
  ['change priority', ['tag', ['priority']]],
  ['delete', ['move-to-deleted', []]],
  ['mark read', ['mark-read', []]],
  ['mark unread', ['other', ['mark unread']]],
  ['ignore thread', ['other', ['ignore thread']]],
  ['ignore subthread', ['other', ['ignore subthread']]],
  ['watch thread', ['other', ['watch thread']]],
  ['mark flagged', ['tag', ['flagged']]],
  ['label', ['tag', ['label']]],
  ['addtag', ['tag', ['tag']]],
  ['junkscore', ['tag', ['junk score']]],
  ['stop execution', ['stop', []]],
  ['delete from pop3 server', ['delete', ['from the POP3 server']]],
  ['leave on pop3 server', ['other', ['leave on the POP3 server']]],
  ['fetch body from pop3server', ['other', ['fetch the body from the POP3 server']]],
] satisfies [string, readonly [RuleActionKind, readonly string[]]][]);

// What the add-ons FiltaQuilla and Mail Redirect call their actions; others are told by their name alone.
const customActions: readonly (readonly [RegExp, RuleActionKind, string])[] = [
  [/#(?:runFile|launchFile|javascriptAction\w*)$/i, 'run-program', 'runs a program or script'],
  [/redirect/i, 'redirect', 'redirects the message'],
  [/#?(?:smartTemplate_)?(?:forward|fwd)/i, 'forward', 'forwards the message'],
  [/(?:reply|rsp)/i, 'reply', 'answers the message'],
  [
    /#(?:saveAttachment|detachAttachments|saveMessageAsFile|printMessage|printAllDialog|print\w*)$/i,
    'other',
    'writes the message or its attachments out',
  ],
  [/#(?:copyAsRead)$/i, 'copy', 'copies the message as read'],
  [/#(?:moveLater|archiveMessage)$/i, 'move', 'moves the message'],
];

function customAction(customId: string, value: string, raw: string): RuleAction {
  const known = customActions.find(([form]) => form.test(customId));
  const kind = known?.[1] ?? 'other';
  const isFolder = kind === 'copy' || kind === 'move';
  const targets =
    isFolder && value !== ''
      ? [folderTarget(value)]
      : targetsOf(value).filter((target) => target.kind === 'address' && target.smtpAddress !== null);
  return {
    kind,
    flavour: ['by an add-on', ...(known === undefined ? [] : [known[2]])],
    targets,
    facts: [...(value === '' ? [] : [fact('value', value)]), fact('action of the add-on', customId)],
    raw,
    isWhole: known !== undefined,
  };
}

// A folder is named by its address, `mailbox://nobody@Local%20Folders/Archive`.
function folderTarget(uri: string): RuleTarget {
  return { kind: 'folder', name: shortened(decoded(uri)), store: null, folder: null };
}

// `mailbox://…/Templates?messageId=…&subject=…`
function templateFacts(uri: string): RuleValue[] {
  const query = uri.slice(uri.indexOf('?') + 1);
  if (query === uri) return [];
  return query
    .split('&')
    .slice(0, 10)
    .map((part) => fact(`template ${part.split('=', 1)[0] ?? ''}`, decoded(part.slice(part.indexOf('=') + 1))));
}

function decoded(uri: string): string {
  try {
    return decodeURIComponent(uri);
  } catch {
    // Not every percent sign is an escape.
    return uri;
  }
}
