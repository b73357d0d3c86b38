/**
 * Permission sets go only to users whose licence allows what is in them. Source: Help, "Assign Permission Sets to a Single User"; the words
 * of the refusal as customers report them ("Can't assign permission set … The user license doesn't allow the permission: …").
 */
import { licenceAllows } from '../../schema/index.ts';
import { dmlError } from '../messages.ts';
import { text } from '../row.ts';
import type { ObjectBehaviour } from './behaviour.ts';

export const permissionSetAssignment: ObjectBehaviour = {
  validate(row, chunk) {
    if (row.old !== null) return;
    const { store } = chunk.parts;
    const user = store.get(
      `SELECT u."Username" AS username, l."Name" AS licence FROM "User" u JOIN "Profile" p ON p."Id" = u."ProfileId"
       JOIN "UserLicense" l ON l."Id" = p."UserLicenseId" WHERE u."Id" = ?`,
      text(row.record, 'AssigneeId'),
    );
    if (!user) return;
    const granted = store.all(
      `SELECT o."SobjectType" AS object, s."Label" AS label FROM "ObjectPermissions" o JOIN "PermissionSet" s ON s."Id" = o."ParentId"
       WHERE s."Id" = ? AND o."PermissionsRead" = 1 ORDER BY o."SobjectType"`,
      text(row.record, 'PermissionSetId'),
    );
    const refused = granted.find(({ object }) => !licenceAllows(String(user['licence']), String(object)));
    if (!refused) return;
    const object = chunk.parts.schema().object(String(refused['object']));
    row.errors.push(
      dmlError(
        'FIELD_INTEGRITY_EXCEPTION',
        `Can't assign permission set ${String(refused['label'])} to user ${String(user['username'])}. The user license doesn't allow the permission: Read ${object?.labelPlural ?? String(refused['object'])}`,
        ['PermissionSetId'],
      ),
    );
  },
};
