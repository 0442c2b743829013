import { css } from "lit";

export const gridStyles = css`
  :host {
    display: block;
    position: relative;
    min-block-size: 6rem;
    aspect-ratio: 16 / 9;
    column-gap: var(--calls-gap, 8px);
    /* Without this the shape wins over the width of a page's own grid. */
    justify-self: stretch;
  }

  .base {
    position: absolute;
    inset: 0;
    /* Your own view lies over the tiles, and under what the room lays over the stage. */
    isolation: isolate;
    overflow: clip;
    overflow-clip-margin: 4px;
    /* Wiping to the side turns the pages. */
    touch-action: pan-y pinch-zoom;
  }

  /* Safari knows no margin of a clip: there a tile at the edge would lose its ring. */
  @supports not (overflow-clip-margin: 4px) {
    .base {
      overflow: visible;
      clip-path: inset(-4px);
    }
  }

  .cell {
    position: absolute;
    inset-block-start: 0;
    inset-inline-start: 0;
    contain: layout size;
    transform-origin: 0 0;
    animation: arrive var(--_slow) var(--_ease);
  }

  [dir="rtl"] .cell {
    transform-origin: 100% 0;
  }

  .cell[hidden] {
    display: none;
  }

  calls-participant,
  calls-screen {
    position: absolute;
    inset: 0;
    aspect-ratio: auto;
  }

  .upright calls-self {
    --calls-self-ratio: 3 / 4;
  }

  .pager {
    position: absolute;
    display: flex;
    align-items: center;
    justify-content: center;
    gap: 8px;
    block-size: 44px;
    color: var(--_text-quiet);
    font-variant-numeric: tabular-nums;
  }

  .turn {
    display: grid;
    place-items: center;
    inline-size: 44px;
    block-size: 44px;
    border: 0;
    border-radius: 999px;
    background: none;
    color: var(--_text);
    cursor: pointer;
    touch-action: manipulation;
  }

  .turn:hover {
    background: var(--_hover);
  }

  .turn:focus-visible {
    outline-offset: -4px;
  }

  .turn[aria-disabled="true"] {
    opacity: 0.35;
    cursor: default;
  }

  .back .icon,
  [dir="rtl"] .icon {
    rotate: 180deg;
  }

  [dir="rtl"] .back .icon {
    rotate: none;
  }

  i {
    inline-size: 6px;
    block-size: 6px;
    border-radius: 999px;
    background: var(--_text-quiet);
    opacity: 0.5;
  }

  .here {
    background: var(--_text);
    opacity: 1;
    scale: 1.4;
  }

  @keyframes arrive {
    from {
      opacity: 0;
      scale: 0.96;
    }
  }

  @media (forced-colors: active) {
    i {
      border: 1px solid CanvasText;
    }

    .here {
      background: Highlight;
      forced-color-adjust: none;
    }
  }
`;
