SALES = "gs://sales-data/2024/sales.csv"
