import { domainOf, type Rule } from '#model/index.ts';
import { textsOfParameter } from '../parameters.ts';
import type { CaseDetector } from '../detector.ts';
import { citationsOf, counted, findingOfCase, holderText, mechanismTexts, someCitations } from './case-finding.ts';
import { periodText } from './extent.ts';
import { extentOfFlow, isInForce, isVisibleFlow } from './flows.ts';
import { freeProvidersVersion, isDisposable, isFreemail } from './free-providers.ts';

const furtherDomains = {
  name: 'furtherDomains',
  meaning: 'domains that are taken as those of free providers beside the built-in list',
  value: [] as readonly string[],
};

const rule: Rule = {
  id: 'forwarding.across.free-destination',
  version: `1.${freeProvidersVersion}`,
  title: 'Mail is forwarded to a free or disposable mailbox',
  technique: 'T1114.003',
  level: 'medium',
  needs: ['observations of messages, rules, settings and events'],
  parameters: [furtherDomains],
  benignExplanations: ['The owner forwards to a private mailbox of their own, which many do against the rules of their house.'],
  wouldProve: [
    'Who keeps the mailbox: a request to the provider for subscriber data and sign-ins.',
    'The owner, asked whether the mailbox is theirs.',
  ],
  references: ['MITRE ATT&CK T1114.003, T1585.002', 'Lists of main/analysis/across/free-providers.ts'],
};

/** Looks for rules, settings and automatic forwards to mailboxes that anybody can have: free ones low, disposable ones medium. */
export const freeDestination: CaseDetector = {
  rules: [rule],
  start(context, known) {
    const further = new Set(textsOfParameter(context, rule, furtherDomains).map((domain) => domain.toLowerCase()));
    return {
      consume: () => undefined,
      *finish() {
        for (const flow of known.flows()) {
          const { destination, messages, standing } = flow;
          const domain = domainOf(destination);
          if (domain === null || known.isOwn(destination) || isVisibleFlow(flow) || (flow.strong === 0 && !standing.some(isInForce)))
            continue;
          const disposable = isDisposable(domain);
          if (!disposable && !isFreemail(domain) && !further.has(domain)) continue;
          const citations = someCitations([...flow.citations, ...citationsOf(standing, 3)]);
          if (citations === null) continue;
          yield findingOfCase(rule, {
            level: disposable ? rule.level : 'low',
            strength: 'STATES',
            statement: `The records of the ${holderText(flow)} state forwarding to ${destination}, a mailbox of ${disposable ? 'a service of disposable addresses' : 'a free provider'}${messages.count === 0 ? '' : `: ${counted(messages.count, 'message')}${periodText(messages)}`}.`,
            mechanism: mechanismTexts[flow.mechanism],
            agency: 'automatic',
            sources: [...flow.sources].sort(),
            destinations: [destination],
            citations,
            extent: extentOfFlow(flow),
          });
        }
      },
    };
  },
};
