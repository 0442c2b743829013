"use client";
import { CallsRoom } from "calls-elements/react";

export function Call({ room, name }: { room: string; name: string }) {
  return (
    <CallsRoom
      room={room}
      name={name}
      autojoin
      startMuted
      media={{ camera: { constraints: { width: 320, height: 180 } } }}
      onCallsRoomJoined={(event) => console.log(`${name} is in ${event.roomId}`)}
    />
  );
}
