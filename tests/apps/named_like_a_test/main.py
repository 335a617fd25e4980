from ab_test import chosen

if __name__ == "__main__":
    print(chosen("student"))
