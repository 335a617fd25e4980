import litellm
from langchain.chat_models import init_chat_model

WRITER = "vertex_ai/gemini-writer"


def written(topic):
    return litellm.completion(model=WRITER, messages=[{"role": "user", "content": topic}])


def asked(topic):
    return init_chat_model("other-model", model_provider="openai").invoke(topic)


if __name__ == "__main__":
    print(written("rain"), asked("rain"))
