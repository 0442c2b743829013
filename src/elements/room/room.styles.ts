import { css } from "lit";

export const roomStyles = css`
  :host {
    display: grid;
    grid-template-rows: minmax(0, 1fr);
    block-size: 100%;
    min-block-size: 22rem;
    overflow: hidden;
    background: var(--_surface);
  }

  /* A page that brings an interface brings its measures and its ground, too. */
  :host(:state(replaced)) {
    display: block;
    block-size: auto;
    min-block-size: 0;
    overflow: visible;
    background: none;
  }

  .base {
    display: grid;
    grid-template-rows: minmax(0, 1fr);
    min-inline-size: 0;
    container: calls-room / size;
  }

  .unseen {
    display: none;
  }

  .page {
    display: grid;
    align-items: safe center;
    overflow: auto;
    padding: 20px;
    animation: settle var(--_slow) var(--_ease);
  }

  .page:focus-visible {
    outline: none;
  }

  /* The call */

  .stage {
    position: relative;
    display: grid;
    grid-template-rows: minmax(0, 1fr);
    overflow: hidden;
    padding: 8px 8px 84px;
    background: var(--_stage);
    animation: settle var(--_slow) var(--_ease);
  }

  .people {
    display: grid;
    min-inline-size: 0;
    min-block-size: 0;
  }

  calls-grid {
    aspect-ratio: auto;
  }

  .over {
    position: absolute;
    inset-block-start: 16px;
    inset-inline: 16px;
    z-index: 1;
    display: grid;
    justify-items: center;
    pointer-events: none;
  }

  .banner {
    display: flex;
    align-items: center;
    gap: 8px;
    min-block-size: 36px;
    margin: 0;
    padding: 6px 16px;
    border-radius: 18px;
    text-wrap: balance;
    /* A short drop mends itself before anybody needs to read about it. */
    animation: settle var(--_slow) var(--_ease) 400ms both;
  }

  .banner.calm {
    background: rgb(16 18 22 / 62%);
    color: #fff;
    backdrop-filter: blur(12px);
  }

  .banner.trouble {
    border: 1px solid var(--_line);
    background: var(--_surface);
    color: var(--_text);
    box-shadow: var(--_shadow-2);
  }

  .banner .icon {
    color: var(--_warning);
  }

  .pulse {
    inline-size: 8px;
    block-size: 8px;
    flex: none;
    border-radius: 999px;
    background: currentColor;
    animation: pulse 1s var(--_ease) infinite alternate;
  }

  .bar {
    position: absolute;
    inset-block-end: 8px;
    inset-inline: 8px;
    z-index: 1;
    display: grid;
    justify-items: center;
    gap: 8px;
    pointer-events: none;
  }

  .bar > *,
  .bar ::slotted(*) {
    pointer-events: auto;
  }

  .button.sound {
    box-shadow: var(--_shadow-2);
    animation: settle var(--_slow) var(--_ease);
  }

  /* After the call */

  .ended {
    display: grid;
    justify-items: center;
    gap: 8px;
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

  .left .emblem .icon {
    rotate: 135deg;
  }

  .failed .emblem {
    color: var(--_warning);
  }

  h2 {
    margin: 0;
    font-size: 1.375rem;
    font-weight: 600;
    line-height: 1.25;
    letter-spacing: -0.01em;
    text-wrap: balance;
  }

  .ended p {
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

  @container calls-room (min-width: 720px) and (min-height: 480px) {
    .stage {
      padding: 16px 16px 96px;
    }

    .bar {
      inset-block-end: 16px;
    }

    .page {
      padding: 40px;
    }
  }

  /* Low and wide, such as a phone on its side: the picture is worth more than the space under the bar. */
  @container calls-room (max-height: 360px) and (min-width: 480px) {
    .stage {
      padding-block-end: 8px;
    }
  }

  @media (forced-colors: active) {
    .banner,
    .emblem {
      border: 1px solid CanvasText;
    }
  }
`;
