import type { EventRule } from '../event-rule.ts';
import { cloudAccessRules } from './cloud-access.ts';
import { cloudAuditRules } from './cloud-audit.ts';
import { cloudPermissionRules } from './cloud-permissions.ts';
import { cloudRoleRules } from './cloud-roles.ts';
import { cloudRuleRules } from './cloud-rules.ts';
import { cloudSearchRules } from './cloud-searches.ts';
import { cloudSignInRules } from './cloud-sign-ins.ts';
import { collectionScriptRules } from './collection-scripts.ts';
import { exchangeCommandRules } from './exchange-commands.ts';
import { mailConnectionRules } from './mail-connections.ts';
import { mailServerRules } from './mail-servers.ts';
import { mailStoreRules } from './mail-stores.ts';
import { outlookPersistenceRules } from './outlook-persistence.ts';
import { outlookProcessRules } from './outlook-processes.ts';
import { storeCommandRules } from './store-commands.ts';

/** All rules about single events, in the order in which reports list them. A new one is a row, and its cases in the tests. */
export const eventRules: readonly EventRule[] = [
  ...mailStoreRules,
  ...storeCommandRules,
  ...collectionScriptRules,
  ...exchangeCommandRules,
  ...outlookPersistenceRules,
  ...outlookProcessRules,
  ...mailConnectionRules,
  ...mailServerRules,
  ...cloudRuleRules,
  ...cloudPermissionRules,
  ...cloudRoleRules,
  ...cloudAuditRules,
  ...cloudAccessRules,
  ...cloudSearchRules,
  ...cloudSignInRules,
];
