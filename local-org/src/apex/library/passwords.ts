/** System.resetPassword and System.setPassword. Source: Apex Reference, System class; both need the right to reset passwords of others. */
import { OrgError } from '../../engine/errors.ts';
import type { Runtime } from '../runtime/context.ts';
import { ApexException } from '../runtime/exception.ts';
import { notNull } from './arguments.ts';
import { PropertyObject, propertyFunctions } from './property-object.ts';

/** A password is set within the transaction; what the org refuses is an exception of the script. */
function changed<T>(rt: Runtime, change: () => T): T {
  rt.transaction.begin();
  try {
    return change();
  } catch (cause) {
    if (!(cause instanceof OrgError)) throw cause;
    throw new ApexException('System.InvalidParameterValueException', `${cause.code}: ${cause.message}`, { cause });
  }
}

export const passwordFunctions = {
  ...propertyFunctions(['System.ResetPasswordResult']),
  'System.System.resetPassword(Id,Boolean)': (rt: Runtime, userId: string | null, sendUserEmail: boolean | null) =>
    new PropertyObject('System.ResetPasswordResult', {
      password: changed(rt, () => rt.parts.resetPassword(notNull(userId), sendUserEmail === true, rt.user)),
    }),
  'System.System.setPassword(Id,String)': (rt: Runtime, userId: string | null, password: string | null) =>
    changed(rt, () => rt.parts.setPassword(notNull(userId), notNull(password), rt.user)),
};
