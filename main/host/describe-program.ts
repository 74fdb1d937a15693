import { release, type as systemName } from 'node:os';
import type { ProgramDescription } from '#contract/index.ts';
import { programComponents, programIdentity, programRules } from '#pipeline/index.ts';
import type { RuntimeDescription } from './services.ts';

/** Says what this program and machine are, for the about line and the methods section of reports. */
export function describeProgram(runtime: RuntimeDescription): ProgramDescription {
  return {
    ...programIdentity(),
    ...runtime,
    node: process.versions.node,
    platform: `${systemName()} ${release()} ${process.arch}`,
    components: programComponents(),
    rules: programRules,
  };
}
