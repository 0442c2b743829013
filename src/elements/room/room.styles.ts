import { css } from "lit";

export const roomStyles = css`
  :host {
    display: block;
    position: relative;
    /* As wide as there is room, also where the page makes it an inline block. */
    inline-size: -moz-available;
    inline-size: -webkit-fill-available;
    inline-size: stretch;
    block-size: 100%;
    /* What stands in front of the content for its height asks for no width. */
    min-inline-size: 0;
    /* Enlarged four times, a window is lower than that, and the controls have to be in it. */
    min-block-size: min(15rem, 100vh);
    background: var(--_surface);
  }

  /* What a page gives no height has that of this: the shape of a picture, high enough for the step before the call, and not higher
     than the window, less the margins that a page has of itself. */
  :host::before {
    content: "";
    display: block;
    flex: none;
    inline-size: 100%;
    aspect-ratio: 16 / 9;
    min-block-size: min(40rem, 100dvh - 16px);
    max-block-size: calc(100dvh - 16px);
  }

  /* A page that brings an interface brings its measures and its ground, too. */
  :host(:state(replaced)) {
    inline-size: auto;
    block-size: auto;
    min-block-size: 0;
    background: none;
  }

  :host(:state(replaced))::before {
    content: none;
  }

  /*
   * It fills the host by itself, whatever way of laying out the page gives the host. A page may round the host's corners: what is at
   * a corner follows, and nothing is cut to it, because a browser that cuts moving pictures to a round shape draws each of
   * them twice, which costs several times as much as the pictures themselves.
   */
  .base {
    position: absolute;
    inset: 0;
    border-radius: inherit;
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
    border-radius: inherit;
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
    overflow: hidden;
    border-start-start-radius: inherit;
    border-start-end-radius: inherit;
  }

  /* Over the stage where there is no room beside it. */
  .sidebar {
    position: absolute;
    inset: 0;
    z-index: 2;
    overflow: hidden;
    border-radius: inherit;
    background: var(--_surface);
    animation: settle var(--_slow) var(--_ease);
  }

  .stage {
    position: relative;
    display: flex;
    flex-direction: column;
    overflow: hidden;
    padding: 8px 8px 84px;
  }

  .people {
    position: relative;
    display: grid;
    flex: 1;
    min-inline-size: 0;
    min-block-size: 0;
  }

  calls-grid {
    min-block-size: 0;
    aspect-ratio: auto;
  }

  .over {
    position: absolute;
    inset-block-start: 8px;
    inset-inline: 8px;
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

  /* What features bring has a place of its own: people's pictures make room for it, so that it covers neither names nor buttons. */
  .brought {
    display: contents;
  }

  .brought > * {
    align-self: center;
    flex: none;
    margin-block-start: 8px;
  }

  calls-audio:not(:state(blocked)) {
    display: none;
  }

  .brought > :state(top) {
    order: -1;
    margin-block: 0 8px;
  }

  /* Above the names in the last row. */
  .toasts {
    position: absolute;
    inset-block-end: 44px;
    inset-inline: 8px;
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

  /* Under the button of a tile's menu, where the line is as wide as the room. */
  @container calls-room (max-width: 479px) {
    .over {
      inset-block-start: 48px;
    }
  }

  /* One thing after the other: whoever hears nothing turns that on first. */
  @container calls-room (max-height: 499px) {
    .brought:has(> calls-audio:state(blocked)) > :not(calls-audio) {
      display: none;
    }
  }

  @container calls-room (max-height: 299px) {
    .brought > * {
      margin-block-start: 4px;
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
    .page,
    .brought > * {
      zoom: 1.75;
    }
  }
`;
