import type { EvidenceRecord, Finding, Rule } from '#model/index.ts';
import type { AnalysisContext, Detection, Detector } from './detector.ts';
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
import { rulePassesOn } from './rules/passes-on.ts';
import { ruleRunsProgram } from './rules/runs-program.ts';
import { standingCopy } from './rules/standing-copy.ts';
import { storeSettings } from './rules/store-settings.ts';

/** Every detector of the program. Adding one is a file, a line here and its fixtures. */
export const detectors: readonly Detector[] = [
  headerArtifacts,
  envelopeSender,
  resentBlocks,
  deliveryChain,
  mapiAutoForwarded,
  mapiDelegatedByRule,
  mapiLastVerb,
  forwardingNotices,
  rulePassesOn,
  standingCopy,
  hiddenRule,
  oddlyNamedRule,
  ruleHidesMail,
  ruleRunsProgram,
  storeSettings,
];

/** The rules of all detectors, in the order in which reports list them. */
export const allRules: readonly Rule[] = detectors.flatMap((detector) => detector.rules);

/**
 * Starts all detectors on one stream of records. For each record the findings come in the order of the registry;
 * `finish` gives what the detectors say once they have seen everything.
 */
export function startAnalysis(context: AnalysisContext): Detection {
  const detections = detectors.map((detector) => detector.start(context));
  return {
    remembers: detections.some((detection) => detection.remembers === true),
    *consume(record: EvidenceRecord): Iterable<Finding> {
      for (const detection of detections) yield* detection.consume(record);
    },
    *finish(): Iterable<Finding> {
      for (const detection of detections) yield* detection.finish();
    },
  };
}
