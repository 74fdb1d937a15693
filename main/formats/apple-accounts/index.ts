/**
 * Format `apple-accounts`: the accounts that macOS and iOS keep for all their programs (`Accounts4.sqlite`, `Accounts3.sqlite` in
 * `Library/Accounts`), a store of Core Data.
 *
 * Enters: the database with its log. Leaves: an account for each row, whatever it is for, with what says whether mail may lie
 * behind it; which programs may use accounts; when stored credentials expire.
 * Invariants: tables and columns are asked for, never assumed; passwords lie in the keychain and not here, and what is named as a
 * secret is told and not shown.
 */
export { accountDatabase } from './account-database.ts';
