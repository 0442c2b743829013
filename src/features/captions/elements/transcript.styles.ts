import { css } from "lit";

export const transcriptStyles = css`
  .found {
    padding: 0 16px 8px;
    color: var(--_text-quiet);
    font-size: 0.75rem;
  }

  ol {
    margin: 0;
    padding: 0 8px 16px;
    list-style: none;
  }

  li {
    content-visibility: auto;
    contain-intrinsic-block-size: auto 3rem;
    padding: 2px 8px;
    border-radius: var(--_radius-s);
    scroll-margin-block: 40%;
  }

  li.begins {
    margin-block-start: 12px;
  }

  li.target {
    background: var(--_hover);
  }

  .head {
    display: flex;
    align-items: baseline;
    gap: 8px;
    font-size: 0.75rem;
  }

  .head bdi {
    overflow: hidden;
    font-weight: 600;
    text-overflow: ellipsis;
    white-space: nowrap;
  }

  time {
    color: var(--_text-quiet);
    font-variant-numeric: tabular-nums;
  }

  .translation {
    font-style: italic;
  }

  .live,
  .translation {
    color: var(--_text-quiet);
  }

  mark {
    border-radius: 3px;
    background: light-dark(#ffe08a, #6b5300);
    color: inherit;
  }

  .result {
    display: block;
    inline-size: 100%;
    padding: 0;
    border: 0;
    background: none;
    color: inherit;
    font: inherit;
    text-align: start;
    cursor: pointer;
  }

  .result:hover p {
    text-decoration: underline;
  }

  .latest {
    position: sticky;
    inset-block-end: 8px;
    display: block;
    margin-inline: auto;
    background: var(--_surface);
    box-shadow: var(--_shadow-1);
  }

  .note {
    padding: 0 16px 8px;
    color: var(--_text-quiet);
    font-size: 0.75rem;
  }

  .foot {
    flex: none;
    padding: 8px 16px 12px;
    border-block-start: 1px solid var(--_line);
    max-block-size: 50%;
    overflow: auto;
  }

  .save .button {
    padding-inline: 10px;
  }

  .save {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 8px 6px;
  }

  summary {
    min-block-size: 44px;
    align-content: center;
    font-weight: 600;
    cursor: pointer;
  }
`;
