import { css } from "lit";

export const audioStyles = css`
  :host {
    display: inline-block;
  }

  :host(:not(:state(blocked))) {
    display: none;
  }

  .button {
    justify-self: start;
    box-shadow: var(--_shadow-2);
  }
`;
