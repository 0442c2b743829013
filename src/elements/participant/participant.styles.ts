import { css } from "lit";

export const participantStyles = css`
  :host {
    container: calls-participant / size;
  }

  .base {
    display: grid;
    place-items: center;
  }

  .base > * {
    grid-area: 1 / 1;
  }

  video {
    inline-size: 100%;
    block-size: 100%;
    object-fit: cover;
    opacity: 0;
    transition: opacity var(--_slow) var(--_ease);
  }

  video[hidden] {
    display: none;
  }

  .picture video {
    opacity: 1;
  }

  .self video {
    transform: scaleX(-1);
  }

  .reconnecting video {
    filter: saturate(0.35) brightness(0.75);
  }

  .avatar {
    display: grid;
    place-items: center;
    inline-size: clamp(2.5rem, 34cqmin, 18rem);
    aspect-ratio: 1;
    border-radius: 999px;
    background: light-dark(oklch(0.72 0.075 var(--_hue)), oklch(0.44 0.065 var(--_hue)));
    color: light-dark(oklch(0.24 0.05 var(--_hue)), oklch(0.95 0.02 var(--_hue)));
    font-size: clamp(1rem, 12cqmin, 6rem);
    font-weight: 500;
    line-height: 1;
    letter-spacing: 0.02em;
    user-select: none;
  }

  .avatar .icon {
    inline-size: 50%;
    block-size: 50%;
  }

  .picture .avatar {
    visibility: hidden;
  }

  /* The picture darkens softly behind the name. */
  .picture::after {
    content: "";
    position: absolute;
    inset: auto 0 0;
    block-size: min(35%, 5rem);
    background: linear-gradient(transparent, rgb(0 0 0 / 42%));
    pointer-events: none;
  }

  .ring {
    position: absolute;
    inset: 0;
    z-index: 2;
    border: 3px solid var(--_accent);
    border-radius: inherit;
    opacity: clamp(0, (var(--calls-level, 0) - 0.04) * 12, 1);
    pointer-events: none;
  }

  .foot {
    position: absolute;
    inset: auto 8px 8px;
    z-index: 1;
    display: grid;
    grid-template-columns: minmax(0, 1fr);
    justify-items: start;
    gap: 8px;
    pointer-events: none;
  }

  slot[name="captions"]::slotted(*) {
    justify-self: center;
    max-inline-size: min(100%, 44rem);
    padding: 4px 12px;
    border-radius: var(--_radius-s);
    background: rgb(16 18 22 / 78%);
    color: #fff;
    font-size: clamp(0.875rem, 3.2cqmin, 1.75rem);
    text-align: center;
    text-wrap: balance;
  }

  .pill {
    display: flex;
    align-items: center;
    gap: 0.46em;
    max-inline-size: 100%;
    block-size: 2.15em;
    padding-inline: 0.6em 0.9em;
    border-radius: 999px;
    background: rgb(16 18 22 / 62%);
    color: #fff;
    /* Grows with the tile, so that it can be read from across a room. */
    font-size: clamp(0.8125rem, max(2cqmin, 0.9vmin), 1.75rem);
    line-height: 1;
    white-space: nowrap;
  }

  .picture .pill {
    background: rgb(16 18 22 / 45%);
    backdrop-filter: blur(12px);
  }

  .pill .icon {
    inline-size: 1.08em;
    block-size: 1.08em;
    opacity: 0.9;
  }

  .pill.muted > .icon:first-child,
  .poor .icon {
    color: #ffb4ab;
    opacity: 1;
  }

  .fair .icon {
    color: #ffd58a;
    opacity: 1;
  }

  .poor,
  .fair {
    display: contents;
  }

  /* The bars that are missing. */
  .poor path:nth-child(n + 3),
  .fair path:nth-child(n + 4) {
    opacity: 0.35;
  }

  .hand {
    position: absolute;
    inset-block-start: 8px;
    inset-inline-start: 8px;
    z-index: 1;
    display: grid;
    place-items: center;
    inline-size: clamp(1.75rem, 5cqmin, 3rem);
    aspect-ratio: 1;
    border-radius: 999px;
    background: #ffc46b;
    color: #3a2400;
    box-shadow: var(--_shadow-1);
    animation: raise var(--_slow) var(--_ease);
  }

  .hand .icon {
    inline-size: 58%;
    block-size: 58%;
  }

  @keyframes raise {
    from {
      opacity: 0;
      translate: 0 8px;
    }
  }

  /* Out of the way until somebody is about to use it. */
  .more {
    position: absolute;
    inset-block-start: 2px;
    inset-inline-end: 2px;
    z-index: 2;
  }

  .more > span {
    display: grid;
    place-items: center;
    inline-size: 32px;
    block-size: 32px;
    border-radius: 999px;
    background: rgb(16 18 22 / 62%);
    opacity: 0;
    transition: opacity var(--_fast) var(--_ease);
  }

  :host(:hover) .more > span,
  .more:focus-visible > span,
  .base:has(:popover-open) .more > span {
    opacity: 1;
  }

  .more:hover > span {
    background: rgb(16 18 22 / 85%);
  }

  .more:focus-visible {
    outline-offset: -6px;
  }

  @media (hover: none) {
    .more > span {
      background: rgb(16 18 22 / 36%);
      opacity: 1;
    }
  }

  .name {
    overflow: hidden;
    padding-block: 4px;
    text-overflow: ellipsis;
    unicode-bidi: isolate;
  }

  slot {
    display: contents;
  }

  @container calls-participant (max-width: 140px) or (max-height: 90px) {
    .foot {
      inset: auto 4px 4px;
    }

    .pill {
      block-size: 22px;
      font-size: 0.75rem;
    }

    /* People know themselves, and so little room is for the picture. */
    .self .name {
      position: absolute;
      inline-size: 1px;
      clip-path: inset(50%);
    }

    .hand {
      inset-block-start: 4px;
      inset-inline-start: 4px;
    }

    .avatar {
      translate: 0 -6px;
    }
  }

  /* No room for more than the buttons; the words stay for those who hear them. */
  @container calls-participant (max-height: 70px) {
    .self .pill {
      clip-path: inset(50%);
    }
  }

  @media (forced-colors: active) {
    .base,
    .avatar,
    .pill,
    .hand,
    .more > span {
      border: 1px solid CanvasText;
    }

    .base .pill {
      background: Canvas;
      color: CanvasText;
    }

    .pill .icon.icon {
      color: CanvasText;
    }

    .ring {
      border-color: Highlight;
      border-width: 4px;
    }
  }
`;
