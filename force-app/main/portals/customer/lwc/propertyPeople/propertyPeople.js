import { api, LightningElement } from 'lwc';
import invite from '@salesforce/apex/PropertyManagementController.invite';
import withdraw from '@salesforce/apex/PropertyManagementController.withdraw';
import endAccess from '@salesforce/apex/PropertyManagementController.endAccess';
import { ChangeMixin } from 'c/changes';
import { dayInWords, fill, momentInWords } from 'c/words';
import peopleLabel from '@salesforce/label/c.Property_People';
import youLabel from '@salesforce/label/c.Property_Person_You';
import sinceLabel from '@salesforce/label/c.Property_Person_Since';
import untilLabel from '@salesforce/label/c.Property_Person_Until';
import endLabel from '@salesforce/label/c.Property_Access_End';
import endQuestionLabel from '@salesforce/label/c.Property_Access_End_Question';
import endedLabel from '@salesforce/label/c.Property_Access_Ended';
import endFailedLabel from '@salesforce/label/c.Property_Access_End_Failed';
import cancelLabel from '@salesforce/label/c.Withdraw_Cancel';
import inviteLabel from '@salesforce/label/c.Invitation_Heading';
import inviteHintLabel from '@salesforce/label/c.Invitation_Hint';
import inviteeLabel from '@salesforce/label/c.Invitation_Person';
import sendLabel from '@salesforce/label/c.Invitation_Send';
import inviteFailedLabel from '@salesforce/label/c.Invitation_Failed';
import openLabel from '@salesforce/label/c.Invitation_Open';
import withdrawLabel from '@salesforce/label/c.Invitation_Withdraw';
import withdrawDoneLabel from '@salesforce/label/c.Invitation_Withdraw_Done';
import withdrawFailedLabel from '@salesforce/label/c.Invitation_Withdraw_Failed';

/**
 * Who sees a property and for how long; one more person can be invited, an invitation taken back, an access ended.
 * @fires PropertyPeople#changed when the server has other facts now
 */
export default class PropertyPeople extends ChangeMixin(LightningElement) {
  /** What CustomerPropertiesController says of the property. */
  @api property;

  labels = {
    peopleLabel,
    endLabel,
    cancelLabel,
    inviteLabel,
    inviteHintLabel,
    inviteeLabel,
    sendLabel,
    withdrawLabel
  };
  invitee = '';
  /** Relation of the person whose access is about to be ended. */
  endingId;
  done;

  get hasPeople() {
    return this.property.people?.length > 0;
  }

  get people() {
    return this.property.people.map(({ relationId, name, since, until, isVisitor, mayEnd }) => ({
      relationId,
      name: isVisitor ? fill(youLabel, name) : name,
      period: [fill(sinceLabel, dayInWords(since)), until && fill(untilLabel, dayInWords(until))]
        .filter(Boolean)
        .join(', '),
      mayBeEnded: mayEnd && relationId !== this.endingId,
      isEnding: relationId === this.endingId,
      endName: `${endLabel}: ${name}`,
      question: fill(endQuestionLabel, name)
    }));
  }

  get mayAsk() {
    return this.property.mayInvite && this.property.hasPlace;
  }

  get isInvited() {
    return this.property.mayInvite && Boolean(this.property.invited);
  }

  get isInviting() {
    return this.mayAsk || this.isInvited;
  }

  get invitedWords() {
    return fill(openLabel, this.property.invited, momentInWords(this.property.invitedUntil));
  }

  get withdrawName() {
    return `${withdrawLabel}: ${this.property.invited}`;
  }

  handleInvitee(event) {
    this.invitee = event.detail.value;
  }

  async handleInvite() {
    if (!this.refs.invitee.reportValidity()) {
      return;
    }
    const { propertyId } = this.property;
    if (await this.change(() => invite({ propertyId, email: this.invitee }), inviteFailedLabel)) {
      this.invitee = '';
    }
  }

  async handleWithdraw() {
    const { propertyId, invitationId } = this.property;
    await this.change(() => withdraw({ propertyId, invitationId }), withdrawFailedLabel, withdrawDoneLabel);
  }

  async handleEnd(event) {
    this.endingId = event.currentTarget.dataset.id;
    this.done = undefined;
    await Promise.resolve();
    // The pressed button is gone.
    this.template.querySelector('.keep').focus();
  }

  handleKeep() {
    this.endingId = undefined;
  }

  async handleEndForGood() {
    const relationId = this.endingId;
    const { name } = this.property.people.find((person) => person.relationId === relationId);
    const { propertyId } = this.property;
    await this.change(() => endAccess({ propertyId, relationId }), endFailedLabel, fill(endedLabel, name));
    this.endingId = undefined;
  }

  /**
   * @param {() => Promise<void>} change
   * @param {string} failed
   * @param {string} [done] what to say when it is done and does not show by itself
   */
  async change(change, failed, done) {
    this.done = undefined;
    const isDone = await this.attempt(change, failed);
    if (isDone) {
      this.done = done;
      this.dispatchEvent(new CustomEvent('changed'));
    }
    return isDone;
  }
}
