import { LightningElement, api } from 'lwc';

/** Says what failed and what to do next. Never empty: a failed part of a page must be seen. */
export default class ErrorPanel extends LightningElement {
  @api heading = 'This part of the page failed';
  @api message;
  @api nextStep;
  @api icon = 'utility:error';
}
