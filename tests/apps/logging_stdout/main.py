"""Logs the way Cloud Run reads it."""

import logging

from google.cloud.logging_v2.handlers import StructuredLogHandler, setup_logging


def main():
    setup_logging(StructuredLogHandler())
    logging.info("ready")


if __name__ == "__main__":
    main()
