/** Folders of the shell that have no path of their own, by class or folder identifier (Windows SDK, KnownFolders.h and ShlGuid.h). */
const names = new Map([
  ['20d04fe0-3aea-1069-a2d8-08002b30309d', 'This PC'],
  ['450d8fba-ad25-11d0-98a8-0800361b1103', 'My Documents'],
  ['208d2c60-3aea-1069-a2d7-08002b30309d', 'My Network Places'],
  ['f02c1a0d-be21-4350-88b0-7367fc96ef3c', 'Network'],
  ['645ff040-5081-101b-9f08-00aa002f954e', 'Recycle Bin'],
  ['871c5380-42a0-1069-a2ea-08002b30309d', 'Internet Explorer'],
  ['21ec2020-3aea-1069-a2dd-08002b30309d', 'Control Panel'],
  ['26ee0668-a00a-44d7-9371-beb064c98683', 'Control Panel'],
  ['031e4825-7b94-4dc3-b131-e946b44c8dd5', 'Libraries'],
  ['59031a47-3f72-44a7-89c5-5595fe6b30ee', 'User folder'],
  ['679f85cb-0220-4080-b29b-5540cc05aab6', 'Quick access'],
  ['b4bfcc3a-db2c-424c-b029-7fe99a87c641', 'Desktop'],
  ['fdd39ad0-238f-46af-adb4-6c85480369c7', 'Documents'],
  ['d3162b92-9365-467a-956b-92703aca08af', 'Documents'],
  ['374de290-123f-4565-9164-39c4925e467b', 'Downloads'],
  ['088e3905-0323-4b02-9826-5d99428e115f', 'Downloads'],
  ['24ad3ad4-a569-4530-98e1-ab02f9417aa8', 'Pictures'],
  ['33e28130-4e1e-4676-835a-98395c3bc3bb', 'Pictures'],
  ['3dfdf296-dbec-4fb4-81d1-6a3438bcf4de', 'Music'],
  ['f86fa3ab-70d2-4fc7-9c99-fcbf05467f3a', 'Videos'],
  ['018d5c66-4533-4307-9b53-224de2ed1fe6', 'OneDrive'],
  ['7b0db17d-9cd2-4a93-9733-46cc89022e7c', 'Documents library'],
  ['a990ae9f-a03b-4e80-94bc-9912d7504104', 'Pictures library'],
  ['2112ab0a-c86a-4ffe-a368-0de96e47012e', 'Music library'],
  ['491e922f-5643-4af4-a7eb-4e7a138d8174', 'Videos library'],
  // Of programs in UserAssist.
  ['6d809377-6af0-444b-8957-a3773f02200e', 'Program Files'],
  ['7c5a40ef-a0fb-4bfc-874a-c0f2e0b9fa8e', 'Program Files (x86)'],
  ['1ac14e77-02e7-4e5d-b744-2eb1ae5198b7', 'Windows\\System32'],
  ['d65231b0-b2f1-4857-a4ce-a8e7c6ea7d27', 'Windows\\SysWOW64'],
  ['f38bf404-1d43-42f2-9305-67de0b28fc23', 'Windows'],
  ['0139d44e-6afe-49f2-8690-3dafcae6ffb8', 'Programs of all users'],
  ['a77f5d77-2e2b-44c3-a6a2-aba601054a51', 'Programs of the user'],
  ['9e3995ab-1f9c-4f13-b827-48b24b6c7174', 'Pinned by the user'],
  ['f1b32785-6fba-4fcf-9d55-7b8e7f157091', 'AppData\\Local'],
  ['3eb685db-65f9-4cf6-a03a-e3ef65729f3d', 'AppData\\Roaming'],
]);

/** The name of such a folder; null where the identifier is of another one. */
export function knownFolder(identifier: string): string | null {
  return names.get(identifier.toLowerCase()) ?? null;
}
