"""A mixer that takes streams by WHIP and owes nothing to this project: aiortc, with addresses as MediaMTX has them.

    whip_receiver.py PORT

It prints {"listening": true}, and for each stream {"name", "codec", "frames", "frequency"} when it has decoded twenty frames and a second
of sound. It runs until it is killed.
"""

import asyncio
import json
import re
import sys

import http_peer
import numpy
from aiortc import RTCPeerConnection, RTCSessionDescription
from tone import loudest, samples_of

PORT = int(sys.argv[1])
FRAMES, SAMPLES = 20, 48000
streams = {}


class Stream:
    def __init__(self, name):
        self.name, self.pc, self.video = name, RTCPeerConnection(), None
        self.pc.on("track", lambda track: asyncio.ensure_future(getattr(self, "read_" + track.kind)(track)))
        self.frames, self.sound, self.told = 0, [], False

    async def read_video(self, track):
        while True:
            self.video = await track.recv()
            self.frames += 1
            self.tell()

    async def read_audio(self, track):
        while True:
            frame = await track.recv()
            self.sound.append(samples_of(frame))
            self.tell()

    def tell(self):
        if self.told or self.frames < FRAMES or sum(map(len, self.sound)) < SAMPLES:
            return
        self.told = True
        # What the picture is made of: a gradient has all shades.
        shades = int(numpy.ptp(self.video.to_ndarray(format="gray")))
        seen = {"frames": self.frames, "shades": shades, "frequency": loudest(numpy.concatenate(self.sound))}
        print(json.dumps({"name": self.name, **seen}), flush=True)


async def answer(method, path, body):
    if method == "DELETE":
        stream = streams.pop(path, None)
        if stream:
            await stream.pc.close()
        return "200 OK", {}, ""
    match = re.fullmatch(r"/([\w-]+)/whip", path)
    if method != "POST" or not match:
        return "404 Not Found", {"content-type": "application/json"}, json.dumps({"error": "no such path"})
    stream = Stream(match[1])
    await stream.pc.setRemoteDescription(RTCSessionDescription(body, "offer"))
    await stream.pc.setLocalDescription(await stream.pc.createAnswer())
    resource = f"{path}/{len(streams)}"
    streams[resource] = stream
    return "201 Created", {"content-type": "application/sdp", "location": resource}, stream.pc.localDescription.sdp


async def main():
    await http_peer.serve(answer, PORT)
    print(json.dumps({"listening": True}), flush=True)
    await asyncio.Event().wait()


asyncio.run(main())
