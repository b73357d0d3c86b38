import { LightningElement } from 'lwc';

/** Header, page, footer, without further behaviour. */
export default class SimpleThemeLayout extends LightningElement {}
