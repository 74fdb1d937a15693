/** What Linux keeps of files in lists of its own: events for what holds mail, the rest as numbers. */
export { mlocateReader } from './mlocate.ts';
