import { LightningElement } from 'lwc';
import { registerMessages } from 'platform/formFields';
import { messageOf } from 'platform/runtime';

/** Shows what kept the form from being saved and belongs to no single field. */
export default class Messages extends LightningElement {
  problem;

  connectedCallback() {
    this.member = {
      receive: (problem) =>
        (this.problem = problem && (problem.ok === false || problem.body || problem.message) ? problem : undefined),
    };
    registerMessages(this, this.member);
  }

  disconnectedCallback() {
    this.member.leave?.();
  }

  get text() {
    return typeof this.problem === 'string' ? this.problem : messageOf(this.problem);
  }
}
