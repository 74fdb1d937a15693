import type { ClaimedTime } from './time.ts';

/**
 * What a rule claims, whichever client or server wrote it. Everything is JSON: texts, numbers, booleans, lists.
 * A type alias, not an interface, so that it is a record of unknown values for those who write records out.
 */
export type RuleClaims = {
  /** Whose notation it is. */
  readonly client: RuleClient;
  /** How the rule is stored: a message class (`IPM.Rule.Version2.Message`), `rules stream`, … */
  readonly storedAs: string;
  /** Where it is stored: folder names from the store's top, as `ClaimedMessage.folderPath`. */
  readonly folderPath: readonly string[];
  /** The mailbox or person that the record names as owner or last editor; empty where it names none. */
  readonly owner: string;
  /** The program that the record names as the rule's own; null where the field is missing. */
  readonly provider: string | null;
  /** Null where the field is missing. */
  readonly name: string | null;
  /** Null where the record does not say. */
  readonly isEnabled: boolean | null;
  /** True when the rule is stored so that mail programs do not list it, which is how rules are hidden. */
  readonly isHidden: boolean;
  /** Why it is taken as hidden, in sentences; empty when it is not. */
  readonly hiddenBecause: readonly string[];
  /** Order of execution, lower first; null where the record does not say. */
  readonly sequence: number | null;
  /** State flags in words, e.g. `only while out of office`. */
  readonly state: readonly string[];
  /** When the rule applies; null where no condition could be read or none is stored. */
  readonly condition: RuleCondition | null;
  readonly actions: readonly RuleAction[];
  readonly created: ClaimedTime | null;
  readonly modified: ClaimedTime | null;
  /** The stored forms that condition and actions were read from. */
  readonly parts: readonly RulePart[];
  /** Mail addresses met in parts that could not be decoded, with their place in it. */
  readonly strayAddresses: readonly FoundText[];
};

export type RuleClient =
  | 'outlook'
  | 'outlook-mac'
  | 'thunderbird'
  | 'apple-mail'
  /** The accounts that macOS and iOS keep for all their programs. */
  | 'apple-accounts'
  | 'evolution'
  | 'kmail'
  | 'claws-mail'
  | 'sieve'
  | 'gmail'
  | 'exchange'
  /** `.forward`, `/etc/aliases` and what else a mail server delivers by. */
  | 'mail-server'
  | 'procmail'
  /** mutt, mail, pine and other programs with a text file of settings. */
  | 'text-client'
  | 'other';

/** A stored field that holds a piece of a rule: what a citation points to. */
export interface RulePart {
  /** Name of the field, e.g. `PidTagExtendedRuleMessageActions`. */
  readonly field: string;
  /** Its property tag as `0x0e990102`; null where it is no MAPI property. */
  readonly tag: string | null;
  readonly sizeBytes: number;
  /** The beginning of its bytes, hexadecimal. */
  readonly raw: string;
  /** Whether `raw` is all of it. */
  readonly isRawWhole: boolean;
  /** The beginning of it as it stands, where it is stored as text. */
  readonly text?: string;
  /** How far it was understood. */
  readonly decoded: 'whole' | 'partly' | 'not';
  /** What was not understood, in a sentence; empty when all was. */
  readonly trouble: string;
}

/** Text met in bytes that are not decoded further. */
export interface FoundText {
  readonly text: string;
  /** From the beginning of the part. */
  readonly offsetBytes: number;
  readonly encoding: 'utf-16le' | 'utf-16be' | '8-bit';
}

/** What a rule does. */
export interface RuleAction {
  readonly kind: RuleActionKind;
  /** What modifies it, in words: `keeps the sender`, `as attachment`; empty for the plain form. */
  readonly flavour: readonly string[];
  readonly targets: readonly RuleTarget[];
  /** What else it states: the reason of a bounce, the property that is set, the program that is run. */
  readonly facts: readonly RuleValue[];
  /** The beginning of the stored action, hexadecimal; empty where it is no bytes of its own. */
  readonly raw: string;
  /** False when a part of it could not be read; then `facts` and `targets` hold what could. */
  readonly isWhole: boolean;
}

