import type { EventRule } from '../event-rule.ts';
import { cloudAccessRules } from './cloud-access.ts';
import { cloudAuditRules } from './cloud-audit.ts';
import { cloudPermissionRules } from './cloud-permissions.ts';
import { cloudRuleRules } from './cloud-rules.ts';
import { collectionScriptRules } from './collection-scripts.ts';
import { exchangeCommandRules } from './exchange-commands.ts';
import { mailStoreRules } from './mail-stores.ts';
import { outlookPersistenceRules } from './outlook-persistence.ts';
import { serverRules } from './servers-and-network.ts';
import { storeCommandRules } from './store-commands.ts';

/** All rules about single events, in the order in which reports list them. A new one is a row, and its cases in the tests. */
export const eventRules: readonly EventRule[] = [
  ...mailStoreRules,
  ...storeCommandRules,
  ...collectionScriptRules,
  ...exchangeCommandRules,
  ...outlookPersistenceRules,
  ...serverRules,
  ...cloudRuleRules,
  ...cloudPermissionRules,
  ...cloudAuditRules,
  ...cloudAccessRules,
];
