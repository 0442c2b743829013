import { css } from "lit";

/** The button of a device and the one that chooses another are one shape. */
export const deviceButtonStyles = css`
  .control {
    border-radius: 999px;
  }

  .control:has(.choose) {
    background: var(--_hover);
  }

  .control:has(.choose) .toggle.on:not(:hover) {
    background: none;
  }

  .toggle {
    overflow: clip;
    overflow-clip-margin: 12px;
  }

  /* How loud it is, as a level that rises behind the icon. */
  .toggle.on::before {
    content: "";
    position: absolute;
    inset: 0;
    border-radius: inherit;
    background: color-mix(in srgb, var(--_accent) 45%, transparent);
    clip-path: inset(calc(100% - var(--calls-level, 0) * 100%) 0 0);
  }

  .toggle .icon {
    position: relative;
  }

  .choose {
    display: grid;
    place-items: center;
    inline-size: 28px;
    margin-inline-start: -4px;
    padding: 0 4px 0;
    border: 0;
    border-start-end-radius: 999px;
    border-end-end-radius: 999px;
    background: none;
    color: inherit;
    cursor: pointer;
    touch-action: manipulation;
  }

  .choose:hover {
    background: var(--_hover);
  }

  .choose .icon {
    inline-size: 16px;
    block-size: 16px;
    transition: rotate var(--_fast) var(--_ease);
  }

  :host(:state(open)) .choose .icon {
    rotate: 180deg;
  }

  @media (pointer: coarse) {
    .choose {
      inline-size: 44px;
    }
  }

  @media (forced-colors: active) {
    .control:has(.choose) {
      outline: 1px solid ButtonText;
    }
  }
`;
