import { Trouble, type CallHandlers } from '#contract/index.ts';
import { EvidenceReadError } from '#evidence/index.ts';
import { AttachmentUnreadableError } from '#formats/reader.ts';
import type { EvidenceItem, Locator } from '#model/index.ts';
import { messageFile, readAttachment, readItemProperties, type MessageForm, type OnDemandAccess } from '#pipeline/index.ts';
import type { CaseFolder } from './case-folder.ts';
import type { HostContext } from './host-context.ts';
import { badLocator, evidenceItemOf, locatorFrom, placeOf } from './known-evidence.ts';
import { messageBytes } from './message-bytes.ts';
import { beginningOf, safeFileName } from './safe-name.ts';
import { saveFile } from './save-file.ts';

type OnDemandCall = 'attachment.save' | 'message.save' | 'message.bytes' | 'item.properties';

/**
 * Answers the calls that read one item of the evidence: what is saved goes where the examiner says, and its hash into the
 * log.
 */
export function onDemandCalls({ caseFolder, services }: HostContext): CallHandlers<OnDemandCall> {
  const bytesOf = messageBytes();
  return {
    'attachment.save': async ({ evidenceId, locator, suggestedName }) => {
      const access = accessTo(caseFolder, evidenceItemOf(caseFolder, evidenceId), locatorFrom(locator));
      const chosen = await services.chooseSavePath(safeFileName(suggestedName, 'attachment.bin'));
      if (chosen === null) return { saved: false, sha256: null };
      const { path, sha256 } = await inItem(locator, () => saveFile(chosen, caseFolder, 'attachment', () => readAttachment(access)));
      caseFolder.audit.append('attachment-saved', `${evidenceId} ${locator} to ${path}; SHA-256 ${sha256}`);
      return { saved: true, sha256 };
    },
    'message.save': async ({ evidenceId, locator, suggestedName }) => {
      const item = evidenceItemOf(caseFolder, evidenceId);
      const access = accessTo(caseFolder, item, locatorFrom(locator));
      const file = messageFile(access, { evidenceId, acquisitionSha256: item.hashes.sha256 });
      const { form } = file;
      const chosen = await services.chooseSavePath(messageFileName(suggestedName, form));
      if (chosen === null) return { saved: false, sha256: null, form };
      const { path, sha256 } = await inItem(locator, () => saveFile(chosen, caseFolder, 'message', () => file.pieces));
      caseFolder.audit.append('message-saved', `${evidenceId} ${locator} (${form}) to ${path}; SHA-256 ${sha256}`);
      return { saved: true, sha256, form };
    },
    'message.bytes': async ({ evidenceId, locator, offsetBytes, lengthBytes }) => {
      const item = evidenceItemOf(caseFolder, evidenceId);
      const file = messageFile(accessTo(caseFolder, item, locatorFrom(locator)), { evidenceId, acquisitionSha256: item.hashes.sha256 });
      // What is rebuilt has no bytes that the evidence holds in any form, and an XML file is no message.
      if (file.form !== 'original') throw badLocator(locator);
      try {
        return await inItem(locator, () => bytesOf(`${evidenceId} ${locator}`, () => file.pieces, { offsetBytes, lengthBytes }));
      } catch (error) {
        if (!(error instanceof AttachmentUnreadableError || error instanceof EvidenceReadError)) throw error;
        throw new Trouble({
          code: 'message-unreadable',
          happened: `The bytes of the message could not be read from the evidence: ${error.message}`,
          kept: 'What the case keeps of the message is shown as before.',
          todo: 'See the diagnostics of the message; check that the evidence is unchanged on the evidence screen.',
        });
      }
    },
    'item.properties': async ({ evidenceId, locator }) => {
      const access = accessTo(caseFolder, evidenceItemOf(caseFolder, evidenceId), locatorFrom(locator));
      try {
        return await inItem(locator, () => readItemProperties(access));
      } catch (error) {
        if (!(error instanceof AttachmentUnreadableError || error instanceof EvidenceReadError)) throw error;
        throw new Trouble({
          code: 'properties-unreadable',
          happened: `The properties could not be read from the evidence: ${error.message}`,
          kept: 'The properties that the case keeps of the item are shown as before.',
          todo: 'See the diagnostics of the message; check that the evidence is unchanged on the evidence screen.',
        });
      }
    },
  };
}

const endings: Readonly<Record<MessageForm, string>> = { original: '.eml', source: '.xml', rebuilt: '.rebuilt.eml' };

/** The name under which a message is suggested to be saved: its subject, and by its ending what the file is. */
export function messageFileName(subject: string, form: MessageForm): string {
  const ending = endings[form];
  // A subject is no path, and the name must keep its ending whole.
  const stem = beginningOf(safeFileName(subject.replace(/[/\\]/g, '_'), 'message'), 100, 180).replace(/[\s.]+$/, '');
  return `${stem}${ending}`;
}

function accessTo({ scratchDirectory }: CaseFolder, item: EvidenceItem, locator: Locator): OnDemandAccess {
  return { itemPath: placeOf(item), kind: item.kind, locator, scratchDirectory };
}

async function inItem<T>(locator: string, read: () => Promise<T>): Promise<T> {
  try {
    return await read();
  } catch (error) {
    if (error instanceof RangeError) throw badLocator(locator);
    throw error;
  }
}
