import { html, nothing, type PropertyValues, type TemplateResult } from "lit";
import { property, query, state } from "lit/decorators.js";
import { guard } from "lit/directives/guard.js";
import { randomId } from "../../base/random-id.js";
import type { ChatMessage, RoomSnapshot } from "../../client/types.js";
import { announce } from "../ui/announcer.js";
import { Confirm } from "../ui/confirm.js";
import { arrowDownIcon } from "../ui/icons/arrow-down.js";
import { mayAsk } from "../core/may-ask.js";
import { PanelElement } from "../ui/panel-element.js";
import { roveTabindex } from "../ui/roving-tabindex.js";
import { Selected } from "../core/selected.js";
import { Brought } from "./brought.js";
import { chatStyles } from "./chat.styles.js";
import { composerView, isSendable, type ComposerView, type Recipient } from "./composer.js";
import type { ChatFiles } from "./files.js";
import { messagesView, type MessagesView } from "./messages.js";
import { selectUi, uiOf, type Draft, type Outgoing } from "../core/room-ui.js";
import { threadOf, type Thread } from "./thread.js";

interface ChatState {
  readonly chat: readonly ChatMessage[];
  readonly selfId: string;
  readonly mayWrite: boolean;
  readonly mayEdit: boolean;
  readonly mayDelete: boolean;
  /** Others' messages too. */
  readonly isHost: boolean;
  readonly joined: boolean;
  /** Changes with somebody's coming, going or new name, and with nothing else of theirs. */
  readonly names: string;
}

const NEWLINE = "\n";
const EMPTY: Draft = { text: "" };
/** Pixels from the end that still count as being there. */
const NEAR_END = 24;

const selectChat = (snapshot: RoomSnapshot): ChatState => ({
  chat: snapshot.chat,
  selfId: snapshot.self.id,
  mayWrite: mayAsk(snapshot, "chat"),
  mayEdit: mayAsk(snapshot, "chat-edit"),
  mayDelete: mayAsk(snapshot, "chat-delete"),
  isHost: snapshot.self.role === "host",
  joined: snapshot.status.phase === "joined",
  names: snapshot.participants.map(({ id, name }) => id + name).join(NEWLINE),
});

/**
 * @customElement calls-chat
 * @summary The chat of the call: what was said, and where one writes, to everybody or to one person.
 *
 * What is being written, and what could not be sent, is kept while the panel is closed. Text is shown as text: only web
 * addresses become links.
 *
 * @slot notice - Above where one writes. Empty: what features of the room bring, such as how its assistant is asked.
 *
 * @event {CallsActionEvent} calls-action - A message is posted, changed or deleted: `request` says which. Cancelable.
 * @event {CallsUiSetEvent} calls-ui-set - The panel is closed. Cancelable.
 *
 * @csspart base - The whole panel.
 * @csspart header - The heading with its button.
 * @csspart log - The messages.
 * @csspart message - Each message, with its name and time.
 * @csspart own-message - Each of one's own.
 * @csspart bubble - The text of a message.
 * @csspart private - What says that a message is for one person.
 * @csspart mark - What says that a message is of an AI.
 * @csspart link - Each link.
 * @csspart composer - Where one writes.
 * @csspart input - The field.
 * @csspart recipient - The choice of whom it is for.
 * @csspart send - The button that sends.
 * @csspart close - The button that closes the panel.
 * @csspart button - Each button.
 * @csspart file - Each file.
 * @csspart attach - The button that chooses a file.
 * @csspart dialog - The question before a message is deleted.
 * @csspart icon - The icons.
 *
 * @cssproperty [--calls-surface] - The ground of the panel.
 * @cssproperty [--calls-accent] - Of links, the button that sends, and a tint of one's own messages.
 */
export class CallsChat extends PanelElement {
  static override styles = [...[PanelElement.styles].flat(), chatStyles];

  protected readonly panel = "chat";

  /**
   * Lets people send files of up to 8 MiB to everybody who has the chat open, over a data channel: no server keeps them, and
   * who opens the chat later does not get them. They are chosen, pasted, or dropped on the chat. Not for private talk.
   */
  @property({ type: Boolean }) files = false;

  @query(".log") private readonly _log!: HTMLElement | null;
  @query("textarea") private readonly _input!: HTMLTextAreaElement | null;
  @state() private _problem = "";
  /** Files are held over it. */
  @state() private _isOver = false;

