"""Has a long recording written down."""

import sys

from google.cloud import speech


def main(name):
    client = speech.SpeechClient()
    audio = speech.RecognitionAudio(uri=f"gs://recordings/{name}")
    config = speech.RecognitionConfig(language_code="en-GB")
    operation = client.long_running_recognize(config=config, audio=audio)
    for result in operation.result().results:
        print(result.alternatives[0].transcript)


if __name__ == "__main__":
    main(sys.argv[1])
