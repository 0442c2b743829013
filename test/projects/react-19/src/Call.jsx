import "calls-elements";

export function Call({ room, name }) {
  return (
    <calls-room
      room={room}
      name={name}
      autojoin
      media={{ camera: { constraints: { width: 320, height: 180 } } }}
      oncalls-room-joined={(event) => console.log(`${name} is in ${event.roomId}`)}
    />
  );
}
