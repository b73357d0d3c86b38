/** The hand-kept half of the standard-object catalogue, all areas together. */
import { campaignObjects } from './campaigns.ts';
import { consentObjects } from './consent.ts';
import { duplicateObjects } from './duplicates.ts';
import { fileObjects } from './files.ts';
import { machineryObjects } from './machinery.ts';
import { peopleObjects } from './people.ts';
import { processObjects } from './process.ts';
import { salesSubordinates } from './sales-subordinates.ts';
import { salesObjects } from './sales.ts';
import { serviceObjects } from './service.ts';
import type { StandardObject } from './spec.ts';
import { teams } from './teams.ts';

export const standardObjects: Readonly<Record<string, StandardObject>> = {
  ...salesObjects,
  ...campaignObjects,
  ...salesSubordinates,
  ...serviceObjects,
  ...teams,
  ...duplicateObjects,
  ...fileObjects,
  ...peopleObjects,
  ...machineryObjects,
  ...consentObjects,
  ...processObjects,
};