  readonly #state = new Selected(this, this.rooms, selectChat);
  readonly #ui = selectUi(this, this.rooms, ({ draft, outgoing, unread, chatFiles }) => ({
    draft,
    outgoing,
    unread,
    chatFiles,
  }));
  readonly #brought = new Brought(this, this.rooms);
  readonly #confirm = new Confirm(this, this.localize);
  #resizes: ResizeObserver | undefined;
  #sight: IntersectionObserver | undefined;
  #files: ChatFiles | undefined;
  #isSeen = false;
  #atEnd = true;
  /** What came after this moment stands below a line. */
  #newSince: number | undefined;
  /** What was being written when an edit began. */
  #parked: Draft | undefined;

  /** Puts the cursor where one writes. */
  override focus(options?: FocusOptions): void {
    this._input?.focus(options);
  }

  override connectedCallback(): void {
    super.connectedCallback();
    document.addEventListener("visibilitychange", this.#read);
    this.#sight ??= new IntersectionObserver((entries) => this.#handleSight(entries));
    this.#resizes ??= new ResizeObserver(() => this.#stay());
    this.#sight.observe(this);
    if (this._log) this.#resizes.observe(this._log);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    document.removeEventListener("visibilitychange", this.#read);
    this.#sight?.disconnect();
    this.#resizes?.disconnect();
    this.#isSeen = false;
    this.#newSince = undefined;
    this.#atEnd = true;
  }

  get #thread(): Thread | undefined {
    return this.rooms.room && threadOf(this.rooms.room);
  }

  get #draft(): Draft {
    return this.#ui.value?.draft ?? EMPTY;
  }

  get #hasFiles(): boolean {
    return this.files || !!this.#ui.value?.chatFiles;
  }

  /** What sends and takes files is loaded where they are wanted. */
  async #loadFiles(): Promise<void> {
    const { ChatFiles } = await import("./files.js");
    this.#files ??= new ChatFiles(this, {
      rooms: this.rooms,
      localize: this.localize,
      nameOf: (id) => this.#nameOf(id),
      onProblem: (problem) => this.#complain(problem),
    });
    this.requestUpdate();
  }

  get #newsCount(): number {
    const { room } = this.rooms;
    return room ? threadOf(room).news(room.snapshot).length : 0;
  }

  get #isRead(): boolean {
    return this.#isSeen && this.#atEnd && document.visibilityState === "visible";
  }

  protected override willUpdate(): void {
    // Where it cannot be loaded there is a chat without files.
    if (this.#hasFiles && !this.#files) this.#loadFiles().catch(() => {});
    const { room } = this.rooms;
    if (!room || !this.#state.value?.joined) return;
    const thread = threadOf(room);
    thread.update(room.snapshot);
    if (!this.#isRead && this.#newsCount > 0) this.#newSince ??= thread.seenAt;
  }

  protected override firstUpdated(_changed: PropertyValues): void {
    if (this._log) this.#resizes?.observe(this._log);
  }

  protected override updated(): void {
    this.#stay();
    this.#grow();
    queueMicrotask(this.#read);
  }

  /** Whoever is at the end stays there, and whoever reads what came before is left in peace. */
  #stay(): void {
    const log = this._log;
    if (!log || !this.#atEnd) return;
    const line = this.#isSeen ? null : log.querySelector<HTMLElement>(".divider");
    log.scrollTop = Math.min(log.scrollHeight, line ? line.offsetTop : Infinity);
  }

  /** Browsers without `field-sizing` need to be told how high the text is. */
  #grow(): void {
    const input = this._input;
    if (!input || CSS.supports("field-sizing", "content")) return;
    input.style.blockSize = "auto";
    input.style.blockSize = `${input.scrollHeight + 2}px`;
  }

  readonly #read = (): void => {
    const { room } = this.rooms;
    if (room && this.#isRead) threadOf(room).read(room.snapshot);
  };

  #handleSight(entries: readonly IntersectionObserverEntry[]): void {
    const isSeen = entries.at(-1)?.isIntersecting ?? false;
    if (isSeen === this.#isSeen) return;
    this.#handleScroll();
    this.#isSeen = isSeen;
    if (!isSeen) this.#newSince = undefined;
    this.#read();
    this.requestUpdate();
  }

  readonly #handleScroll = (): void => {
    const log = this._log;
    if (!log || log.clientHeight === 0) return;
    const atEnd = log.scrollHeight - log.scrollTop - log.clientHeight < NEAR_END;
    if (atEnd === this.#atEnd) return;
    this.#atEnd = atEnd;
    this.#read();
    this.requestUpdate();
  };

  #setDraft(draft: Draft): void {
    const { room } = this.rooms;
    if (!room) return;
    this._problem = "";
    uiOf(room).set({ draft });
  }

  #change(change: Partial<Draft>): void {
    this.#setDraft({ ...this.#draft, ...change });
  }

  #insert(text: string): void {
    const input = this._input;
    if (!input) return;
    input.setRangeText(text, input.selectionStart, input.selectionEnd, "end");
    this.#change({ text: input.value });
    input.focus();
  }

  async #focusInput(): Promise<void> {
    await this.updateComplete;
    this._input?.focus();
  }

  #cancel(): void {
    const { editing, text, to } = this.#draft;
    this.#setDraft(editing === undefined ? { text, to } : (this.#parked ?? EMPTY));
    void this.#focusInput();
  }

  #submit(view: ComposerView): void {
    const thread = this.#thread;
    if (!thread || !isSendable(view)) return;
    const { text: written, to, replyTo, editing } = this.#draft;
    const text = written.trim();
    if (editing !== undefined) return void this.#saveEdit(editing, text);
    this.#newSince = undefined;
    this.#atEnd = true;
    const id = randomId();
    this.#setDraft({ text: "", to });
    void this.#post(thread, {
      type: "chat",
      id,
      text,
      ...(to && { to }),
      ...(replyTo && { replyTo }),
      status: "sending",
    });
  }

  async #post(thread: Thread, { status: _status, ...post }: Outgoing): Promise<void> {
    await thread.post(post, (request) => this.ask(request));
    const failed = this.#ui.value?.outgoing.some(({ id, status }) => id === post.id && status === "failed");
    if (failed) announce(this.localize.term("chat").notSent, this.localize.lang);
  }

  /** The words stay in the field until the room has them. */
  async #saveEdit(id: string, text: string): Promise<void> {
    const before = this.#draft;
    await this.#try(async () => {
      await this.ask({ type: "chat-edit", id, text });
      if (this.#draft === before) this.#setDraft(this.#parked ?? EMPTY);
    });
  }

  async #remove(message: ChatMessage): Promise<void> {
    const { deleteTitle: title, deleteAdvice: advice, delete: action } = this.localize.term("chat");
    if (!(await this.#confirm.ask({ title, advice, action }))) return;
    await this.#try(() => this.ask({ type: "chat-delete", id: message.id }));
  }

  #complain(problem: string): void {
    this._problem = problem;
    if (problem) announce(problem, this.localize.lang);
  }

  async #try(act: () => Promise<void>): Promise<void> {
    this._problem = "";
    try {
      await act();
    } catch {
      this.#complain(this.localize.term("chat").failed);
    }
  }

  protected override render(): TemplateResult {
    const terms = this.localize.term("chat");
    const chat = this.#state.value;
    return html`<section
      part="base"
      class="panel ${this._isOver ? "over" : ""}"
      dir=${this.localize.dir}
      aria-labelledby="title"
      @paste=${this.#takeFiles}
      @dragover=${this.#handleDrag}
      @dragleave=${() => (this._isOver = false)}
      @drop=${this.#takeFiles}
    >
      ${this.header(terms.title)}
      <div class="history">${chat?.mayWrite ? this.#history(chat) : this.#unavailable(chat)} ${this.#jumpButton()}</div>
      <slot name="notice">${chat?.mayWrite ? this.#brought.view() : nothing}</slot>
      ${chat?.mayWrite ? composerView(this.#composer(chat)) : nothing} ${this.#confirm.render()}
    </section>`;
  }

  #unavailable(chat: ChatState | undefined): TemplateResult {
    const terms = this.localize.term("chat");
    return html`<div class="empty"><p>${chat?.joined ? terms.unavailable : terms.notJoined}</p></div>`;
  }

  #history(state: ChatState): TemplateResult {
    const terms = this.localize.term("chat");
    const outgoing = this.#ui.value?.outgoing ?? [];
    const isEmpty = state.chat.length + outgoing.length + (this.#files?.list.length ?? 0) === 0;
    return html`<div
      part="log"
      class="log body"
      role="log"
      aria-live="off"
      aria-label=${terms.messages}
      @scroll=${this.#handleScroll}
      @keydown=${this.#handleLogKey}
    >
      ${isEmpty ? html`<div class="empty"><strong>${terms.empty}</strong>${terms.emptyAdvice}</div>` : nothing}
      ${guard([...Object.values(state), outgoing, this.#newSince, this.localize.lang], () =>
        messagesView(this.#messages(state, outgoing)),
      )}
      ${this.#files?.view()}
    </div>`;
  }

  #messages(state: ChatState, outgoing: readonly Outgoing[]): MessagesView {
    const { selfId, joined } = state;
    const thread = this.#thread;
    return {
      ...state,
      outgoing,
      canWrite: joined,
      newSince: this.#newSince,
      localize: this.localize,
      nameOf: (id) => this.#nameOf(id),
      reply: ({ id, from, to }) => {
        // What was said between two stays between them.
        const other = to && (from === selfId ? to : from);
        this.#setDraft({ text: this.#draft.text, to: other, replyTo: id });
        void this.#focusInput();
      },
      edit: ({ id, text }) => {
        if (this.#draft.editing === undefined) this.#parked = this.#draft;
        this.#setDraft({ text, editing: id });
        void this.#focusInput();
      },
      remove: (message) => void this.#remove(message),
      visit: (id) => this._log?.querySelector<HTMLElement>(`[data-id="${CSS.escape(id)}"]`)?.focus(),
      retry: (message) => thread && void this.#post(thread, message),
      discard: ({ id }) => thread?.discard(id),
    };
  }

  #nameOf(id: string): string {
    const found = this.rooms.room?.snapshot.participants.find((person) => person.id === id);
    const said = this.#state.value?.chat.findLast(({ from }) => from === id);
    return found?.name || said?.name || this.localize.term("guest");
  }

  /** Files are for everybody, and no change of a message. */
  get #isForAll(): boolean {
    return !this.#draft.to && this.#draft.editing === undefined;
  }

  get #canTakeFiles(): boolean {
    const state = this.#state.value;
    return this.#hasFiles && !!this.#files && !!state?.mayWrite && state.joined;
  }

  readonly #takeFiles = (event: ClipboardEvent | DragEvent): void => {
    this._isOver = false;
    if (this.#canTakeFiles) this.#files?.take(event, this.#isForAll);
  };

  readonly #handleDrag = (event: DragEvent): void => {
    if (!this.#canTakeFiles || !event.dataTransfer?.types.includes("Files")) return;
    // By this the browser knows that they may be dropped here.
    event.preventDefault();
    event.dataTransfer.dropEffect = "copy";
    this._isOver = true;
  };

  #composer({ joined }: ChatState): ComposerView {
    const draft = this.#draft;
    const canAttach = this.#hasFiles && this.#isForAll;
    const view: ComposerView = {
      draft,
      recipients: this.#recipients(draft.to),
      about: this.#about(draft),
      problem: this._problem || undefined,
      canWrite: joined,
      localize: this.localize,
      more: canAttach ? this.#files?.button(!joined) : nothing,
      onInput: (text) => this.#change({ text }),
      onEmoji: (emoji) => this.#insert(emoji),
      onRecipient: (to) => this.#change({ to }),
      onCancel: () => this.#cancel(),
      onSubmit: () => this.#submit(view),
    };
    return view;
  }

  #recipients(to: string | undefined): readonly Recipient[] {
    const people = this.rooms.room?.snapshot.participants ?? [];
    const there = people.map(({ id, name }) => ({ id, name: name || this.localize.term("guest") }));
    if (to === undefined || there.some(({ id }) => id === to)) return there;
    return [...there, { id: to, name: this.#nameOf(to), isGone: true }];
  }

  #about({ replyTo, editing }: Draft): string | undefined {
    const terms = this.localize.term("chat");
    if (editing !== undefined) return terms.editing;
    const answered = replyTo === undefined ? undefined : this.#state.value?.chat.find(({ id }) => id === replyTo);
    return answered && terms.replyingTo(this.#nameOf(answered.from));
  }

  #jumpButton(): TemplateResult | typeof nothing {
    if (this.#atEnd || this.#newsCount === 0) return nothing;
    return html`<button part="button" class="button primary small jump" type="button" @click=${this.#jump}>
      ${arrowDownIcon} ${this.localize.term("chat").newMessages}
    </button>`;
  }

  readonly #jump = (): void => {
    const log = this._log;
    if (!log) return;
    log.scrollTop = log.scrollHeight;
    this.#handleScroll();
    this.focus();
  };

  readonly #handleLogKey = (event: KeyboardEvent): void => {
    roveTabindex(event, [...(this._log?.querySelectorAll<HTMLElement>("[role=article]") ?? [])]);
  };
}

declare global {
  interface HTMLElementTagNameMap {
    "calls-chat": CallsChat;
  }
}
