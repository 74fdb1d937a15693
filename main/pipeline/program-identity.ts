import { createRequire } from 'node:module';

declare const __PROGRAM_VERSION__: string | undefined;
declare const __PROGRAM_COMMIT__: string | undefined;

/** Which program this is, for reports and case files. */
export interface ProgramIdentity {
  readonly name: string;
  readonly version: string;
  /** The commit it was built from; `source` when it runs from source. */
  readonly commit: string;
}

/** Names this program. The build writes version and commit in; run from source the version is that of package.json. */
export function programIdentity(): ProgramIdentity {
  const name = 'Mail Triage';
  if (typeof __PROGRAM_VERSION__ === 'string' && typeof __PROGRAM_COMMIT__ === 'string') {
    return { name, version: __PROGRAM_VERSION__, commit: __PROGRAM_COMMIT__ };
  }
  const declared: unknown = createRequire(import.meta.url)('../../package.json');
  const version = typeof declared === 'object' && declared !== null && 'version' in declared ? String(declared.version) : 'unknown';
  return { name, version, commit: 'source' };
}
