import { LightningElement, api } from 'lwc';

/** The record page where no FlexiPage is assigned: highlights, details, related lists. */
export default class DefaultRecordPage extends LightningElement {
  @api recordId;
  @api objectApiName;
  @api record;
  @api pageReference;
}
