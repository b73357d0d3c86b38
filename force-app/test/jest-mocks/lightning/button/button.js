/** The stub of sfdx-lwc-jest does not know that the platform's button takes `aria-label` for the button inside of it. */
import { LightningElement, api } from 'lwc';

export default class Button extends LightningElement {
  @api ariaLabel;
  @api disabled;
  @api label;
  @api variant;
}
