/**
 * `<demo-bar>`: what is above each page of the demo. It leads to the others, copies an invitation, fills the room with people who are
 * drawn, switches language and colours, and shows the page's own code. None of it is needed to use the kit.
 */
import { nameOf, WORDS } from "./words.js";

const PAGES = [
  ["index.html", "call"],
  ["script-tag.html", "scriptTag"],
  ["layout.html", "ownLayout"],
  ["headless.html", "headless"],
  ["whiteboard.html", "whiteboard"],
  ["agenda.html", "agenda"],
  ["guest.html", "guest"],
];

/** How many come: eight make a full room. `?people=24` in the address brings more, as far as the machine keeps up. */
const CROWD = Number(new URLSearchParams(location.search).get("people")) || 8;

/** Icons are from Lucide (ISC). */
const ICONS = {
  invite: `<path d="M10 13a5 5 0 0 0 7.54.54l3-3a5 5 0 0 0-7.07-7.07l-1.72 1.71"/><path d="M14 11a5 5 0 0 0-7.54-.54l-3 3a5 5 0 0 0 7.07 7.07l1.71-1.71"/>`,
  copied: `<path d="M20 6 9 17l-5-5"/>`,
  fill: `<path d="M16 21v-2a4 4 0 0 0-4-4H6a4 4 0 0 0-4 4v2"/><circle cx="9" cy="7" r="4"/><path d="M19 8v6M22 11h-6"/>`,
  clear: `<path d="M16 21v-2a4 4 0 0 0-4-4H6a4 4 0 0 0-4 4v2"/><circle cx="9" cy="7" r="4"/><path d="M22 11h-6"/>`,
  code: `<path d="m18 16 4-4-4-4"/><path d="m6 8-4 4 4 4"/><path d="m14.5 4-5 16"/>`,
  language: `<path d="m5 8 6 6"/><path d="m4 14 6-6 2-3"/><path d="M2 5h12"/><path d="M7 2h1"/><path d="m22 22-5-10-5 10"/><path d="M14 18h6"/>`,
  theme: `<path d="M20.985 12.486a9 9 0 1 1-9.473-9.472c.405-.022.617.46.402.803a6 6 0 0 0 8.268 8.268c.344-.215.825-.004.803.401"/>`,
  close: `<path d="M18 6 6 18"/><path d="m6 6 12 12"/>`,
};
ICONS.filling = ICONS.fill;

const icon = (name) =>
  `<svg viewBox="0 0 24 24" fill="none" stroke="currentColor" stroke-width="2" stroke-linecap="round" stroke-linejoin="round" aria-hidden="true">${ICONS[name]}</svg>`;

const keep = (name, value) => {
  try {
    localStorage.setItem(`demo-${name}`, value);
  } catch {
    // A page in a sandbox keeps nothing.
  }
};

const page = document.documentElement;

/** The room that the address names, or the page's own. */
export const roomOf = (fallback) => new URLSearchParams(location.search).get("room") || fallback;

/** The same page for somebody else: the room, and nothing of this person. */
export const inviteOf = (room) => new URL(`?room=${encodeURIComponent(room)}`, location.href).href;

/** Makes a `<calls-room>` that of the address, as every page of the demo does. */
export const useAddress = (call, fallback) => {
  const query = new URLSearchParams(location.search);
  call.setAttribute("room", roomOf(fallback));
  call.setAttribute("name", query.get("name") ?? "");
  call.toggleAttribute("autojoin", query.has("autojoin"));
  call.setAttribute("invite", inviteOf(roomOf(fallback)));
};

/** What is between the two pairs of scissors of a page: that which one would write oneself. */
const codeOf = (html) => {
  const [, code = ""] = /<!-- ✂ -->\n(.*?)\n? *<!-- ✂ -->/s.exec(html) ?? [];
  const margin = Math.min(...code.split("\n").flatMap((line) => (line.trim() ? [line.search(/\S/)] : [])));
  return code
    .split("\n")
    .map((line) => line.slice(margin))
    .join("\n");
};

