/** Who takes part in the made intrusion, and where from. Addresses are those for documentation (RFC 5737, RFC 1918). */

/** One person under the names that logs have for her: of the service, of Windows, of its security identifier, of Unix. */
export const ann = {
  upn: 'ann@firm.example',
  windows: { domain: 'FIRM', name: 'ann' },
  sid: 'S-1-5-21-1004336348-1177238915-682003330-1104',
  local: 'ann',
} as const;

/** Colleagues, in whose names nothing happens but work. */
export const colleagues = ['ben@firm.example', 'carol@firm.example'] as const;

export const office = '192.0.2.20';
export const intruder = '203.0.113.77';
/** The intruder in the network of the firm, by its VPN. */
export const intruderInside = '10.8.0.77';
export const collector = 'collector@outside.example';
export const dropServer = '198.51.100.200';

export const workstation = 'PC-ANN.firm.example';
export const mailServer = 'mx3';
export const exchangeServer = 'AM0PR08MB1234 (15.20.7000.000)\r\n';

/** The day of the intrusion, a Tuesday; work is recorded from four weeks before to two weeks after. */
export const day = '2025-11-18';

/** An instant of some day before or after the intrusion. @param clock `09:05:00` @returns `2025-11-18T09:05:00` in UTC */
export function moment(clock: string, days = 0): string {
  return `${new Date(Date.parse(`${day}T00:00:00Z`) + days * 86_400_000).toISOString().slice(0, 10)}T${clock}`;
}

/** The working days around the intrusion, as days from it. */
export const workingDays: readonly number[] = Array.from({ length: 43 }, (_, index) => index - 28).filter((days) => {
  const weekday = new Date(`${moment('00:00:00', days)}Z`).getUTCDay();
  return weekday !== 0 && weekday !== 6;
});
