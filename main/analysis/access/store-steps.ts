import { containsWord, fits } from './event-condition.ts';
import type { EventRule } from './event-rule.ts';
import { eventText, type EventField, type EventRecord, type EventText } from './event-text.ts';
import { listParameter, settingsOf, type RuleSettings } from './parameter-values.ts';
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

/** The parameters of a rule that looks for such steps. */
export const storeStepParameters = [
  listParameter('programs', `Programs that transfer files. ${programsMeaning}`, transferPrograms),
  listParameter('archives', 'Endings of archives, by which a transfer after packing is known.', [
    ...['.7z', '.zip', '.rar', '.tar', '.tar.gz', '.tgz', '.gz', '.cab', '.xz', '.zst'],
  ]),
] as const;

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
 * @param settings of a rule with `storeStepParameters`
 */
export function storeSteps(context: CaseContext, settings: RuleSettings): (record: EventRecord) => readonly StoreStep[] {
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
