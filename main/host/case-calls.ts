import type { CallHandlers } from '#contract/index.ts';
import { describeProgram } from './describe-program.ts';
import type { HostContext } from './host-context.ts';
import { evidenceItemOf } from './known-evidence.ts';

type CaseCall = 'program.describe' | 'case.read' | 'case.update' | 'case.parameters' | 'case.log' | 'evidence.clockSkew';

/** Answers the calls about the case itself. */
export function caseCalls({ caseFolder, services, emit }: HostContext): CallHandlers<CaseCall> {
  return {
    'program.describe': async () => describeProgram(await services.describeRuntime()),
    'case.read': () => caseFolder.read(),
    'case.update': (given) => {
      // A field that is not given must not overwrite the one that is there.
      const stated = Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined));
      const domains = given.ownDomains?.map((domain) => domain.trim().toLowerCase()).filter((domain) => domain !== '');
      const changed = caseFolder.change((file) => ({ ...file, ...stated, ownDomains: domains ?? file.ownDomains }));
      caseFolder.audit.append('case-changed', JSON.stringify(stated));
      emit('case.changed', changed);
      return changed;
    },
    'case.parameters': ({ parameters }) => {
      const changed = caseFolder.change((file) => ({ ...file, parameters }));
      caseFolder.audit.append('parameters-changed', JSON.stringify(parameters));
      emit('case.changed', changed);
      return changed;
    },
    'evidence.clockSkew': ({ evidenceId, seconds, because }) => {
      evidenceItemOf(caseFolder, evidenceId);
      const changed = caseFolder.change((file) => {
        const others = (file.clockSkews ?? []).filter((skew) => skew.evidenceId !== evidenceId);
        const own = seconds === 0 ? [] : [{ evidenceId, seconds, because }];
        return { ...file, clockSkews: [...others, ...own].sort((a, b) => (a.evidenceId < b.evidenceId ? -1 : 1)) };
      });
      caseFolder.audit.append('clock-skew-stated', JSON.stringify({ evidenceId, seconds, because }));
      emit('case.changed', changed);
      return changed;
    },
    'case.log': ({ action, detail }) => {
      caseFolder.audit.append(action, detail);
      return null;
    },
  };
}
