import { css } from "lit";

/**
 * The shared look. Public tokens are `--calls-*`; what begins with `--_` is derived from them and private.
 *
 * One type scale (12, 14, 16, 22 px at the default font size), spacing in steps of 4 px, one family of radii, two
 * elevations, one easing.
 */
export const baseStyles = css`
  :host {
    --_font: var(--calls-font, system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", sans-serif);
    --_accent: var(--calls-accent, light-dark(#1d5fd1, #8fb8ff));
    --_on-accent: var(--calls-on-accent, light-dark(#fff, #0a1a36));
    --_danger: var(--calls-danger, light-dark(#cf2f2b, #d93b36));
    --_on-danger: var(--calls-on-danger, #fff);
    --_text: var(--calls-text, light-dark(#1b1f26, #eef0f4));
    --_text-quiet: var(--calls-text-quiet, light-dark(#565e6b, #a9b1be));
    --_surface: var(--calls-surface, light-dark(#fff, #1d2027));
    --_stage: var(--calls-stage, light-dark(#eceef2, #101216));
    --_tile: var(--calls-tile, light-dark(#dadee5, #23272f));
    --_line: color-mix(in srgb, var(--_text) 14%, transparent);
    --_hover: color-mix(in srgb, var(--_text) 8%, transparent);
    --_warning: light-dark(#8a5200, #ffc46b);

    --_radius: var(--calls-radius, 12px);
    --_radius-s: calc(var(--_radius) * 0.66);
    --_radius-l: calc(var(--_radius) * 1.66);
    --_shadow-1: 0 1px 2px rgb(0 0 0 / 8%), 0 2px 8px rgb(0 0 0 / 8%);
    --_shadow-2: 0 2px 6px rgb(0 0 0 / 10%), 0 12px 32px rgb(0 0 0 / 18%);
    --_fast: 150ms;
    --_slow: 200ms;
    --_ease: cubic-bezier(0.2, 0, 0, 1);

    /* Where a page makes the host a flexbox or a grid, what is inside stands as it does in a block. */
    flex-wrap: wrap;
    align-items: start;
    grid-template-columns: minmax(0, 1fr);
    grid-auto-rows: max-content;

    box-sizing: border-box;
    color: var(--_text);
    font: 400 0.875rem/1.43 var(--_font);
  }

  :host([hidden]) {
    display: none !important;
  }

  *,
  *::before,
  *::after {
    box-sizing: border-box;
  }

  .icon {
    inline-size: 1.25rem;
    block-size: 1.25rem;
    flex: none;
  }

  .visually-hidden {
    position: absolute;
    inline-size: 1px;
    block-size: 1px;
    margin: -1px;
    overflow: hidden;
    clip-path: inset(50%);
    white-space: nowrap;
  }

  :focus-visible {
    outline: 2px solid var(--_accent);
    outline-offset: 2px;
  }

  [tabindex="-1"]:focus-visible {
    outline: none;
  }

  @media (prefers-reduced-motion: reduce) {
    :host {
      --_fast: 1ms;
      --_slow: 1ms;
    }

    *,
    *::before,
    *::after {
      animation-duration: 1ms !important;
      animation-iteration-count: 1 !important;
    }
  }

  @media (forced-colors: active) {
    :host {
      --_accent: Highlight;
      --_on-accent: HighlightText;
      --_line: CanvasText;
    }

    :focus-visible {
      outline-color: Highlight;
    }
  }
`;
