import { css } from "lit";

export const settingsStyles = css`
  :host {
    min-block-size: 16rem;
  }

  [role="tablist"] {
    display: flex;
    flex: none;
    gap: 4px;
    padding-inline: 12px;
    overflow-x: auto;
    border-block-end: 1px solid var(--_line);
  }

  [role="tab"] {
    min-block-size: 44px;
    padding: 8px 12px;
    border: 0;
    border-block-end: 2px solid transparent;
    background: none;
    color: var(--_text-quiet);
    font: inherit;
    font-weight: 600;
    white-space: nowrap;
    cursor: pointer;
  }

  [role="tab"]:hover {
    color: var(--_text);
  }

  [role="tab"][aria-selected="true"] {
    border-color: var(--_accent);
    color: var(--_text);
  }

  [role="tab"]:focus-visible {
    outline-offset: -3px;
  }

  [role="tabpanel"] {
    display: grid;
    align-content: start;
    gap: 20px;
    max-inline-size: 36rem;
    padding: 16px;
  }

  .group {
    display: grid;
    grid-template-columns: minmax(0, 1fr);
    gap: 8px;
    min-inline-size: 0;
    margin: 0;
    padding: 0;
    border: 0;
  }

  .group .button {
    justify-self: start;
  }

  .field {
    display: grid;
    gap: 4px;
  }

  .field span,
  legend {
    padding: 0;
    font-weight: 600;
  }

  .field small {
    color: var(--_text-quiet);
  }

  .preview {
    overflow: hidden;
    border-radius: var(--_radius);
    background: var(--_tile);
    aspect-ratio: 16 / 9;
  }

  [hidden] {
    display: none !important;
  }

  video {
    display: block;
    inline-size: 100%;
    block-size: 100%;
    object-fit: cover;
    transform: scaleX(-1);
  }

  /* Grows with the voice; it is written to many times a second. */
  .level {
    position: relative;
    block-size: 8px;
    overflow: hidden;
    border-radius: 999px;
    background: var(--_hover);
  }

  .level::before {
    content: "";
    position: absolute;
    inset-block: 0;
    inset-inline-start: 0;
    inline-size: calc(var(--calls-level, 0) * 100%);
    border-radius: inherit;
    background: var(--_accent);
  }

  .radio {
    display: flex;
    align-items: center;
    gap: 12px;
    min-block-size: 44px;
    cursor: pointer;
  }

  .radio small {
    display: block;
    color: var(--_text-quiet);
  }

  .radio input {
    inline-size: 20px;
    block-size: 20px;
    flex: none;
    margin: 0;
    accent-color: var(--_accent);
  }

  .facts > div {
    display: flex;
    flex-wrap: wrap;
    align-items: baseline;
    justify-content: space-between;
    gap: 4px 16px;
  }

  dd {
    margin: 0;
    color: var(--_text-quiet);
    font-variant-numeric: tabular-nums;
  }

  kbd {
    display: inline-block;
    min-inline-size: 28px;
    padding: 2px 8px;
    border: 1px solid var(--_line);
    border-radius: var(--_radius-s);
    background: var(--_hover);
    color: var(--_text);
    font: inherit;
    font-size: 0.75rem;
    text-align: center;
  }

  @media (forced-colors: active) {
    [role="tab"] {
      border-color: Canvas;
    }

    [role="tab"][aria-selected="true"] {
      border-color: Highlight;
    }

    .level {
      border: 1px solid CanvasText;
    }

    .level::before {
      forced-color-adjust: none;
      background: Highlight;
    }
  }
`;
