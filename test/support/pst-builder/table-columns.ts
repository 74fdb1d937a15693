import type { TableColumn } from './table-context.ts';

/** The columns that Outlook gives its tables, beside PidTagLtpRowId and PidTagLtpRowVer. */
export const tableColumns = {
  // [MS-PST] 2.4.4.4.1
  hierarchy: columns('0e300102 0e330014 0e340102 0e380003 3001001f 36020003 36030003 360a000b 3613001f 66350003 66360003'),
  // [MS-PST] 2.4.4.5.1
  contents: columns(
    '00170003 001a001f 00360003 0037001f 00390040 0042001f 0057000b 0058000b 0070001f 00710102 0e03001f 0e04001f 0e060040 ' +
      '0e070003 0e080003 0e170003 0e300102 0e330014 0e340102 0e380003 0e3c0102 0e3d0102 10970003 30080040 30130102 65c60003',
  ),
  // [MS-PST] 2.4.4.6.1
  associated: columns(
    '001a001f 0e070003 0e170003 3001001f 6800001f 6803000b 68051003 682f001f 70030003 70040102 70050102 7006001f 70070003',
  ),
  // [MS-PST] 2.4.8.6.2.1
  searchResults: columns(
    '00170003 001a001f 00360003 0037001f 0042001f 0057000b 0058000b 0e03001f 0e04001f 0e05001f 0e060040 0e070003 0e080003 ' +
      '0e170003 0e2a000b 30080040 67f10003',
  ),
  // [MS-PST] 2.4.6.1.1
  attachments: columns('0e200003 3704001f 37050003 370b0003'),
  // [MS-PST] 2.4.5.3.1, and PidTagSmtpAddress
  recipients: columns(
    '0c150003 0e0f000b 0ff90102 0ffe0003 0fff0102 3001001f 3002001f 3003001f 300b0102 39000003 39fe001f 39ff001f 3a40000b',
  ),
} as const;

function columns(tags: string): readonly TableColumn[] {
  return tags.split(' ').map((tag) => ({ id: parseInt(tag.slice(0, 4), 16), type: parseInt(tag.slice(4), 16) }));
}
