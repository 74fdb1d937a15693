import { allRules } from '#analysis/index.ts';
import { readers } from '#formats/registry.ts';
import type { Rule } from '#model/index.ts';

/** Readers and rules of this program with their versions, for the methods section of reports. */
export function programComponents(): { readonly name: string; readonly version: string; readonly detail: string }[] {
  return [
    ...readers.map(({ id, version, title }) => ({ name: `reader ${id}`, version, detail: title })),
    { name: 'Node.js', version: process.versions.node, detail: `V8 ${process.versions.v8}` },
  ];
}

/** The rules that run on every record, in the order of reports. */
export const programRules: readonly Rule[] = allRules;
