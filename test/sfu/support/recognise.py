"""Recognises speech: signed 16-bit mono sound of 16 kHz on standard input, one line of JSON for each utterance.

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


def finish():
    decoder.end_utt()
    heard = decoder.hyp()
    if heard:
        print(json.dumps(heard.hypstr), flush=True)
    decoder.start_utt()


decoder.start_utt()
speaking = False
while piece := sys.stdin.buffer.read(PIECE):
    decoder.process_raw(piece, False, False)
    if speaking and not decoder.get_in_speech():
        finish()
    speaking = decoder.get_in_speech()
if speaking:
    finish()
