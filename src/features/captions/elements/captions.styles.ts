import { css } from "lit";

export const captionsStyles = css`
  :host {
    display: block;
    inline-size: min(100%, 52rem);
    pointer-events: none;
  }

  :host(:state(away)) {
    display: none !important;
  }

  .base {
    display: grid;
    justify-items: center;
    gap: 8px;
    inline-size: 100%;
  }

  .strip {
    position: relative;
    display: flex;
    align-items: end;
    gap: 4px;
    max-inline-size: 100%;
    padding-block: 8px;
    padding-inline: 16px 8px;
    border-radius: var(--_radius-s);
    background: var(--_ground);
    pointer-events: auto;
  }

  .lines {
    display: flex;
    flex-direction: column;
    justify-content: end;
    min-inline-size: 0;
    max-block-size: calc(var(--_lines) * 1lh);
    overflow: hidden;
  }

  .steady .strip {
    inline-size: 100%;
    justify-content: space-between;
  }

  .steady .lines {
    flex: 1;
    block-size: calc(var(--_lines) * 1lh);
  }

  .live {
    opacity: 0.86;
  }

  .set {
    display: grid;
    place-items: center;
    inline-size: 32px;
    block-size: 32px;
    flex: none;
    padding: 0;
    border: 0;
    border-radius: 999px;
    background: none;
    color: inherit;
    cursor: pointer;
    opacity: 0.75;
  }

  .set:hover,
  .set:focus-visible {
    background: rgb(255 255 255 / 16%);
    opacity: 1;
  }

  .set .icon {
    inline-size: 1.125rem;
    block-size: 1.125rem;
  }

  .quiet {
    font-size: 0.875rem;
  }

  .popover {
    position: fixed;
    margin: 0;
    inline-size: min(18rem, 100vw - 16px);
    padding: 16px;
    border: 1px solid var(--_line);
    border-radius: var(--_radius);
    background: var(--_surface);
    color: var(--_text);
    box-shadow: var(--_shadow-2);
    font-size: 0.875rem;
    line-height: 1.43;
    overflow: auto;
    overflow-wrap: break-word;
  }

  .popover h2 {
    margin: 0 0 8px;
    font-size: 1rem;
    font-weight: 600;
  }

  .notice {
    pointer-events: auto;
  }

  @media (pointer: coarse) {
    .set {
      inline-size: 44px;
      block-size: 44px;
    }
  }

  /* In a small room the latest words count more than many. */
  @container (max-height: 499px) {
    .steady .lines {
      block-size: calc(min(var(--_lines), 2) * 1lh);
    }

    .notice > span {
      padding-block: 4px;
    }

    /* Until it was read. */
    .steady .notice + .strip {
      display: none;
    }

    .steady .strip {
      --_size: 0.9375rem;
      padding-block: 4px;
    }
  }

  @container (max-height: 319px) {
    .steady .lines {
      block-size: 1lh;
    }

    .steady .strip {
      padding-block: 2px;
    }

    .set {
      display: none;
    }

    .notice {
      font-size: 0.75rem;
    }

    .notice .switch-row {
      display: none;
    }
  }
`;

/** Choices of how captions look, in a row each. */
export const lookStyles = css`
  .look-field {
    display: flex;
    align-items: center;
    gap: 12px;
    min-block-size: 44px;
  }

  .look-field > span {
    flex: 1 1 6rem;
    min-inline-size: 0;
  }

  .look-field select {
    flex: 0 1 auto;
    inline-size: auto;
    min-inline-size: 8rem;
    max-inline-size: 60%;
    text-overflow: ellipsis;
    min-block-size: 36px;
    padding: 4px 8px;
    border: 1px solid color-mix(in srgb, var(--_text) 48%, transparent);
    border-radius: var(--_radius-s);
    background: var(--_surface);
    color: var(--_text);
    font: inherit;
  }

  @media (pointer: coarse) {
    .look-field select {
      min-block-size: 44px;
      font-size: 1rem;
    }
  }
`;
