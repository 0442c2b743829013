import { css } from "lit";

/** A field in which a panel is searched, with its icon: `.search`. */
export const searchStyles = css`
  .search {
    position: relative;
    flex: none;
    padding: 0 16px 8px;
  }

  .search .icon {
    position: absolute;
    inset-block-start: 10px;
    inset-inline-start: 28px;
    color: var(--_text-quiet);
    pointer-events: none;
  }

  .search input {
    padding-inline-start: 40px;
  }
`;
