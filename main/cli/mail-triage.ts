#!/usr/bin/env node
/**
 * Room `cli`: the command line over the same core as the desktop application.
 *
 * Enters: arguments. Leaves: result files in the folder that was named, progress on stderr, an exit code.
 * Invariants: nothing is written but into that folder, which never lies within evidence; results that are not whole
 * are marked partial from the first byte on; memory does not grow with the number of messages.
 */
import { runCommandLine } from './command-line.ts';
import { processTerminal } from './terminal.ts';

process.exitCode = await runCommandLine(process.argv.slice(2), processTerminal());
