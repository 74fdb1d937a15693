import { createHash, hash, randomUUID, type Hash } from 'node:crypto';
import { closeSync, existsSync, fsyncSync, openSync, readFileSync, renameSync, rmSync, statSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import * as v from 'valibot';
import { Trouble, type CallHandlers, type ExportedFile } from '#contract/index.ts';
import { programIdentity } from '#pipeline/index.ts';
import { writeAtomically } from './atomic-file.ts';
import type { HostContext } from './host-context.ts';

type ExportCall = 'export.begin' | 'export.write' | 'export.finish' | 'export.pdf' | 'export.reveal';

export interface ExportCalls {
  readonly handlers: CallHandlers<ExportCall>;
  /** Gives up exports that were begun and not finished. */
  abandonAll(): void;
}

interface OpenExport {
  readonly name: string;
  readonly partPath: string;
  readonly descriptor: number;
  readonly hash: Hash;
  sizeBytes: number;
}

/**
 * Answers the export calls. Files appear in the exports folder only when they are whole, never in the place of an
 * earlier one, and each is listed with its hash in `manifest.json` and `SHA256SUMS`.
 */
export function exportCalls({ caseFolder, services }: HostContext): ExportCalls {
  const open = new Map<string, OpenExport>();
  const folder = caseFolder.exportsDirectory;

  const enter = (name: string, sizeBytes: number, sha256: string): ExportedFile => {
    const { version, commit } = programIdentity();
    const entry = { name, sizeBytes, sha256, exportedAt: new Date().toISOString(), program: `Mail Triage ${version} (${commit})` };
    const entries = [...listedIn(folder), entry];
    writeAtomically(join(folder, 'manifest.json'), `${JSON.stringify({ caseId: caseFolder.read().caseId, files: entries }, null, 2)}\n`);
    writeAtomically(join(folder, 'SHA256SUMS'), entries.map((listed) => `${listed.sha256}  ${listed.name}\n`).join(''));
    caseFolder.audit.append('exported', `${name}; ${String(sizeBytes)} bytes; SHA-256 ${sha256}`);
    return { name, sizeBytes, sha256, shownPath: join(folder, name) };
  };

  const openExport = (exportId: string): OpenExport => {
    const known = open.get(exportId);
    if (known === undefined) throw trouble('export-unknown', 'The export is not open.', 'Export again.');
    return known;
  };

  return {
    handlers: {
      'export.begin': ({ name }) => {
        if (reserved.has(name.toLowerCase()) || name.endsWith('.part')) {
          throw trouble('export-name', `A file of the name ${name} is kept by the program itself.`, 'Choose another name.');
        }
        const exportId = randomUUID();
        const partPath = join(folder, `${exportId}.part`);
        const descriptor = attempt(() => openSync(partPath, 'wx', 0o600));
        open.set(exportId, { name, partPath, descriptor, hash: createHash('sha256'), sizeBytes: 0 });
        return { exportId };
      },
      'export.write': ({ exportId, piece }) => {
        const known = openExport(exportId);
        attempt(() => {
          for (let written = 0; written < piece.length;) written += writeSync(known.descriptor, piece, written);
        });
        known.hash.update(piece);
        known.sizeBytes += piece.length;
        return null;
      },
      'export.finish': ({ exportId }) => {
        const known = openExport(exportId);
        open.delete(exportId);
        return attempt(() => {
          fsyncSync(known.descriptor);
          closeSync(known.descriptor);
          const name = freeName(folder, known.name);
          renameSync(known.partPath, join(folder, name));
          return enter(name, known.sizeBytes, known.hash.digest('hex'));
        });
      },
      'export.pdf': async ({ name }) => {
        if (!name.endsWith('.html') || !listedIn(folder).some((listed) => listed.name === name) || !existsSync(join(folder, name))) {
          throw trouble('export-unknown', `There is no exported HTML file ${name}.`, 'Export the report as HTML first.');
        }
        const pdfName = freeName(folder, `${name.slice(0, -'.html'.length)}.pdf`);
        const pdfPath = join(folder, pdfName);
        await services.printToPdf(join(folder, name), pdfPath);
        return attempt(() => enter(pdfName, statSync(pdfPath).size, hash('sha256', readFileSync(pdfPath))));
      },
      'export.reveal': async () => {
        await services.reveal(folder);
        return null;
      },
    },
    abandonAll() {
      for (const { descriptor, partPath } of open.values()) {
        closeSync(descriptor);
        rmSync(partPath, { force: true });
      }
      open.clear();
    },
  };
}

const reserved = new Set(['manifest.json', 'sha256sums']);

const manifest = v.object({
  files: v.array(v.object({ name: v.string(), sizeBytes: v.number(), sha256: v.string(), exportedAt: v.string(), program: v.string() })),
});

function listedIn(folder: string): v.InferOutput<typeof manifest>['files'] {
  const path = join(folder, 'manifest.json');
  if (!existsSync(path)) return [];
  const parsed = v.safeParse(v.pipe(v.string(), v.parseJson(), manifest), readFileSync(path, 'utf8'));
  if (parsed.success) return parsed.output.files;
  throw trouble('exports-damaged', `${path} is damaged.`, 'Move the exports folder away; a new one is made.');
}

// An earlier export stays what it was: `report.html`, `report-2.html`, …
function freeName(folder: string, name: string): string {
  const dot = name.lastIndexOf('.');
  const [stem, ending] = dot > 0 ? [name.slice(0, dot), name.slice(dot)] : [name, ''];
  let free = name;
  for (let number = 2; existsSync(join(folder, free)); number++) free = `${stem}-${String(number)}${ending}`;
  return free;
}

function attempt<T>(action: () => T): T {
  try {
    return action();
  } catch (error) {
    if (!(error instanceof Error) || !('code' in error) || typeof error.code !== 'string') throw error;
    throw trouble(
      'not-exported',
      `The export could not be written: ${error.message}`,
      'Make room on the disk of the case and export again.',
    );
  }
}

function trouble(code: string, happened: string, todo: string): Trouble {
  return new Trouble({ code, happened, kept: 'The case and earlier exports are unchanged.', todo });
}
