import type { Finding } from '#model/index.ts';
import type { CaseContext, CaseMaterial } from './detector.ts';
import { newCaseKnowledge } from './across/case-knowledge.ts';
import { caseDetectors } from './registry.ts';

/**
 * Runs the detectors that look across records, over all that a case keeps. Findings come by detector, in the order of
 * the registry.
 * @param replay gives all the material in evidence order; it is called once, and a second time where a detector asks for it
 * @param detectors those of the registry; a test may give others
 */
export async function* analyseCase(
  replay: () => Iterable<CaseMaterial> | AsyncIterable<CaseMaterial>,
  context: CaseContext,
  detectors = caseDetectors,
): AsyncGenerator<Finding, void, undefined> {
  const known = newCaseKnowledge(context);
  const detections = detectors.map((detector) => detector.start(context, known));
  for await (const material of replay()) {
    known.consume(material);
    for (const detection of detections) detection.consume(material);
  }
  const again = detections.filter((detection) => detection.consumeAgain !== undefined);
  if (again.length > 0 || known.needsAgain) {
    for await (const material of replay()) {
      known.consumeAgain(material);
      for (const detection of again) detection.consumeAgain?.(material);
    }
  }
  for (const detection of detections) yield* detection.finish();
}
