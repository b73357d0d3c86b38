import { deploy, readFiles, type Problem } from '../../local-org/src/metadata/index.ts';
import type { Engine } from '../../local-org/src/engine/compose.ts';
import type { SObjectDef } from '../../local-org/src/schema/types.ts';

/** The permission set that stands for the administrator's profile after an installation. */
export const INSTALLED = 'Installed_For_Administrators';

/**
 * Gives a permission set all that was deployed of objects and fields, as the installation of a package for administrators gives their
 * profile. Source: Salesforce Help, "Install a Package": Install for Admins Only; CumulusCI does the same (update_admin_profile).
 */
export function grantAllDeployed(engine: Engine, now: number): readonly Problem[] {
  const objects = [...engine.schema().objects()];
  const masters = new Set(
    objects.flatMap(({ fields }) =>
      [...fields.values()].filter(({ masterDetail }) => masterDetail).flatMap(({ referenceTo }) => referenceTo),
    ),
  );
  const xml = `<?xml version="1.0" encoding="UTF-8"?>
<PermissionSet xmlns="http://soap.sforce.com/2006/04/metadata">${objects.map(fieldsOf).join('')}<label>Installed for administrators</label>${objects.map((object) => objectOf(object, masters)).join('')}</PermissionSet>`;
  const content = new TextEncoder().encode(xml);
  const set = readFiles([{ path: `installed/permissionsets/${INSTALLED}.permissionset-meta.xml`, content }]);
  const { problems } = deploy(engine.store, set, { now, checks: [] });
  engine.refresh();
  return problems;
}

const KINDS: ReadonlySet<string> = new Set(['standard', 'custom']);

function fieldsOf(object: SObjectDef): string {
  if (!KINDS.has(object.kind)) return '';
  return [...object.fields.values()]
    .filter(({ name, custom, permissionable }) => custom && permissionable && !name.endsWith('__pc'))
    .map(
      ({ name, updateable, createable }) =>
        `<fieldPermissions><editable>${String(updateable || createable)}</editable><field>${object.name}.${name}</field><readable>true</readable></fieldPermissions>`,
    )
    .join('');
}

/** Rights on a custom object; its standard masters have to be readable in the same permission set. */
function objectOf(object: SObjectDef, masters: ReadonlySet<string>): string {
  if (masters.has(object.name) && object.kind === 'standard')
    return `<objectPermissions><allowCreate>false</allowCreate><allowDelete>false</allowDelete><allowEdit>false</allowEdit><allowRead>true</allowRead><modifyAllRecords>false</modifyAllRecords><object>${object.name}</object><viewAllRecords>false</viewAllRecords></objectPermissions>`;
  if (object.kind !== 'custom') return '';
  return `<objectPermissions><allowCreate>true</allowCreate><allowDelete>true</allowDelete><allowEdit>true</allowEdit><allowRead>true</allowRead><modifyAllRecords>true</modifyAllRecords><object>${object.name}</object><viewAllRecords>true</viewAllRecords></objectPermissions>`;
}
