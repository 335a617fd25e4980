"""What the orders are told."""

from pydantic_settings import BaseSettings


class Settings(BaseSettings):
    """Variables that begin with ORDERS_."""

    model_config = {"env_prefix": "ORDERS_"}
    bucket: str
    place: str = "here"
