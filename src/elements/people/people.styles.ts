import { css } from "lit";

export const peopleStyles = css`
  :host {
    min-block-size: 16rem;
  }

  .section {
    display: flex;
    align-items: center;
    gap: 8px;
    min-block-size: 36px;
    padding-inline: 16px;
  }

  .section h3 {
    flex: 1;
  }

  ul {
    margin: 0 0 8px;
    padding: 0 8px;
    list-style: none;
  }

  .row {
    display: flex;
    align-items: center;
    gap: 4px;
    min-block-size: 52px;
    padding: 4px 8px;
    border-radius: var(--_radius-s);
    /* What is scrolled away costs nothing, however many there are. */
    content-visibility: auto;
    contain-intrinsic-block-size: auto 52px;
  }

  .row:hover {
    background: var(--_hover);
  }

  .avatar {
    display: grid;
    place-items: center;
    inline-size: 36px;
    block-size: 36px;
    flex: none;
    margin-inline-end: 8px;
    border-radius: 999px;
    background: light-dark(oklch(0.86 0.055 var(--_hue)), oklch(0.4 0.06 var(--_hue)));
    color: light-dark(oklch(0.32 0.06 var(--_hue)), oklch(0.95 0.02 var(--_hue)));
    font-size: 0.75rem;
    font-weight: 600;
    line-height: 1;
    user-select: none;
  }

  .who {
    display: grid;
    flex: 1;
    min-inline-size: 0;
  }

  .who b {
    overflow: hidden;
    justify-self: start;
    max-inline-size: 100%;
    font-weight: 500;
    text-overflow: ellipsis;
    white-space: nowrap;
  }

  .who small {
    color: var(--_text-quiet);
    font-size: 0.75rem;
  }

  .state {
    display: grid;
    place-items: center;
    inline-size: 28px;
    block-size: 28px;
    flex: none;
    color: var(--_text-quiet);
  }

  .state .icon {
    inline-size: 1.125rem;
    block-size: 1.125rem;
  }

  .state.off {
    color: light-dark(#b3261e, #ffb4ab);
  }

  .state.hand {
    color: var(--_warning);
  }

  .door {
    flex-wrap: wrap;
    content-visibility: visible;
  }

  .door .who {
    flex-basis: 6rem;
  }

  .answers {
    display: flex;
    gap: 4px;
    margin-inline-start: auto;
  }

  .order,
  .foot {
    display: grid;
    gap: 4px;
    flex: none;
    padding: 8px 16px 12px;
    border-block-start: 1px solid var(--_line);
  }

  .foot .button {
    justify-self: stretch;
  }

  summary {
    min-block-size: 44px;
    padding-block: 12px;
    font-weight: 600;
    cursor: pointer;
  }

  .order {
    padding-block: 0;
  }

  .order .button {
    inline-size: 100%;
    margin-block: 4px 12px;
  }

  .told {
    color: var(--_text-quiet);
    font-size: 0.75rem;
    text-align: center;
  }

  @container calls-panel (max-width: 280px) {
    .avatar {
      display: none;
    }
  }

  @media (forced-colors: active) {
    .avatar {
      border: 1px solid CanvasText;
    }
  }
`;
