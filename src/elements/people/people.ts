import { html, type TemplateResult } from "lit";
import { PanelElement } from "../internal/panel-element.js";

export class CallsPeople extends PanelElement {
  protected readonly panel = "people";

  protected override render(): TemplateResult {
    return html`<section part="base" class="panel">${this.header("")}</section>`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    "calls-people": CallsPeople;
  }
}
