import type { FactRecord, SettingClaims } from '#model/index.ts';
import { actionTo, folderTarget, ruleRecord, settingRecord, smtpTarget } from '#test/support/fact-builder.ts';

/** Records other than messages that a rule must find, or must leave alone. The own domain is firm.example. */
export interface FactCases {
  readonly fires: Readonly<Record<string, FactRecord>>;
  readonly misses: Readonly<Record<string, FactRecord>>;
}

const outside = smtpTarget('ben@outside.example');
const inside = smtpTarget('carol@mail.firm.example');
const about = (value: string) => ({ condition: { kind: 'text', field: 'subject', match: 'contains', options: [], value } }) as const;

const storeSetting = {
  messageClass: 'IPM.Microsoft.ScheduleData.FreeBusy',
  subject: '',
  folderPath: ['Top', 'Inbox'],
  modified: null,
  propertyTags: [],
};
const delegates = (names: readonly string[]): SettingClaims => ({
  ...storeSetting,
  setting: 'delegates',
  delegates: names.map((name) => ({ name, target: null, seesPrivateItems: null })),
  state: [],
  parts: [],
});
const homePage = (urls: readonly string[]): SettingClaims => ({
  ...storeSetting,
  setting: 'folder-home-page',
  pages: urls.map((url) => ({ url, isShownByDefault: true, version: 2, type: 1 })),
  parts: [],
});

const customForm = (parts: Partial<Extract<SettingClaims, { setting: 'custom-form' }>> = {}): SettingClaims => ({
  ...storeSetting,
  messageClass: 'IPM.Microsoft.FolderDesign.FormsDescription',
  setting: 'custom-form',
  formClass: 'IPM.Note.Request',
  displayName: 'Request',
  comment: '',
  isHidden: null,
  parts: [],
  ...parts,
});
const programModule = (source: string | null): SettingClaims => ({
  setting: 'program-module',
  module: 'ThisOutlookSession',
  form: 'object',
  folderPath: ['Outlook'],
  modified: null,
  source: source === null ? null : `Attribute VB_Name = "ThisOutlookSession"\r\n${source}`,
});

