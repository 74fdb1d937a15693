import { containsWord, fits } from './event-condition.ts';
import { ruleOf, type EventRule } from './event-rule.ts';
import { eventText, type EventField, type EventRecord, type EventText } from './event-text.ts';
import { listParameter, numberParameter, settingsOf, type RuleSettings } from './parameter-values.ts';
import type { CaseContext } from '../detector.ts';
import { collectionScriptRules } from './tables/collection-scripts.ts';
import { programsMeaning, transferPrograms } from './tables/mail-places.ts';
import { mailStoreRules } from './tables/mail-stores.ts';
import { storeCommandRules } from './tables/store-commands.ts';

/** The steps by which mail stores are taken from a machine, in their order. */
export const storeStepNames = ['search', 'access', 'packing or copy', 'transfer'] as const;
export type StoreStepName = (typeof storeStepNames)[number];

/** What an event is in the taking of stores. */
export interface StoreStep {
  readonly name: StoreStepName;
  /** A transfer counts only after packing, where it names no store itself. */
  readonly needsPacking: boolean;
}

/** The rule about the taking of stores from one machine; its parameters say what a step is to other detectors too. */
export const storeTheftRule = ruleOf({
  id: 'access.chain.store',
  version: '2',
  title: 'Mail stores were looked for, reached, packed and transferred on one machine',
  technique: 'T1114.001',
  level: 'high',
  needs: ['process starts with command line, scripts, file access and connections of one machine'],
  parameters: [
    numberParameter('hours', 'How many hours may lie between the first step and the last.', 12),
    numberParameter('steps', 'How many kinds of steps there must be.', 3),
    listParameter('programs', `Programs that transfer files. ${programsMeaning}`, transferPrograms),
    listParameter('archives', 'Endings of archives, by which a transfer after packing is known.', [
      ...['.7z', '.zip', '.rar', '.tar', '.tar.gz', '.tgz', '.gz', '.cab', '.xz', '.zst'],
    ]),
  ],
  benign: ['The move of a user to another machine takes the same steps.', 'Backup scripts look for stores, pack and send them.'],
  proof: [
    'The archive, or its trace in the file system, and what it held.',
    'The bytes that the transferring program sent (firewall, SRUM).',
    'Who was signed in at the time, and from where.',
  ],
  references: ['MITRE ATT&CK T1114.001, T1560.001, T1074.001, T1048, DET0047 (AN0130), DET0476 (AN1310)'],
});

const stepsOfRules: Readonly<Record<string, StoreStepName>> = {
  'access.command.stores-searched': 'search',
  'access.store.other-program': 'access',
  'access.store.over-share': 'access',
  'access.script.reads-mailbox': 'access',
  'access.command.mail-folder-read': 'access',
  'access.command.store-archived': 'packing or copy',
  'access.command.store-copied': 'packing or copy',
  'access.command.store-of-shadow-copy': 'packing or copy',
  'access.command.store-sent': 'transfer',
};

const rows: readonly EventRule[] = [...mailStoreRules, ...storeCommandRules, ...collectionScriptRules].filter(
  (row) => stepsOfRules[row.rule.id] !== undefined,
);

/**
 * Says what an event is in the taking of stores, by the rules about single events with the parameters of the case.
 */
export function storeSteps(context: CaseContext): (record: EventRecord) => readonly StoreStep[] {
  const settings = settingsOf(storeTheftRule, context.parameters);
  const running = rows.map((row) => ({ row, settings: settingsOf(row.rule, context.parameters) }));
  return (record) => {
    const event = eventText([record]);
    const names = new Set<StoreStepName>();
    for (const { row, settings: own } of running) {
      const name = stepsOfRules[row.rule.id];
      if (name !== undefined && !names.has(name) && row.actions.includes(record.claimed.action) && fits(row.when, event, own))
        names.add(name);
    }
    const steps: StoreStep[] = [...names].map((name) => ({ name, needsPacking: false }));
    if (!names.has('transfer') && transfers(event, settings)) steps.push({ name: 'transfer', needsPacking: true });
    return steps;
  };
}

/** A transferring program connects, or is told of an archive. */
function transfers({ record, text }: EventText, settings: RuleSettings): boolean {
  const { action } = record.claimed;
  const image = text('image').replace(/\.exe$/, '');
  if (action === 'network-connection') return settings.list('programs').includes(image);
  if (action !== 'process-start' && action !== 'script') return false;
  const command = text('command');
  const isTransfer = settings.list('programs').some((program) => image === program || containsWord(command, program));
  return isTransfer && settings.list('archives').some((ending) => command.includes(ending));
}

/** What of an event says that it is such a step. */
export function fieldOfStoreStep({ claimed: { action } }: EventRecord): EventField {
  if (action.startsWith('file-')) return 'object';
  return action === 'network-connection' ? 'peer' : 'command';
}
