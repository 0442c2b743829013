import { css } from "lit";

export const shortcutsStyles = css`
  :host {
    display: contents;
  }

  header,
  dl > div {
    display: flex;
    align-items: center;
    justify-content: space-between;
    gap: 16px;
  }

  .close {
    display: grid;
    place-items: center;
    inline-size: 44px;
    block-size: 44px;
    margin: -8px -8px 0;
    border: 0;
    border-radius: var(--_radius);
    background: none;
    color: var(--_text-quiet);
    cursor: pointer;
  }

  .close:hover {
    background: var(--_hover);
    color: var(--_text);
  }

  dl {
    margin: 0;
  }

  dl > div {
    padding-block: 8px;
    border-block-end: 1px solid var(--_line);
  }

  dd {
    margin: 0;
  }

  kbd {
    display: inline-block;
    min-inline-size: 28px;
    padding: 2px 8px;
    border: 1px solid var(--_line);
    border-block-end-width: 2px;
    border-radius: var(--_radius-s);
    background: var(--_hover);
    font: 600 0.75rem/1.5 var(--_font);
    text-align: center;
  }

  label {
    display: flex;
    align-items: center;
    gap: 12px;
    min-block-size: 44px;
    margin-block-start: 12px;
    cursor: pointer;
  }

  input {
    inline-size: 20px;
    block-size: 20px;
    margin: 0;
    accent-color: var(--_accent);
  }
`;
