import { css } from "lit";

export const selfStyles = css`
  :host {
    position: absolute;
    z-index: 3;
    inline-size: clamp(96px, 22%, 260px);
    margin: 8px;
  }

  :host([corner^="start"]) {
    inset-block-start: 0;
  }

  :host([corner^="end"]) {
    inset-block-end: 0;
  }

  :host([corner$="start"]) {
    inset-inline-start: 0;
  }

  :host([corner$="end"]) {
    inset-inline-end: 0;
  }

  :host([collapsed]) {
    inline-size: auto;
  }

  .base {
    position: relative;
    inline-size: 100%;
    border-radius: var(--_radius);
    /* A wider one would be cut at the edge of the grid. */
    box-shadow: var(--_shadow-1);
    cursor: grab;
    touch-action: none;
  }

  .base:active {
    cursor: grabbing;
  }

  calls-participant {
    aspect-ratio: var(--calls-self-ratio, 16 / 9);
  }

  /* Beside the button, not under it. */
  calls-participant::part(hand) {
    inset-inline-start: 46px;
  }

  .base button {
    position: absolute;
    inset-block-start: 2px;
    inset-inline-start: 2px;
    opacity: 0;
    filter: drop-shadow(0 0 3px rgb(0 0 0 / 80%));
    transition: opacity var(--_fast) var(--_ease);
  }

  :host(:hover) button,
  button:focus-visible {
    opacity: 1;
  }

  button:focus-visible {
    outline-offset: -6px;
  }

  .small {
    border-radius: 999px;
    background: var(--_surface);
    box-shadow: var(--_shadow-2);
  }

  .small button {
    color: var(--_text);
  }

  @media (hover: none) {
    .base button {
      opacity: 1;
    }
  }
`;
