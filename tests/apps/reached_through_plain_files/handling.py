"""Between the two that call something; nothing in here does."""

from archive import kept


def handled(message):
    kept(message.message_id, message.data)
    message.ack()
