/** What muting permission sets take from permission set groups. */
import { flagOf, textOf } from '../../schema/index.ts';
import type { XmlElement } from '../xml.ts';
import { canonicalField, canonicalObject, objectRights, withDependents } from './object-rights.ts';
import { writeSetupAccess } from './setup-access.ts';
import type { SetupRows } from './setup-rows.ts';

/**
 * Takes from the group's own permission set what the muting set enables, and what needs it: who may not read may not edit. Source: Help,
 * "Muting Permission Sets"; that dependents go along follows from the rule that no permission set has a right without those it needs.
 */
export function mute(rows: SetupRows, setId: string, xml: XmlElement | null): void {
  for (const element of xml?.children ?? []) {
    if (flagOf(element, 'enabled') && writeSetupAccess(rows, setId, element, false)) continue;
    if (element.name === 'userPermissions' && flagOf(element, 'enabled')) {
      const field = rows
        .object('PermissionSet')
        .fields.get(`permissions${(textOf(element, 'name') ?? '').toLowerCase()}`);
      if (field) rows.update('PermissionSet', setId, { [field.name]: false });
    } else if (element.name === 'objectPermissions') {
      const id = rows.find('ObjectPermissions', {
        ParentId: setId,
        SobjectType: canonicalObject(rows, textOf(element, 'object') ?? ''),
      });
      const named = objectRights.filter(([, source]) => flagOf(element, source)).map(([field]) => field);
      const muted = Object.fromEntries(withDependents(named).map((field) => [field, false]));
      if (id !== undefined) rows.update('ObjectPermissions', id, muted);
    } else if (element.name === 'fieldPermissions') {
      const id = rows.find('FieldPermissions', {
        ParentId: setId,
        Field: canonicalField(rows, textOf(element, 'field') ?? ''),
      });
      const muted = flagOf(element, 'readable')
        ? { PermissionsRead: false, PermissionsEdit: false }
        : flagOf(element, 'editable')
          ? { PermissionsEdit: false }
          : {};
      if (id !== undefined) rows.update('FieldPermissions', id, muted);
    }
  }
}
