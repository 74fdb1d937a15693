import type { Rule, RuleAction } from '#model/index.ts';
import type { Detector } from '../detector.ts';
import { findingOfRule, ruleText, stateText, textsOf } from './rule-facts.ts';
import { quietFolders, watchWordsIn, watchWordsVersion } from './watch-words.ts';

const rule: Rule = {
  id: 'forwarding.rule.hides-mail',
  version: `1.${watchWordsVersion}`,
  title: 'A rule keeps mail about security or payment out of sight',
  technique: 'T1114.003',
  level: 'medium',
  needs: ['rule', 'its condition and actions'],
  parameters: [],
  benignExplanations: ['Owners file notices and invoices by rules, and delete advertising that uses such words.'],
  wouldProve: [
    'The mail that the rule caught, in the folder it was put in or among the deleted items.',
    'The audit log of the server for the creation of the rule, with actor and address.',
  ],
  references: [
    'Elastic 40fe11c2-376e-11f0-9a82-f661ea17fbcd',
    'Sigma d3577be1-42c9-44a7-b56e-2e8de97349d3',
    'Azure Sentinel 7b907bf7-77d4-41d0-a208-5643ff75bf9a, c2730362-f8e7-4369-85db-8ac7af65ee01',
    'MITRE ATT&CK T1564.008',
  ],
};

/**
 * Looks for rules that delete mail, or put it into a folder in which nobody looks, by words of security or payment.
 * Intruders set them so that the owner sees neither warnings nor answers.
 */
export const ruleHidesMail: Detector = {
  rules: [rule],
  start: () => ({
    *consume(record) {
      if (record.kind !== 'rule') return;
      const hiding = record.claimed.actions.filter(hides);
      const words = [...new Set(textsOf(record.claimed.condition).map(withoutMarks).flatMap(watchWordsIn))];
      if (hiding.length === 0 || words.length === 0) return;
      const isOnlySpam = words.every((word) => word === 'spam');
      // What is marked as spam, into the folder for it: so every filter for advertising does.
      if (isOnlySpam && hiding.every(isIntoJunk)) return;
      const how = [...new Set(hiding.map(doneText))].join(' and ');
      const statement = `${ruleText(record)} states that mail with ${words
        .slice(0, 8)
        .map((word) => JSON.stringify(word))
        .join(', ')} is to be ${how}.${stateText(record)}`;
      yield findingOfRule(rule, record, {
        level: record.claimed.isEnabled === false || isOnlySpam ? 'low' : rule.level,
        strength: 'CONSISTENT WITH',
        statement,
        mechanism: 'rule that keeps mail out of sight',
        sources: [],
        destinations: [],
      });
    },
  }),
};

function hides({ kind, targets }: RuleAction): boolean {
  if (kind === 'delete' || kind === 'move-to-deleted') return true;
  return kind === 'move' && targets.some((target) => target.kind === 'folder' && isQuiet(folderName(target)));
}

function folderName(target: Extract<RuleAction['targets'][number], { kind: 'folder' }>): string {
  return target.name !== '' ? target.name : (target.folder?.address ?? '');
}

// Folders are named by path, URL or name alone, as the client writes them; of a Maildir with dots between and a slash behind.
function lastName(name: string): string {
  const names = name.split(/[/\\.]/).filter((part) => part.trim() !== '');
  return (names.at(-1) ?? '').trim().toLowerCase();
}

function isQuiet(name: string): boolean {
  return quietFolders.includes(lastName(name));
}

function isIntoJunk({ kind, targets }: RuleAction): boolean {
  return kind === 'move' && targets.every((target) => target.kind === 'folder' && /junk|spam/.test(lastName(folderName(target))));
}

// Header fields in which filters for advertising and viruses write what they found (`X-Spam-Flag`) are no words of the mail.
function withoutMarks(text: string): string {
  return text.replace(/(?<![a-z0-9])x[-_](?:[a-z0-9]{1,40}[-_]){0,4}(?:spam|virus)[a-z0-9_-]{0,60}/gi, '');
}

function doneText({ kind, targets }: RuleAction): string {
  if (kind !== 'move') return 'deleted';
  const [folder] = targets.flatMap((target) => (target.kind === 'folder' ? [folderName(target)] : []));
  return `moved to ${JSON.stringify(folder ?? '')}`;
}
