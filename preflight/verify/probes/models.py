"""Does every model that a service is told really answer, from its location, and under its own name?

Asked as it is called: a small generation, a short synthesis. A list of models proves nothing: a model that is
closed to new projects stays listed. A model that was replaced may answer all the same, under another name and
at another price, so the name in the answer is read. Deliberately absent: whether an answer is any good.

https://docs.cloud.google.com/gemini-enterprise-agent-platform/models/model-versions
https://cloud.google.com/vertex-ai/docs/reference/rest/v1/projects.locations.publishers.models/generateContent
https://cloud.google.com/vertex-ai/generative-ai/docs/learn/locations
https://cloud.google.com/text-to-speech/docs/reference/rest/v1/text/synthesize
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from preflight.models.registry import Channel
from preflight.verify import called, probes
from preflight.verify.checks import Answer, Check, Status
from preflight.verify.google import DisabledError, RefusedError
from preflight.verify.probes import apis

if TYPE_CHECKING:
    from preflight.verify.google import Google
    from preflight.verify.probes import Asked

VERTEX, SPEECH = "aiplatform.googleapis.com", "texttospeech.googleapis.com"
# Thinking counts as output, so less than this may leave no room for a word; the name comes in any case.
_TOKENS = 64
# Embeddings, images, videos, talk, and the models of others have calls of their own.
_OTHERWISE = re.compile(
    r".*embedding|imagen|image|veo-|lyria|chirp|virtual-try-on|gemini-live-|.*-live\b|.*-tts\b"
    r"|.*-native-audio|.*-computer-use|.*deep-research"
    r"|claude-|llama|mistral|ministral|codestral|deepseek|qwen|jamba|gpt-|glm-|kimi-|minimax|.*-maas\b"
)
# Locations that are several regions have hosts of another form.
_SEVERAL = frozenset({"us", "eu"})


def checks(asked: Asked) -> list[Check]:
    """Give one check for each model and location, whatever number of roles call it.

    Where each service's own account is asked for, one for each of those.
    """
    found: dict[tuple[str, str, str], list[called.Called]] = {}
    accounts: set[str] = set()
    for one in called.called(asked):
        identity = one.identity if asked.as_account else ""
        found.setdefault((one.model, one.location, identity), []).append(one)
        accounts.add(identity)
    return [_check(asked, uses, accounts) for uses in found.values()]


def _check(asked: Asked, uses: list[called.Called], accounts: set[str]) -> Check:
    one = uses[0]
    speaks = one.channel is Channel.TEXT_TO_SPEECH
    google = asked.as_account(one.identity) if asked.as_account and one.identity else asked.google
    roles = ", ".join(dict.fromkeys(use.role for use in uses))
    by = f" as {one.identity}" if google.account else ""
    return Check(
        id=f"models/{one.model}@{one.location}"
        + (f"/{probes.short(google.account, accounts)}" if google.account else ""),
        about=f"{one.model} answers in {one.location} for {roles}{by}",
        ask=_Ask(google, one),
        depends_on=(apis.name(SPEECH if speaks else VERTEX),),
    )


class _Ask:
    def __init__(self, google: Google, use: called.Called) -> None:
        self._google, self._use = google, use

    def __call__(self, seconds: float) -> Answer:
        speaks = self._use.channel is Channel.TEXT_TO_SPEECH
        if not speaks and (self._use.channel is Channel.GEMINI_API or _OTHERWISE.match(self._use.model)):
            what = (
                f"{self._use.model} is not called by Vertex AI's generateContent, the call that is made here"
            )
            return Answer(Status.INCONCLUSIVE, what, "call it once by hand, as the service does")
        try:
            return self._speak(seconds) if speaks else self._generate(seconds)
        except DisabledError as error:
            return apis.disabled(error, self._google.project)
        except RefusedError as error:
            return self._refused(error)

    def _generate(self, seconds: float) -> Answer:
        use, project = self._use, self._google.project
        host = _vertex(use.location)
        path = f"v1/projects/{project}/locations/{use.location}/publishers/google/models/{use.model}"
        body = {
            "contents": [{"role": "user", "parts": [{"text": "Say: ready"}]}],
            "generationConfig": {"maxOutputTokens": _TOKENS, "temperature": 0},
        }
        answer = self._google.post(host, f"{path}:generateContent", body, seconds)
        if answer is None:
            return self._absent()
        real = str(answer.get("modelVersion", "")).rpartition("/")[2]
        if real in {"", use.model} or real.startswith(f"{use.model}-0"):
            return Answer(Status.PASS, f"answers as {real}" if real else "answers, without saying as what")
        what = f"is answered by {real}: {use.model} was replaced, and is billed as what answers"
        return Answer(Status.FAIL, what, f"set the role to {real}: preflight models show {real}")

    def _speak(self, seconds: float) -> Answer:
        use = self._use
        host = SPEECH if use.location == "global" else f"{use.location}-{SPEECH}"
        language = use.language or "-".join(use.model.split("-")[:2])
        body = {
            "input": {"text": "Ready."},
            "voice": {"languageCode": language, "name": use.model},
            "audioConfig": {"audioEncoding": "MP3"},
        }
        answer = self._google.post(host, "v1/text:synthesize", body, seconds)
        if answer is None:
            return self._absent()
        if not answer.get("audioContent"):
            return Answer(Status.FAIL, "gives no audio", f"preflight models show {use.model}")
        return Answer(Status.PASS, "speaks")

    def _absent(self) -> Answer:
        use = self._use
        what = f"404: {use.model} is retired, closed to this project, or not in {use.location}"
        return Answer(Status.FAIL, what, f"preflight models show {use.model}")

    def _refused(self, error: RefusedError) -> Answer:
        use = self._use
        if error.closed:
            return apis.refused(error, self._google.project, "")
        if not error.denied:
            return Answer(Status.FAIL, str(error), f"preflight models show {use.model}")
        role = (
            "roles/serviceusage.serviceUsageConsumer"
            if use.channel is Channel.TEXT_TO_SPEECH
            else "roles/aiplatform.user"
        )
        if self._google.account:
            member = f"serviceAccount:{self._google.account}"
            grant = f"gcloud projects add-iam-policy-binding {self._google.project} --member {member}"
            return Answer(Status.FAIL, f"the service may not call it: {error}", f"{grant} --role {role}")
        return apis.refused(error, self._google.project, role)


def _vertex(location: str) -> str:
    """Give the host of a location."""
    if location == "global":
        return VERTEX
    return f"aiplatform.{location}.rep.googleapis.com" if location in _SEVERAL else f"{location}-{VERTEX}"