customElements.define(
  "demo-bar",
  class extends HTMLElement {
    #crowd;
    #copied = 0;
    /** `none`, `coming` or `there`. */
    #people = "none";

    get #call() {
      return document.querySelector("calls-room");
    }

    connectedCallback() {
      const here = location.pathname.split("/").at(-1) || "index.html";
      const link = ([href, key]) =>
        `<a href="${href}" data-word="${key}" ${href === here ? 'aria-current="page"' : ""}></a>`;
      this.innerHTML = `
        <a class="brand" href="./"><svg viewBox="0 0 32 32" aria-hidden="true"><rect width="32" height="32" rx="10"/><path d="M8 11h10v10H8zM20 15l5-3v8l-5-3z"/></svg><b>calls-elements</b></a>
        <details>
          <summary><span data-word="${PAGES.find(([href]) => href === here)?.[1] ?? "pages"}"></span></summary>
          <nav data-label="pages">${PAGES.map(link).join("")}</nav>
        </details>
        <span class="space"></span>
        <button class="primary" data-do="fill" aria-live="polite"></button>
        <button data-do="invite" aria-live="polite"></button>
        <button class="icon" data-do="code"></button>
        <label class="icon" data-title="language">${icon("language")}<select data-label="language">${Object.keys(WORDS)
          .map((lang) => `<option value="${lang}" lang="${lang}">${nameOf(lang)}</option>`)
          .join("")}</select></label>
        <button class="icon" data-do="theme"></button>
        <dialog><header><b data-word="code"></b><span class="space"></span><button data-do="copy" data-word="copy"></button><button class="icon" data-do="close"></button></header><pre dir="ltr" lang="en" tabindex="0"></pre></dialog>`;
      addEventListener("click", this.#clicked);
      addEventListener("change", this.#chosen);
      this.querySelector("select").value = page.lang;
      this.#speak();
    }

    disconnectedCallback() {
      removeEventListener("click", this.#clicked);
      removeEventListener("change", this.#chosen);
      this.#crowd?.leave();
    }

    #clicked = ({ target }) => {
      // The menu of pages closes by a click anywhere else.
      const details = this.querySelector("details");
      if (!details.contains(target)) details.open = false;
      const action = this.contains(target) && target.closest("[data-do]")?.dataset.do;
      if (action) void this.#do(action);
      else if (target.localName === "dialog") target.close();
    };

    #chosen = ({ target }) => {
      if (target !== this.querySelector("select")) return;
      page.lang = target.value;
      page.dir = target.value === "ar" ? "rtl" : "ltr";
      keep("lang", target.value);
      this.#speak();
    };

    /** Says everything in the page's language, and has the kit's elements do so. */
    #speak() {
      const words = WORDS[page.lang] ?? WORDS.en;
      for (const each of this.querySelectorAll("[data-word]")) each.textContent = words[each.dataset.word];
      for (const each of this.querySelectorAll("[data-label]")) each.ariaLabel = words[each.dataset.label];
      for (const each of this.querySelectorAll("[data-title]")) each.title = words[each.dataset.title];
      const isTold = { none: "fill", coming: "filling", there: "clear" }[this.#people];
      const show = (action, key, isShort = false) => {
        const button = this.querySelector(`[data-do="${action}"]`);
        button.innerHTML = `${icon(key)}${isShort ? "" : `<span>${words[key]}</span>`}`;
        button.title = button.ariaLabel = words[key];
        return button;
      };
      show("fill", isTold).ariaDisabled = String(this.#people === "coming");
      show("invite", this.#copied > 0 ? "copied" : "invite");
      for (const action of ["code", "theme", "close"]) show(action, action, true);
      if (page.lang !== "en") void this.#teach(page.lang);
    }

    async #teach(lang) {
      const [{ registerLocales }, locale] = await Promise.all([
        import("./calls-elements.js"),
        import(`./calls-elements/locales/${lang}.js`),
      ]);
      registerLocales(...Object.values(locale));
    }

    async #do(action) {
      const dialog = this.querySelector("dialog");
      if (action === "close") dialog.close();
      if (action === "theme") {
        const shown = page.style.colorScheme || (matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light");
        page.style.colorScheme = shown === "dark" ? "light" : "dark";
        keep("theme", page.style.colorScheme);
      }
      if (action === "code") {
        const html = await (await fetch(location.href)).text();
        this.querySelector("pre").textContent = codeOf(html);
        dialog.showModal();
      }
      if (action === "copy") await navigator.clipboard.writeText(this.querySelector("pre").textContent);
      if (action === "invite") await this.#invite();
      if (action === "fill") await this.#fill();
    }

    async #invite() {
      const link = inviteOf(this.#call?.room || this.getAttribute("room"));
      try {
        await navigator.clipboard.writeText(link);
      } catch {
        // Without the clipboard, as on plain http, the link is there to be copied by hand.
        prompt(WORDS[page.lang].invite, link);
        return;
      }
      this.#copied++;
      this.#speak();
      setTimeout(() => {
        this.#copied--;
        this.#speak();
      }, 2_000);
    }

    /** Brings people into the call, and this person with them; or sends them home. */
    async #fill() {
      if (this.#people === "coming") return;
      if (this.#people === "there") {
        this.#crowd.leave();
        this.#become("none");
        return;
      }
      this.#become("coming");
      try {
        await this.#enter();
        const { Crowd } = await import("./people.js");
        this.#crowd ??= new Crowd();
        await this.#crowd.join(this.#call?.room || this.getAttribute("room"), CROWD);
        this.#become("there");
      } catch {
        // The call itself says what is wrong.
        this.#crowd?.leave();
        this.#become("none");
      }
    }

    /** One is in the call first: whoever comes first is its host. */
    async #enter() {
      const call = this.#call;
      if (!call) return;
      await customElements.whenDefined("calls-room");
      if (call.callsRoom.snapshot.status.phase === "joined") return;
      call.setAttribute("name", call.name || "Ada Lovelace");
      await call.callsRoom.request({ type: "join", room: call.room, name: call.name });
    }

    #become(people) {
      this.#people = people;
      this.#speak();
    }
  },
);
