const mostSeconds = 3660 * 24 * 3600;

/** The seconds that a clock was ahead (negative: behind) as typed; null when the texts are no such numbers. */
export function secondsOf(direction: 'ahead' | 'behind', minutes: string, seconds: string): number | null {
  const [first, second] = [minutes.trim() || '0', seconds.trim() || '0'];
  if (!/^\d{1,9}$/.test(first) || !/^\d{1,9}$/.test(second)) return null;
  const sum = 60 * Number(first) + Number(second);
  if (sum > mostSeconds) return null;
  return direction === 'behind' && sum > 0 ? -sum : sum;
}
