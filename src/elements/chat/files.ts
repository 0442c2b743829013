import { type ReactiveController, type ReactiveControllerHost, type TemplateResult } from "lit";
import { announce } from "../internal/announcer.js";
import type { LocalizeController } from "../internal/localize.js";
import type { RoomController } from "../internal/room-controller.js";
import { FILE_LIMIT, filesOf, type FileExchange, type SharedFile } from "./file-exchange.js";
import { fileButton, filesView, sizeText } from "./files-view.js";

/** Options of {@link ChatFiles}. */
export interface ChatFilesOptions {
  readonly rooms: RoomController;
  readonly localize: LocalizeController;
  nameOf(participantId: string): string;
  /** Something to tell the person who wants to send a file; empty when there is nothing any more. */
  onProblem(problem: string): void;
}

/** Files of others that were spoken of. */
const told = new WeakSet<Blob>();

/** The files of a chat: only a chat that has them loads this. */
export class ChatFiles implements ReactiveController {
  readonly #host: ReactiveControllerHost;
  readonly #options: ChatFilesOptions;
  #followed: FileExchange | undefined;
  #unsubscribe: (() => void) | undefined;

  constructor(host: ReactiveControllerHost, options: ChatFilesOptions) {
    this.#host = host;
    this.#options = options;
    host.addController(this);
  }

  hostUpdate(): void {
    this.#follow();
  }

  hostDisconnected(): void {
    this.#unsubscribe?.();
    this.#followed = undefined;
  }

  /** Those that came, and those on their way. */
  get list(): readonly SharedFile[] {
    return this.#followed?.files ?? [];
  }

  view(): unknown {
    return filesView(this.list, this.#options.localize, (id) => this.#options.nameOf(id));
  }

  /** What chooses a file to send. */
  button(disabled: boolean): TemplateResult {
    return fileButton({ localize: this.#options.localize, disabled, onChoose: (file) => this.#send(file) });
  }

  /** Open from when a chat with files is on the page, for as long as the room. */
  #follow(): void {
    const { room } = this.#options.rooms;
    const exchange = room && filesOf(room);
    if (exchange === this.#followed) return;
    this.#unsubscribe?.();
    this.#followed = exchange;
    this.#unsubscribe = exchange?.subscribe(() => this.#handleFiles(exchange));
    exchange?.open();
  }

  #handleFiles({ files }: FileExchange): void {
    const { localize, nameOf } = this.#options;
    this.#host.requestUpdate();
    for (const { blob, from } of files) {
      if (!blob || told.has(blob)) continue;
      told.add(blob);
      announce(localize.term("chat").fileFrom(nameOf(from)), localize.lang);
    }
  }

  #send(file: File): void {
    const { localize, onProblem } = this.#options;
    const terms = localize.term("chat");
    onProblem("");
    if (file.size > FILE_LIMIT) onProblem(terms.fileTooLarge(sizeText(FILE_LIMIT, localize.lang)));
    else if (!this.#followed?.listenerCount) onProblem(terms.noListeners);
    else void this.#followed.send(file);
  }
}
