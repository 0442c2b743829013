import { css } from "lit";

/** The frame of whatever stands on the stage, and the sheen over what is not here yet. */
export const tileStyles = css`
  :host {
    display: block;
    position: relative;
    min-inline-size: 0;
    min-block-size: 0;
    aspect-ratio: 16 / 9;
  }

  .base {
    position: absolute;
    inset: 0;
    overflow: hidden;
    border-radius: var(--_radius);
    background: var(--_tile);
    /* Keeps the video inside of the corners in engines that lift it to a layer of its own. */
    isolation: isolate;
  }

  .waiting::before {
    content: "";
    position: absolute;
    inset: 0;
    background: linear-gradient(100deg, transparent 30%, var(--_hover) 50%, transparent 70%) 0 0 / 300% 100%;
    /* In steps: a tile that is drawn sixty times a second takes the time that its picture needs to come. */
    animation: sheen 1.8s steps(18) infinite;
  }

  @keyframes sheen {
    from {
      background-position: 150% 0;
    }

    to {
      background-position: -50% 0;
    }
  }
`;

/** A round button over a picture. */
export const overlayButtonStyles = css`
  .overlay {
    display: grid;
    place-items: center;
    inline-size: 44px;
    block-size: 44px;
    padding: 0;
    border: 0;
    border-radius: 999px;
    background: none;
    color: #fff;
    cursor: pointer;
    touch-action: manipulation;
  }
`;
