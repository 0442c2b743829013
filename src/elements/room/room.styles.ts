import { css } from "lit";

export const roomStyles = css`
  :host {
    display: grid;
    grid-template-rows: minmax(0, 1fr);
    block-size: 100%;
    /* Enlarged four times, a window is lower than that, and the controls have to be in it. */
    min-block-size: min(22rem, 100vh);
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

  .call {
    display: grid;
    grid-template: auto minmax(0, 1fr) / minmax(0, 1fr);
    position: relative;
    min-block-size: 0;
    background: var(--_stage);
    animation: settle var(--_slow) var(--_ease);
  }

  .call [hidden] {
    display: none;
  }

  .stage {
    grid-row: 2;
  }

  .header {
    grid-column: 1 / -1;
  }

  /* Over the stage where there is no room beside it. */
  .sidebar {
    position: absolute;
    inset: 0;
    z-index: 2;
    overflow: hidden;
    background: var(--_surface);
    animation: settle var(--_slow) var(--_ease);
  }

  .stage {
    position: relative;
    display: grid;
    grid-template-rows: minmax(0, 1fr);
    overflow: hidden;
    padding: 8px 8px 84px;
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

  .reactions {
    position: absolute;
    inset: 0;
    z-index: 1;
    pointer-events: none;
  }

  .toasts {
    position: absolute;
    inset-block-end: 92px;
    inset-inline: 16px;
    z-index: 1;
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

  @keyframes settle {
    from {
      opacity: 0;
    }
  }

  @container calls-room (min-width: 640px) {
    .with-sidebar {
      grid-template-columns: minmax(0, 1fr) clamp(17rem, 32%, 22rem);
    }

    .sidebar {
      position: relative;
      grid-row: 2;
      margin-block: 8px;
      margin-inline-end: 8px;
      border: 1px solid var(--_line);
      border-radius: var(--_radius-l);
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

  /* A wall: what stands alone there is read from across the room. */
  @container calls-room (min-width: 2400px) and (min-height: 1200px) {
    .page {
      zoom: 1.75;
    }
  }

  /* Low and wide, such as a phone on its side: the picture is worth more than the space under the bar. */
  @container calls-room (max-height: 360px) and (min-width: 480px) {
    .stage {
      padding-block-end: 8px;
    }
  }
`;
