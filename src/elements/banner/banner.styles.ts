import { css } from "lit";

export const bannerStyles = css`
  :host {
    display: block;
  }

  .base {
    display: flex;
    flex-wrap: wrap;
    inline-size: 100%;
    align-items: start;
    justify-content: center;
    gap: 8px;
  }

  .banner {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    justify-content: center;
    gap: 4px 12px;
    max-inline-size: 100%;
    min-block-size: 36px;
    margin: 0;
    padding: 6px 16px;
    border-radius: 18px;
    text-wrap: balance;
    /* What only tells lets clicks through to what it lies over. */
    pointer-events: none;
    animation: settle var(--_slow) var(--_ease) both;
  }

  .words {
    display: flex;
    align-items: center;
    gap: 8px;
    margin: 0;
  }

  .calm {
    background: rgb(16 18 22 / 62%);
    color: #fff;
    backdrop-filter: blur(12px);
  }

  .trouble,
  .asks {
    border: 1px solid var(--_line);
    background: var(--_surface);
    color: var(--_text);
    box-shadow: var(--_shadow-2);
  }

  /* A short drop mends itself before anybody needs to read about it. */
  .trouble {
    animation-delay: 400ms;
  }

  .trouble .icon {
    color: var(--_warning);
  }

  .asks {
    padding-inline-end: 6px;
    pointer-events: auto;
    border-radius: 24px;
  }

  .asks .button {
    min-block-size: 36px;
    padding: 4px 14px;
  }

  .answers {
    display: flex;
    gap: 4px;
  }

  .pulse {
    inline-size: 8px;
    block-size: 8px;
    flex: none;
    border-radius: 999px;
    background: currentColor;
    animation: pulse 1s var(--_ease) infinite alternate;
  }

  .dot {
    inline-size: 10px;
    block-size: 10px;
    border-radius: 999px;
    background: #ff6b62;
  }

  @keyframes settle {
    from {
      opacity: 0;
    }
  }

  @keyframes pulse {
    from {
      opacity: 0.3;
    }
  }

  @media (pointer: coarse) {
    .asks .button {
      min-block-size: 44px;
    }
  }

  @media (forced-colors: active) {
    .dot {
      background: CanvasText;
      forced-color-adjust: none;
    }

    .banner {
      border: 1px solid CanvasText;
    }
  }
`;
