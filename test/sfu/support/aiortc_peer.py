"""One aiortc peer: publishes a tone and a picture, or pulls them and reports what it decodes.

    aiortc_peer.py publish <sessions-url> <secret>             prints {"session": ...}, runs until stdin ends
    aiortc_peer.py pull <sessions-url> <secret> <session>      prints {"frames": ..., "frequency": ...}
"""

import asyncio
import json
import sys
import urllib.request

import numpy
from aiortc import RTCPeerConnection, RTCSessionDescription
from aiortc.mediastreams import VideoStreamTrack
from tone import Tone, loudest, samples_of

mode, base, secret, *rest = sys.argv[1:]


def call(method, path, body=None):
    data = None if body is None else json.dumps(body).encode()
    request = urllib.request.Request(base + path, data=data, method=method)
    request.add_header("Authorization", "Bearer " + secret)
    with urllib.request.urlopen(request) as response:
        return json.load(response)


async def api(*arguments):
    return await asyncio.get_running_loop().run_in_executor(None, call, *arguments)


def description(pc):
    return {"type": pc.localDescription.type, "sdp": pc.localDescription.sdp}


async def publish():
    pc = RTCPeerConnection()
    session = (await api("POST", "/new"))["sessionId"]
    pc.addTransceiver(Tone(), direction="sendonly")
    pc.addTransceiver(VideoStreamTrack(), direction="sendonly")
    await pc.setLocalDescription(await pc.createOffer())
    mids = [transceiver.mid for transceiver in pc.getTransceivers()]
    tracks = [{"location": "local", "mid": mid, "trackName": name} for mid, name in zip(mids, ("mic", "camera"))]
    reply = await api("POST", f"/{session}/tracks/new", {"sessionDescription": description(pc), "tracks": tracks})
    await pc.setRemoteDescription(RTCSessionDescription(**reply["sessionDescription"]))
    print(json.dumps({"session": session}), flush=True)
    await asyncio.get_running_loop().run_in_executor(None, sys.stdin.read)
    await pc.close()


async def pull(publisher):
    pc = RTCPeerConnection()
    session = (await api("POST", "/new"))["sessionId"]
    received = []
    pc.on("track", received.append)
    tracks = [{"location": "remote", "sessionId": publisher, "trackName": name} for name in ("mic", "camera")]
    reply = await api("POST", f"/{session}/tracks/new", {"tracks": tracks})
    await pc.setRemoteDescription(RTCSessionDescription(**reply["sessionDescription"]))
    await pc.setLocalDescription(await pc.createAnswer())
    await api("PUT", f"/{session}/renegotiate", {"sessionDescription": description(pc)})
    by_kind = {track.kind: track for track in received}
    sound, frames = [], 0
    while sum(map(len, sound)) < 48000:
        frame = await by_kind["audio"].recv()
        sound.append(samples_of(frame))
    while frames < 30:
        await by_kind["video"].recv()
        frames += 1
    print(json.dumps({"frames": frames, "frequency": loudest(numpy.concatenate(sound))}), flush=True)
    await pc.close()


asyncio.run(publish() if mode == "publish" else pull(*rest))
