import { Component, CUSTOM_ELEMENTS_SCHEMA, input } from "@angular/core";
import "calls-elements";
import type { CallsRoomJoinedEvent } from "calls-elements";

@Component({
  selector: "app-call",
  schemas: [CUSTOM_ELEMENTS_SCHEMA],
  template: `<calls-room
    [room]="room()"
    [name]="name()"
    autojoin
    [media]="media"
    (calls-room-joined)="joined($event)"
  ></calls-room>`,
})
export class Call {
  readonly room = input("");
  readonly name = input("");
  readonly media = { camera: { constraints: { width: 320, height: 180 } } };

  joined(event: CallsRoomJoinedEvent): void {
    console.log(`${this.name()} is in ${event.roomId}`);
  }
}
