/** Access to classes, pages and custom permissions, which have rows in SetupEntityAccess. Source: Object Reference, "SetupEntityAccess". */
import { textOf } from '../../schema/index.ts';
import type { XmlElement } from '../xml.ts';
import type { SetupRows } from './setup-rows.ts';

/** By element of a permission set: the object of what access is given to, the field that names it, and the element with the name. */
const accesses: Readonly<Record<string, readonly [object: string, field: string, name: string]>> = {
  classAccesses: ['ApexClass', 'Name', 'apexClass'],
  pageAccesses: ['ApexPage', 'Name', 'apexPage'],
  customPermissions: ['CustomPermission', 'DeveloperName', 'name'],
};

/** Gives or takes what the element names; false when it is no such element. */
export function writeSetupAccess(rows: SetupRows, parentId: string, element: XmlElement, enabled: boolean): boolean {
  const access = accesses[element.name];
  if (access === undefined) return false;
  const [object, field, name] = access;
  const entityId = rows.find(object, { [field]: textOf(element, name) ?? '' });
  if (entityId === undefined) return true;
  const keys = { ParentId: parentId, SetupEntityId: entityId };
  if (enabled) rows.upsert('SetupEntityAccess', keys, { SetupEntityType: object });
  else rows.remove('SetupEntityAccess', keys);
  return true;
}
