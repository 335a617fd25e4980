name: str = Field(description="""ID of the model to use. Example: gemini-1.5-flash""")
base: str = Field(default="gemini-1.5-flash", description="The base model, e.g. \"gemini-1.5-pro\".")
job = train(display_name="gemini-1.5-flash-tuned", base_model="gemini-1.5-flash")
Path("gemma-2-2b-it-lora.modelfile").read_text()
st.text_input("Model", placeholder="gemini-1.5-flash")
NAME = "Gemini-1.5-Flash"
MODEL_DISPLAY_NAME = "gemini-1.5-flash"
body = '{"title": "Fast", "model": "gemini-1.5-flash"}'
query = 'query { ask(model: "gemini-1.5-flash") { text } }'
choose = dict(description="A nice one", model="gemini-1.5-flash")
