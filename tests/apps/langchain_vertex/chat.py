"""Talks about recipes."""

from langchain_core.prompts import ChatPromptTemplate
from langchain_google_vertexai import ChatVertexAI, VertexAIEmbeddings

prompt = ChatPromptTemplate.from_messages([("system", "You cook."), ("human", "{question}")])
chain = prompt | ChatVertexAI(model="gemini-2.5-flash")
embeddings = VertexAIEmbeddings(model_name="text-embedding-005")

if __name__ == "__main__":
    print(chain.invoke({"question": "What goes with beans?"}).content)
