import { css } from "lit";

/** Round buttons for devices and for leaving. */
export const toggleStyles = css`
  .toggle {
    position: relative;
    display: inline-grid;
    place-items: center;
    inline-size: 48px;
    block-size: 48px;
    flex: none;
    padding: 0;
    border: 1px solid transparent;
    border-radius: 999px;
    background: var(--_hover);
    color: var(--_text);
    font: inherit;
    cursor: pointer;
    touch-action: manipulation;
    transition:
      background-color var(--_fast) var(--_ease),
      color var(--_fast) var(--_ease),
      border-radius var(--_fast) var(--_ease),
      scale var(--_fast) var(--_ease);
  }

  .toggle:hover {
    background: color-mix(in srgb, var(--_text) 15%, transparent);
  }

  .toggle:disabled {
    opacity: 0.5;
    cursor: default;
  }

  .toggle:active {
    scale: 0.95;
  }

  /* Off stands out by its shape and its crossed icon; the filled ground only helps. */
  .toggle.off,
  .toggle.failed {
    border-radius: 16px;
    background: var(--_text);
    color: var(--_surface);
  }

  .toggle.off:hover,
  .toggle.failed:hover {
    background: color-mix(in srgb, var(--_text) 85%, var(--_surface));
  }

  .toggle.starting .icon {
    animation: breathe 1.2s var(--_ease) infinite alternate;
  }

  .toggle.leave {
    inline-size: var(--_leave, 64px);
    background: var(--_danger);
    color: var(--_on-danger);
  }

  .toggle.leave:hover {
    background: color-mix(in srgb, var(--_danger) 86%, #000);
  }

  .toggle.leave .icon {
    rotate: 135deg;
  }

  .badge {
    position: absolute;
    inset-block-start: -6px;
    inset-inline-end: -6px;
    display: grid;
    place-items: center;
    inline-size: 22px;
    block-size: 22px;
    border-radius: 999px;
    background: #ffc46b;
    color: #3a2400;
    box-shadow: 0 0 0 2px var(--_surface);
  }

  .badge .icon {
    inline-size: 14px;
    block-size: 14px;
  }

  @keyframes breathe {
    from {
      opacity: 0.35;
    }
  }

  @media (forced-colors: active) {
    .toggle {
      border-color: ButtonText;
    }

    .toggle.off,
    .toggle.failed {
      border-style: dashed;
    }

    .toggle.leave {
      border-width: 2px;
    }
  }
`;
