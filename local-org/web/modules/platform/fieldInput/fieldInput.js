import { LightningElement, api } from 'lwc';

const INPUT_TYPES = {
  String: 'text',
  EncryptedString: 'text',
  ComboBox: 'text',
  Email: 'email',
  Phone: 'tel',
  Url: 'url',
  Date: 'date',
  DateTime: 'datetime',
  Time: 'time',
  Boolean: 'checkbox',
  Int: 'number',
  Double: 'number',
  Currency: 'number',
  Percent: 'number',
};

/** The control to change one field, by its type. Tells its form with a `fieldchange` event `{name, value}`. */
export default class FieldInput extends LightningElement {
  @api field;
  @api record;
  @api value;
  @api required = false;
  @api disabled = false;
  @api readOnly = false;
  @api variant = 'standard';
  @api label;
  /** `{controllerValues, values}` of the field for the record type. */
  @api picklist;
  /** Value of the controlling field, for a dependent picklist. */
  @api controllingValue;

  get type() {
    return this.field.dataType;
  }
  get isInput() {
    return this.type in INPUT_TYPES;
  }
  get isTextarea() {
    return this.type === 'TextArea';
  }
  get isPicklist() {
    return this.type === 'Picklist';
  }
  get isMultiPicklist() {
    return this.type === 'MultiPicklist';
  }
  get isReference() {
    return this.type === 'Reference';
  }
  get target() {
    // An owner may be a person or a queue; people are searched.
    const targets = (this.field.referenceToInfos ?? []).map(({ apiName }) => apiName);
    return targets.includes('User') ? 'User' : targets[0];
  }
  get inputType() {
    return INPUT_TYPES[this.type];
  }
  get checked() {
    return this.type === 'Boolean' && this.value === true;
  }
  get maxLength() {
    return this.field.length > 0 &&
      ['String', 'EncryptedString', 'TextArea', 'Email', 'Phone', 'Url'].includes(this.type)
      ? this.field.length
      : undefined;
  }
  get step() {
    return this.inputType === 'number' ? String(1 / 10 ** (this.field.scale ?? 0)) : undefined;
  }
  get formatter() {
    return this.type === 'Percent' ? 'percent-fixed' : undefined;
  }
  get help() {
    return this.field.inlineHelpText ?? undefined;
  }
  get missingMessage() {
    return 'Complete this field.';
  }

  /** Values that fit the controlling field, with an empty choice where the field is optional. */
  get options() {
    const all = this.picklist?.values ?? [];
    const controllers = this.picklist?.controllerValues ?? {};
    const dependent = this.field.controllerName && Object.keys(controllers).length > 0;
    const index = controllers[String(this.controllingValue)];
    const fitting = dependent ? all.filter(({ validFor }) => index !== undefined && validFor.includes(index)) : all;
    const options = fitting.map(({ label, value }) => ({ label, value }));
    return this.isPicklist && !this.required ? [{ label: '--None--', value: '' }, ...options] : options;
  }
  get picklistDisabled() {
    return this.disabled || (this.field.controllerName && this.options.length <= (this.required ? 0 : 1));
  }
  get chosen() {
    return this.value ? String(this.value).split(';') : [];
  }

  get control() {
    return this.template.querySelector('[data-control]');
  }

  @api reportValidity() {
    return this.control?.reportValidity?.() ?? true;
  }

  /** Shows a message of the server beside the field; an empty one takes it away. */
  @api setError(message) {
    const control = this.control;
    if (control?.setCustomValidity) {
      control.setCustomValidity(message ?? '');
      control.reportValidity();
    }
    return Boolean(control?.setCustomValidity);
  }

  @api focus() {
    this.control?.focus?.();
  }

  changed(event) {
    this.tell(this.type === 'Boolean' ? event.target.checked : (event.detail.value ?? event.target.value));
  }
  changedMany(event) {
    this.tell(event.detail.value.join(';'));
  }
  changedRecord(event) {
    this.tell(event.detail.recordId ?? null);
  }

  tell(raw) {
    let value = raw === '' || raw === undefined ? null : raw;
    if (value !== null && this.inputType === 'number') {
      value = Number(value);
    }
    this.control?.setCustomValidity?.('');
    this.value = value;
    this.dispatchEvent(new CustomEvent('fieldchange', { detail: { name: this.field.apiName, value } }));
  }
}
