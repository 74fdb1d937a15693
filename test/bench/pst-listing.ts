/**
 * The listing of a store as the benchmark measures it, in a process of its own: `pst-listing.ts STORE…` opens every item of
 * every folder with its properties and recipients, and prints the number of messages.
 */
import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import type { Folder } from 'libpff-wasm';
import { loadInstalledLibpff } from 'libpff-wasm/node';
import type { ByteSource } from '#evidence/byte-source.ts';

function countListed(source: ByteSource): number {
  const opened = loadInstalledLibpff().openStore(source);
  if (!opened.ok) return 0;
  const root = opened.value.rootFolder();
  const messages = root.ok ? countBelow(root.value) : 0;
  opened.value.close();
  return messages;
}

function countBelow(folder: Folder): number {
  let messages = 0;
  for (let row = 0; row < (folder.isSearchFolder ? 0 : (folder.counts.messages ?? 0)); row += 1) {
    const message = folder.openMessage(row);
    if (!message.ok) continue;
    messages += 1;
    message.value.close();
  }
  for (let row = 0; row < (folder.counts.folders ?? 0); row += 1) {
    const child = folder.openFolder(row);
    if (!child.ok) continue;
    messages += countBelow(child.value);
    child.value.close();
  }
  return messages;
}

const stores = process.argv.slice(2);
let messages = 0;
for (const store of stores) {
  const file = openSync(store, 'r');
  messages += countListed({
    sizeBytes: fstatSync(file).size,
    read(offsetBytes, lengthBytes) {
      const bytes = Buffer.allocUnsafe(lengthBytes);
      return bytes.subarray(0, readSync(file, bytes, 0, lengthBytes, offsetBytes));
    },
  });
  closeSync(file);
}
console.log(messages);
