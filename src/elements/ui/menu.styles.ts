import { css } from "lit";

/** A native popover with a list of things to do. */
export const menuStyles = css`
  [popover] {
    position: fixed;
    inset: auto;
    margin: 0;
    border: 1px solid var(--_line);
    background: var(--_surface);
    color: var(--_text);
    box-shadow: var(--_shadow-2);
    font: 400 0.875rem/1.43 var(--_font);
    cursor: default;
  }

  .menu {
    min-inline-size: 224px;
    max-inline-size: min(20rem, 100vw - 16px);
    padding: 6px;
    overflow: auto;
    border-radius: var(--_radius-l);
    scrollbar-width: thin;
  }

  .menu:popover-open {
    animation: rise var(--_fast) var(--_ease);
  }

  .menu p {
    margin: 8px 14px;
    font-weight: 600;
  }

  .item {
    display: flex;
    align-items: center;
    gap: 12px;
    inline-size: 100%;
    min-block-size: 44px;
    padding: 8px 14px;
    border: 0;
    border-radius: calc(var(--_radius-l) - 6px);
    background: none;
    color: inherit;
    font: inherit;
    text-align: start;
    cursor: pointer;
    touch-action: manipulation;
  }

  .item:hover,
  .item:focus-visible {
    background: var(--_hover);
  }

  .item:focus-visible {
    outline: 2px solid var(--_accent);
    outline-offset: -2px;
  }

  .item.danger {
    color: color-mix(in srgb, var(--_danger) 80%, var(--_text));
  }

  .item input {
    flex: 1;
    min-inline-size: 0;
    accent-color: var(--_accent);
  }

  @keyframes rise {
    from {
      opacity: 0;
      translate: 0 4px;
    }
  }
`;
