import type { Report } from './blocks.ts';
import type { ReportInput } from './report-input.ts';
import { sections } from './sections/registry.ts';

/**
 * Composes the report from its sections, in their order. Pure: the same input gives the same report.
 */
export function composeReport(input: ReportInput): Report {
  return {
    title: input.case.title === '' ? 'Examination report' : `Examination report: ${input.case.title}`,
    language: 'en',
    blocks: sections.flatMap((section) => section(input)),
  };
}