export type RuleActionKind =
  | 'forward'
  | 'forward-as-attachment'
  /** Passed on unchanged, with the original sender. */
  | 'redirect'
  | 'delegate'
  /** A copy of what the owner sends goes to others. */
  | 'carbon-copy'
  | 'reply'
  | 'out-of-office-reply'
  | 'move'
  | 'copy'
  /** To the deleted items. */
  | 'move-to-deleted'
  | 'delete'
  | 'mark-read'
  /** Left to the client: what it does stands in the client's own data. */
  | 'defer'
  | 'bounce'
  /** Sets a property. */
  | 'tag'
  | 'stop'
  | 'run-program'
  | 'notify'
  | 'other';

/** Whom or what an action, a condition or a setting names. */
export type RuleTarget =
  | {
      readonly kind: 'address';
      /** Display name; empty where there is none. */
      readonly name: string;
      /** SMTP address; null where none is stored. */
      readonly smtpAddress: string | null;
      /** X.500 name (`/o=…`) of an Exchange address; null where none is stored. */
      readonly x500Address: string | null;
      /** `SMTP`, `EX`, `FAX`, …; empty where none is stored. */
      readonly addressType: string;
      /** The address of another type, or as stored where the type is unknown; empty when there is none. */
      readonly otherAddress: string;
      readonly entryId: EntryIdFacts | null;
    }
  | {
      readonly kind: 'folder';
      /** Folder name where the rule states it; empty otherwise. */
      readonly name: string;
      readonly store: EntryIdFacts | null;
      readonly folder: EntryIdFacts | null;
    }
  | { readonly kind: 'template'; readonly message: EntryIdFacts | null; readonly templateId: string };

/** What an entry identifier says. */
export interface EntryIdFacts {
  readonly form: 'one-off' | 'exchange' | 'contact' | 'distribution-list' | 'store' | 'folder' | 'message' | 'unknown';
  /** Display name in it; empty where it has none. */
  readonly name: string;
  readonly addressType: string;
  /** Address, X.500 name, mailbox, or the node in its store (`item:0x008082`); empty where it has none. */
  readonly address: string;
  /** Its beginning, hexadecimal. */
  readonly raw: string;
  readonly sizeBytes: number;
}

/** A named value of a rule. */
export interface RuleValue {
  readonly name: string;
  readonly value: string | number | boolean | readonly string[];
}

/** When a rule applies: a tree. Fields are named in words where known, else by their property tag. */
export type RuleCondition =
  | { readonly kind: 'all'; readonly of: readonly RuleCondition[] }
  | { readonly kind: 'any'; readonly of: readonly RuleCondition[] }
  | { readonly kind: 'not'; readonly of: RuleCondition | null }
  /** A text or bytes (hexadecimal or as text) in a field. */
  | {
      readonly kind: 'text';
      readonly field: string;
      readonly match: TextMatch;
      readonly options: readonly string[];
      readonly value: string;
    }
  | { readonly kind: 'compare'; readonly field: string; readonly relation: Relation; readonly value: RuleValue['value'] }
  | { readonly kind: 'compare-fields'; readonly field: string; readonly relation: Relation; readonly other: string }
  | { readonly kind: 'bits'; readonly field: string; readonly mask: string; readonly areSet: boolean }
  | { readonly kind: 'size'; readonly field: string; readonly relation: Relation; readonly sizeBytes: number }
  | { readonly kind: 'exists'; readonly field: string }
  /** Holds for a recipient or an attachment of the message. */
  | { readonly kind: 'sub-object'; readonly object: string; readonly of: RuleCondition | null }
  | { readonly kind: 'count'; readonly most: number; readonly of: RuleCondition | null }
  /** A condition with remarks of the client, such as the names of the people it is about. */
  | {
      readonly kind: 'remark';
      readonly values: readonly RuleValue[];
      readonly people: readonly RuleTarget[];
      readonly of: RuleCondition | null;
    }
  | { readonly kind: 'people'; readonly field: string; readonly people: readonly RuleTarget[] }
  /** A condition of the client that is named only. */
  | { readonly kind: 'named'; readonly name: string; readonly values: readonly RuleValue[] }
  /** Here the stored form could not be read further. */
  | { readonly kind: 'unreadable'; readonly reason: string };

export type TextMatch = 'is' | 'contains' | 'begins with';
export type Relation = '<' | '<=' | '>' | '>=' | '=' | '!=' | 'is like' | 'is a member of' | 'unknown relation';
