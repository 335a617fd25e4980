"""Sums what was sold."""

import os

import pandas as pd

BUCKET = os.environ.get("BUCKET", "sales-data")


def main():
    sales = pd.read_csv(f"gs://{BUCKET}/2024/sales.csv")
    sales.groupby("shop").sum().to_csv("/tmp/shops.csv")


if __name__ == "__main__":
    main()
