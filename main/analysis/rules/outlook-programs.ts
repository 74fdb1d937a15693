import type { FactRecord, Finding, Level, Rule } from '#model/index.ts';
import type { Detector } from '../detector.ts';
import { citeFact, citeParts } from './cite-fact.ts';
import { handlersIn, passingWordsIn } from './macro-words.ts';

type SettingRecord = Extract<FactRecord, { kind: 'setting' }>;

const form: Rule = {
  id: 'forwarding.setting.custom-form',
  version: '1',
  title: 'A folder holds a form that may carry script',
  technique: 'T1137.003',
  level: 'medium',
  needs: ['setting custom-form (IPM.Microsoft.FolderDesign.FormsDescription in the associated items of a folder)'],
  parameters: [],
  benignExplanations: ['Organisations publish forms of their own for requests and reports, mostly in their public folders.'],
  wouldProve: [
    'The script of the form, in the attachment of the item.',
    'Messages of the class of the form: when the first came, and from whom.',
    'The cache of forms on the workstation (AppData\\Local\\Microsoft\\FORMS).',
  ],
  references: [
    'MITRE ATT&CK T1137.003',
    'Sigma c3edc6a5-d9d4-48d8-930e-aab518390917',
    'learn.microsoft.com: Detect and remediate Outlook rules and forms attacks',
  ],
};

const macros: Rule = {
  id: 'forwarding.setting.mail-macro',
  version: '1',
  title: "A program of Outlook's user runs when mail comes or goes",
  technique: 'T1137',
  level: 'medium',
  needs: ['setting program-module (VbaProject.OTM)'],
  parameters: [],
  benignExplanations: ['Users write such programs to file, mark or print mail, or to be warned before they send.'],
  wouldProve: [
    'The whole source of the module, read by somebody who knows VBA.',
    'The registry of the user (Outlook\\Security Level, LoadMacroProviderOnBoot), which says whether Outlook runs it.',
    'Sent mail that no person wrote.',
  ],
  references: [
    '[MS-OVBA] 2.3.4.3',
    'MITRE ATT&CK T1137',
    'Sigma 8c31f563-f9a7-450c-bfa8-35f8f32f1f61',
    'Elastic 397945f3-d39a-4e6f-8bcb-9656c2031438',
  ],
};

/** Looks for programs that Outlook runs on mail: forms of folders, and modules whose procedures it calls when mail comes or goes. */
export const outlookPrograms: Detector = {
  rules: [form, macros],
  start: () => ({
    *consume(record) {
      if (record.kind !== 'setting') return;
      const { claimed } = record;
      if (claimed.setting === 'custom-form') {
        const { displayName, formClass, folderPath, parts } = claimed;
        const isUnseen = claimed.isHidden === true || displayName.trim() === '';
        const named = displayName.trim() === '' ? 'a form without a name' : `the form ${JSON.stringify(displayName.slice(0, 200))}`;
        const shownFor =
          formClass === '' ? 'a class that it does not name' : `messages of the class ${JSON.stringify(formClass.slice(0, 200))}`;
        yield findingOf(record, form, {
          level: isUnseen ? form.level : 'low',
          statement: `The setting form of the folder ${JSON.stringify(folderPath.join('/'))} states ${named} for ${shownFor}${claimed.isHidden === true ? ', which lists of forms leave out' : ''}.`,
          mechanism: 'form of a folder',
          citations: citeParts(record, parts, `${displayName} (${formClass})`),
        });
      }
      if (claimed.setting === 'program-module' && claimed.source !== null) {
        const handlers = handlersIn(claimed.source);
        if (handlers.length === 0) return;
        const passing = passingWordsIn(claimed.source);
        const names = handlers
          .map((name) => JSON.stringify(name))
          .slice(0, 6)
          .join(', ');
        const words = passing.map((word) => JSON.stringify(word)).join(', ');
        yield findingOf(record, macros, {
          level: passing.length > 0 ? macros.level : 'low',
          statement: `The setting program module ${JSON.stringify(claimed.module.slice(0, 200))} states procedures that Outlook calls when mail comes or goes, or when it starts: ${names}.${passing.length > 0 ? ` Its source also holds ${words}.` : ''}`,
          mechanism: 'program of the user in Outlook (VBA)',
          citations: [
            citeFact(record, `source of the module ${claimed.module.slice(0, 100)}`, excerptFrom(claimed.source, handlers[0] ?? '')),
          ],
        });
      }
    },
  }),
};

function findingOf(
  record: SettingRecord,
  rule: Rule,
  stated: Pick<Finding, 'statement' | 'mechanism' | 'citations'> & { readonly level: Level },
): Finding {
  return {
    ruleId: rule.id,
    ruleVersion: rule.version,
    technique: rule.technique,
    strength: 'CONSISTENT WITH',
    agency: 'automatic',
    sources: [],
    destinations: [],
    time: record.claimed.modified,
    benignExplanations: rule.benignExplanations,
    wouldProve: rule.wouldProve,
    ...stated,
  };
}

function excerptFrom(source: string, handler: string): string {
  return source.slice(Math.max(source.indexOf(handler) - 20, 0));
}
