import { html, type TemplateResult } from "lit";
import { PanelElement } from "../internal/panel-element.js";

export class CallsSettings extends PanelElement {
  protected readonly panel = "settings";

  protected override render(): TemplateResult {
    return html`<section part="base" class="panel">${this.header("")}</section>`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    "calls-settings": CallsSettings;
  }
}
