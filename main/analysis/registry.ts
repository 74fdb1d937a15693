import type { EvidenceRecord, Finding, Rule } from '#model/index.ts';
import type { CaseDetector, Detection, Detector } from './detector.ts';
import { accessVolume } from './access/access-volume.ts';
import { forwardingInForce } from './access/forwarding-in-force.ts';
import { forwardingSetBy } from './access/forwarding-set-by.ts';
import { intrusionChain } from './access/account-chain/index.ts';
import { manyMailboxes } from './access/many-mailboxes.ts';
import { messagesInCase } from './access/messages-in-case.ts';
import { newClients } from './access/new-clients.ts';
import { programsOfHost } from './access/programs-of-host.ts';
import { ruleAndEvent } from './access/rule-and-event.ts';
import { destinationOfSeveral } from './access/destination-of-several.ts';
import { signInThenAccess } from './access/sign-in-then-access.ts';
import { singleEvents } from './access/single-events.ts';
import { storeTheftChain } from './access/store-theft-chain.ts';
import { throttledGaps } from './access/throttled-gaps.ts';
import { aboveUserLevel } from './across/above-user-level.ts';
import { afterLure } from './across/after-lure.ts';
import { automaticChain } from './across/automatic-chain.ts';
import { confirmations } from './across/confirmations.ts';
import { copiesMatched } from './across/copies-matched.ts';
import { forwardBurst } from './across/forward-burst.ts';
import { freeDestination } from './across/free-destination.ts';
import { lookalikeDomain } from './across/lookalike-domain.ts';
import { loopInTarget } from './across/loop-in-target.ts';
import { mechanismSummary } from './across/mechanism-summary.ts';
import { newDestination } from './across/new-destination.ts';
import { originalDeleted } from './across/original-deleted.ts';
import { securityMailDeleted } from './across/security-mail-deleted.ts';
import { sharedDestination } from './across/shared-destination.ts';
import { undeliveredDestination } from './across/undelivered-destination.ts';
import { contradictedHeader } from './forwarding/contradicted.ts';
import { deliveryChain } from './forwarding/delivery-chain.ts';
import { envelopeSender } from './forwarding/envelope-sender.ts';
import { headerArtifacts } from './forwarding/header-detector.ts';
import { mapiAutoForwarded } from './forwarding/mapi-auto-forwarded.ts';
import { mapiDelegatedByRule } from './forwarding/mapi-delegated-by-rule.ts';
import { mapiLastVerb } from './forwarding/mapi-last-verb.ts';
import { forwardingNotices } from './forwarding/forwarding-notices.ts';
import { resentBlocks } from './forwarding/resent.ts';
import { hiddenRule } from './rules/hidden-rule.ts';
import { ruleHidesMail } from './rules/hides-mail.ts';
import { oddlyNamedRule } from './rules/odd-name.ts';
import { outlookPrograms } from './rules/outlook-programs.ts';
import { rulePassesOn } from './rules/passes-on.ts';
import { ruleRunsProgram } from './rules/runs-program.ts';
import { standingCopy } from './rules/standing-copy.ts';
import { storeSettings } from './rules/store-settings.ts';

/** Every detector of single records. Adding one is a file, a line here and its fixtures. */
export const detectors: readonly Detector[] = [
  headerArtifacts,
  envelopeSender,
  resentBlocks,
  deliveryChain,
  mapiAutoForwarded,
  mapiDelegatedByRule,
  mapiLastVerb,
  forwardingNotices,
  contradictedHeader,
  hiddenRule,
  oddlyNamedRule,
  ruleHidesMail,
  ruleRunsProgram,
  storeSettings,
  outlookPrograms,
];

/** Every detector that looks across the records of a case, or by its own domains and parameters. Adding one is a file, a line here and its fixtures. */
export const caseDetectors: readonly CaseDetector[] = [
  rulePassesOn,
  standingCopy,
  mechanismSummary,
  aboveUserLevel,
  loopInTarget,
  copiesMatched,
  originalDeleted,
  sharedDestination,
  newDestination,
  lookalikeDomain,
  freeDestination,
  afterLure,
  confirmations,
  undeliveredDestination,
  securityMailDeleted,
  forwardBurst,
  automaticChain,
  intrusionChain,
  storeTheftChain,
  forwardingInForce,
  forwardingSetBy,
  ruleAndEvent,
  destinationOfSeveral,
  signInThenAccess,
  newClients,
  manyMailboxes,
  accessVolume,
  throttledGaps,
  messagesInCase,
  programsOfHost,
  singleEvents,
];

/** The rules of all detectors, in the order in which reports list them. */
export const allRules: readonly Rule[] = [...detectors, ...caseDetectors].flatMap(({ rules }) => rules);

/** Starts the detectors of single records. For each record the findings come in the order of the registry. */
export function startAnalysis(): Detection {
  const detections = detectors.map((detector) => detector.start());
  return {
    *consume(record: EvidenceRecord): Iterable<Finding> {
      for (const detection of detections) yield* detection.consume(record);
    },
  };
}
