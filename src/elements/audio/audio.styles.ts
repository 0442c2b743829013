import { css } from "lit";

export const audioStyles = css`
  :host {
    display: inline-block;
  }

  :host(:not(:state(blocked))) {
    display: none;
  }

  .button {
    box-shadow: var(--_shadow-2);
  }
`;
