import { css } from "lit";

export const reactionsButtonStyles = css`
  .menu {
    min-inline-size: 0;
    max-inline-size: min(26rem, 100vw - 16px);
  }

  .menu:popover-open,
  .group {
    display: flex;
    flex-wrap: wrap;
    justify-content: center;
  }

  .item {
    display: grid;
    place-items: center;
    flex: none;
    inline-size: 44px;
    padding: 0;
    font-size: 1.5rem;
    line-height: 1;
    transition: scale var(--_fast) var(--_ease);
  }

  .group .item {
    flex: 1 0 22%;
    padding: 0;
    font-size: 1.5rem;
  }

  .item:hover {
    scale: 1.15;
  }

  .item:active {
    scale: 0.9;
  }
`;
