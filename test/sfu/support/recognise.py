"""Recognises speech: signed 16-bit mono sound of 16 kHz on standard input, lines of JSON out.

First comes {"type": "ready"}, then {"type": "partial", "text": ...} for words that may still change, and {"type": "final", "text": ...}
for each utterance.

Arguments: a JSGF grammar, and the folder of the acoustic model.
"""
import json
import sys

import pocketsphinx

GRAMMAR, MODEL = sys.argv[1:3]
# 20 ms: what the detector of speech looks at in one piece.
PIECE = 640

config = pocketsphinx.Decoder.default_config()
config.set_string("-hmm", MODEL + "/en-us")
config.set_string("-dict", MODEL + "/cmudict-en-us.dict")
config.set_string("-logfn", "/dev/null")
decoder = pocketsphinx.Decoder(config)
decoder.set_jsgf_file("sentences", GRAMMAR)
decoder.set_search("sentences")


def say(kind, **words):
    print(json.dumps({"type": kind, **words}), flush=True)


def finish():
    decoder.end_utt()
    heard = decoder.hyp()
    if heard:
        say("final", text=heard.hypstr)
    decoder.start_utt()


decoder.start_utt()
speaking = False
last = ""
say("ready")
while piece := sys.stdin.buffer.read(PIECE):
    decoder.process_raw(piece, False, False)
    if speaking and not decoder.get_in_speech():
        finish()
        last = ""
    elif decoder.get_in_speech():
        heard = decoder.hyp()
        if heard and heard.hypstr != last:
            last = heard.hypstr
            say("partial", text=last)
    speaking = decoder.get_in_speech()
if speaking:
    finish()
