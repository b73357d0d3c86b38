import { LightningElement, api } from 'lwc';
import { fieldNameOf, registerField } from 'platform/formFields';
import { labelOf } from 'platform/recordFields';

/** A field of the form's record, to change. */
export default class InputField extends LightningElement {
  @api fieldName;
  @api variant = 'standard';
  @api required = false;
  @api disabled = false;
  @api readOnly = false;
  record;
  field;
  picklist;
  controllingValue;
  formDisabled = false;
  ownValue;
  touched = false;
  wasSet = false;

  /** A value given by the page overrides what the record holds. */
  @api get value() {
    return this.shownValue;
  }
  set value(value) {
    this.ownValue = value;
    this.wasSet = true;
  }

  connectedCallback() {
    this.member = {
      name: () => fieldNameOf(this.fieldName),
      receive: (state) => this.receive(state),
      value: () => this.shownValue ?? null,
      /** True when there is something to send: the user or the page gave a value, or a default stands in a new record. */
      dirty: () => this.touched || this.wasSet,
      editable: () => Boolean(this.field) && !this.isDisabled && !this.readOnly,
      validate: () => this.input?.reportValidity() ?? true,
      showError: (message) => this.input?.setError(message) ?? false,
      reset: () => this.reset(),
      focus: () => this.input?.focus(),
    };
    registerField(this, this.member);
  }

  disconnectedCallback() {
    this.member.leave?.();
  }

  get input() {
    return this.template.querySelector('platform-field-input');
  }

  receive({ record, objectInfo, picklists, values, disabled, creating }) {
    const name = fieldNameOf(this.fieldName);
    this.record = record;
    this.field = objectInfo?.fields[name];
    this.picklist = picklists?.[name];
    this.formDisabled = Boolean(disabled);
    this.creating = creating;
    this.controllingValue = this.field?.controllerName ? values?.[this.field.controllerName] : undefined;
  }

  get ready() {
    return this.field && (this.record || this.creating);
  }
  get label() {
    return labelOf(this.field);
  }
  get shownValue() {
    if (this.touched || this.wasSet) {
      return this.ownValue;
    }
    return this.record?.fields[fieldNameOf(this.fieldName)]?.value ?? null;
  }
  get isRequired() {
    return this.required || (this.field.required && this.field.dataType !== 'Boolean');
  }
  get isDisabled() {
    const permitted = this.creating ? this.field.createable : this.field.updateable;
    return this.disabled || this.formDisabled || !permitted;
  }

  changed(event) {
    this.ownValue = event.detail.value;
    this.touched = true;
    this.dispatchEvent(
      new CustomEvent('change', { detail: { value: event.detail.value, checked: event.detail.value === true } }),
    );
    this.dispatchEvent(
      new CustomEvent('platform_fieldchanged', {
        bubbles: true,
        composed: true,
        detail: { name: fieldNameOf(this.fieldName), value: event.detail.value },
      }),
    );
  }

  @api reset() {
    this.touched = false;
    this.wasSet = false;
    this.ownValue = undefined;
  }
  @api reportValidity() {
    return this.input?.reportValidity() ?? true;
  }
  @api focus() {
    this.input?.focus();
  }
}
