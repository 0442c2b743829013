import { css } from "lit";

export const prejoinStyles = css`
  :host {
    display: block;
    /* As wide as there is room, also where the page makes it an inline block. */
    inline-size: -moz-available;
    inline-size: -webkit-fill-available;
    inline-size: stretch;
    container: calls-prejoin / inline-size;
  }

  .base {
    display: grid;
    gap: 20px;
    inline-size: 100%;
    max-inline-size: 26rem;
    margin: 0 auto;
  }

  .preview {
    position: relative;
    display: grid;
    aspect-ratio: 4 / 3;
    inline-size: 100%;
    /* In a low window, what is to be done has to be in sight, too: it stands below, with the choice of devices. */
    max-block-size: max(150px, min(62vh, 100vh - 33rem));
    overflow: hidden;
    border-radius: var(--_radius-l);
    background: var(--_preview);
    box-shadow: var(--_shadow-1);
    /* On a dark surface the preview lies deeper, as it would not stand out otherwise. */
    --_preview: var(--calls-tile, light-dark(#dadee5, #101216));
  }

  .picture {
    position: absolute;
    inset: 0;
    inline-size: 100%;
    block-size: 100%;
    object-fit: cover;
    /* People know themselves from mirrors. */
    transform: scaleX(-1);
  }

  .words {
    position: absolute;
    inset: 0 0 72px;
    display: grid;
    place-content: center;
    justify-items: center;
    gap: 12px;
    padding: 12px;
    color: var(--_text-quiet);
    text-align: center;
  }

  .words .button {
    background: light-dark(#fff, #343a45);
    color: light-dark(#1b1f26, #eef0f4);
    text-wrap: balance;
  }

  .words .button:hover {
    background: light-dark(#f4f5f8, #3f4653);
  }

  .toggles {
    position: absolute;
    inset-block-end: 16px;
    inset-inline: 0;
    display: flex;
    justify-content: center;
    gap: 12px;
  }

  /* How loud you are, around the button that you would press about it. */
  .toggles .toggle.on:first-child {
    box-shadow: 0 0 0 calc(var(--calls-level, 0) * 8px) color-mix(in srgb, var(--_accent) 55%, transparent);
  }

  .toggles .toggle.on,
  .toggles .toggle.starting {
    background: light-dark(rgb(255 255 255 / 86%), rgb(64 69 80 / 86%));
    backdrop-filter: blur(12px);
  }

  .details {
    display: grid;
    gap: 16px;
    align-content: center;
  }

  .heading {
    display: grid;
    gap: 4px;
  }

  h2 {
    margin: 0;
    font-size: 1.375rem;
    font-weight: 600;
    line-height: 1.25;
    letter-spacing: -0.01em;
  }

  p {
    margin: 0;
    text-wrap: pretty;
    overflow-wrap: anywhere;
  }

  .heading p {
    color: var(--_text-quiet);
  }

  .devices {
    display: grid;
    gap: 8px;
  }

  .speaker {
    display: flex;
    flex-wrap: wrap;
    gap: 8px;
  }

  .speaker .device {
    flex: 1 1 10rem;
    min-inline-size: 0;
  }

  .test {
    flex: 1 0 auto;
    padding-inline: 14px;
  }

  /* The frame is the label's: the arrow of a native list would stick to it. */
  .device {
    position: relative;
    display: grid;
    align-items: center;
    padding-inline-end: 10px;
    border: 1px solid var(--_line);
    border-radius: var(--_radius);
    background: var(--_surface);
    color: var(--_text-quiet);
    font-weight: 400;
  }

  .device:hover {
    background: color-mix(in srgb, var(--_text) 4%, var(--_surface));
  }

  .device:has(:focus-visible) {
    outline: 2px solid var(--_accent);
    outline-offset: 2px;
  }

  .device > .icon {
    position: absolute;
    inset-inline-start: 12px;
    pointer-events: none;
  }

  select {
    min-block-size: 42px;
    inline-size: 100%;
    padding-block: 8px;
    padding-inline: 42px 4px;
    border: 0;
    outline: none;
    background: transparent;
    color: var(--_text);
    font: inherit;
    text-overflow: ellipsis;
    cursor: pointer;
  }

  option {
    background: var(--_surface);
  }

  .field {
    display: grid;
    gap: 6px;
  }

  label {
    font-weight: 600;
  }

  input {
    min-block-size: 44px;
    inline-size: 100%;
    padding: 8px 14px;
    border: 1px solid color-mix(in srgb, var(--_text) 45%, transparent);
    border-radius: var(--_radius);
    background: var(--_surface);
    color: var(--_text);
    font: inherit;
    font-size: 1rem;
  }

  input:focus-visible {
    outline-offset: -1px;
  }

  input[aria-invalid="true"] {
    border-color: var(--_danger);
    border-width: 2px;
  }

  .error {
    color: light-dark(#b3261e, #ffb4ab);
  }

  .network {
    display: flex;
    gap: 8px;
    color: var(--_text-quiet);
  }

  .network .icon {
    color: light-dark(#1e7d46, #7ddba0);
  }

  .slow,
  .limited,
  .gone,
  .missing,
  .network:not(.good) .icon {
    color: var(--_warning);
  }

  .dot {
    inline-size: 10px;
    block-size: 10px;
    flex: none;
    margin: 5px;
    border-radius: 999px;
    background: #ff6b62;
  }

  .notices {
    display: grid;
    gap: 8px;
  }

  .notice {
    box-shadow: none;
  }

  .join {
    min-block-size: 48px;
    font-size: 1rem;
  }

  @container calls-prejoin (min-width: 640px) {
    .base {
      grid-template-columns: minmax(0, 1.35fr) minmax(15rem, 1fr);
      gap: 40px;
      align-items: center;
      max-inline-size: 62rem;
    }

    .preview {
      aspect-ratio: 16 / 10;
      max-block-size: max(150px, 62vh);
    }
  }

  @container calls-prejoin (max-width: 300px) {
    .preview {
      aspect-ratio: 1;
    }

    .words .button {
      padding-inline: 12px;
      font-size: 0.8125rem;
    }

    .notice > .icon {
      display: none;
    }
  }

  @media (forced-colors: active) {
    .dot {
      background: CanvasText;
      forced-color-adjust: none;
    }

    .preview {
      border: 1px solid CanvasText;
    }
  }
`;
