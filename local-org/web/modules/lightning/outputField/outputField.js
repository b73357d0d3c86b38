import { LightningElement, api } from 'lwc';
import { fieldNameOf, registerField } from 'platform/formFields';
import { labelOf } from 'platform/recordFields';

/** A field of the form's record, to read. A field the user may not see shows nothing. */
export default class OutputField extends LightningElement {
  @api fieldName;
  @api variant = 'standard';
  @api fieldClass;
  record;
  field;

  connectedCallback() {
    this.member = {
      name: () => fieldNameOf(this.fieldName),
      receive: ({ record, objectInfo }) => {
        this.record = record;
        this.field = objectInfo?.fields[fieldNameOf(this.fieldName)];
      },
    };
    registerField(this, this.member);
  }

  disconnectedCallback() {
    this.member.leave?.();
  }

  get ready() {
    return this.record && this.field;
  }
  get label() {
    return labelOf(this.field);
  }
  get help() {
    return this.field.inlineHelpText || undefined;
  }
  get labelClass() {
    return this.variant === 'label-hidden' ? 'slds-assistive-text' : 'slds-form-element__label';
  }
  get formElementClass() {
    return `slds-form-element slds-form-element_readonly ${this.variant === 'label-inline' ? 'slds-form-element_horizontal' : ''} ${this.fieldClass ?? ''}`;
  }
}
