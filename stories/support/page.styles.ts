import { html } from "lit";

/** The pages around the calls of the stories. */
export const pageStyles = html`<style>
  .full,
  .app,
  .shop {
    box-sizing: border-box;
    block-size: 100dvh;
    color: light-dark(#1b1f26, #eef0f4);
    font:
      1rem/1.5 system-ui,
      sans-serif;
  }

  .phone {
    inline-size: min(100%, 390px);
    block-size: min(100dvh, 844px);
    margin: 0 auto;
  }

  .title {
    display: flex;
    align-items: baseline;
    gap: 12px;
    padding: 12px 20px 4px;
    color: light-dark(#1b1f26, #eef0f4);
    font:
      1rem/1.5 system-ui,
      sans-serif;
  }

  .title span,
  .quiet {
    color: light-dark(#565e6b, #a9b1be);
  }

  .app,
  .shop {
    display: grid;
    background: light-dark(#f6f4ef, #16171a);
  }

  .app {
    grid-template-columns: minmax(0, 1fr) minmax(240px, 340px);
  }

  .shop {
    grid-template-columns: minmax(0, 1fr) minmax(320px, 44%);
    gap: 24px;
    padding: 24px;
  }

  .app aside {
    border-inline-start: 1px solid light-dark(#e2ddd2, #2a2c31);
    min-block-size: 0;
  }

  .shop aside {
    overflow: hidden;
    min-block-size: 0;
    border-radius: 20px;
  }

  article {
    max-inline-size: 42rem;
    padding: 40px;
  }

  article h1 {
    margin: 0 0 12px;
    font-size: 1.75rem;
    line-height: 1.2;
  }

  article ul {
    padding: 0;
    list-style: none;
  }

  article li {
    display: flex;
    justify-content: space-between;
    padding-block: 12px;
    border-block-end: 1px solid light-dark(#e2ddd2, #2a2c31);
  }

  @media (max-width: 700px) {
    .app,
    .shop {
      grid-template: minmax(0, 1fr) minmax(0, 1fr) / minmax(0, 1fr);
    }
  }
</style>`;
