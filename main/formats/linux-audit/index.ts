/** The audit log of Linux: records joined to events, streamed. */
export { auditReader } from './audit-reader.ts';
