"""An AI that owes nothing to this project: aiortc behind the path of OpenAI's Realtime API.

    voice_peer.py

Whoever speaks with a tone is answered with one that is 400 Hz above it, after their tone was heard. It prints {"port": N}, and
{"calls": N} whenever a call begins or is ended by its id. It runs until it is killed.
"""

import asyncio
import json
import re

import http_peer
import numpy
from aiortc import RTCPeerConnection, RTCSessionDescription
from tone import RATE, Tone, samples_of

ABOVE, WINDOW = 400, 24000
calls = {}


async def listen(track, answer):
    heard = numpy.zeros(WINDOW)
    while True:
        try:
            frame = await asyncio.wait_for(track.recv(), 1)
        except asyncio.TimeoutError:
            answer.hertz = 0
            continue
        except Exception:
            return
        heard = numpy.concatenate([heard, samples_of(frame)])[-WINDOW:]
        if numpy.abs(heard).max() < 500:
            answer.hertz = 0
            continue
        peak = numpy.abs(numpy.fft.rfft(heard)).argmax() * RATE / WINDOW
        answer.hertz = peak + ABOVE


def tell():
    print(json.dumps({"calls": len(calls)}), flush=True)


async def begin(body):
    offer = re.search(r'name="sdp"\r\nContent-Type: application/sdp\r\n\r\n(v=0.*?\r\n)\r\n--', body, re.S)
    if not offer:
        return "400 Bad Request", {}, "{}"
    pc, answer = RTCPeerConnection(), Tone(0)
    pc.on("track", lambda track: asyncio.ensure_future(listen(track, answer)))
    await pc.setRemoteDescription(RTCSessionDescription(offer[1], "offer"))
    pc.addTrack(answer)
    await pc.setLocalDescription(await pc.createAnswer())
    name = f"rtc_{len(calls) + 1}"
    calls[name] = pc
    tell()
    headers = {"content-type": "application/sdp", "location": f"/v1/realtime/calls/{name}"}
    return "201 Created", headers, pc.localDescription.sdp


async def answer_request(method, path, body):
    if method == "POST" and path == "/v1/realtime/calls":
        return await begin(body)
    match = re.fullmatch(r"/v1/realtime/calls/(\w+)/hangup", path)
    pc = calls.pop(match[1], None) if match else None
    if not pc:
        return "404 Not Found", {}, "{}"
    await pc.close()
    tell()
    return "200 OK", {}, ""


async def main():
    port = await http_peer.serve(answer_request)
    print(json.dumps({"port": port}), flush=True)
    await asyncio.Event().wait()


asyncio.run(main())
