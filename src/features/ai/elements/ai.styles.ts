import { css } from "lit";

export const aiStyles = css`
  :host {
    display: block;
    inline-size: 100%;
    container-type: inline-size;
    pointer-events: none;
  }

  :host(:state(empty)) {
    display: none !important;
  }

  .base {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    justify-content: center;
    gap: 8px;
    inline-size: fit-content;
    max-inline-size: 100%;
    margin-inline: auto;
    padding-block: 4px;
    padding-inline: 16px 4px;
    border: 1px solid var(--_line);
    border-radius: 27px;
    background: var(--_surface);
    color: var(--_text);
    box-shadow: var(--_shadow-1);
    pointer-events: auto;
  }

  .mine {
    border-color: var(--_accent);
  }

  .status {
    display: flex;
    align-items: center;
    gap: 8px;
    min-inline-size: 0;
    min-block-size: 44px;
    margin: 0;
    margin-inline-end: 8px;
    overflow-wrap: anywhere;
  }

  .mine .status .icon {
    color: var(--_accent);
  }

  .buttons {
    display: flex;
    flex-wrap: wrap;
    justify-content: center;
    gap: 4px;
  }

  .button:not(.hold, .dismiss) .icon {
    display: none;
  }

  .button {
    padding-inline: 16px;
  }

  .dismiss {
    inline-size: 44px;
    padding: 0;
  }

  .hold {
    touch-action: none;
    user-select: none;
    -webkit-touch-callout: none;
  }

  .hold.held {
    box-shadow: 0 0 0 4px color-mix(in srgb, var(--_accent) 36%, transparent);
  }

  /* In one line: what is used least has its sign alone. */
  @container (max-width: 899px) {
    .button {
      padding-inline: 12px;
    }

    .base {
      flex-wrap: nowrap;
    }

    .buttons {
      flex: none;
      flex-wrap: nowrap;
    }

    .take,
    .end {
      inline-size: 44px;
      padding: 0;
    }

    .button.take .icon,
    .button.end .icon {
      display: block;
    }

    .take .label,
    .end .label {
      position: absolute;
      inline-size: 1px;
      block-size: 1px;
      overflow: hidden;
      clip-path: inset(50%);
      white-space: nowrap;
    }
  }

  /* In the hand it is two lines, and the thumb finds what is held. */
  @container (max-width: 479px) {
    .base {
      flex-wrap: wrap;
      padding: 4px 8px 8px;
    }

    .base:not(.talk) {
      flex-wrap: nowrap;
      padding-block: 4px;
      padding-inline-start: 16px;
    }

    .talk .status {
      flex: 1 0 100%;
      justify-content: center;
      min-block-size: 32px;
      margin: 0;
    }

    .talk .buttons {
      flex: 1 1 auto;
      flex-wrap: wrap;
    }

    .hold {
      flex: 1 1 auto;
    }
  }

  /* Where there is hardly room for pictures, the signs of the buttons are enough; the words stay for those who hear them. */
  @container (max-width: 499px) and (max-height: 399px) {
    .talk {
      padding: 0;
    }

    .talk .status,
    .talk .label {
      position: absolute;
      inline-size: 1px;
      block-size: 1px;
      min-block-size: 0;
      overflow: hidden;
      clip-path: inset(50%);
      white-space: nowrap;
    }

    .talk .buttons {
      flex-wrap: nowrap;
    }

    .talk .button {
      flex: none;
      inline-size: 44px;
      padding: 0;
    }

    .talk .button .icon {
      display: block;
    }
  }
`;
