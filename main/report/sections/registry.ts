import { accountsAndUse } from './accounts-and-use.ts';
import { completeness } from './completeness.ts';
import { cover } from './cover.ts';
import { diagnostics } from './diagnostics.ts';
import { evidenceItems } from './evidence-items.ts';
import { findings } from './findings.ts';
import { forwarding } from './forwarding.ts';
import { glossary } from './glossary.ts';
import { limits } from './limits.ts';
import { methods } from './methods.ts';
import { rulesAndSettings } from './rules-and-settings.ts';
import { scope } from './scope.ts';
import type { NumberedSection, Section } from './section.ts';
import { signature } from './signature.ts';

const numbered: readonly NumberedSection[] = [
  scope,
  evidenceItems,
  completeness,
  findings,
  forwarding,
  rulesAndSettings,
  accountsAndUse,
  diagnostics,
  methods,
  limits,
  glossary,
  signature,
];

/** All sections of a report in their order. Adding one is a file and a line here. */
export const sections: readonly Section[] = [
  cover,
  ...numbered.map((section, index): Section => {
    const number = index + 1;
    return (input) => [
      { kind: 'heading', level: 1, text: `${String(number)} ${section.title}`, anchor: section.anchor },
      ...section.blocks(input, number),
    ];
  }),
];
