import { LightningElement } from 'lwc';

/** The page layout of most views: its content region, one section below the other. */
export default class SldsFlexibleLayout extends LightningElement {}
