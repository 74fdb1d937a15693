import type { FoundText, RuleClient, RulePart, RuleTarget, RuleValue } from './rule.ts';
import type { ClaimedTime } from './time.ts';

/** What every setting of a message store claims. */
type StoreSetting = {
  /** Message class of the item that holds it; empty for a setting of a folder. */
  readonly messageClass: string;
  readonly subject: string;
  /** Folder names from the store's top. */
  readonly folderPath: readonly string[];
  readonly modified: ClaimedTime | null;
  /** Tags of all properties of the item, as `0x001a001f`. */
  readonly propertyTags: readonly string[];
};

/** A setting: everything is JSON. */
export type SettingClaims = OutlookSetting | ClientSetting | ProgramModule;

/** What a mail program or server keeps beside messages, rules and accounts, where it bears on who receives or sees mail. */
export type ClientSetting = {
  readonly setting: 'client-setting';
  readonly client: RuleClient;
  /** What it is, in words: `folder properties`, `extension`, `filter log`. */
  readonly name: string;
  readonly folderPath: readonly string[];
  readonly modified: ClaimedTime | null;
  readonly values: readonly RuleValue[];
};

/** A module of the programs (VBA) that Outlook loads for a user when it starts: `VbaProject.OTM`. */
export type ProgramModule = {
  readonly setting: 'program-module';
  readonly module: string;
  /** Procedures alone; or code behind an object, such as Outlook itself (`ThisOutlookSession`). */
  readonly form: 'procedures' | 'object';
  readonly folderPath: readonly string[];
  readonly modified: ClaimedTime | null;
  /** The source text or its beginning; null where it could not be read. */
  readonly source: string | null;
};

/** A setting of an Outlook store. */
export type OutlookSetting = StoreSetting &
  (
    | { readonly setting: 'item'; readonly values: readonly RuleValue[] }
    | DelegatesSetting
    | ReplyTemplateSetting
    | HomePageSetting
    | CustomFormSetting
    | RulesStreamSetting
    | DeletedFolderSetting
  );

/** Who may act for the owner of a mailbox. */
export type DelegatesSetting = {
  readonly setting: 'delegates';
  readonly delegates: readonly Delegate[];
  /** How meeting mail reaches the delegates, in words. */
  readonly state: readonly string[];
  readonly parts: readonly RulePart[];
};

export interface Delegate {
  readonly name: string;
  readonly target: RuleTarget | null;
  /** Whether the delegate sees items marked private; null where it is not stored. */
  readonly seesPrivateItems: boolean | null;
}

/** The text with which a rule answers. */
export type ReplyTemplateSetting = {
  readonly setting: 'reply-template';
  readonly answers: 'while out of office' | 'by rule';
  /** The identifier by which a rule names the template; empty where there is none. */
  readonly templateId: string;
  /** The beginning of its text; null where it has none as plain text. */
  readonly text: string | null;
};

/** A page that Outlook shows in place of a folder's items, known as a way to run script at every start. */
export type HomePageSetting = {
  readonly setting: 'folder-home-page';
  readonly pages: readonly { readonly url: string; readonly isShownByDefault: boolean; readonly version: number; readonly type: number }[];
  readonly parts: readonly RulePart[];
};

/** A form that a folder holds for items of a class: Outlook shows them with it, and it may carry script. */
export type CustomFormSetting = {
  readonly setting: 'custom-form';
  /** The message class of the items that it is for; empty where none is stored. */
  readonly formClass: string;
  readonly displayName: string;
  readonly comment: string;
  /** Whether lists of forms leave it out; null where it is not stored. */
  readonly isHidden: boolean | null;
  readonly parts: readonly RulePart[];
};

/** The rules of an Outlook profile as one stream; each rule in it is a record of its own. */
export type RulesStreamSetting = {
  readonly setting: 'rules-stream';
  /** Number of rules that the stream says it has; null where it could not be read. */
  readonly statedRules: number | null;
  readonly decodedRules: number;
  /** All mail addresses met in the bytes, decoded or not. */
  readonly addresses: readonly FoundText[];
  /** Folder from which a reply template was chosen last; empty where none is stored. */
  readonly templateFolder: string;
  readonly parts: readonly RulePart[];
};

/** A folder that the store does not list any more; what lay in it are records of their own. */
export type DeletedFolderSetting = {
  readonly setting: 'deleted-folder';
  readonly folderName: string;
};
