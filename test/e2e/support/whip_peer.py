"""A WHIP encoder or a WHEP player that owes nothing to this project: aiortc.

    whip_peer.py publish <url> VP8|H264     prints {"location": ..., "codec": ...}, runs until stdin ends, then says DELETE
    whip_peer.py publish <url> VP8 late     the same, without a picture until stdin has a line
    whip_peer.py play <url>                 prints {"frames": ..., "frequency": ...} of what it decodes
"""

import asyncio
import fractions
import json
import sys
import urllib.request
from urllib.parse import urljoin

import numpy
import av
from aiortc import RTCPeerConnection, RTCRtpSender, RTCSessionDescription
from aiortc.mediastreams import VideoStreamTrack
from tone import Tone, loudest, samples_of

mode, url, *rest = sys.argv[1:]


def send(method, address, body=None):
    data = None if body is None else body.encode()
    request = urllib.request.Request(address, data=data, method=method)
    request.add_header("Content-Type", "application/sdp")
    with urllib.request.urlopen(request) as response:
        return response.headers, response.read().decode()


async def http(*arguments):
    return await asyncio.get_running_loop().run_in_executor(None, send, *arguments)


class Picture(VideoStreamTrack):
    """A gradient that moves."""

    shade = 0

    def __init__(self, begin):
        super().__init__()
        self.begin = begin

    async def recv(self):
        await self.begin.wait()
        pts, time_base = await self.next_timestamp()
        self.shade = (self.shade + 5) % 256
        rows = (numpy.arange(240) + self.shade).astype(numpy.uint8)
        pixels = numpy.repeat(numpy.repeat(rows[:, None], 320, axis=1)[:, :, None], 3, axis=2)
        frame = av.VideoFrame.from_ndarray(numpy.ascontiguousarray(pixels), format="rgb24")
        frame.pts, frame.time_base = pts, time_base
        return frame


async def offer(pc):
    await pc.setLocalDescription(await pc.createOffer())
    # aiortc numbers this extension like another one of the same bundle, and then fails on what it receives.
    lines = [line for line in pc.localDescription.sdp.splitlines(True) if "abs-send-time" not in line]
    headers, answer = await http("POST", url, "".join(lines))
    await pc.setRemoteDescription(RTCSessionDescription(answer, "answer"))
    return urljoin(url, headers["Location"])


async def publish(codec, *when):
    pc = RTCPeerConnection()
    begin = asyncio.Event()
    pc.addTransceiver(Tone(), direction="sendonly")
    video = pc.addTransceiver(Picture(begin), direction="sendonly")
    known = RTCRtpSender.getCapabilities("video").codecs
    video.setCodecPreferences([one for one in known if one.mimeType == "video/" + codec])
    location = await offer(pc)
    print(json.dumps({"location": location}), flush=True)
    loop = asyncio.get_running_loop()
    if "late" in when:
        await loop.run_in_executor(None, sys.stdin.readline)
    begin.set()
    await loop.run_in_executor(None, sys.stdin.read)
    await http("DELETE", location)
    await pc.close()


async def play():
    pc = RTCPeerConnection()
    received = []
    pc.on("track", received.append)
    for kind in ("audio", "video"):
        pc.addTransceiver(kind, direction="recvonly")
    location = await offer(pc)
    by_kind = {track.kind: track for track in received}
    sound, frames = [], 0
    while sum(map(len, sound)) < 48000:
        frame = await by_kind["audio"].recv()
        sound.append(samples_of(frame))
    while frames < 10:
        await by_kind["video"].recv()
        frames += 1
    print(json.dumps({"frames": frames, "frequency": loudest(numpy.concatenate(sound))}), flush=True)
    await http("DELETE", location)
    await pc.close()


asyncio.run(publish(*rest) if mode == "publish" else play())
