import { css } from "lit";

export const screenStyles = css`
  :host {
    container: calls-screen / size;
  }

  .look {
    position: absolute;
    inset: 0;
    touch-action: pan-y;
  }

  .look:focus-visible {
    outline-offset: -4px;
  }

  .zoomed .look {
    cursor: grab;
    touch-action: none;
  }

  .zoomed .look:active {
    cursor: grabbing;
  }

  video {
    inline-size: 100%;
    block-size: 100%;
    object-fit: contain;
    animation: arrive var(--_slow) var(--_ease);
  }

  video[hidden] {
    display: none;
  }

  .own {
    position: absolute;
    inset: 0;
    display: grid;
    place-content: safe center;
    justify-items: center;
    gap: 12px;
    padding: 12px;
    text-align: center;
  }

  .own p {
    margin: 0;
    font-weight: 600;
    text-wrap: balance;
  }

  .pill,
  .tools {
    position: absolute;
    inset-block-end: 8px;
    display: flex;
    align-items: center;
    border-radius: 999px;
    background: rgb(16 18 22 / 62%);
    color: #fff;
  }

  .pill {
    display: block;
    inset-inline-start: 8px;
    max-inline-size: calc(100% - 16px);
    block-size: 2.15em;
    padding-inline: 0.9em;
    overflow: hidden;
    font-size: clamp(0.8125rem, max(2cqmin, 0.9vmin), 1.75rem);
    line-height: 2.15em;
    text-overflow: ellipsis;
    white-space: nowrap;
    pointer-events: none;
  }

  .tools {
    inset-inline-end: 8px;
    opacity: 0;
    transition: opacity var(--_fast) var(--_ease);
  }

  :host(:hover) .tools,
  .tools:focus-within,
  .zoomed .tools {
    opacity: 1;
  }

  .tools button:hover {
    background: rgb(255 255 255 / 14%);
  }

  .tools button:focus-visible {
    outline-color: #fff;
    outline-offset: -4px;
  }

  @keyframes arrive {
    from {
      opacity: 0;
    }
  }

  /* In a small tile nobody looks closer. */
  @container calls-screen (max-width: 320px) or (max-height: 140px) {
    .tools {
      display: none;
    }

    .own {
      gap: 4px;
      font-size: 0.75rem;
    }

    .own .button {
      padding-inline: 12px;
    }
  }

  @media (forced-colors: active) {
    .base,
    .pill,
    .tools {
      border: 1px solid CanvasText;
    }
  }
`;
