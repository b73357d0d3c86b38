/** The context variables of a trigger. Keys are the lower-case names after `Trigger.`. */
import type { ApexList, ApexMap, EnumValue } from './values/index.ts';

export interface TriggerVariables {
  readonly isexecuting: true;
  readonly isinsert: boolean;
  readonly isupdate: boolean;
  readonly isdelete: boolean;
  readonly isundelete: boolean;
  readonly isbefore: boolean;
  readonly isafter: boolean;
  readonly new: ApexList | null;
  readonly newmap: ApexMap | null;
  readonly old: ApexList | null;
  readonly oldmap: ApexMap | null;
  readonly operationtype: EnumValue;
  readonly size: number;
}
