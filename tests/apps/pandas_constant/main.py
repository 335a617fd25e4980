import pandas as pd

SALES = "gs://sales-data/2024/sales.csv"

if __name__ == "__main__":
    print("once: bigquery://warehouse")
    print(pd.read_csv(SALES).describe())
