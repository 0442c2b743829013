import { css } from "lit";

/** A question, or a list, over the page. */
export const dialogStyles = css`
  dialog {
    inline-size: min(24rem, calc(100vi - 32px));
    padding: 20px;
    border: 1px solid var(--_line);
    border-radius: var(--_radius-l);
    background: var(--_surface);
    color: var(--_text);
    box-shadow: var(--_shadow-2);
  }

  dialog::backdrop {
    background: rgb(0 0 0 / 45%);
  }

  dialog h2 {
    margin: 0;
    font-size: 1rem;
    font-weight: 600;
    line-height: 1.5;
  }

  dialog p {
    margin-block: 4px 20px;
    color: var(--_text-quiet);
  }

  .choices {
    display: flex;
    flex-wrap: wrap;
    justify-content: end;
    gap: 8px;
  }

  .button.danger {
    background: var(--_danger);
    color: var(--_on-danger);
  }

  .button.danger:hover {
    background: color-mix(in srgb, var(--_danger) 88%, #000);
  }
`;
