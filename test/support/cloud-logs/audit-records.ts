/** Records of the Microsoft 365 audit log with known truth, and the forms that exports give them. */

type Named = Readonly<Record<string, string>>;

/** A record as the service writes it. */
export interface AuditFields {
  readonly Id: string;
  readonly CreationTime: string;
  readonly RecordType: number;
  readonly Operation: string;
  readonly [field: string]: unknown;
}

let made = 0;

/** A record of an operation on a mailbox or organisation; identifiers are counted, so that each is another. */
export function auditFields(operation: string, rest: Readonly<Record<string, unknown>> = {}): AuditFields {
  made += 1;
  return {
    CreationTime: '2024-05-14T08:30:15',
    Id: `00000000-0000-4000-8000-${String(made).padStart(12, '0')}`,
    Operation: operation,
    OrganizationId: '11111111-2222-4333-8444-555555555555',
    RecordType: 1,
    ResultStatus: 'True',
    UserKey: '1003200000000001',
    UserType: 2,
    Version: 1,
    Workload: 'Exchange',
    UserId: 'mallory@corp.example',
    ClientIP: '203.0.113.7:51234',
    OrganizationName: 'corp.example',
    OriginatingServer: 'SERVER01 (15.20.7000.000)\r\n',
    ...rest,
  };
}

/** A record of a command with its parameters. */
export function command(operation: string, parameters: Named, rest: Readonly<Record<string, unknown>> = {}): AuditFields {
  return auditFields(operation, { Parameters: pairs(parameters), ...rest });
}

/** Named texts as the service lists them. */
export function pairs(texts: Named): readonly { readonly Name: string; readonly Value: string }[] {
  return Object.entries(texts).map(([Name, Value]) => ({ Name, Value }));
}

/** A cell of a CSV, in quotes. */
export function cell(text: string): string {
  return `"${text.replaceAll('"', '""')}"`;
}

/** Rows under names of columns. */
export function csv(columns: readonly string[], rows: readonly (readonly string[])[], delimiter = ','): string {
  return [columns, ...rows].map((row) => `${row.map(cell).join(delimiter)}\r\n`).join('');
}

/** The CSV of the Purview portal. */
export function purviewCsv(records: readonly AuditFields[], delimiter = ','): string {
  return csv(
    ['RecordId', 'CreationDate', 'RecordType', 'Operation', 'UserId', 'AuditData', 'AssociatedAdminUnits', 'AssociatedAdminUnitsNames'],
    records.map((record) => [
      record.Id,
      `${record.CreationTime}.0000000Z`,
      String(record.RecordType),
      record.Operation,
      String(record['UserId']),
      JSON.stringify(record),
      '',
      '',
    ]),
    delimiter,
  );
}

/** The CSV of Search-UnifiedAuditLog | Export-Csv in Windows PowerShell. */
export function searchCsv(records: readonly AuditFields[]): string {
  const rows = csv(
    [
      'PSComputerName',
      'RunspaceId',
      'RecordType',
      'CreationDate',
      'UserIds',
      'Operations',
      'AuditData',
      'ResultIndex',
      'ResultCount',
      'Identity',
    ],
    records.map((record, index) => [
      'outlook.office365.com',
      '99999999-0000-4000-8000-000000000000',
      'ExchangeAdmin',
      '5/14/2024 8:30:15 AM',
      String(record['UserId']),
      record.Operation,
      JSON.stringify(record),
      String(index + 1),
      String(records.length),
      record.Id,
    ]),
  );
  return `#TYPE Selected.System.Management.Automation.PSCustomObject\r\n${rows}`;
}
