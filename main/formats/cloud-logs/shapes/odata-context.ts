import type { RuleValue } from '#model/index.ts';
import type { LogText } from '#formats/log-text/index.ts';

const headUnits = 4096;

/**
 * What the beginning of an answer of Microsoft Graph says of the mailbox whose rules it lists (OData 4.01 JSON 4.5.1, Context
 * URL). The list is read element by element, so that what stands around it would come too late for its elements.
 */
export function contextOf(text: LogText): readonly RuleValue[] {
  const head = text.textOf(0, Math.min(text.units, headUnits));
  const context = /^\s{0,100}\{\s{0,100}"@odata\.context"\s{0,10}:\s{0,10}"([^"\\]{1,1000})"/.exec(head)?.[1] ?? '';
  return context.includes('/messageRules') || context.includes('/mailFolders') ? [{ name: 'beside: @odata.context', value: context }] : [];
}
