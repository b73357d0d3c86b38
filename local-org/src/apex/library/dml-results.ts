/** Errors of DML methods as objects, and the part of DMLOptions that concerns duplicate rules. */
import type { DuplicateResult, SaveResult } from '../../engine/records.ts';
import { platformType } from '../runtime/type-ref.ts';
import { ApexList, ApexSObject } from '../runtime/values/index.ts';
import { PropertyObject, textList } from './property-object.ts';
import { statusCode } from './status-code.ts';

/** What DMLOptions (of a method or of a record, SObject.setOptions) say about duplicate rules. */
export function duplicateHeader(options: unknown): { readonly allowSave: boolean; readonly asCurrentUser: boolean } {
  const header = options instanceof PropertyObject ? options.get('DuplicateRuleHeader') : null;
  if (!(header instanceof PropertyObject)) return { allowSave: false, asCurrentUser: false };
  return { allowSave: header.get('AllowSave') === true, asCurrentUser: header.get('RunAsCurrentUser') === true };
}

/** The errors of one record: Database.Error, or Database.DuplicateError where a duplicate rule spoke. */
export function errorList(result: SaveResult): ApexList {
  return ApexList.of(
    platformType('Database.Error'),
    result.errors.map((error) => {
      const values = {
        message: error.message,
        fields: textList(error.fields),
        statuscode: statusCode(error.statusCode),
      };
      if (error.duplicates === undefined) return new PropertyObject('Database.Error', values);
      return new PropertyObject('Database.DuplicateError', {
        ...values,
        duplicateresult: duplicateResult(error.duplicates),
      });
    }),
  );
}

/** Datacloud.DuplicateResult: the rule, and the records its matching rules found. */
export function duplicateResult(found: DuplicateResult): PropertyObject {
  const results = found.matchResults.map((match) => {
    const records = match.ids.map((id) => {
      const record = new ApexSObject(match.entityType);
      record.id = id;
      return new PropertyObject('Datacloud.MatchRecord', {
        additionalinformation: ApexList.of(platformType('Datacloud.AdditionalInformationMap'), []),
        fielddiffs: ApexList.of(platformType('Datacloud.FieldDiff'), []),
        matchconfidence: match.confidence,
        record,
      });
    });
    return new PropertyObject('Datacloud.MatchResult', {
      entitytype: match.entityType,
      errors: ApexList.of(platformType('Database.Error'), []),
      matchengine: match.matchEngine,
      matchrecords: ApexList.of(platformType('Datacloud.MatchRecord'), records),
      rule: match.rule,
      size: records.length,
      success: true,
    });
  });
  return new PropertyObject('Datacloud.DuplicateResult', {
    allowsave: found.allowSave,
    duplicaterule: found.duplicateRule,
    duplicateruleentitytype: found.duplicateRuleEntityType,
    errormessage: found.errorMessage,
    matchresults: ApexList.of(platformType('Datacloud.MatchResult'), results),
  });
}
