import { Component, signal } from "@angular/core";
import { Call } from "./call";

const query = new URLSearchParams(location.search);

@Component({
  selector: "app-page",
  imports: [Call],
  template: `
    <button (click)="isOpen.set(!isOpen())">{{ isOpen() ? "Close the call" : "Open the call" }}</button>
    @if (isOpen()) {
      <app-call [room]="room" [name]="name" />
    }
  `,
})
export class Page {
  readonly room = query.get("room") ?? "";
  readonly name = query.get("name") ?? "";
  readonly isOpen = signal(true);
}
