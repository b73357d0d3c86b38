/** Datacloud.FindDuplicates and FindDuplicatesByIds: what duplicate rules would find, without saving. Source: Apex Reference, Datacloud namespace. */
import { OrgError, Unsupported } from '../../engine/errors.ts';
import type { DuplicateResult } from '../../engine/records.ts';
import type { DuplicateFinder, Runtime } from '../runtime/context.ts';
import { ApexException } from '../runtime/exception.ts';
import { platformType } from '../runtime/type-ref.ts';
import { ApexList, ApexSObject } from '../runtime/values/index.ts';
import { notNull } from './arguments.ts';
import { duplicateResult } from './dml-results.ts';
import { PropertyObject, propertyFunctions } from './property-object.ts';

const RESULT = 'Datacloud.FindDuplicatesResult';

function searched(rt: Runtime, search: (finder: DuplicateFinder) => readonly (readonly DuplicateResult[])[]): ApexList {
  if (rt.parts.duplicates === undefined) throw new Unsupported('Datacloud.FindDuplicates');
  try {
    const results = search(rt.parts.duplicates).map(
      (found) =>
        new PropertyObject(RESULT, {
          duplicateresults: ApexList.of(platformType('Datacloud.DuplicateResult'), found.map(duplicateResult)),
          errors: ApexList.of(platformType('Database.Error'), []),
          success: true,
        }),
    );
    return ApexList.of(platformType(RESULT), results);
  } catch (cause) {
    if (!(cause instanceof OrgError) || cause instanceof Unsupported) throw cause;
    throw new ApexException('System.HandledException', cause.message, { cause });
  }
}

export const duplicateFunctions = {
  ...propertyFunctions([RESULT]),
  'Datacloud.FindDuplicates.findDuplicates(List<SObject>)': (rt: Runtime, records: ApexList | null) =>
    searched(rt, (finder) =>
      finder.ofRecords(
        notNull(records).items.flatMap((item) => (item instanceof ApexSObject ? [item.toRecord()] : [])),
        rt.scope(),
      ),
    ),
  'Datacloud.FindDuplicatesByIds.findDuplicatesByIds(List<Id>)': (rt: Runtime, ids: ApexList | null) =>
    searched(rt, (finder) => finder.ofIds(notNull(ids).items.map(String), rt.scope())),
};
