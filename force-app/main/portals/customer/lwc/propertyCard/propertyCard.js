import { api, LightningElement } from 'lwc';
import saveContact from '@salesforce/apex/PropertyManagementController.saveContact';
import invite from '@salesforce/apex/PropertyManagementController.invite';
import { messageFor } from 'c/errors';
import { fill } from 'c/words';
import contactLabel from '@salesforce/label/c.Property_Contact';
import noneLabel from '@salesforce/label/c.Property_Contact_None';
import nameLabel from '@salesforce/label/c.Property_Contact_Name';
import emailLabel from '@salesforce/label/c.Property_Contact_Email';
import phoneLabel from '@salesforce/label/c.Property_Contact_Phone';
import changeLabel from '@salesforce/label/c.Property_Contact_Change';
import saveLabel from '@salesforce/label/c.Property_Contact_Save';
import savedLabel from '@salesforce/label/c.Property_Contact_Saved';
import saveFailedLabel from '@salesforce/label/c.Property_Contact_Failed';
import personLabel from '@salesforce/label/c.Invitation_Person';
import sendLabel from '@salesforce/label/c.Invitation_Send';
import openLabel from '@salesforce/label/c.Invitation_Open';
import inviteFailedLabel from '@salesforce/label/c.Invitation_Failed';

/**
 * One property: whom to ask for there, and one more person who sees it.
 * @fires PropertyCard#changed when the server has other facts now
 */
export default class PropertyCard extends LightningElement {
  /** What CustomerPropertiesController says of the property. */
  @api property;

  labels = { contactLabel, nameLabel, emailLabel, phoneLabel, saveLabel, savedLabel, personLabel, sendLabel };
  isEditing = false;
  isSaved = false;
  isBusy = false;
  invitee = '';
  problem;

  get contact() {
    const { contactName, email, phone } = this.property;
    return [contactName, email, phone].filter(Boolean).join(' · ') || noneLabel;
  }

  get changeWords() {
    return fill(changeLabel, this.property.place);
  }

  get invitedWords() {
    return fill(openLabel, this.property.invited);
  }

  handleEdit() {
    this.isEditing = true;
    this.isSaved = false;
  }

  handleInvitee(event) {
    this.invitee = event.detail.value;
  }

  async handleSave() {
    const { contactName, email, phone } = this.refs;
    if (!email.reportValidity()) {
      return;
    }
    const isDone = await this.ask(
      () =>
        saveContact({
          propertyId: this.property.propertyId,
          contactName: contactName.value,
          email: email.value,
          phone: phone.value
        }),
      saveFailedLabel
    );
    this.isEditing = !isDone;
    this.isSaved = isDone;
  }

  async handleInvite() {
    if (!this.refs.invitee.reportValidity()) {
      return;
    }
    const isDone = await this.ask(
      () => invite({ propertyId: this.property.propertyId, email: this.invitee }),
      inviteFailedLabel
    );
    if (isDone) {
      this.invitee = '';
    }
  }

  /** Asks the server for a change, and says what went wrong; true when it is done. */
  async ask(change, failed) {
    this.isBusy = true;
    this.problem = undefined;
    try {
      await change();
      this.dispatchEvent(new CustomEvent('changed'));
      return true;
    } catch (error) {
      this.problem = messageFor(error, failed);
      return false;
    } finally {
      this.isBusy = false;
    }
  }
}
