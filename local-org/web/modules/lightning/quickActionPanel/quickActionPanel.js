import { LightningElement, api } from 'lwc';

/** The frame of a screen action: heading, content, buttons. */
export default class QuickActionPanel extends LightningElement {
  @api header = '';
}
