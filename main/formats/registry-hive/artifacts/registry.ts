import type { ArtifactReader } from '../artifact.ts';
import { compatibilityCache } from './compatibility-cache.ts';
import { machineSettings } from './machine-settings.ts';
import { officeRecent, trustRecords } from './office-documents.ts';
import { outlookAccounts, outlookStores } from './outlook-profile.ts';
import { outlookSettings, searchCatalog } from './outlook-use.ts';
import { earlierInventory, programInventory } from './program-inventory.ts';
import { activityModerator, shownNames, userAssist } from './program-use.ts';
import { lastVisited, openSaveDialog, recentDocuments } from './recent-files.ts';
import { shownFolders } from './shown-folders.ts';
import { startedAtLogon } from './started-at-logon.ts';
import { mountedDevices, mountPoints, storageDevices } from './storage-devices.ts';
import { runDialog, typedAddresses, typedPaths } from './typed.ts';

/** Every reader of artifacts. Adding one is a file and a line here. */
export const artifactReaders: readonly ArtifactReader[] = [
  outlookAccounts,
  outlookStores,
  searchCatalog,
  outlookSettings,
  officeRecent,
  trustRecords,
  recentDocuments,
  openSaveDialog,
  lastVisited,
  shownFolders,
  userAssist,
  runDialog,
  typedPaths,
  typedAddresses,
  activityModerator,
  shownNames,
  compatibilityCache,
  programInventory,
  earlierInventory,
  storageDevices,
  mountedDevices,
  mountPoints,
  startedAtLogon,
  machineSettings,
];
