import { css } from "lit";

export const gridStyles = css`
  :host {
    display: block;
    position: relative;
    min-block-size: 6rem;
    aspect-ratio: 16 / 9;
    /* Without this the shape wins over the width of a page's own grid. */
    justify-self: stretch;
  }

  .base {
    position: absolute;
    inset: 0;
    column-gap: var(--calls-gap, 8px);
    overflow: clip;
    overflow-clip-margin: 4px;
  }

  .cell {
    position: absolute;
    inset-block-start: 0;
    inset-inline-start: 0;
    transition:
      translate var(--_slow) var(--_ease),
      inline-size var(--_slow) var(--_ease),
      block-size var(--_slow) var(--_ease);
    animation: arrive var(--_slow) var(--_ease);
  }

  .cell[hidden] {
    display: none;
  }

  calls-participant {
    position: absolute;
    inset: 0;
    aspect-ratio: auto;
  }

  @keyframes arrive {
    from {
      opacity: 0;
      scale: 0.96;
    }
  }
`;
