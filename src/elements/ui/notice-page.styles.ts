import { css } from "lit";

/** A page with an emblem, a sentence, advice and what to do: before and after the call. */
export const noticePageStyles = css`
  .notice-page {
    display: grid;
    justify-items: center;
    gap: 8px;
    inline-size: 100%;
    max-inline-size: 26rem;
    margin: 0 auto;
    text-align: center;
  }

  .emblem {
    display: grid;
    place-items: center;
    inline-size: 64px;
    block-size: 64px;
    margin-block-end: 12px;
    border-radius: 999px;
    background: var(--_stage);
    color: var(--_text-quiet);
  }

  .emblem .icon {
    inline-size: 28px;
    block-size: 28px;
  }

  h2 {
    margin: 0;
    font-size: 1.375rem;
    font-weight: 600;
    line-height: 1.25;
    letter-spacing: -0.01em;
    text-wrap: balance;
  }

  p {
    margin: 0;
    color: var(--_text-quiet);
    text-wrap: pretty;
  }

  .actions {
    display: flex;
    flex-wrap: wrap;
    justify-content: center;
    gap: 12px;
    margin-block-start: 16px;
  }

  @media (forced-colors: active) {
    .emblem {
      border: 1px solid CanvasText;
    }
  }
`;
