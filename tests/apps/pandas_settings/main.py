import pandas as pd

import places

if __name__ == "__main__":
    print(pd.read_csv(places.SALES).describe())
