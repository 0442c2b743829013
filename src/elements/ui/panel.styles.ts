import { css } from "lit";

/** A panel beside the stage: a heading, what it is about, and what is done there. */
export const panelStyles = css`
  :host {
    display: block;
    inline-size: 100%;
    min-inline-size: 0;
    block-size: 100%;
    min-block-size: 0;
    container: calls-panel / inline-size;
    /* Where the page lays it out as a grid, the rows are not as high as what is in them. */
    grid-template: minmax(0, 1fr) / minmax(0, 1fr);
  }

  .panel {
    inline-size: 100%;
    position: relative;
    display: flex;
    flex-direction: column;
    block-size: 100%;
    min-block-size: 0;
    overflow: hidden;
    background: var(--_surface);
  }

  .header {
    display: flex;
    align-items: center;
    gap: 8px;
    min-block-size: 56px;
    flex: none;
    padding-block: 4px;
    padding-inline: 16px 8px;
  }

  h2,
  h3 {
    margin: 0;
    font-weight: 600;
  }

  h2 {
    flex: 1;
    font-size: 1rem;
    line-height: 1.5;
  }

  h2 .count {
    margin-inline-start: 4px;
    color: var(--_text-quiet);
    font-weight: 400;
    font-variant-numeric: tabular-nums;
  }

  h3 {
    font-size: 0.75rem;
    line-height: 1.5;
    color: var(--_text-quiet);
  }

  p {
    margin: 0;
    text-wrap: pretty;
    overflow-wrap: anywhere;
  }

  .body {
    flex: 1;
    min-block-size: 0;
    overflow: auto;
    overscroll-behavior: contain;
    scrollbar-width: thin;
    scrollbar-color: color-mix(in srgb, var(--_text) 30%, transparent) transparent;
  }

  .body:focus-visible {
    outline-offset: -2px;
  }

  .empty {
    display: grid;
    align-content: center;
    justify-items: center;
    gap: 4px;
    padding: 24px 16px;
    color: var(--_text-quiet);
    text-align: center;
  }

  .empty strong {
    color: var(--_text);
    font-weight: 600;
  }

  .quiet-button {
    display: inline-grid;
    place-items: center;
    inline-size: 36px;
    block-size: 36px;
    flex: none;
    padding: 0;
    border: 1px solid transparent;
    border-radius: var(--_radius-s);
    background: none;
    color: var(--_text-quiet);
    cursor: pointer;
    touch-action: manipulation;
  }

  .quiet-button:hover,
  .quiet-button[aria-expanded="true"] {
    background: var(--_hover);
    color: var(--_text);
  }

  .quiet-button:disabled {
    opacity: 0.5;
    cursor: default;
  }

  .quiet-button:focus-visible {
    outline-offset: -2px;
  }

  .button.small {
    min-block-size: 36px;
    padding: 4px 14px;
  }

  input:where([type="search"], [type="text"]),
  textarea,
  select {
    min-block-size: 40px;
    inline-size: 100%;
    min-inline-size: 0;
    padding: 8px 12px;
    border: 1px solid color-mix(in srgb, var(--_text) 48%, transparent);
    border-radius: var(--_radius-s);
    background: var(--_surface);
    color: var(--_text);
    font: inherit;
    text-overflow: ellipsis;
  }

  :is(input, textarea, select):focus-visible {
    outline-offset: -1px;
  }

  :is(input, textarea, select):disabled {
    opacity: 0.6;
  }

  ::placeholder {
    color: var(--_text-quiet);
    opacity: 1;
  }

  .problem {
    color: light-dark(#b3261e, #ffb4ab);
  }

  /* As low as this, what stands still would leave no room for what moves. */
  @container (max-height: 400px) {
    .panel:not(:has(.log)) {
      overflow: auto;
    }

    .panel > .body {
      flex: 1 0 auto;
      overflow: visible;
    }
  }

  @media (pointer: coarse) {
    .quiet-button,
    .button.small {
      min-inline-size: 44px;
      min-block-size: 44px;
    }

    /* Smaller text makes phones zoom in. */
    input,
    textarea,
    select {
      min-block-size: 44px;
      font-size: 1rem;
    }
  }

  @media (forced-colors: active) {
    .quiet-button {
      border-color: ButtonText;
    }
  }
`;
