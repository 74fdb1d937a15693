import type { Limits, RuleAction, RuleValue } from '#model/index.ts';
import type { LogClaims, LogFamily, LogItem, LogStatement } from '../record/log-family.ts';
import type { LogRecord } from '../record/log-record.ts';
import { allOf, isLost, listedAction, listedRule, withBeside } from './listed-rule.ts';
import { conditionsOf, enabledBy, isRecordWhole, partsOf, sequenceOf, settingOf, switchedOn, toFolder, toPeople } from './listed-values.ts';
import { ownerBeside } from './listing-owner.ts';

/**
 * Inbox rules as Microsoft Graph gives them: the resource messageRule with messageRulePredicates and messageRuleActions, as
 * the service answers or as its PowerShell module writes it with ConvertTo-Json. Whose mailbox it is stands only around it.
 */
export const graphRulesFamily: LogFamily = {
  id: 'graph-rules',
  version: '1',
  title: 'Inbox rules (Microsoft Graph)',
  mark: 'rules with conditions and actions as Microsoft Graph gives them',
  is: ({ record }) =>
    record.has('displayName', 'actions') &&
    (record.has('isEnabled', 'sequence') || record.has('isEnabled', 'conditions') || record.has('hasError', 'sequence')),
  read,
};

function read({ record, beside }: LogItem, _limits: Limits): LogStatement {
  const owner = record.text('UserPrincipalName', 'userId', 'Mailbox', 'User') || ownerBeside(beside) || ownerOfContext(record, beside);
  return { claims: [withBeside(ruleOf(record, owner), beside, owner)], isWhole: isRecordWhole(record) };
}

function ruleOf(record: LogRecord, owner: string): LogClaims {
  const isOff = (name: string): readonly string[] => (enabledBy(record.text(name)) === true ? [name] : []);
  return listedRule({
    client: 'exchange',
    storedAs: 'messageRule of Microsoft Graph',
    owner,
    name: record.text('displayName'),
    isEnabled: enabledBy(record.text('isEnabled')),
    sequence: sequenceOf(record, 'sequence'),
    state: [
      ...isOff('hasError').map(() => 'in error'),
      ...isOff('isReadOnly').map(() => 'the service lets it not be changed by its interface'),
    ],
    condition: allOf([
      ...conditionsOf(record.inner('conditions'), /^/),
      ...conditionsOf(record.inner('exceptions'), /^/).map((of) => ({ kind: 'not', of }) as const),
      ...(isLost(record.text('conditions'))
        ? [{ kind: 'unreadable', reason: 'the export holds the name of a type in place of the conditions' } as const]
        : []),
    ]),
    actions: isLost(record.text('actions')) ? [listedAction('other', { isWhole: false })] : actionsOf(record.inner('actions')),
    parts: partsOf(record, ['actions']),
  });
}

function actionsOf(actions: LogRecord): readonly RuleAction[] {
  return [
    ...toPeople(actions, 'forwardTo', 'forward'),
    ...toPeople(actions, 'forwardAsAttachmentTo', 'forward-as-attachment'),
    ...toPeople(actions, 'redirectTo', 'redirect'),
    ...toFolder(actions, 'moveToFolder', 'move'),
    ...toFolder(actions, 'copyToFolder', 'copy'),
    ...switchedOn(actions, 'delete', 'move-to-deleted'),
    ...switchedOn(actions, 'permanentDelete', 'delete'),
    ...switchedOn(actions, 'markAsRead', 'mark-read'),
    ...settingOf(actions, 'markImportance'),
    ...settingOf(actions, 'assignCategories'),
    ...switchedOn(actions, 'stopProcessingRules', 'stop'),
  ];
}

// `…/$metadata#users('ann%40corp.example')/mailFolders('inbox')/messageRules`
function ownerOfContext(record: LogRecord, beside: readonly RuleValue[]): string {
  const around = beside.find(({ name }) => name.endsWith('@odata.context'))?.value;
  const context = record.text('@odata.context') || (typeof around === 'string' ? around : '');
  const user = /#users\('([^']{1,320})'\)/.exec(context)?.[1] ?? '';
  try {
    return decodeURIComponent(user);
  } catch {
    return user;
  }
}
