import { css } from "lit";

export const controlsStyles = css`
  :host {
    display: inline-block;
    max-inline-size: 100%;
  }

  .base {
    display: flex;
    flex-direction: column;
    align-items: center;
    gap: 8px;
  }

  .notices {
    display: grid;
    gap: 8px;
  }

  .bar {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    justify-content: center;
    gap: 8px;
    padding: 8px;
    border: 1px solid var(--_line);
    border-radius: 32px;
    background: color-mix(in srgb, var(--_surface) 92%, transparent);
    box-shadow: var(--_shadow-2);
    backdrop-filter: blur(16px);
  }
`;
