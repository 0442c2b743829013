import { css } from "lit";

/** Words over pictures: whatever is behind them, they can be read. */
export const wordsStyles = css`
  .words {
    --_ground: rgb(12 14 18 / 92%);
    --_shadow: none;
    color: #fff;
    font-size: var(--_size);
    line-height: 1.35;
    text-align: start;
    overflow-wrap: anywhere;
  }

  .small {
    --_size: 0.9375rem;
  }

  .medium {
    --_size: 1.1875rem;
  }

  .large {
    --_size: 1.625rem;
  }

  .soft {
    --_ground: rgb(12 14 18 / 62%);
    --_shadow: 0 0 2px #000, 0 0 6px #000;
  }

  .none {
    --_ground: none;
    --_shadow: 0 0 2px #000, 0 0 2px #000, 0 0 4px #000, 0 0 8px #000;
  }

  .words p {
    margin: 0;
    text-shadow: var(--_shadow);
    text-wrap: pretty;
  }

  .who {
    margin-inline-end: 0.3em;
    font-weight: 650;
  }

  .who::after {
    content: ":";
  }

  @media (forced-colors: active) {
    .words {
      --_ground: Canvas;
      color: CanvasText;
      border: 1px solid CanvasText;
    }
  }
`;
