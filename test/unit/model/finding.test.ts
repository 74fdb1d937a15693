import { expect, test } from 'vitest';
import { evidenceIdOf, fileStep, findingIdOf, type Citation, type RecordId } from '#model/index.ts';

const citation: Citation = {
  recordId: '0123456789abcdef0123456789abcdef' as RecordId,
  evidenceId: evidenceIdOf(1),
  locator: [fileStep('Inbox')],
  field: 'header X-Forwarded-To',
  excerpt: '',
  range: null,
  headerIndex: 12,
};

test('findingIdOf names rule, record, field and place', () => {
  const ruleId = 'forwarding.header.x-forwarded-to';
  expect(findingIdOf({ ruleId, citations: [citation] })).toBe(`${ruleId}/${citation.recordId}/header-x-forwarded-to/12`);
  const property: Citation = { ...citation, field: 'property PidTagAutoForwarded (0x0005)', headerIndex: null };
  expect(findingIdOf({ ruleId, citations: [property, citation] })).toBe(
    `${ruleId}/${citation.recordId}/property-pidtagautoforwarded-0x0005`,
  );
});
