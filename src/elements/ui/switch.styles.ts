import { css } from "lit";

/** A native checkbox that looks like what it is: on or off. */
export const switchStyles = css`
  .switch-row {
    display: flex;
    align-items: center;
    gap: 16px;
    min-block-size: 44px;
    padding-block: 4px;
    cursor: pointer;
  }

  .switch-row > span {
    flex: 1;
    min-inline-size: 0;
  }

  .switch-row small {
    display: block;
    color: var(--_text-quiet);
    font-size: 0.75rem;
  }

  .switch-row input {
    position: relative;
    inline-size: 40px;
    block-size: 24px;
    flex: none;
    margin: 0;
    appearance: none;
    border: 2px solid color-mix(in srgb, var(--_text) 55%, transparent);
    border-radius: 999px;
    background: none;
    cursor: pointer;
    transition: background-color var(--_fast) var(--_ease);
  }

  .switch-row input::before {
    content: "";
    position: absolute;
    inset-block-start: 3px;
    inset-inline-start: 3px;
    inline-size: 14px;
    block-size: 14px;
    border-radius: 999px;
    background: color-mix(in srgb, var(--_text) 65%, transparent);
    transition: inset-inline-start var(--_fast) var(--_ease);
  }

  .switch-row input:checked {
    border-color: var(--_accent);
    background: var(--_accent);
  }

  .switch-row input:checked::before {
    inset-inline-start: 19px;
    background: var(--_on-accent);
  }

  .switch-row:has(:disabled) {
    opacity: 0.6;
    cursor: default;
  }

  @media (forced-colors: active) {
    .switch-row input,
    .switch-row input::before {
      forced-color-adjust: none;
      border-color: ButtonText;
      background: ButtonFace;
    }

    .switch-row input::before {
      background: ButtonText;
    }

    .switch-row input:checked {
      background: Highlight;
    }

    .switch-row input:checked::before {
      background: HighlightText;
    }
  }
`;
