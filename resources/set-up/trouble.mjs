/** Set-up cannot go on, for a reason that the person at the machine can mend. The message says how. */
export class SetUpTrouble extends Error {
  /** @override */
  name = 'SetUpTrouble';
}
