import type { RuleValue } from './rule.ts';
import type { ClaimedTime } from './time.ts';

/**
 * How much a trace of access proves.
 * - `OPENED`: a program opened the object. - `RUN`: a program was started. - `PRESENT`: the object was there.
 * - `SYNCED`: a client exchanged it with a server. - `LOGGED ON`: an account was authenticated.
 * - `EXPORTED`: it was copied out. - `CHANGED`: it, or a setting of it, was changed. - `ATTEMPTED`: it was tried and failed.
 */
export type AccessStrength = 'OPENED' | 'RUN' | 'PRESENT' | 'SYNCED' | 'LOGGED ON' | 'EXPORTED' | 'CHANGED' | 'ATTEMPTED';

/**
 * What was done, in one vocabulary for all sources; detectors and filters go by it, the source's own word is `operation`.
 * Accounts: `sign-in`, `sign-out`, `privilege-use`, `consent` (to an application), `role-change`, `license-change`.
 * Mail: `mail-access` (items were read or fetched), `mail-sync` (a folder was), `folder-access`, `attachment-access`,
 * `mail-search`, `mail-create`, `mail-send`, `mail-forward` (a server passed it on), `mail-delivery`, `mail-move`, `mail-copy`, `mail-delete`,
 * `mailbox-export`, `content-search` (over mailboxes, by those who may).
 * Settings, told in `change`: `rule-change`, `forwarding-change`, `transport-change`, `permission-change`, `audit-change`, `setting-change`.
 * Machines: `process-start`, `process-end`, `script`, `image-load`, `network-connection`, `name-query`, `registry-change`, `service-change`,
 * `task-change`, `share-access`, `log-cleared`. Files: `file-open`, `file-create`, `file-write`, `file-copy`, `file-rename`,
 * `file-delete`, `folder-open`. Programs: `program-use`, `page-visit`, `download`, `alert`. Anything else: `other`.
 */
export type AccessAction = (typeof accessActions)[number];
export const accessActions = [
  ...(['sign-in', 'sign-out', 'privilege-use', 'consent', 'role-change', 'license-change'] as const),
  ...(['mail-access', 'mail-sync', 'folder-access', 'attachment-access', 'mail-search', 'mail-create', 'mail-send'] as const),
  ...(['mail-forward', 'mail-delivery', 'mail-move', 'mail-copy', 'mail-delete', 'mailbox-export', 'content-search'] as const),
  ...(['rule-change', 'forwarding-change', 'transport-change', 'permission-change', 'audit-change', 'setting-change'] as const),
  ...(['process-start', 'process-end', 'script', 'image-load', 'network-connection', 'name-query', 'registry-change'] as const),
  ...(['service-change', 'task-change', 'share-access', 'log-cleared', 'file-open', 'file-create', 'file-write'] as const),
  ...(['file-copy', 'file-rename', 'file-delete', 'folder-open', 'program-use', 'page-visit', 'download', 'alert', 'other'] as const),
] as const;

/** What an event says was changed in who receives, sees or records mail. */
export type StatedChange = {
  readonly what:
    | 'inbox-rule'
    | 'mailbox-forwarding'
    | 'transport-rule'
    | 'journal-rule'
    | 'connector'
    | 'domain-forwarding'
    | 'alias'
    | 'mailbox-permission'
    | 'send-permission'
    | 'folder-permission'
    | 'application-permission'
    | 'role'
    | 'audit'
    | 'client-setting'
    | 'other';
  /** The name of the rule, role or setting; empty where none is stated. */
  readonly name: string;
  /** The identifier by which the source knows the rule, whatever its name; absent where none is stated. */
  readonly id?: string;
  /** `cleared`: the setting was emptied. `unknown`: the source does not say what became of it. */
  readonly state: 'set' | 'changed' | 'cleared' | 'enabled' | 'disabled' | 'removed' | 'unknown';
  /** The mailbox, folder or organisation that it applies to, as stated. */
  readonly of: string;
  /** To whom mail then goes or who gets the permission, as stated: `smtp:` and the like cut off where it is a mail address. */
  readonly destinations: readonly string[];
  /** The parameters of an inbox rule that give its destinations, or that were emptied; absent where the source has none. */
  readonly by?: readonly string[];
  /** What else a rule does: `delete`, `mark-read`, `move` with its folder as `move RSS Feeds`, `stop`. */
  readonly actions: readonly string[];
  /** When a rule applies, in the words of the source. */
  readonly conditions: readonly string[];
};

/** The program that did it. */
export type StatedProcess = {
  /** Path or name of its image, as stated. */
  readonly name: string;
  readonly commandLine: string;
  /** Its identifier on the machine, and path or name of the image that started it, where stated. */
  readonly id?: string;
  readonly parent?: string;
};

/** The other end of a network connection. */
export type StatedPeer = { readonly host: string; readonly address: string; readonly port: number | null };

/** What an access event is about. */
export interface AccessObject {
  readonly kind: 'store' | 'folder' | 'message' | 'mailbox' | 'file' | 'rule' | 'setting' | 'session' | 'address' | 'other';
  /** As the source names it; never used as a path. */
  readonly name: string;
}

/**
 * One trace of access to mail, whichever log, database or file states it: JSON throughout. Empty texts are not stated, and
 * neither are fields left out: there may be millions of events.
 */
export type AccessEventClaims = {
  /** Null where the source has an event without a time. */
  readonly time: ClaimedTime | null;
  /** The grain of the time as the source keeps it. */
  readonly precision: 'sub-millisecond' | 'millisecond' | 'second' | 'minute' | 'day' | 'unknown';
  /** Whose clock it is, in words: `clock of the machine`, `clock of the server`. */
  readonly clock: string;
  readonly strength: AccessStrength;
  readonly action: AccessAction;
  /** The operation in the words of the source, e.g. `MailItemsAccessed`, `folder viewed`. */
  readonly operation: string;
  /** Who did it, as stated. */
  readonly actor: string;
  /** The account or mailbox it was done with or to, as stated. */
  readonly account: string;
  readonly host: string;
  /** Network address it came from. */
  readonly address: string;
  readonly process: StatedProcess | null;
  /** The other end, of a network connection. */
  readonly peer?: StatedPeer;
  /** What joins events of one sitting: session identifier, logon identifier. */
  readonly session?: string;
  /** The client program or application as it named itself: user agent, `ClientInfoString`, application identifier. */
  readonly client?: string;
  readonly object: AccessObject;
  /** Identifiers (Message-ID) of the messages that it names, with their angle brackets. */
  readonly messageIds?: readonly string[];
  readonly change?: StatedChange;
  /** The identifier that the source gives the event, by which copies of one event are known: audit record id, record number. */
  readonly sourceId?: string;
  /** Whether it succeeded, in the words of the source. */
  readonly outcome: string;
  /** What states it, in words: `Thunderbird folder index, property MRUTime`. */
  readonly source: string;
  /** What the source does not show, in a sentence. */
  readonly doesNotShow: string;
  readonly facts: readonly RuleValue[];
};

/** Fills in what a source does not state. */
export function accessEvent(stated: AccessEventMinimum & Partial<AccessEventClaims>): AccessEventClaims {
  return { actor: '', account: '', host: '', address: '', process: null, outcome: '', facts: [], ...stated };
}

type AccessEventMinimum = Pick<
  AccessEventClaims,
  'time' | 'precision' | 'clock' | 'strength' | 'action' | 'operation' | 'object' | 'source' | 'doesNotShow'
>;
