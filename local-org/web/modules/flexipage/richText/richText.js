import { LightningElement, api } from 'lwc';

/** Text an administrator wrote into the page. */
export default class RichText extends LightningElement {
  @api recordId;
  @api objectApiName;
  @api richTextValue = '';
  @api decorate;
}
