import { LightningElement, api } from 'lwc';
import { context } from 'platform/context';
import { entryOf, referenceOf, textOf } from 'platform/recordFields';

/** Shows the value of one field the way its type asks for. */
export default class FieldValue extends LightningElement {
  @api record;
  /** Field of the object info. */
  @api field;

  get entry() {
    return entryOf(this.record, this.field.apiName);
  }

  get value() {
    return this.entry?.value;
  }

  get text() {
    const text = textOf(this.record, this.field.apiName);
    return this.field.dataType === 'MultiPicklist' && !this.entry?.displayValue ? text.replaceAll(';', '; ') : text;
  }

  get isEmpty() {
    return (this.value === null || this.value === undefined || this.value === '') && this.text === '';
  }

  get reference() {
    return referenceOf(this.record, this.field);
  }

  get scale() {
    return this.field.scale;
  }

  get currencyCode() {
    return entryOf(this.record, 'CurrencyIsoCode')?.value ?? context.i18n.currency;
  }

  /** Parts of an address as the API names them. */
  get address() {
    const { street, city, state, stateCode, postalCode, country, countryCode } = this.value ?? {};
    return { street, city, province: state ?? stateCode, postalCode, country: country ?? countryCode };
  }
  get isAddress() {
    return this.is('Address') && Object.values(this.address).some(Boolean);
  }

  is(...types) {
    return types.includes(this.field.dataType);
  }

  get isCheckbox() {
    return this.is('Boolean');
  }
  get isReference() {
    return this.is('Reference') && this.reference !== undefined;
  }
  get isEmail() {
    return this.is('Email');
  }
  get isPhone() {
    return this.is('Phone');
  }
  get isUrl() {
    return this.is('Url');
  }
  get isDateTime() {
    return this.is('DateTime');
  }
  get isDate() {
    return this.is('Date');
  }
  get isCurrency() {
    return this.is('Currency') && typeof this.value === 'number';
  }
  get isPercent() {
    return this.is('Percent') && typeof this.value === 'number';
  }
  get isNumber() {
    return this.is('Double', 'Int') && typeof this.value === 'number';
  }
  get isRichText() {
    return this.field.htmlFormatted === true && this.field.extraTypeInfo === 'RichTextArea';
  }
  get isLongText() {
    return this.is('TextArea');
  }
}
