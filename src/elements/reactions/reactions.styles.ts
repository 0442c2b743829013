import { css } from "lit";

export const reactionsStyles = css`
  :host {
    position: absolute;
    inset: 0;
    overflow: clip;
    pointer-events: none;
  }

  .sky {
    inline-size: 100%;
  }

  .bubble {
    position: absolute;
    inset-block-end: calc(12% + var(--row) * 56px);
    inset-inline-start: calc(4% + var(--x) * 72%);
    display: grid;
    justify-items: center;
    gap: 4px;
    max-inline-size: 40%;
    font-size: 2.5rem;
    line-height: 1.1;
    white-space: nowrap;
    animation: float 4s linear both;
  }

  .bubble > span {
    max-inline-size: 100%;
    overflow: hidden;
    padding: 2px 10px;
    border-radius: 999px;
    background: rgb(16 18 22 / 72%);
    color: #fff;
    font-size: 0.75rem;
    font-weight: 600;
    line-height: 1.5;
    text-overflow: ellipsis;
  }

  @keyframes float {
    from {
      opacity: 0;
      scale: 0.4;
    }

    6% {
      opacity: 1;
      scale: 1.1;
    }

    10% {
      scale: 1;
    }

    75% {
      opacity: 1;
    }

    to {
      opacity: 0;
      translate: 0 -45cqb;
    }
  }

  /* Who wants no motion sees them come and go in their place. */
  @media (prefers-reduced-motion: reduce) {
    .bubble {
      animation: none;
    }
  }
`;
