import { css } from "lit";

/** What every control shares beside its round button and its menu: counts, tooltips, what is chosen. */
export const controlStyles = css`
  :host {
    display: inline-block;
    flex: none;
  }

  :host([menu-item]) {
    display: block;
  }

  :host(:state(empty)),
  :host(:state(empty)) .control {
    display: none;
  }

  /* No wider than its buttons, where the page makes the host a block. */
  .control {
    display: flex;
    inline-size: fit-content;
  }

  /* On stands out by its shape and by a line around it, too. */
  .toggle[aria-pressed="true"].act,
  .toggle[aria-expanded="true"],
  :host(:state(open)) .toggle[aria-haspopup]:not(.leave) {
    border-color: var(--_accent);
    border-radius: 16px;
    background: color-mix(in srgb, var(--_accent) 20%, var(--_surface));
    color: color-mix(in srgb, var(--_accent) 70%, var(--_text));
  }

  .count {
    position: absolute;
    inset-block-start: -4px;
    inset-inline-end: -4px;
    min-inline-size: 20px;
    padding-inline: 5px;
    border-radius: 999px;
    background: var(--_accent);
    color: var(--_on-accent);
    box-shadow: 0 0 0 2px var(--_surface);
    font-size: 0.75rem;
    font-weight: 600;
    font-variant-numeric: tabular-nums;
    line-height: 20px;
    text-align: center;
  }

  .failed .count {
    display: grid;
    place-items: center;
    inline-size: 22px;
    block-size: 22px;
    padding: 0;
    background: #ffc46b;
    color: #3a2400;
  }

  .count .icon {
    inline-size: 14px;
    block-size: 14px;
  }

  .dot {
    position: absolute;
    inset-block-start: 0;
    inset-inline-end: 0;
    inline-size: 12px;
    block-size: 12px;
    border-radius: 999px;
    background: var(--_accent);
    box-shadow: 0 0 0 2px var(--_surface);
  }

  .count + .dot {
    inset-inline: 0 auto;
  }

  .count.quiet {
    background: var(--_surface);
    color: var(--_text);
    box-shadow: 0 0 0 1px var(--_line);
  }

  .item .count,
  .item .dot {
    position: static;
    flex: none;
    box-shadow: none;
  }

  .item > span:not([part], .check) {
    flex: 1;
  }

  .item:disabled {
    background: none;
    color: var(--_text-quiet);
    cursor: default;
  }

  .item > span {
    overflow-wrap: anywhere;
  }

  /* The sign of what is chosen has its place before the words, chosen or not. */
  .item .check {
    inline-size: 1.25rem;
    block-size: 1.25rem;
    flex: none;
  }

  .item[aria-checked="false"] .check {
    visibility: hidden;
  }

  .title {
    padding: 10px 14px 4px;
    color: var(--_text-quiet);
    font-size: 0.75rem;
    font-weight: 600;
  }

  .rule {
    block-size: 1px;
    margin: 6px 14px;
    border: 0;
    background: var(--_line);
  }

  .group {
    display: flex;
    flex-wrap: wrap;
    gap: 2px;
    margin-block-end: 6px;
    padding-block-end: 6px;
    border-block-end: 1px solid var(--_line);
  }

  .group .item {
    flex: 1 0 50px;
    flex-direction: column;
    gap: 4px;
    inline-size: auto;
    padding: 8px 2px;
    font-size: 0.75rem;
    text-align: center;
  }

  .group .item > span {
    hyphens: auto;
  }

  .group .item[aria-checked="true"] {
    background: color-mix(in srgb, var(--_accent) 20%, transparent);
    box-shadow: inset 0 0 0 1px var(--_accent);
  }

  .tip {
    overflow: visible;
    padding: 4px 10px;
    border-radius: var(--_radius-s);
    font-size: 0.75rem;
    line-height: 1.5;
    max-inline-size: 16rem;
    text-wrap: balance;
  }

  /* A bridge for the pointer. */
  .tip::after {
    content: "";
    position: absolute;
    inset: -8px;
    z-index: -1;
  }

  @media (forced-colors: active) {
    .toggle[aria-pressed="true"].act,
    .toggle[aria-expanded="true"],
    .group .item[aria-checked="true"] {
      forced-color-adjust: none;
      background: Highlight;
      color: HighlightText;
    }

    .dot {
      background: Highlight;
      forced-color-adjust: none;
    }

    .count,
    .count.quiet {
      border: 1px solid CanvasText;
      background: Canvas;
      color: CanvasText;
      line-height: 18px;
    }
  }
`;
