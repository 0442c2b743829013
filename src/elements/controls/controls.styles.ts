import { css } from "lit";

export const controlsStyles = css`
  /* As wide as there is room, whatever is in it: what fits is measured by that. */
  :host {
    display: block;
    contain: inline-size;
    inline-size: 100%;
    min-inline-size: 218px;
    pointer-events: none;
  }

  .base {
    display: flex;
    flex-direction: column;
    align-items: center;
    gap: 8px;
    inline-size: 100%;
  }

  .notices {
    display: grid;
    gap: 8px;
  }

  .bar {
    display: flex;
    align-items: center;
    justify-content: center;
    gap: 8px;
    max-inline-size: 100%;
    padding: 8px;
    border: 1px solid var(--_line);
    border-radius: 33px;
    background: color-mix(in srgb, var(--_surface) 92%, transparent);
    box-shadow: var(--_shadow-2);
    backdrop-filter: blur(16px);
  }

  .bar.compact {
    gap: 4px;
    /* Its height stays, so that nothing above it moves. */
    padding-inline: 6px;
  }

  .compact calls-leave-button {
    --_leave: 48px;
  }

  .own {
    display: flex;
    gap: inherit;
    flex: none;
  }

  .bar[hidden],
  .own[hidden] {
    display: none;
  }

  .bar,
  .notices {
    pointer-events: auto;
  }
`;
