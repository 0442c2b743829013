import { css } from "lit";

export const chatStyles = css`
  :host {
    min-block-size: 16rem;
  }

  /* Files are held over it. */
  .over {
    outline: 2px dashed var(--_accent);
    outline-offset: -6px;
  }

  .history {
    position: relative;
    display: grid;
    grid-template-rows: minmax(0, 1fr);
    flex: 1;
    min-block-size: 0;
  }

  .log {
    display: flex;
    flex-direction: column;
    gap: 2px;
    padding: 4px 12px 12px;
  }

  /* Few messages stand at the bottom, next to where one writes. */
  .log > .message:first-child,
  .log > .divider:first-child {
    margin-block-start: auto;
  }

  .message {
    position: relative;
    display: grid;
    /* No wider than the chat, however long a line that does not break is. */
    grid-template-columns: minmax(0, 1fr);
    justify-items: start;
    flex: none;
    border-radius: var(--_radius-s);
  }

  .message:focus-visible {
    outline-offset: 0;
  }

  .message.own {
    justify-items: end;
  }

  .message.first:not(:first-child) {
    margin-block-start: 12px;
  }

  .head {
    display: flex;
    flex-wrap: wrap;
    align-items: baseline;
    column-gap: 8px;
    max-inline-size: 100%;
    padding: 0 4px 4px;
    font-size: 0.75rem;
    color: var(--_text-quiet);
  }

  .head b {
    overflow: hidden;
    max-inline-size: 100%;
    color: var(--_text);
    font-weight: 600;
    text-overflow: ellipsis;
    white-space: nowrap;
  }

  .own .head {
    justify-content: end;
  }

  .bubble {
    max-inline-size: min(100%, 36rem);
    padding: 8px 12px;
    border-radius: var(--_radius);
    background: var(--_stage);
    overflow-wrap: anywhere;
    unicode-bidi: plaintext;
    white-space: pre-wrap;
  }

  .own .bubble {
    background: color-mix(in srgb, var(--_accent) 16%, var(--_surface));
  }

  .bubble a {
    color: inherit;
    text-decoration: underline;
    text-underline-offset: 2px;
    unicode-bidi: isolate;
  }

  .deleted .bubble {
    background: none;
    border: 1px dashed color-mix(in srgb, var(--_text) 30%, transparent);
    color: var(--_text-quiet);
  }

  .mark {
    padding: 0 6px;
    border-radius: 999px;
    background: var(--_accent);
    color: var(--_on-accent);
    font-weight: 600;
  }

  .unfinished .bubble::after {
    content: " ●";
    animation: more 1.2s infinite alternate ease-in-out;
  }

  @keyframes more {
    to {
      opacity: 0.2;
    }
  }

  @media (prefers-reduced-motion: reduce) {
    .unfinished .bubble::after {
      animation: none;
    }
  }

  .sending .bubble {
    opacity: 0.7;
  }

  .edited,
  .state {
    font-size: 0.75rem;
    color: var(--_text-quiet);
  }

  .edited.problem {
    color: light-dark(#b3261e, #ffb4ab);
  }

  .log > .empty {
    flex: 1;
  }

  .state {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 4px 12px;
    padding: 4px;
  }

  .text-button {
    padding: 4px 0;
    border: 0;
    background: none;
    color: var(--_accent);
    font: inherit;
    font-weight: 600;
    cursor: pointer;
  }

  .text-button:hover {
    text-decoration: underline;
  }

  .quote {
    display: block;
    inline-size: 100%;
    margin-block-end: 4px;
    padding: 0;
    padding-inline-start: 8px;
    border: 0;
    border-inline-start: 2px solid var(--_accent);
    background: none;
    color: var(--_text-quiet);
    font: inherit;
    font-size: 0.75rem;
    text-align: start;
    white-space: nowrap;
    cursor: pointer;
  }

  .quote > * {
    display: block;
    overflow: hidden;
    text-overflow: ellipsis;
    unicode-bidi: plaintext;
  }

  /* In the tab order only while its message is looked at: the others are one arrow key away. */
  .actions {
    position: absolute;
    inset-block-start: -16px;
    inset-inline-end: 4px;
    z-index: 1;
    display: flex;
    visibility: hidden;
    border: 1px solid var(--_line);
    border-radius: var(--_radius-s);
    background: var(--_surface);
    box-shadow: var(--_shadow-1);
  }

  .own .actions {
    inset-inline: 4px auto;
  }

  .message:hover .actions,
  .message:focus-within .actions {
    visibility: visible;
  }

  .actions .icon {
    inline-size: 1rem;
    block-size: 1rem;
  }

  .divider {
    display: flex;
    align-items: center;
    gap: 8px;
    flex: none;
    margin-block: 12px 4px;
    color: var(--_accent);
    font-size: 0.75rem;
    font-weight: 600;
  }

  .divider::before,
  .divider::after {
    content: "";
    flex: 1;
    block-size: 1px;
    background: currentColor;
    opacity: 0.5;
  }

  .jump {
    position: absolute;
    inset-block-end: 12px;
    inset-inline: 0;
    inline-size: fit-content;
    margin-inline: auto;
    box-shadow: var(--_shadow-2);
    font-size: 0.75rem;
  }

  .jump .icon {
    inline-size: 1rem;
    block-size: 1rem;
  }

  .bubble.file {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 8px;
    white-space: normal;
  }

  .file > span {
    flex: 1;
    min-inline-size: 0;
  }

  .file small {
    display: block;
    color: var(--_text-quiet);
    font-size: 0.75rem;
  }

  .file progress {
    flex-basis: 100%;
    inline-size: 100%;
    block-size: 8px;
    accent-color: var(--_accent);
  }

  /* Where one writes */

  .composer {
    display: grid;
    grid-template-columns: minmax(0, 1fr);
    gap: 8px;
    flex: none;
    padding: 8px 12px 12px;
    border-block-start: 1px solid var(--_line);
  }

  .about {
    display: flex;
    align-items: center;
    gap: 8px;
    min-inline-size: 0;
    font-size: 0.75rem;
    color: var(--_text-quiet);
  }

  .about > span {
    flex: 1;
    overflow: hidden;
    text-overflow: ellipsis;
    white-space: nowrap;
  }

  .about select {
    flex: 1;
    min-block-size: 32px;
    padding: 4px 8px;
    font-size: 0.75rem;
  }

  .row {
    display: flex;
    align-items: end;
    gap: 4px;
  }

  textarea {
    display: block;
    flex: 1;
    inline-size: 0;
    max-block-size: 9rem;
    line-height: 1.5;
    resize: none;
    field-sizing: content;
  }

  textarea::placeholder {
    overflow: hidden;
    text-overflow: ellipsis;
    white-space: nowrap;
  }

  .send {
    inline-size: 40px;
    block-size: 40px;
    border-radius: 999px;
    background: var(--_accent);
    color: var(--_on-accent);
  }

  .send:hover {
    background: color-mix(in srgb, var(--_accent) 88%, var(--_text));
    color: var(--_on-accent);
  }

  .send:disabled {
    background: var(--_hover);
    color: var(--_text-quiet);
    opacity: 1;
  }

  .row .quiet-button {
    min-inline-size: 40px;
    min-block-size: 40px;
  }

  [dir="rtl"] .send .icon,
  [dir="rtl"] .mirrored .icon {
    scale: -1 1;
  }

  .emoji {
    position: fixed;
    inset: auto;
    inline-size: min(18rem, calc(100vi - 16px));
    margin: 0;
    padding: 8px;
    border: 1px solid var(--_line);
    border-radius: var(--_radius);
    background: var(--_surface);
    color: var(--_text);
    box-shadow: var(--_shadow-2);
  }

  .emoji:popover-open {
    display: grid;
    grid-template-columns: repeat(6, 1fr);
  }

  .emoji button {
    min-block-size: 44px;
    padding: 0;
    border: 0;
    border-radius: var(--_radius-s);
    background: none;
    font-size: 1.375rem;
    line-height: 1;
    cursor: pointer;
  }

  .emoji button:hover {
    background: var(--_hover);
  }

  .emoji button:focus-visible {
    outline-offset: -2px;
  }

  @media (forced-colors: active) {
    .bubble,
    .actions {
      border: 1px solid CanvasText;
    }

    .own .bubble {
      border-width: 2px;
    }

    .send {
      border-color: ButtonText;
    }
  }
`;
