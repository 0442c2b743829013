import { css } from "lit";

export const statsStyles = css`
  :host {
    min-block-size: 16rem;
  }

  .people {
    display: grid;
    grid-template-columns: minmax(0, 1fr);
    gap: 8px;
    margin: 0;
    padding: 0 16px 16px;
    list-style: none;
  }

  .person {
    padding: 12px;
    border-radius: var(--_radius);
    background: var(--_stage);
    content-visibility: auto;
    contain-intrinsic-block-size: auto 160px;
  }

  h3 {
    overflow: hidden;
    margin-block-end: 8px;
    color: var(--_text);
    font-size: 0.875rem;
    text-overflow: ellipsis;
    white-space: nowrap;
  }

  dl {
    display: grid;
    grid-template-columns: repeat(auto-fit, minmax(6.5rem, 1fr));
    gap: 12px;
    margin: 0;
  }

  dl > div {
    display: grid;
    grid-template-rows: auto auto 1fr;
    min-inline-size: 0;
  }

  dt {
    color: var(--_text-quiet);
    font-size: 0.75rem;
  }

  dd {
    margin: 0;
  }

  .value {
    font-weight: 600;
    font-variant-numeric: tabular-nums;
  }

  /* Time runs the same way in every language's charts of this kind: the newest is where a line of text ends. */
  dl svg {
    display: block;
    inline-size: 100%;
    block-size: 28px;
    margin-block-start: 4px;
    overflow: visible;
  }

  [dir="rtl"] dl svg {
    scale: -1 1;
  }

  dl path {
    fill: none;
    stroke: var(--_accent);
    stroke-width: 1.5;
    stroke-linejoin: round;
    vector-effect: non-scaling-stroke;
  }

  dl line {
    stroke: var(--_line);
    vector-effect: non-scaling-stroke;
  }

  .foot {
    display: grid;
    gap: 8px;
    flex: none;
    padding: 12px 16px;
    border-block-start: 1px solid var(--_line);
  }

  .told {
    color: var(--_text-quiet);
    font-size: 0.75rem;
    text-align: center;
  }

  textarea {
    block-size: 8rem;
    font-family: ui-monospace, monospace;
    font-size: 0.75rem;
    resize: vertical;
  }

  @media (forced-colors: active) {
    .person {
      border: 1px solid CanvasText;
    }
  }
`;
