import os

from sqlalchemy import create_engine, text

PROJECT = os.environ.get("PROJECT", "warehouse")
# It was "spanner+spanner:///projects/p/instances/i/databases/d" once.
ENGINE = create_engine(f"bigquery://{PROJECT}/sales")

if __name__ == "__main__":
    with ENGINE.connect() as connection:
        print(connection.execute(text("SELECT 1")).scalar())
