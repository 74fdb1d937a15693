import type { CaseFile } from '#contract/index.ts';
import type { ParameterValues, Rule } from '#model/index.ts';
import type { AnalysisState, CaseView, ProposedDomain } from '#renderer/case/case-view.ts';
import { held } from '#renderer/ui/held.svelte.ts';

export interface AnalysisShown {
  /** Null until the first answer. */
  readonly analysis: AnalysisState | null;
  /** Rules with parameters, in their order; null until they were asked for. */
  readonly rules: readonly Rule[] | null;
  readonly proposed: readonly ProposedDomain[];
}

/** State of the analysis across records, and of what it is run with. */
export interface AnalysisScreenState {
  readonly shown: AnalysisShown;
  analyse(): Promise<void>;
  cancel(): Promise<void>;
  /** Asks for the rules and the domains that may be the organisation's own. */
  askParameters(): Promise<void>;
  /** Keeps parameters and own domains in the case; tells whether that was done. */
  keep(parameters: ParameterValues, ownDomains: readonly string[], before: CaseFile): Promise<boolean>;
  stop(): void;
}

/** @param tell told of trouble. */
export function analysisScreenState(view: CaseView, tell: (error: unknown) => void): AnalysisScreenState {
  const hold = held<AnalysisShown>({ analysis: null, rules: null, proposed: [] });

  async function attempt(action: () => Promise<void>): Promise<void> {
    try {
      await action();
    } catch (error) {
      tell(error);
    }
  }

  const ask = (): Promise<void> => attempt(async () => hold.change({ analysis: await view.analysisState() }));

  const stop = view.onChange((change) => {
    if (change.kind === 'analysis') hold.change({ analysis: change.analysis });
    // Reading begins and ends.
    else if (change.kind === 'content' || (change.kind === 'progress' && hold.shown.analysis?.state !== 'reading')) void ask();
  });
  void ask();

  return {
    get shown() {
      return hold.shown;
    },
    analyse: () =>
      attempt(async () => {
        await view.analyse();
        await ask();
      }),
    cancel: () => attempt(() => view.cancelAnalysis()),
    askParameters: () =>
      attempt(async () => {
        const [{ rules }, proposed] = await Promise.all([view.host('program.describe', {}), view.proposedDomains()]);
        hold.change({ rules: rules.filter(({ parameters }) => parameters.length > 0), proposed });
      }),
    async keep(parameters, ownDomains, before) {
      try {
        if (JSON.stringify(parameters) !== JSON.stringify(before.parameters ?? {}))
          await view.host('case.parameters', { parameters: plain(parameters) });
        if (ownDomains.join(' ') !== before.ownDomains.join(' ')) await view.host('case.update', { ownDomains: [...ownDomains] });
        return true;
      } catch (error) {
        tell(error);
        return false;
      }
    },
    stop,
  };
}

type Writable = Record<string, Record<string, number | string | boolean | string[]>>;

function plain(parameters: ParameterValues): Writable {
  const own: Writable = {};
  for (const [ruleId, values] of Object.entries(parameters)) {
    own[ruleId] = Object.fromEntries(Object.entries(values).map(([name, value]) => [name, typeof value === 'object' ? [...value] : value]));
  }
  return own;
}
