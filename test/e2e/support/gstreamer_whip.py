"""A WHIP encoder made of GStreamer's webrtcbin: a moving ball and a tone, until standard input ends.

gstreamer_whip.py URL FREQUENCY
"""

import sys
import urllib.parse
import urllib.request

import gi

gi.require_version("Gst", "1.0")
gi.require_version("GstWebRTC", "1.0")
gi.require_version("GstSdp", "1.0")
from gi.repository import GLib, Gst, GstSdp, GstWebRTC  # noqa: E402

Gst.init(None)
URL, FREQUENCY = sys.argv[1:]

PIPELINE = f"""
webrtcbin name=peer bundle-policy=max-bundle
videotestsrc is-live=true pattern=ball ! video/x-raw,width=320,height=240,framerate=15/1
  ! vp8enc deadline=1 keyframe-max-dist=30 ! rtpvp8pay ! application/x-rtp,media=video,encoding-name=VP8,payload=96 ! peer.
audiotestsrc is-live=true freq={FREQUENCY} ! audioconvert ! audioresample ! opusenc
  ! rtpopuspay ! application/x-rtp,media=audio,encoding-name=OPUS,payload=111 ! peer.
"""

pipeline = Gst.parse_launch(PIPELINE)
peer = pipeline.get_by_name("peer")
loop = GLib.MainLoop()
resource = None


def post(offer):
    """Sends the offer, and gives the answer and the address of what was made."""
    headers = {"content-type": "application/sdp"}
    request = urllib.request.Request(URL, offer.encode(), headers, method="POST")
    with urllib.request.urlopen(request) as reply:
        return reply.read().decode(), urllib.parse.urljoin(URL, reply.headers["location"])


def on_gathered(*_):
    """Candidates go with the offer."""
    global resource
    if peer.get_property("ice-gathering-state") != GstWebRTC.WebRTCICEGatheringState.COMPLETE:
        return
    if resource is not None:
        return
    answer, resource = post(peer.get_property("local-description").sdp.as_text())
    _, message = GstSdp.SDPMessage.new_from_text(answer)
    description = GstWebRTC.WebRTCSessionDescription.new(GstWebRTC.WebRTCSDPType.ANSWER, message)
    peer.emit("set-remote-description", description, None)


def on_state(*_):
    if peer.get_property("connection-state") == GstWebRTC.WebRTCPeerConnectionState.CONNECTED:
        print("true", flush=True)


def on_offer(promise, *_):
    promise.wait()
    # The offer lives as long as the reply that holds it.
    reply = promise.get_reply()
    peer.emit("set-local-description", reply.get_value("offer"), None)


def on_negotiation(*_):
    peer.emit("create-offer", None, Gst.Promise.new_with_change_func(on_offer, None))


def on_input(*_):
    loop.quit()
    return False


peer.connect("notify::ice-gathering-state", on_gathered)
peer.connect("notify::connection-state", on_state)
peer.connect("on-negotiation-needed", on_negotiation)
GLib.io_add_watch(sys.stdin, GLib.IO_HUP, on_input)
pipeline.set_state(Gst.State.PLAYING)
loop.run()
pipeline.set_state(Gst.State.NULL)
if resource is not None:
    urllib.request.urlopen(urllib.request.Request(resource, method="DELETE"), timeout=10)
