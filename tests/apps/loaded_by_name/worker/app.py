from celery import Celery

app = Celery("shop", include=["worker.jobs"])

if __name__ == "__main__":
    app.start()
