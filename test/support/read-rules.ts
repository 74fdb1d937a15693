import { chooseReader } from '#formats/choose-reader.ts';
import { readers } from '#formats/registry.ts';
import { fileStep, isBalanced, type FactDraft, type RuleAction, type RuleClaims } from '#model/index.ts';
import { memorySource } from './memory-source.ts';
import { readAll, type Reading } from './reading.ts';

/** What a rule file gave. */
export interface RulesRead {
  /** The reader that was chosen, or null. */
  readonly format: string | null;
  readonly rules: readonly RuleClaims[];
  /** The text that each rule's range covers in the file. */
  readonly texts: readonly string[];
  /** Each action in short: `redirect ben@example.org`. */
  readonly actions: readonly (readonly string[])[];
  readonly settings: readonly string[];
  readonly codes: readonly string[];
}

const nothing: RulesRead = { format: null, rules: [], texts: [], actions: [], settings: [], codes: [] };

/**
 * Chooses a reader for a text and reads it.
 * @throws Error when the books do not add up, or a rule's range does not cover the text that it shows.
 */
export function readRules(text: string, path: string): RulesRead {
  const folderPath = path.split('/');
  const fileName = folderPath.pop() ?? '';
  const source = memorySource(Buffer.from(text, 'utf8'));
  const { reader } = chooseReader(source, readers, { fileName, folderPath });
  if (reader === null) return nothing;
  const reading: Reading = readAll(reader, source, { fileName, folderPath, locator: [fileStep(path)] });
  if (!reading.accounts.every(isBalanced)) throw new Error('The books do not add up.');
  const rules = reading.facts.filter((fact): fact is Extract<FactDraft, { kind: 'rule' }> => fact.kind === 'rule');
  const bytes = Buffer.from(text, 'utf8');
  const texts = rules.map(({ observed }) => {
    const { offsetBytes, lengthBytes } = observed.range ?? { offsetBytes: 0, lengthBytes: 0 };
    return bytes.subarray(offsetBytes, offsetBytes + lengthBytes).toString('utf8');
  });
  for (const [index, rule] of rules.entries()) {
    if (rule.claimed.parts[0]?.text !== texts[index]?.slice(0, 4000)) throw new Error('A rule shows another text than its range covers.');
  }
  return {
    format: reader.id,
    rules: rules.map(({ claimed }) => claimed),
    texts,
    actions: rules.map(({ claimed }) => claimed.actions.map(inShort)),
    settings: reading.facts.flatMap(({ claimed }) =>
      'setting' in claimed && claimed.setting === 'client-setting'
        ? [`${claimed.name}: ${claimed.values.map(({ value }) => String(value)).join()}`]
        : [],
    ),
    codes: reading.diagnostics.map(({ code }) => code),
  };
}

function inShort({ kind, flavour, targets, facts }: RuleAction): string {
  const names = targets.map((target) =>
    target.kind === 'address' ? (target.smtpAddress ?? target.otherAddress) : target.kind === 'folder' ? target.name : '',
  );
  const values = facts.map(({ value }) => String(value));
  return [kind, ...flavour.map((word) => `(${word})`), ...names, ...values].join(' ');
}
