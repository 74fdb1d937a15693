import { withSetUpLock } from './lock.mjs';

/**
 * One thing that must be so before a command can run.
 * @typedef {object} Step
 * @property {string} name short, for the printed line
 * @property {() => Reason | null | Promise<Reason | null>} due why it must be done now; null when it is done already.
 *   Must be quick: it runs at every command
 * @property {() => Outcome | Promise<Outcome>} run does it; afterwards `due` gives null
 *
 * @typedef {string} Reason for people: "package-lock.json changed"
 * @typedef {string | void} Outcome a remark for the printed line
 */

/**
 * Does the steps that are due, in order. Prints one line for each, with reason and time, on stderr: stdout belongs to the
 * command. Silent when nothing is due.
 * @param {readonly Step[]} steps
 * @throws {import('./trouble.mjs').SetUpTrouble}
 */
export async function runSteps(steps) {
  for (const step of steps) {
    if ((await step.due()) === null) continue;
    // Another command may be doing the same: wait for it, then look again.
    await withSetUpLock(async () => {
      const reason = await step.due();
      if (reason !== null) await runStep(step, reason);
    });
  }
}

/**
 * @param {Step} step
 * @param {Reason} reason
 */
async function runStep(step, reason) {
  const begun = performance.now();
  process.stderr.write(`set-up: ${step.name} (${reason}) … `);
  try {
    const remark = await step.run();
    const seconds = ((performance.now() - begun) / 1000).toFixed(1);
    process.stderr.write(`${remark ? `${remark}, ` : ''}${seconds} s\n`);
  } catch (error) {
    process.stderr.write('failed\n');
    throw error;
  }
}
