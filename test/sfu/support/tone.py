"""A tone that is sent, and the tone that is heard, for the programs of others that take part in tests."""

import fractions

import av
import numpy
from aiortc.mediastreams import AudioStreamTrack

RATE, WINDOW, PADDED = 48000, 4096, 32768
# A decoder complains of each packet that comes before the first key frame.
av.logging.set_level(av.logging.PANIC)


class Tone(AudioStreamTrack):
    """A sine of `hertz`, 20 ms a frame."""

    position = 0

    def __init__(self, hertz=700):
        super().__init__()
        self.hertz = hertz

    async def recv(self):
        silence = await super().recv()
        count, rate = silence.samples, silence.sample_rate
        times = (numpy.arange(count) + self.position) / rate
        self.position += count
        samples = (8000 * numpy.sin(2 * numpy.pi * self.hertz * times)).astype(numpy.int16)
        frame = av.AudioFrame.from_ndarray(samples.reshape(1, -1), format="s16", layout="mono")
        frame.sample_rate, frame.pts, frame.time_base = rate, silence.pts, fractions.Fraction(1, rate)
        return frame


def samples_of(frame):
    """The left side of what was decoded."""
    return frame.to_ndarray().reshape(-1, len(frame.layout.channels))[:, 0]


def loudest(samples):
    """The frequency that is loudest most of the time: a packet that came too late breaks the sine, and only where it is missing."""
    windows = samples[len(samples) % WINDOW :].reshape(-1, WINDOW) * numpy.hanning(WINDOW)
    peaks = numpy.abs(numpy.fft.rfft(windows, PADDED)).argmax(axis=1)
    return float(numpy.median(peaks) * RATE / PADDED)
