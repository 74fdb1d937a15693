import { findNamed, recordOf } from '../record/log-record.ts';
import { operations, type Meaning } from '../record/meaning.ts';
import type { AuditRecord } from './audit-record.ts';

/** Alerts and verdicts of the service itself. */
export const alertOperations = operations<AuditRecord>([
  ['AlertTriggered, AlertEntityGenerated, AlertUpdated, AlertIncidentGenerated', alert],
  ['AirInvestigationData, MCAS_ALERT_ANUBIS_DETECTION_VELOCITY', alert],
  ['TIMailData, AtpDetection, TIUrlClickData, TIUrlClick', verdict],
]);

const doesNotShow = 'It is the judgement of the service by its own rules; what it judged stands in other records.';

function alert(audit: AuditRecord): Meaning {
  const { record, properties } = audit;
  const entity = record.inner('Data');
  const name = record.text('Name', 'InvestigationName', 'AlertType') || (findNamed(properties, 'Name') ?? '');
  // An entity may be a message, a page or a policy as well as an account.
  const entities = [record.text('AlertEntityId'), ...['f3u', 'trc', 'mru', 'tsd', 'srt'].map((name) => entity.text(name))];
  const about = entities.find((text) => /^[^\s@/]+@[^\s@/]+$/.test(text)) ?? audit.actor;
  return { action: 'alert', strength: 'PRESENT', object: { kind: 'other', name }, account: about, doesNotShow };
}

function verdict(audit: AuditRecord): Meaning {
  const { record } = audit;
  const id = record.text('InternetMessageId');
  const [recipient] = record.list('Recipients');
  return {
    action: 'alert',
    strength: 'PRESENT',
    object:
      id === ''
        ? { kind: 'file', name: recordOf(record.structure('FileData')).text('FileName') || record.text('Url', 'ObjectId') }
        : { kind: 'message', name: record.text('Subject') },
    account: typeof recipient === 'string' ? recipient : audit.actor,
    ...(id === '' ? {} : { messageIds: [id] }),
    doesNotShow,
  };
}
