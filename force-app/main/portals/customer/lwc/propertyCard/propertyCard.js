import { api, LightningElement } from 'lwc';
import saveContact from '@salesforce/apex/PropertyManagementController.saveContact';
import { ChangeMixin } from 'c/changes';
import contactLabel from '@salesforce/label/c.Property_Contact';
import noneLabel from '@salesforce/label/c.Property_Contact_None';
import nameLabel from '@salesforce/label/c.Property_Contact_Name';
import emailLabel from '@salesforce/label/c.Property_Contact_Email';
import phoneLabel from '@salesforce/label/c.Property_Contact_Phone';
import addLabel from '@salesforce/label/c.Property_Contact_Add';
import changeLabel from '@salesforce/label/c.Property_Contact_Change';
import saveLabel from '@salesforce/label/c.Property_Contact_Save';
import savedLabel from '@salesforce/label/c.Property_Contact_Saved';
import saveFailedLabel from '@salesforce/label/c.Property_Contact_Failed';
import cancelLabel from '@salesforce/label/c.Withdraw_Cancel';

/**
 * One property: whom to ask for there, and below it who sees it.
 * @fires PropertyCard#changed when the server has other facts now
 */
export default class PropertyCard extends ChangeMixin(LightningElement) {
  /** What CustomerPropertiesController says of the property. */
  @api property;

  labels = { contactLabel, nameLabel, emailLabel, phoneLabel, saveLabel, savedLabel, cancelLabel };
  isEditing = false;
  isSaved = false;

  get contact() {
    return this.knownContact || noneLabel;
  }

  get knownContact() {
    const { contactName, email, phone } = this.property;
    return [contactName, email, phone].filter(Boolean).join(' · ');
  }

  get editLabel() {
    return this.knownContact ? changeLabel : addLabel;
  }

  /** For who hears the button without the card around it. */
  get editName() {
    return `${this.editLabel}: ${this.property.place}`;
  }

  async handleEdit() {
    this.isEditing = true;
    this.isSaved = false;
    await this.focusOn('contactName');
  }

  async handleCancel() {
    this.problem = undefined;
    await this.close();
  }

  async handleSave() {
    const { contactName, email, phone } = this.refs;
    if (!email.reportValidity()) {
      return;
    }
    const contact = { contactName: contactName.value, email: email.value, phone: phone.value };
    this.isSaved = await this.attempt(
      () => saveContact({ propertyId: this.property.propertyId, ...contact }),
      saveFailedLabel
    );
    if (this.isSaved) {
      this.handleChanged();
      await this.close();
    }
  }

  handleChanged() {
    this.dispatchEvent(new CustomEvent('changed'));
  }

  async close() {
    this.isEditing = false;
    await this.focusOn('edit');
  }

  /** What was pressed is gone with the next rendering; the focus goes on where the person does. */
  async focusOn(reference) {
    await Promise.resolve();
    this.refs[reference].focus();
  }
}
