import { formatLocator, type FactRecord, type RulePart } from '#model/index.ts';
import type { Block, Fact } from '../blocks.ts';
import { isOfInterest } from '../digest/fact-digest.ts';
import type { ReportInput } from '../report-input.ts';
import { actionText, conditionText, targetText } from '../rule-wording.ts';
import { countOf, formatClaimedTime } from '../wording.ts';
import type { NumberedSection } from './section.ts';

type RuleRecord = Extract<FactRecord, { kind: 'rule' }>;
type SettingRecord = Extract<FactRecord, { kind: 'setting' }>;

/** Rules of mail programs and servers, and the settings beside them that pass mail on or answer it. */
export const rulesAndSettings: NumberedSection = {
  title: 'Rules and settings',
  anchor: 'rules',
  blocks: (input, number) => {
    const { facts } = input;
    const inFull = facts.rules().filter(isOfInterest);
    return [
      introduction(input),
      ...hiddenNotice(input),
      ruleTable(input),
      ...remainder(facts.ruleCount() - facts.rules().length, 'rule'),
      ...inFull.flatMap((rule, index) => ruleBlocks(rule, `${String(number)}.${String(index + 1)}`, input.case.zone)),
      settingTable(input),
      ...remainder(facts.settingCount() - facts.settings().length, 'setting'),
    ];
  },
};

function introduction({ facts }: ReportInput): Block {
  const others = facts.otherSettingCount();
  const counted =
    others === 0 ? '' : ` ${countOf(others, 'further setting')} of message stores ${others === 1 ? 'is' : 'are'} in records.ndjson.`;
  const recovered =
    facts.recoveredRuleCount() === 0
      ? ''
      : ` Of the rules, ${String(facts.recoveredRuleCount())} ${facts.recoveredRuleCount() === 1 ? 'was' : 'were'} recovered: deleted, replaced or listed by no folder.`;
  return {
    kind: 'paragraph',
    text: `${countOf(facts.ruleCount(), 'rule')}, of which ${String(facts.passingOnCount())} ${facts.passingOnCount() === 1 ? 'passes' : 'pass'} mail on to someone, and ${countOf(facts.settingCount(), 'setting')} of ${facts.settingCount() === 1 ? 'a kind that bears' : 'kinds that bear'} on who receives mail.${recovered} A rule states what a program is to do with mail; that it did so is shown by the mail only.${counted}`,
  };
}

function hiddenNotice({ facts }: ReportInput): Block[] {
  const count = facts.hiddenCount();
  if (count === 0) return [];
  const text = `${countOf(count, 'rule')} ${count === 1 ? 'is' : 'are'} stored so that mail programs do not list ${count === 1 ? 'it' : 'them'}.`;
  return [{ kind: 'notice', text }];
}

function remainder(left: number, what: string): Block[] {
  return left <= 0
    ? []
    : [
        {
          kind: 'notice',
          text: `${countOf(left, `further ${what}`)} ${left === 1 ? 'is' : 'are'} counted above and stand in records.ndjson.`,
        },
      ];
}

function ruleTable({ facts }: ReportInput): Block {
  return {
    kind: 'table',
    caption: 'Rules',
    columns: [
      { title: 'Exhibit', align: 'start', isNarrow: true },
      { title: 'Rule', align: 'start' },
      { title: 'Owner', align: 'start' },
      { title: 'State', align: 'start', isNarrow: true },
      { title: 'Enabled', align: 'start', isNarrow: true },
      { title: 'Hidden', align: 'start', isNarrow: true },
      { title: 'Actions', align: 'start' },
      { title: 'Record', align: 'start', mono: true },
    ],
    rows: facts
      .rules()
      .map((rule) => [
        rule.evidenceId,
        nameOf(rule),
        rule.claimed.owner,
        allocationTexts[rule.observed.allocation],
        enabledText(rule),
        rule.claimed.isHidden ? 'yes' : 'no',
        rule.claimed.actions.map(actionText).join('; '),
        formatLocator(rule.locator),
      ]),
    emptyText: 'No rules.',
  };
}

function nameOf({ claimed }: RuleRecord): string {
  if (claimed.name === null) return '(no name)';
  return claimed.name.trim() === '' ? '(blank name)' : claimed.name;
}

/** Whether a rule is one that a program would carry out, or one that was found beside them. */
const allocationTexts: Readonly<Record<RuleRecord['observed']['allocation'], string>> = {
  allocated: 'in place',
  orphan: 'recovered: no folder lists it',
  deleted: 'recovered: deleted',
  carved: 'recovered: an earlier state, or from a freed block',
};

function enabledText({ claimed }: RuleRecord): string {
  return claimed.isEnabled === null ? 'not stated' : claimed.isEnabled ? 'yes' : 'no';
}

