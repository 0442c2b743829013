import { type ReactiveController, type ReactiveControllerHost, type TemplateResult } from "lit";
import { announce } from "../ui/announcer.js";
import type { LocalizeController } from "../core/localize.js";
import type { RoomController } from "../core/room-controller.js";
import { selectUi, type RoomUiState, type SharedFile } from "../core/room-ui.js";
import type { Selected } from "../core/selected.js";
import { FILE_LIMIT, filesOf } from "./file-exchange.js";
import { fileButton, filesView, sizeText } from "./files-view.js";

/** Options of {@link ChatFiles}. */
export interface ChatFilesOptions {
  readonly rooms: RoomController;
  readonly localize: LocalizeController;
  nameOf(participantId: string): string;
  /** Something to tell the person who wants to send a file; empty when there is nothing any more. */
  onProblem(problem: string): void;
}

const transferOf = (event: ClipboardEvent | DragEvent): DataTransfer | null =>
  "clipboardData" in event ? event.clipboardData : event.dataTransfer;

/** The files that come with an event. What office programs copy is a text with a picture of it, and is pasted as the text. */
const filesIn = (event: ClipboardEvent | DragEvent): readonly File[] => {
  const transfer = transferOf(event);
  const isText = transfer?.types.includes("text/plain") && transfer.types.includes("text/html");
  return transfer && !isText ? [...transfer.files] : [];
};

/** Files of others that were spoken of. */
const told = new WeakSet<Blob>();

/** The files of a chat: only a chat that has them loads this. */
export class ChatFiles implements ReactiveController {
  readonly #options: ChatFilesOptions;
  readonly #files: Selected<readonly SharedFile[], RoomUiState>;

  constructor(host: ReactiveControllerHost, options: ChatFilesOptions) {
    this.#options = options;
    this.#files = selectUi(host, options.rooms, ({ files }) => files);
    // Open from when a chat with files is on the page, for as long as the room.
    options.rooms.onRoom((room) => room && filesOf(room).open());
    host.addController(this);
  }

  hostUpdated(): void {
    const { localize, nameOf } = this.#options;
    for (const { blob, from } of this.list) {
      if (!blob || told.has(blob)) continue;
      told.add(blob);
      announce(localize.term("chat").fileFrom(nameOf(from)), localize.lang);
    }
  }

  /** Those that came, and those on their way. */
  get list(): readonly SharedFile[] {
    return this.#files.value ?? [];
  }

  view(): unknown {
    return filesView(this.list, this.#options.localize, (id) => this.#options.nameOf(id));
  }

  /** What chooses a file to send. */
  button(disabled: boolean): TemplateResult {
    return fileButton({ localize: this.#options.localize, disabled, onChoose: (file) => this.#send([file]) });
  }

  /**
   * Sends the files that were pasted or dropped.
   *
   * @param isForAll whether what is written now is for everybody, as files always are.
   */
  take(event: ClipboardEvent | DragEvent, isForAll: boolean): void {
    const files = filesIn(event);
    if (files.length === 0) return;
    // Else the browser shows a dropped file in the call's place.
    event.preventDefault();
    if (isForAll) this.#send(files);
    else this.#options.onProblem(this.#options.localize.term("chat").filesForAll);
  }

  #send(files: readonly File[]): void {
    const { localize, onProblem, rooms } = this.#options;
    const exchange = rooms.room && filesOf(rooms.room);
    const terms = localize.term("chat");
    const sendable = files.filter(({ size }) => size <= FILE_LIMIT);
    if (sendable.length < files.length) onProblem(terms.fileTooLarge(sizeText(FILE_LIMIT, localize.lang)));
    else onProblem(exchange?.listenerCount ? "" : terms.noListeners);
    if (exchange?.listenerCount) for (const file of sendable) void exchange.send(file);
  }
}
