import { css } from "lit";

export const noticeStyles = css`
  .notice {
    display: flex;
    align-items: center;
    gap: 8px;
    max-inline-size: 30rem;
    padding-inline-start: 14px;
    border: 1px solid var(--_line);
    border-radius: var(--_radius);
    background: var(--_surface);
    color: var(--_text);
    box-shadow: var(--_shadow-1);
    animation: appear var(--_slow) var(--_ease);
  }

  .notice > .icon {
    color: var(--_warning);
  }

  .notice > span {
    flex: 1;
    padding-block: 12px;
    text-wrap: pretty;
  }

  .dismiss {
    display: grid;
    place-items: center;
    inline-size: 44px;
    block-size: 44px;
    flex: none;
    align-self: start;
    border: 0;
    border-radius: var(--_radius);
    background: none;
    color: var(--_text-quiet);
    cursor: pointer;
  }

  .dismiss:hover {
    color: var(--_text);
  }

  .dismiss:focus-visible {
    outline-offset: -4px;
  }

  .dismiss .icon {
    inline-size: 18px;
    block-size: 18px;
  }

  @keyframes appear {
    from {
      opacity: 0;
      translate: 0 8px;
    }
  }
`;