function ruleBlocks(rule: RuleRecord, number: string, zone: string): Block[] {
  const { claimed } = rule;
  const rows: Fact[] = [
    { name: 'Exhibit', value: rule.evidenceId },
    { name: 'Record', value: formatLocator(rule.locator), mono: true },
    { name: 'Record identifier', value: rule.recordId, mono: true },
    { name: 'State', value: allocationTexts[rule.observed.allocation] },
    { name: 'Stored as', value: claimed.storedAs },
    { name: 'Folder', value: claimed.folderPath.join(' / ') || 'none' },
    {
      name: 'Provider',
      value: claimed.provider === null ? 'none that could be read' : claimed.provider === '' ? '(empty)' : claimed.provider,
    },
    { name: 'Owner', value: claimed.owner === '' ? 'not named' : claimed.owner },
    { name: 'Enabled', value: [enabledText(rule), ...claimed.state].join(', ') },
    { name: 'Order', value: claimed.sequence === null ? 'not stated' : String(claimed.sequence) },
    ...(claimed.created === null ? [] : [{ name: 'Created', value: formatClaimedTime(claimed.created, zone) }]),
    ...(claimed.modified === null ? [] : [{ name: 'Modified', value: formatClaimedTime(claimed.modified, zone) }]),
    { name: 'Applies when', value: conditionText(claimed.condition), isWide: true },
    { name: 'Actions', value: claimed.actions.map(actionText).join('\n') || 'none could be read', isWide: true },
    ...(claimed.isHidden ? [{ name: 'Hidden', value: claimed.hiddenBecause.join('\n'), isWide: true }] : []),
    ...strayAddresses(claimed.strayAddresses),
    ...claimed.parts.map(partFact),
  ];
  return [
    { kind: 'heading', level: 2, text: `${number} ${nameOf(rule)}`, anchor: `rule-${rule.recordId}` },
    { kind: 'facts', rows },
  ];
}

function strayAddresses(found: RuleRecord['claimed']['strayAddresses']): Fact[] {
  if (found.length === 0) return [];
  const value = found.map(({ text, offsetBytes, encoding }) => `${text} at byte ${String(offsetBytes)} (${encoding})`).join('\n');
  return [{ name: 'Addresses in bytes that were not decoded whole', value, mono: true, isWide: true }];
}

const shownDigits = 128;

function partFact({ field, tag, sizeBytes, raw, decoded, trouble }: RulePart): Fact {
  const beginning = raw.length > shownDigits ? `${raw.slice(0, shownDigits)}…` : raw;
  const how = decoded === 'whole' ? 'decoded whole' : `${decoded === 'not' ? 'not decoded' : 'decoded in part'}: ${trouble}`;
  return {
    name: tag === null ? field : `${field} (${tag})`,
    value: `${countOf(sizeBytes, 'byte')}, ${how}\n${beginning}`,
    mono: true,
    isWide: true,
  };
}

function settingTable({ facts }: ReportInput): Block {
  return {
    kind: 'table',
    caption: 'Settings',
    columns: [
      { title: 'Exhibit', align: 'start', isNarrow: true },
      { title: 'Setting', align: 'start' },
      { title: 'What it states', align: 'start' },
      { title: 'Record', align: 'start', mono: true },
    ],
    rows: facts
      .settings()
      .map((setting) => [setting.evidenceId, settingNames[setting.claimed.setting], settingText(setting), formatLocator(setting.locator)]),
    emptyText: 'No delegates, reply templates, folder home pages or rules streams.',
  };
}

const settingNames: Readonly<Record<SettingRecord['claimed']['setting'], string>> = {
  item: 'setting',
  'client-setting': 'setting of a mail program',
  delegates: 'delegates',
  'reply-template': 'reply template',
  'folder-home-page': 'folder home page',
  'custom-form': 'form of a folder',
  'program-module': "module of Outlook's programs (VBA)",
  'rules-stream': "Outlook's rules stream",
  'deleted-folder': 'deleted folder',
};

const longestText = 300;

function settingText({ claimed }: SettingRecord): string {
  switch (claimed.setting) {
    case 'delegates':
      return [
        ...claimed.delegates.map(({ name, target, seesPrivateItems }) => {
          const person = target === null ? name : targetText(target);
          return seesPrivateItems === true ? `${person} (sees private items)` : person;
        }),
        ...claimed.state,
      ].join('; ');
    case 'reply-template': {
      const text = claimed.text ?? '';
      return `answers ${claimed.answers}: ${claimed.subject}\n${shortened(text)}`;
    }
    case 'folder-home-page':
      return claimed.pages
        .map(({ url, isShownByDefault }) => `${url} for ${claimed.folderPath.join(' / ')}${isShownByDefault ? ', shown by default' : ''}`)
        .join('\n');
    case 'custom-form':
      return `${claimed.displayName.trim() === '' ? 'a form without a name' : claimed.displayName} for ${claimed.formClass === '' ? 'a class that is not stored' : claimed.formClass} in ${claimed.folderPath.join(' / ')}${claimed.isHidden === true ? ', hidden' : ''}`;
    case 'program-module':
      return `${claimed.module}\n${claimed.source === null ? 'its source could not be read' : shortened(claimed.source)}`;
    case 'rules-stream':
      return `${claimed.statedRules === null ? 'an unknown number of' : String(claimed.statedRules)} rules stated, ${String(claimed.decodedRules)} decoded; addresses in it: ${[...new Set(claimed.addresses.map(({ text }) => text))].join(', ') || 'none'}`;
    case 'deleted-folder':
      return [...claimed.folderPath, claimed.folderName].join(' / ');
    case 'client-setting':
      return `${claimed.name}: ${claimed.values
        .map(({ name, value }) => `${name} = ${typeof value === 'object' ? value.join(', ') : String(value)}`)
        .join('; ')}`;
    case 'item':
      return claimed.values.map(({ name }) => name).join(', ');
  }
}

function shortened(text: string): string {
  return text.length > longestText ? `${text.slice(0, longestText)}…` : text;
}