/** The cases by rule identifier. */
export const factCases: Readonly<Record<string, FactCases>> = {
  'forwarding.rule.passes-on': {
    fires: {
      'a forward to the outside': ruleRecord({ actions: [actionTo('forward', [outside])] }),
      'a redirect within the own domains, lowered': ruleRecord({ actions: [actionTo('redirect', [inside])] }),
      'one of two recipients is outside': ruleRecord({ actions: [actionTo('forward', [inside, outside])] }),
      'switched off, lowered': ruleRecord({ isEnabled: false, actions: [actionTo('forward-as-attachment', [outside])] }),
      'to a list whose members stand elsewhere': ruleRecord({
        client: 'mail-server',
        actions: [actionTo('redirect', [inside]), actionTo('redirect', [], { facts: [{ name: 'list file', value: '/etc/lists/all' }] })],
      }),
      'by an add-on that names nobody': ruleRecord({ actions: [actionTo('forward', [], { flavour: ['by an add-on'] })] }),
      'whose recipient was not read whole': ruleRecord({ actions: [actionTo('forward', [], { isWhole: false })] }),
      'whose recipient is no person': ruleRecord({ actions: [actionTo('forward', [folderTarget('x')])] }),
      'as to a delegate': ruleRecord({ actions: [actionTo('delegate', [outside])] }),
      recovered: ruleRecord({ name: null, parts: [], actions: [actionTo('forward', [])] }, { allocation: 'deleted' }),
    },
    misses: {
      'a rule that moves': ruleRecord({ actions: [actionTo('move', [folderTarget('Archive/2026')])] }),
      'an answer by template': ruleRecord({ actions: [actionTo('reply', [])] }),
      'a copy of what is sent': ruleRecord({ actions: [actionTo('carbon-copy', [outside])] }),
    },
  },
  'forwarding.rule.standing-copy': {
    fires: {
      'a blind copy to the outside': ruleRecord({ actions: [actionTo('carbon-copy', [outside], { flavour: ['blind'] })] }),
      'a copy by a server of all that it handles': ruleRecord({
        client: 'mail-server',
        actions: [actionTo('carbon-copy', [outside], { flavour: ['blind'] })],
      }),
      'a copy to oneself, lowered': ruleRecord({ owner: 'Carol@mail.firm.example', actions: [actionTo('carbon-copy', [inside])] }),
      'a copy within the own domains, lowered': ruleRecord({ actions: [actionTo('carbon-copy', [inside])] }),
      'a copy to an address that could not be read': ruleRecord({ actions: [actionTo('carbon-copy')] }),
      'switched off, lowered': ruleRecord({ isEnabled: false, actions: [actionTo('carbon-copy', [outside])] }),
    },
    misses: { 'a forward': ruleRecord({ actions: [actionTo('forward', [outside])] }) },
  },
  'forwarding.rule.hidden': {
    fires: {
      'that forwards': ruleRecord({
        name: '',
        isHidden: true,
        hiddenBecause: ['Its name is empty.'],
        actions: [actionTo('forward', [outside])],
      }),
      'that sends a copy': ruleRecord({
        isHidden: true,
        hiddenBecause: ['Its name is empty.'],
        actions: [actionTo('carbon-copy', [outside])],
      }),
      'that only moves, lowered': ruleRecord({
        isHidden: true,
        hiddenBecause: ['Its provider is empty.'],
        actions: [actionTo('move', [folderTarget('x')])],
      }),
    },
    misses: { 'a rule without a name that is listed': ruleRecord({ name: null, actions: [actionTo('forward', [outside])] }) },
  },
  'forwarding.rule.odd-name': {
    fires: {
      'a dot that forwards': ruleRecord({ name: '.', actions: [actionTo('forward', [outside])] }),
      'signs that delete, lowered': ruleRecord({ name: ' ,;…', actions: [actionTo('delete')] }),
    },
    misses: {
      'a letter of another script': ruleRecord({ name: 'ж', actions: [actionTo('forward', [outside])] }),
      'a dot that only marks as read': ruleRecord({ name: '.', actions: [actionTo('mark-read')] }),
      'no name at all': ruleRecord({ name: ' ', actions: [actionTo('forward', [outside])] }),
    },
  },
  'forwarding.rule.hides-mail': {
    fires: {
      'deletes mail about phishing': ruleRecord({ ...about('Phishing warning'), actions: [actionTo('delete')] }),
      'moves invoices to the RSS folder': ruleRecord({
        ...about('invoice'),
        actions: [actionTo('move', [folderTarget('imap://carol@firm.example/RSS Feeds')])],
      }),
      'moves invoices to the trash of a Maildir': ruleRecord({
        ...about('invoice'),
        actions: [actionTo('move', [folderTarget('.INBOX.Trash/')])],
      }),
      'moves what is marked as spam to the trash, lowered': ruleRecord({
        ...about('[SPAM]'),
        actions: [actionTo('move', [folderTarget('Trash')])],
      }),
      'whose words stand in a remark of the client': ruleRecord({
        condition: { kind: 'remark', values: [{ name: 'words', value: 'payroll' }], people: [], of: null },
        actions: [actionTo('delete')],
      }),
      'whose words stand behind a remark of the client': ruleRecord({
        condition: { kind: 'remark', values: [], people: [], of: about('payroll').condition },
        actions: [actionTo('delete')],
      }),
      'whose words stand in a list': ruleRecord({
        condition: { kind: 'named', name: 'SubjectContainsWords', values: [{ name: 'words', value: ['sale', 'payroll'] }] },
        actions: [actionTo('delete')],
      }),
      'whose word is a value': ruleRecord({
        condition: { kind: 'named', name: 'body contains', values: [{ name: 'text', value: 'wire transfer' }] },
        actions: [actionTo('delete')],
      }),
      'deletes what is marked as spam, lowered': ruleRecord({ ...about('[SPAM]'), actions: [actionTo('delete')] }),
    },
    misses: {
      'moves invoices to a folder of their own': ruleRecord({
        ...about('invoice'),
        actions: [actionTo('move', [folderTarget('Invoices')])],
      }),
      'deletes advertising': ruleRecord({ ...about('sale'), actions: [actionTo('delete')] }),
      'a word within another': ruleRecord({ ...about('teacher'), actions: [actionTo('delete')] }),
      'moves what is marked as spam to the folder for it': ruleRecord({
        ...about('***SPAM***'),
        actions: [actionTo('move', [folderTarget('INBOX.Spam')])],
      }),
      'asks for a size': ruleRecord({
        condition: { kind: 'named', name: 'size', values: [{ name: 'bytes', value: 1024 }] },
        actions: [actionTo('delete')],
      }),
      'asks a header of a filter for advertising': ruleRecord({
        condition: { kind: 'named', name: 'header matches', values: [{ name: 'expression', value: '^X-Spam-Status: Yes' }] },
        actions: [actionTo('delete')],
      }),
      'deletes everything but invoices': ruleRecord({
        condition: { kind: 'not', of: about('invoice').condition },
        actions: [actionTo('delete')],
      }),
    },
  },
  'forwarding.rule.runs-program': {
    fires: {
      'a script': ruleRecord({
        actions: [actionTo('run-program', [], { facts: [{ name: 'script', value: 'collect.scpt' }] })],
      }),
      'a program that is not named': ruleRecord({ actions: [actionTo('run-program')] }),
    },
    misses: { 'a notice': ruleRecord({ actions: [actionTo('notify')] }) },
  },
  'forwarding.setting.delegates': {
    fires: {
      'two delegates': settingRecord(delegates(['Dora', 'Emil'])),
      'a delegate with an address': settingRecord({
        ...storeSetting,
        setting: 'delegates',
        delegates: [{ name: 'Ben', target: outside, seesPrivateItems: true }],
        state: [],
        parts: [],
      }),
    },
    misses: { none: settingRecord(delegates([])) },
  },
  'forwarding.setting.home-page': {
    fires: { 'a page': settingRecord(homePage(['http://outside.example/x.html'])) },
    misses: { 'no page': settingRecord(homePage([])) },
  },
  'forwarding.setting.custom-form': {
    fires: {
      'a form with a name, lowered': settingRecord(customForm()),
      'a form whose name is a blank': settingRecord(customForm({ displayName: ' ' })),
      'a hidden form': settingRecord(customForm({ isHidden: true })),
      'a form for a class that is not stored, lowered': settingRecord(customForm({ formClass: '', isHidden: false })),
    },
    misses: {
      'another item of a folder': settingRecord({
        ...storeSetting,
        messageClass: 'IPM.Microsoft.FolderDesign.NamedView',
        setting: 'item',
        values: [],
      }),
    },
  },
  'forwarding.setting.mail-macro': {
    fires: {
      'forwards what comes': settingRecord(
        programModule('Private Sub Application_NewMailEx(ByVal ids As String)\r\n  item.Forward.Send\r\nEnd Sub\r\n'),
      ),
      'adds a blind copy to what goes': settingRecord(
        programModule('sub application_itemsend(item, cancel)\r\n  item.BCC = "ben@outside.example"\r\nend sub\r\n'),
      ),
      'runs a program for what a folder gets': settingRecord(
        programModule('Private Sub inbox_ItemAdd(ByVal item As Object)\r\n  Shell "cmd"\r\nEnd Sub\r\n'),
      ),
      'only marks what comes, lowered': settingRecord(
        programModule('Private Sub Application_NewMail()\r\n  item.Categories = "new"\r\nEnd Sub\r\n'),
      ),
    },
    misses: {
      'a module without procedures': settingRecord(programModule('Option Explicit\r\n')),
      'a procedure that only a person starts': settingRecord(programModule('Sub ForwardIt()\r\n  item.Forward.Send\r\nEnd Sub\r\n')),
      'a procedure in a remark': settingRecord(programModule("' Private Sub Application_NewMail()\r\n' item.Forward\r\n")),
      'another procedure with such a beginning': settingRecord(programModule('Sub Application_NewMailbox()\r\nEnd Sub\r\n')),
      'a module whose source could not be read': settingRecord(programModule(null)),
    },
  },
};
