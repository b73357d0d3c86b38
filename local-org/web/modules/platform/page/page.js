import { LightningElement, api } from 'lwc';
import { context } from 'platform/context';
import formFactor from '@salesforce/client/formFactor';
import { getFieldValue } from 'lightning/uiRecordApi';

const COMPARE = {
  EQUAL: (left, right) => String(left ?? '') === right,
  NE: (left, right) => String(left ?? '') !== right,
  CONTAINS: (left, right) =>
    String(left ?? '')
      .toLowerCase()
      .includes(right.toLowerCase()),
  GT: (left, right) => Number(left) > Number(right),
  GE: (left, right) => Number(left) >= Number(right),
  LT: (left, right) => Number(left) < Number(right),
  LE: (left, right) => Number(left) <= Number(right),
};

/** Base of generated pages: what pages inject into components, and their visibility rules. */
export default class Page extends LightningElement {
  @api recordId;
  @api objectApiName;
  /** The record with the fields that the page's rules name; undefined while loading. */
  @api record;
  @api pageReference;

  /** Value of `{!Record.X}`, `{!$Permission.CustomPermission.X}`, `{!$Client.FormFactor}`. */
  valueOf(expression) {
    const path = /^\{!(.+)\}$/.exec(expression ?? '')?.[1] ?? '';
    if (path.startsWith('Record.')) {
      return this.record
        ? getFieldValue(this.record, `${this.objectApiName}.${path.slice('Record.'.length)}`)
        : undefined;
    }
    if (path.startsWith('$Permission.CustomPermission.')) {
      return context.customPermissions.includes(path.split('.')[2]);
    }
    if (path.startsWith('$Permission.StandardPermission.')) {
      return context.userPermissions.includes(path.split('.')[2]);
    }
    if (path === '$Client.FormFactor') {
      return formFactor;
    }
    return undefined;
  }

  /** `{criteria: [{leftValue, operator, rightValue}], booleanFilter}`; hidden while the record is not known yet. */
  isVisible(rule) {
    const needsRecord = rule.criteria.some(({ leftValue }) => leftValue.startsWith('{!Record.'));
    if (needsRecord && !this.record) {
      return false;
    }
    const results = rule.criteria.map(({ leftValue, operator, rightValue }) =>
      COMPARE[operator](this.valueOf(leftValue), rightValue ?? ''),
    );
    return rule.filter ? rule.filter(results) : results.every(Boolean);
  }
}
